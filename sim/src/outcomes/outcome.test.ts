import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evaluation } from '@consilium/learning';
import type { ReleasedScores } from '@consilium/privacy';
import { describe, expect, it } from 'vitest';
import { classTable } from './class-scores.ts';
import { histogramCounts } from './histogram-counts.ts';
import { type NumberRows, numberErrors, predictionBands } from './number-errors.ts';
import { evaluationInUnits, releasedInUnits } from './plan-units.ts';
import { benefitOfAll, thresholdCounts, worthOf } from './threshold-counts.ts';

interface Vectors {
  readonly numbers: readonly { observed: number[]; predicted: number[]; counts: boolean; expected: Record<string, number> }[];
  readonly classes: readonly {
    observed: number[];
    predicted: number[][];
    expected: Record<'accuracy' | 'macroRecall' | 'macroAuc', number> &
      Record<'recalls' | 'precisions' | 'areas', number[]> & { confusion: number[][] };
  }[];
  readonly binary: readonly {
    observed: number[];
    predicted: number[];
    roc: [number, number, number][];
    precisionRecall: [number, number, number][];
  }[];
}
const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'testing/scikit-learn-vectors.json'), 'utf8')) as Vectors;

const numbers = (observed: readonly number[], predicted: readonly number[]): NumberRows => ({
  observed: Float64Array.from(observed),
  predicted: Float64Array.from(predicted),
});

describe('errors of numbers', () => {
  it.each(vectors.numbers)('are those of scikit-learn, counts: $counts', ({ observed, predicted, counts, expected }) => {
    const found = numberErrors(numbers(observed, predicted), counts) as unknown as Record<string, number>;
    expect(Object.keys(found).sort()).toEqual(['kind', 'rows', ...Object.keys(expected)].sort());
    for (const [name, value] of Object.entries(expected))
      expect({ name, value: found[name] }).toEqual({ name, value: expect.closeTo(value, 10) as number });
  });

  it('have no R2 where all rows are alike, and no figure at all without rows or with what is no number', () => {
    expect(numberErrors(numbers([3, 3], [2, 4]), false)).toEqual({
      kind: 'number',
      rows: 2,
      mae: 1,
      baselineMae: 0,
      rmse: 1,
      baselineRmse: 0,
    });
    expect(numberErrors(numbers([], []), true)).toBeUndefined();
    expect(numberErrors(numbers([1, 2], [1, Number.NaN]), false)).toBeUndefined();
  });

  it('have a deviance of counts alone, finite where the predicted mean is zero', () => {
    expect(numberErrors(numbers([-1, 2], [1, 1]), true)?.deviance).toBeUndefined();
    expect(numberErrors(numbers([0, 2], [0, 0]), true)?.deviance).toBeCloseTo(2 * Math.log(2 / 1e-7) - 2, 5);
  });

  it('come in bands of rows with neighbouring predictions, each row in one of them', () => {
    const predicted = Array.from({ length: 103 }, (_, i) => (i * 37) % 103);
    const bands = predictionBands(numbers(predicted, predicted));
    expect(bands).toHaveLength(10);
    expect(bands.reduce((sum, { rows }) => sum + rows, 0)).toBe(103);
    for (const [i, band] of bands.entries()) {
      expect([10, 11]).toContain(band.rows);
      expect(band.observed).toBeCloseTo(band.predicted, 12);
      expect(band.predicted).toBeGreaterThan(bands[i - 1]?.predicted ?? -1);
    }
    expect(predictionBands(numbers([4], [5]))).toEqual([{ rows: 1, predicted: 5, observed: 4 }]);
    // 1, 2, 3, 4, 5: variance 2.5.
    expect(predictionBands(numbers([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]))[0]?.spread).toBeCloseTo(Math.sqrt(2.5), 12);
  });
});

