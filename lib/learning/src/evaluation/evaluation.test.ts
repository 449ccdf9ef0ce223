import { seededRandom, uniform53 } from '@consilium/core';
import { initialWeights, modelSchema } from '@consilium/plan';
import { expect, describe, it } from 'vitest';
import { loadBackend } from '../backend/backend.ts';
import { randomData } from '../testing/test-data.ts';
import { createTrainer } from '../training/trainer.ts';
import { poolEvaluations } from './pooling.ts';
import { exactAuc, histogramAuc } from './ranking.ts';

const logistic = modelSchema.parse({ layers: [{ type: 'dense', units: 1, activation: 'sigmoid' }] });

describe('AUC', () => {
  it('counts ties half, as the definition by pairs does', () => {
    const random = seededRandom(5);
    const draw = (n: number): Float32Array => Float32Array.from({ length: n }, () => Math.floor(uniform53(random) * 7) / 7);
    const [positive, negative] = [draw(30), draw(40)];
    let pairs = 0;
    for (const p of positive) for (const n of negative) pairs += p > n ? 1 : p === n ? 0.5 : 0;
    expect(exactAuc(positive, negative)).toBeCloseTo(pairs / 1200, 12);
    const bins = (scores: Float32Array): number[] =>
      Array.from({ length: 7 }, (_, b) => scores.filter((s) => Math.round(s * 7) === b).length);
    expect(histogramAuc({ positive: bins(positive), negative: bins(negative) })).toBeCloseTo(pairs / 1200, 12);
  });

  it('is not defined for one class', () => {
    expect(exactAuc(new Float32Array(0), Float32Array.of(0.5))).toBeUndefined();
    expect(histogramAuc({ positive: [0, 0], negative: [1, 2] })).toBeUndefined();
  });
});

describe('evaluate and poolEvaluations', () => {
  it('pool two halves into what the whole gives', async () => {
    const backend = await loadBackend();
    const data = randomData({ patients: 300, width: 4, target: (x, u) => [(x[0] ?? 0) + u > 0.5 ? 1 : 0] });
    const trainer = createTrainer({ model: logistic, inputShape: [4], loss: 'binary-crossentropy', data, backend });
    const weights = initialWeights(logistic, [4], 1);
    const range = (from: number, to: number): Uint32Array => Uint32Array.from({ length: to - from }, (_, i) => from + i);
    const whole = trainer.evaluate({ weights, bins: 1000 });
    const pooled = poolEvaluations([
      trainer.evaluate({ weights, bins: 1000, patients: range(0, 120) }),
      trainer.evaluate({ weights, bins: 1000, patients: range(120, 300) }),
    ]);
    expect(pooled.rows).toBe(300);
    expect(pooled.loss).toBeCloseTo(whole.loss ?? Number.NaN, 6);
    expect(pooled.accuracy).toBeCloseTo(whole.accuracy ?? Number.NaN, 12);
    expect(pooled.confusion).toEqual(whole.confusion);
    expect(pooled.scoreHistogram).toEqual(whole.scoreHistogram);
    expect(pooled.auc).toBeCloseTo(whole.auc ?? Number.NaN, 2);
  });

  it('say that the AUC of a single-class site is not defined', async () => {
    const backend = await loadBackend();
    const data = randomData({ patients: 10, width: 4, target: () => [1] });
    const trainer = createTrainer({ model: logistic, inputShape: [4], loss: 'binary-crossentropy', data, backend });
    const result = trainer.evaluate({ weights: initialWeights(logistic, [4], 1) });
    expect(result.auc).toBeUndefined();
    expect(result.aucUndefined).toContain('one class');
    expect(JSON.stringify(result)).not.toContain('null');
  });

  it('refuse histograms of different widths', () => {
    const one = { patients: 1, rows: 1, lossFinite: true, scoreHistogram: { positive: [1], negative: [0] } };
    const two = { patients: 1, rows: 1, lossFinite: true, scoreHistogram: { positive: [1, 0], negative: [0, 0] } };
    expect(() => poolEvaluations([one, two])).toThrow('bins');
  });
});
