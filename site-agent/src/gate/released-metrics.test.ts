import type { Evaluation } from '@consilium/learning';
import type { PlanMetric } from '@consilium/plan';
import { describe, expect, it } from 'vitest';
import { leavingMetrics, releasedMetrics } from './released-metrics.ts';

/** Every metric that a plan may ask for: the compiler knows if one is missing. */
const METRICS = Object.keys({
  loss: true,
  accuracy: true,
  auc: true,
  'average-precision': true,
  brier: true,
  calibration: true,
  'mean-absolute-error': true,
  'root-mean-squared-error': true,
  concordance: true,
  'survival-curve': true,
} satisfies Record<PlanMetric, true>) as PlanMetric[];

const counts = (truePositives: number, falsePositives: number, trueNegatives: number, falseNegatives: number) => ({
  truePositives,
  falsePositives,
  trueNegatives,
  falseNegatives,
});

/** Patients have one row each, unless `patients` says otherwise. */
function scoresOf(confusion: ReturnType<typeof counts>, patients = confusion): Evaluation {
  const figures = { patients: 60, rows: 60, lossFinite: true, loss: 0.5, accuracy: 0.8, auc: 0.7, brier: 0.2, ece: 0.1 };
  return {
    ...figures,
    averagePrecision: 0.6,
    confusion,
    scoreHistogram: { positive: [1, 19], negative: [38, 2] },
    calibration: { rows: [40, 20], predicted: [12, 13], observed: [0, 20] },
    cellPatients: { confusion: patients, calibration: { positive: [0, 20], negative: [40, 0] } },
    intervals: { auc: { low: 0.5, high: 0.9 } },
    subgroups: {
      sex: {
        f: { state: 'shown', evaluation: { ...figures, confusion, scoreHistogram: { positive: [1], negative: [1] } } },
        m: { state: 'suppressed' },
      },
    },
  };
}