describe('scores of classes', () => {
  it.each(vectors.classes)('are those of scikit-learn', ({ observed, predicted, expected }) => {
    const codes = (expected.recalls ?? []).map((_, k) => `c${k}`);
    const rows = { observed: Int32Array.from(observed), predicted: Float32Array.from(predicted.flat()) };
    const found = classTable(rows, codes);
    expect(found?.confusion).toEqual(expected.confusion);
    expect(found?.accuracy).toBeCloseTo(expected.accuracy, 12);
    expect(found?.macroRecall).toBeCloseTo(expected.macroRecall, 12);
    expect(found?.macroAuc).toBeCloseTo(expected.macroAuc, 12);
    found?.classes.forEach(({ recall, precision, auc }, k) => {
      expect(recall).toBeCloseTo(expected.recalls[k] as number, 12);
      expect(precision).toBeCloseTo(expected.precisions[k] as number, 12);
      expect(auc).toBeCloseTo(expected.areas[k] as number, 12);
    });
    const counts = codes.map((_, k) => observed.filter((own) => own === k).length);
    expect(found?.baseline).toBe(Math.max(...counts) / observed.length);
  });

  it('leave out what a class that does not occur, or is never answered, has not', () => {
    const found = classTable({ observed: Int32Array.of(0, 0), predicted: Float32Array.of(0.7, 0.2, 0.1, 0.6, 0.3, 0.1) }, [
      'a',
      'b',
      'c',
    ]);
    expect(found).toMatchObject({ accuracy: 1, baseline: 1, macroRecall: 1 });
    expect(found?.macroAuc).toBeUndefined();
    expect(found?.classes[1]).toEqual({ code: 'b', rows: 0 });
    expect(classTable({ observed: Int32Array.of(0), predicted: Float32Array.of(Number.NaN, 1) }, ['a', 'b'])).toBeUndefined();
    expect(classTable({ observed: new Int32Array(), predicted: new Float32Array() }, ['a', 'b'])).toBeUndefined();
  });

  it('have no table of pairs where there are more classes than anybody reads', () => {
    const codes = Array.from({ length: 31 }, (_, k) => `${k}`);
    const predicted = new Float32Array(31).fill(1 / 31);
    expect(classTable({ observed: Int32Array.of(0), predicted }, codes)?.confusion).toBeUndefined();
  });
});

describe('counts by threshold', () => {
  it.each(vectors.binary)('give the curves of scikit-learn', ({ observed, predicted, roc, precisionRecall }) => {
    const counts = thresholdCounts({ observed: Float32Array.from(observed), predicted: Float32Array.from(predicted) }, 0.4);
    if (counts === undefined) throw new TypeError('there are counts');
    const worths = new Map(counts.counts.map((count) => [count.threshold, worthOf(counts, count)]));
    expect(roc.length).toBeGreaterThan(20);
    for (const [threshold, falses, trues] of roc) {
      expect(1 - (worths.get(threshold)?.specificity ?? 0)).toBeCloseTo(falses, 12);
      expect(worths.get(threshold)?.sensitivity).toBeCloseTo(trues, 12);
    }
    for (const [threshold, precision, recall] of precisionRecall) {
      expect(worths.get(threshold)?.precision).toBeCloseTo(precision, 12);
      expect(worths.get(threshold)?.sensitivity).toBeCloseTo(recall, 12);
    }
    expect(worths.has(0.4)).toBe(true);
    expect(worths.has(0.05)).toBe(true);
  });

  it('are few, however many scores there are', () => {
    const predicted = Float32Array.from({ length: 5000 }, (_, i) => (i + 0.5) / 5000);
    const counts = thresholdCounts({ observed: predicted.map((_, i) => i % 2), predicted }, 0.5);
    expect(counts?.counts.length).toBeLessThanOrEqual(80);
    expect(counts?.counts.length).toBeGreaterThan(60);
  });

  it('tell the net benefit as Vickers and Elkin define it', () => {
    const counts = { kind: 'binary', chosen: 0.2, positives: 30, negatives: 70, counts: [] } as const;
    // 25/100 - 20/100 * 0.2/0.8
    expect(worthOf(counts, { threshold: 0.2, truePositives: 25, falsePositives: 20 }).netBenefit).toBeCloseTo(0.2, 12);
    // 30/100 - 70/100 * 0.2/0.8
    expect(benefitOfAll(counts, 0.2)).toBeCloseTo(0.125, 12);
    expect(worthOf(counts, { threshold: 1, truePositives: 0, falsePositives: 0 })).toEqual({
      threshold: 1,
      sensitivity: 0,
      specificity: 1,
      negativeValue: 0.7,
      called: 0,
    });
    expect(worthOf(counts, { threshold: 0, truePositives: 30, falsePositives: 70 }).negativeValue).toBeUndefined();
  });

  it('are none for one class alone, or for what is no number', () => {
    const one = Float32Array.of(1, 1);
    expect(thresholdCounts({ observed: one, predicted: Float32Array.of(0.1, 0.2) }, 0.5)).toBeUndefined();
    expect(thresholdCounts({ observed: Float32Array.of(0, 1), predicted: Float32Array.of(Number.NaN, 1) }, 0.5)).toBeUndefined();
  });
});

