import { seededRandom } from '@consilium/core';
import { initialWeights, modelSchema } from '@consilium/plan';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { randomData, ROW_CAP } from '../testing/test-data.ts';
import { madeTrainer } from '../testing/made-trainer.ts';
import type { Trainer } from '../training/trainer.ts';
import type { SubgroupCell } from './evaluation.ts';
import { poolEvaluations } from './pooling.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

const logistic = modelSchema.parse({ layers: [{ type: 'dense', units: 1, activation: 'sigmoid' }] });
const weights = initialWeights(logistic, [4], 1);

function trainerOf(
  target: (x: Float32Array, u: number) => readonly number[],
  patients = 300,
  rowsOfPatient = (_p: number) => 1,
): Trainer {
  const data = randomData({ patients, width: 4, target, rowsOfPatient });
  return madeTrainer({
    model: logistic,
    inputShape: [4],
    loss: 'binary-crossentropy',
    data,
    maxRowsPerPatient: ROW_CAP,
    backend,
  });
}

const mixed = (x: Float32Array, u: number): number[] => [(x[0] ?? 0) + u > 0.5 ? 1 : 0];
const range = (from: number, to: number): Uint32Array => Uint32Array.from({ length: to - from }, (_, i) => from + i);

describe('evaluate and poolEvaluations', () => {
  it('pool two sites into what the whole gives', () => {
    const trainer = trainerOf(mixed);
    const whole = trainer.evaluate({ weights, bins: 1000 });
    const pooled = poolEvaluations([
      trainer.evaluate({ weights, bins: 1000, patients: range(0, 120) }),
      trainer.evaluate({ weights, bins: 1000, patients: range(120, 300) }),
    ]);
    expect(pooled).toMatchObject({ rows: 300, patients: 300, confusion: whole.confusion, scoreHistogram: whole.scoreHistogram });
    for (const metric of ['loss', 'accuracy', 'brier', 'ece'] as const)
      expect(pooled[metric]).toBeCloseTo(whole[metric] ?? Number.NaN, 6);
    for (const metric of ['auc', 'averagePrecision'] as const) expect(pooled[metric]).toBeCloseTo(whole[metric] ?? Number.NaN, 2);
  });

  it('pool what is there when a site withholds counts, and make up no AUC', () => {
    const open = trainerOf(mixed).evaluate({ weights });
    const { scoreHistogram: _h, confusion: _c, calibration: _b, ...closed } = open;
    const pooled = poolEvaluations([open, { ...closed, suppressed: { scoreHistogram: 'withheld' } }]);
    expect(pooled.accuracy).toBeCloseTo(open.accuracy ?? Number.NaN, 12);
    for (const absent of [
      'auc',
      'aucUndefined',
      'averagePrecision',
      'scoreHistogram',
      'confusion',
      'calibration',
      'ece',
    ] as const)
      expect(pooled[absent]).toBeUndefined();
  });

  it('count patients behind the cells once, however many rows they have', () => {
    const rowsOfPatient = (p: number): number => (p === 0 ? 5 : 1);
    const result = trainerOf(() => [1], 8, rowsOfPatient).evaluate({ weights: new Float32Array(5), calibrationBins: 2 });
    expect(result.confusion).toEqual({ truePositives: 12, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 });
    expect(result.cellPatients).toEqual({
      confusion: { truePositives: 8, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 },
      calibration: { positive: [0, 8], negative: [0, 0] },
    });
    const mixedResult = trainerOf(mixed, 200).evaluate({ weights, threshold: 0.4 });
    expect(mixedResult.cellPatients?.confusion).toEqual(mixedResult.confusion);
    const { positive = [], negative = [] } = mixedResult.cellPatients?.calibration ?? {};
    expect(positive.map((n, bin) => n + (negative[bin] ?? 0))).toEqual(mixedResult.calibration?.rows);
  });

  it('pool squares, not roots', () => {
    const site = (rows: number, rmse: number) => ({ patients: rows, rows, lossFinite: true, rmse });
    expect(poolEvaluations([site(1, 1), site(3, 3)]).rmse).toBeCloseTo(Math.sqrt(28 / 4), 12);
  });

  it('say that the AUC of a single-class site is not defined, and give no NaN', () => {
    const result = trainerOf(() => [1], 10).evaluate({ weights });
    expect(result.auc).toBeUndefined();
    expect(result.aucUndefined).toContain('one class');
    // JSON writes NaN as null.
    expect(JSON.stringify(result)).not.toContain('null');
  });

  it('have nothing to say about no rows, without NaN', () => {
    const result = trainerOf(mixed, 10).evaluate({ weights, patients: new Uint32Array(0) });
    expect(result).toMatchObject({ rows: 0, lossFinite: true });
    expect(result.loss).toBeUndefined();
    expect(JSON.stringify(result)).not.toContain('null');
    expect(JSON.stringify(poolEvaluations([result]))).not.toContain('null');
  });

  it('refuse histograms of different widths', () => {
    const trainer = trainerOf(mixed, 20);
    expect(() => poolEvaluations([trainer.evaluate({ weights, bins: 10 }), trainer.evaluate({ weights, bins: 20 })])).toThrow(
      'bins',
    );
  });

  it('measure regressions and several classes', () => {
    const linear = modelSchema.parse({ layers: [{ type: 'dense', units: 1 }] });
    const data = randomData({ patients: 50, width: 4, target: () => [2] });
    const zero = new Float32Array(5);
    const regression = madeTrainer({
      model: linear,
      inputShape: [4],
      loss: 'mean-squared-error',
      data,
      maxRowsPerPatient: ROW_CAP,
      backend,
    }).evaluate({
      weights: zero,
    });
    expect(regression).toMatchObject({ loss: 4, mae: 2, rmse: 2 });
    const softmax = modelSchema.parse({ layers: [{ type: 'dense', units: 3, activation: 'softmax' }] });
    const classes = randomData({
      patients: 60,
      width: 4,
      targetWidth: 3,
      target: (_x, u) => [Number(u < 0.5), Number(u >= 0.5), 0],
    });
    const always = new Float32Array(15);
    always[12] = 1;
    const result = madeTrainer({
      model: softmax,
      inputShape: [4],
      loss: 'categorical-crossentropy',
      data: classes,
      maxRowsPerPatient: ROW_CAP,
      backend,
    }).evaluate({ weights: always });
    expect(result.accuracy).toBeCloseTo(classes.targets.filter((t, i) => i % 3 === 0 && t === 1).length / 60, 12);
  });
});