describe('what of an evaluation leaves', () => {
  const rules = { minimumCohort: 11, minimumOthers: 11, scoreHistogram: false };
  const large = counts(20, 12, 28, 0);

  it('is no figure where it would tell the outcome of nearly everybody: the first table of the README, 14 of 14 ill', () => {
    const none = {
      suppressed: {
        metrics:
          'This hospital shares exact metrics of models that can be run on everybody, where at least 11 patients are held out and at least 11 of them do not have the commonest outcome; here it is not so. Suppressed is not zero.',
      },
    };
    const allIll = { ...scoresOf(counts(14, 0, 0, 0)), patients: 14, rows: 14, accuracy: 1, others: 0 };
    const { auc: _undefined, ...switzerland } = { ...allIll, aucUndefined: 'only one class is present' };
    // "Zero or at least eleven" let it out: every cell is zero, or stands for 14.
    for (const metrics of [['accuracy', 'auc'], ['loss'], ['calibration'], ['brier']] as const)
      expect(leavingMetrics(metrics, switzerland, rules)).toEqual(none);
    for (const others of [0, 1, 10, Number.NaN]) expect(leavingMetrics(['loss'], { ...allIll, others }, rules)).toEqual(none);
    // Nor does which of the reasons it is show.
    for (const patients of [10, 0, Number.NaN])
      expect(leavingMetrics(['loss'], { ...scoresOf(large), others: 11, patients }, rules)).toEqual(none);
    expect(leavingMetrics(['loss'], undefined, rules)).toEqual(none);
    expect(leavingMetrics(['accuracy'], { ...scoresOf(large), others: 11 }, rules)).toMatchObject({ confusion: large });
    const numbers: Evaluation = { patients: 11, rows: 11, lossFinite: true, mae: 1 };
    expect(leavingMetrics(['mean-absolute-error'], numbers, rules)).toEqual(numbers);
    expect(Object.keys(releasedMetrics(METRICS, { ...scoresOf(large), others: 11 }, rules))).not.toContain('others');
  });

  it('is a confusion matrix when each count is zero or stands for enough patients, else words', () => {
    expect(releasedMetrics(['accuracy'], scoresOf(large), rules)).toMatchObject({ confusion: large, accuracy: 0.8 });
    for (const small of [counts(20, 12, 27, 1), counts(10, 22, 28, 0), counts(20, 2, 38, 0), counts(30, 20, 0, 10)]) {
      const released = releasedMetrics(['accuracy'], scoresOf(small), rules);
      expect(released.confusion).toBeUndefined();
      expect(released.suppressed).toEqual({
        confusion:
          'This hospital lets out a confusion matrix only where each of its counts is zero or stands for at least 11 patients. Suppressed is not zero.',
      });
      expect(released.accuracy).toBe(0.8);
    }
  });

  it('looks at patients, not at rows', () => {
    const released = releasedMetrics(['accuracy'], scoresOf(large, counts(20, 3, 28, 0)), rules);
    expect(Object.keys(released.suppressed ?? {})).toEqual(['confusion']);
    const { cellPatients: _unknown, ...rest } = scoresOf(large);
    expect(releasedMetrics(['accuracy', 'calibration'], rest, rules).suppressed).toHaveProperty('calibration');
  });

  it('is a calibration curve by the same rule, for each outcome in each bin', () => {
    const scores = scoresOf(large);
    expect(releasedMetrics(['calibration'], scores, rules)).toMatchObject({ calibration: scores.calibration, ece: 0.1 });
    const cells = { confusion: large, calibration: { positive: [1, 19], negative: [39, 0] } };
    const released = releasedMetrics(['calibration'], { ...scores, cellPatients: cells }, rules);
    expect(released.calibration).toBeUndefined();
    expect(released.suppressed?.['calibration']).toContain('a calibration curve');
  });

  it('is a histogram of scores only with the word of the hospital', () => {
    for (const metric of ['auc', 'average-precision'] as const) {
      const closed = releasedMetrics([metric], scoresOf(large), rules);
      expect(closed.scoreHistogram).toBeUndefined();
      expect(closed.suppressed?.['scoreHistogram']).toContain('no pooled AUC');
      const open = releasedMetrics([metric], scoresOf(large), { ...rules, scoreHistogram: true });
      expect(open.scoreHistogram).toEqual({ positive: [1, 19], negative: [38, 2] });
      expect(open.suppressed).toBeUndefined();
    }
  });

  it('never is what decided, what the plan did not ask for, or a count of a subgroup', () => {
    const released = releasedMetrics(METRICS, scoresOf(large), { minimumCohort: 1, minimumOthers: 0, scoreHistogram: true });
    expect(released.cellPatients).toBeUndefined();
    expect(releasedMetrics(['auc'], scoresOf(large), rules).intervals).toEqual({ auc: { low: 0.5, high: 0.9 } });
    expect(releasedMetrics(['loss'], scoresOf(large), rules)).toEqual({
      intervals: {},
      patients: 60,
      rows: 60,
      lossFinite: true,
      loss: 0.5,
      subgroups: {
        sex: {
          f: { state: 'shown', evaluation: { patients: 60, rows: 60, lossFinite: true, loss: 0.5 } },
          m: { state: 'suppressed' },
        },
      },
    });
    expect(JSON.stringify(released.subgroups)).not.toMatch(/confusion|scoreHistogram/);
  });

  it('is of a subgroup also what is withheld in it, as far as it was asked for', () => {
    const cell = (metrics: Parameters<typeof releasedMetrics>[0]): unknown => {
      const withheld = { auc: 'few have it', averagePrecision: 'few have it' };
      const evaluation: Evaluation = { patients: 30, rows: 30, lossFinite: true, loss: 0.5, suppressed: withheld };
      const subgroups = { sex: { f: { state: 'shown', evaluation } } } as const;
      return releasedMetrics(metrics, { ...scoresOf(large), subgroups }, rules).subgroups?.['sex']?.['f'];
    };
    const base = { patients: 30, rows: 30, lossFinite: true };
    expect(cell(['auc'])).toEqual({ state: 'shown', evaluation: { ...base, suppressed: { auc: 'few have it' } } });
    expect(cell(['loss'])).toEqual({ state: 'shown', evaluation: { ...base, loss: 0.5 } });
  });
});