describe('errors in the units of the plan', () => {
  const evaluation: Evaluation = {
    patients: 2,
    rows: 2,
    lossFinite: true,
    loss: 4,
    mae: 1,
    rmse: 2,
    intervals: { mae: { low: 0.5, high: 1.5 }, loss: { low: 3, high: 5 } },
  };

  it('are scaled wherever they stand, and the loss is not', () => {
    const cell = { state: 'shown', evaluation } as const;
    const scaled = evaluationInUnits({ ...evaluation, subgroups: { sex: { f: cell, m: { state: 'empty' } } } }, 10);
    const own = { loss: 4, mae: 10, rmse: 20, intervals: { mae: { low: 5, high: 15 }, loss: { low: 3, high: 5 } } };
    expect(scaled).toMatchObject({ ...own, subgroups: { sex: { f: { evaluation: own }, m: { state: 'empty' } } } });
  });

  it('are scaled in what was released, with their intervals', () => {
    const figure = { value: 2, low: 1, high: 3 };
    const group = { patients: figure, metrics: { loss: figure, rmse: figure } };
    const released: ReleasedScores = { sites: 1, ...group, subgroups: { sex: { f: group } } };
    const large = { value: 20, low: 10, high: 30 };
    expect(releasedInUnits(released, 10)).toEqual({
      sites: 1,
      patients: figure,
      metrics: { loss: figure, rmse: large },
      subgroups: { sex: { f: { patients: figure, metrics: { loss: figure, rmse: large } } } },
    });
    expect(releasedInUnits(released, 1)).toBe(released);
  });
});

describe('exact histograms of scores', () => {
  const one = {
    scoreHistogram: { positive: [1, 0, 2, 5], negative: [6, 3, 1, 0] },
    confusion: { truePositives: 6, falsePositives: 1, trueNegatives: 9, falseNegatives: 2 },
  };
  const other = {
    scoreHistogram: { positive: [0, 1, 1, 0], negative: [2, 0, 0, 1] },
    confusion: { truePositives: 1, falsePositives: 1, trueNegatives: 2, falseNegatives: 1 },
  };

  it('are counts at the edges of their bins, and at the threshold of the plan by the confusion matrix', () => {
    expect(histogramCounts([one, other, {}], 0.6)).toEqual({
      kind: 'binary',
      chosen: 0.6,
      positives: 10,
      negatives: 13,
      counts: [
        { threshold: 0.25, truePositives: 9, falsePositives: 5 },
        { threshold: 0.5, truePositives: 8, falsePositives: 2 },
        { threshold: 0.6, truePositives: 7, falsePositives: 2 },
        { threshold: 0.75, truePositives: 5, falsePositives: 1 },
      ],
    });
    const { confusion: _, ...without } = other;
    expect(histogramCounts([one, without], 0.6)?.counts.map(({ threshold }) => threshold)).toEqual([0.25, 0.5, 0.75]);
  });

  it('tell nothing where there are none, one of another form, or one outcome only', () => {
    expect(histogramCounts([{}], 0.5)).toBeUndefined();
    expect(histogramCounts([one, { scoreHistogram: { positive: [1, 1], negative: [1, 1] } }], 0.5)).toBeUndefined();
    expect(histogramCounts([{ scoreHistogram: { positive: [0, 0], negative: [3, 1] } }], 0.5)).toBeUndefined();
  });
});