describe('bootstrap', () => {
  it('brackets the estimate, and more patients narrow it', () => {
    const width = (patients: number): number => {
      const result = trainerOf(mixed, patients).evaluate({ weights, bootstrap: { resamples: 200, randomness: seededRandom(1) } });
      const interval = result.intervals?.auc;
      expect(interval?.low).toBeLessThan(result.auc ?? 0);
      expect(interval?.high).toBeGreaterThan(result.auc ?? 1);
      return (interval?.high ?? 0) - (interval?.low ?? 0);
    };
    expect(width(1600)).toBeLessThan(0.6 * width(200));
  });

  it('resamples patients, not their rows', () => {
    // Ten equal rows a patient carry no more information than one.
    const width = (rows: number): number => {
      const accuracy = trainerOf(mixed, 100, () => rows).evaluate({
        weights,
        bootstrap: { resamples: 300, randomness: seededRandom(2) },
      }).intervals?.accuracy;
      return (accuracy?.high ?? 0) - (accuracy?.low ?? 0);
    };
    expect(width(1)).toBeGreaterThan(0.1);
    expect(width(10)).toBeGreaterThan(0);
  });

  it('gives no interval for what most resamples lack', () => {
    const result = trainerOf(() => [0], 30).evaluate({ weights, bootstrap: { resamples: 50, randomness: seededRandom(3) } });
    expect(result.intervals?.auc).toBeUndefined();
    expect(result.intervals?.accuracy).toBeDefined();
  });
});

describe('subgroups', () => {
  function cells(sizes: readonly number[], minimumCell: number): Record<string, SubgroupCell> {
    const patients = sizes.reduce((a, b) => a + b, 0);
    const groupOfPatient = Int32Array.from(sizes.flatMap((size, group) => new Array<number>(size).fill(group)));
    const labels = sizes.map((_, group) => `g${group}`);
    const result = trainerOf(mixed, patients).evaluate({ weights, minimumCell, subgroups: { band: { labels, groupOfPatient } } });
    return result.subgroups?.band ?? {};
  }
  const states = (table: Record<string, SubgroupCell>): string[] => Object.values(table).map((cell) => cell.state);

  it('show large groups, and tell empty from suppressed', () => {
    const table = cells([30, 0, 25], 10);
    expect(states(table)).toEqual(['shown', 'empty', 'shown']);
    expect(table.g0?.state === 'shown' && table.g0.evaluation.patients).toBe(30);
  });

  it('hide a second group when one alone could be computed from the total', () => {
    expect(states(cells([30, 3, 25, 60], 10))).toEqual(['shown', 'suppressed', 'suppressed', 'shown']);
    expect(states(cells([30, 3, 2, 60], 10))).toEqual(['suppressed', 'suppressed', 'suppressed', 'shown']);
    expect(states(cells([30, 6, 7, 60], 10))).toEqual(['shown', 'suppressed', 'suppressed', 'shown']);
    expect(states(cells([30, 3], 10))).toEqual(['suppressed', 'suppressed']);
  });

  it('withhold the AUC of a group in which one outcome is rare, by patients and not rows, or absent', () => {
    const aucs = (ill: (row: number) => boolean, rowsOfPatient?: (p: number) => number): unknown[] => {
      let row = 0;
      const trainer = trainerOf(() => [Number(ill(row++))], 60, rowsOfPatient);
      const groupOfPatient = Int32Array.from({ length: 60 }, (_, p) => Number(p >= 30));
      const subgroups = { half: { labels: ['first', 'second'], groupOfPatient } };
      const cells = Object.values(trainer.evaluate({ weights, minimumCell: 10, subgroups }).subgroups?.half ?? {});
      return cells.map((cell) => {
        if (cell.state !== 'shown') return cell.state;
        const { auc, aucUndefined, averagePrecision, suppressed, accuracy } = cell.evaluation;
        expect(accuracy).toBeDefined();
        expect(aucUndefined).toBeUndefined();
        expect(auc === undefined).toBe(averagePrecision === undefined);
        return auc === undefined ? suppressed : 'shown';
      });
    };
    const words = 'fewer than 10 patients of the group have one of the outcomes';
    const withheld = { auc: words, averagePrecision: words };
    expect(aucs((row) => row % 2 === 0)).toEqual(['shown', 'shown']);
    expect(aucs((row) => row < 9 || (row >= 30 && row < 40))).toEqual([withheld, 'shown']);
    expect(aucs((row) => row < 30)).toEqual([withheld, withheld]);
    // The first patient alone is ill, in twenty rows; the second half of the patients begins at row 49.
    const long = aucs(
      (row) => row < 20 || (row >= 49 && row % 2 === 0),
      (p) => (p === 0 ? 20 : 1),
    );
    expect(long).toEqual([withheld, 'shown']);
  });
});
