import { canonicalJson, isConsiliumError, type Json } from '@consilium/core';
import { testPlan, type PlanChange } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import { exactMetricsOf } from './exact-metrics.ts';

const EVERYTHING = ['loss', 'accuracy', 'auc', 'average-precision', 'brier', 'calibration'];
const plan = (change: PlanChange = {}) =>
  testPlan('dp-fedsgd', { evaluation: { metrics: EVERYTHING, subgroups: { ward: {} } }, ...change }).document;

const base = { patients: 30, rows: 31, lossFinite: true };
const whole: Readonly<Record<string, Json>> = {
  ...base,
  loss: 0.6,
  accuracy: 1,
  auc: 0.5,
  averagePrecision: 0,
  brier: 0.25,
  ece: 0.1,
  confusion: { truePositives: 1, falsePositives: 2, trueNegatives: 3, falseNegatives: 0 },
  scoreHistogram: { positive: [1, 2], negative: [3, 4] },
  calibration: { rows: [1, 2], predicted: [0.4, 1.5], observed: [0, 2] },
  intervals: { auc: { low: 0.4, high: 0.6 } },
  subgroups: {
    ward: {
      a: { state: 'shown', evaluation: { ...base, auc: 0.5, suppressed: { brier: 'few' } } },
      b: { state: 'empty' },
      c: { state: 'suppressed' },
    },
  },
  suppressed: { confusion: 'few' },
};

function outcome(text: string | Uint8Array, of = plan()): string {
  try {
    return exactMetricsOf(of, Buffer.from(text as string));
  } catch (error) {
    if (!isConsiliumError(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
}
const metrics = (change: Readonly<Record<string, Json | undefined>>): string => canonicalJson({ ...whole, ...change });

describe('exact metrics', () => {
  it.each([
    ['everything that the plan asks for', metrics({})],
    ['less', canonicalJson(base)],
    ['a loss that is not finite, and so absent', canonicalJson({ ...base, lossFinite: false })],
    ['one class alone', canonicalJson({ ...base, aucUndefined: 'only one class is present' })],
    ['nothing, with the reason', '{"suppressed":{"metrics":"too few"}}'],
  ])('with %s are taken as they are', (_what, text) => {
    expect(outcome(text)).toBe(text);
  });

  it.each([
    ['no object', 'null', /the whole: /],
    ['a list', '[]', /the whole: /],
    ['nothing', '{}', /patients: /],
    ['brackets without end', '['.repeat(20_000) + ']'.repeat(20_000), /the whole: /],
    ['patients below none', metrics({ patients: -5 }), /patients: /],
    ['half a row', metrics({ rows: 1.5 }), /rows: /],
    ['text for a number', metrics({ auc: '0.5' }), /auc: /],
    ['a share above one', metrics({ accuracy: 7 }), /accuracy: /],
    ['a figure of another target', metrics({ mae: 1 }), /mae/],
    ['a field of nobody', metrics({ comment: 'hello' }), /comment/],
    ['another attribute', metrics({ subgroups: { age: {} } }), /age/],
    ['a group of nobody', metrics({ subgroups: { ward: { z: { state: 'empty' } } } }), /z/],
    [
      'counts of a group',
      metrics({ subgroups: { ward: { a: { state: 'shown', evaluation: { ...base, confusion: {} } } } } }),
      /confusion/,
    ],
    ['an interval that is upside down', metrics({ intervals: { auc: { low: 1, high: 0 } } }), /intervals.auc: the lower end/],
    ['an interval of nothing', metrics({ intervals: { beauty: { low: 0, high: 1 } } }), /beauty/],
    ['lists of other lengths', metrics({ scoreHistogram: { positive: [1], negative: [1, 2] } }), /scoreHistogram: both outcomes/],
    ['a bin missing', metrics({ calibration: { rows: [1], predicted: [], observed: [1] } }), /calibration: all lists/],
    ['figures and none at once', metrics({ suppressed: { metrics: 'none' } }), /metrics/],
    ['a long speech', metrics({ suppressed: { confusion: 'x'.repeat(1001) } }), /suppressed.confusion/],
  ])('with %s are refused, with the place', (_what, text, words) => {
    expect(outcome(text)).toMatch(/^MESSAGE_INVALID: the metrics are not those that the plan asks for: /);
    expect(outcome(text)).toMatch(words);
  });

  it('that the plan does not ask for are refused', () => {
    const modest = plan({ evaluation: { metrics: ['loss'] } });
    expect(outcome(canonicalJson({ ...base, loss: 0.6 }), modest)).not.toMatch(/^MESSAGE/);
    for (const field of ['auc', 'confusion', 'scoreHistogram', 'calibration', 'subgroups'])
      expect(outcome(canonicalJson({ ...base, [field]: whole[field] }), modest)).toMatch(
        new RegExp(`^MESSAGE_INVALID.*${field}`),
      );
  });

  it.each([
    ['infinity, in the way that JSON can', metrics({ loss: 0 }).replace('"loss":0,', '"loss":1e400,'), /loss: /],
    ['blanks', metrics({}).replace(',', ', '), /not canonical/],
    ['a key twice', metrics({}).replace('{', '{"accuracy":0,'), /not canonical/],
    ['another order', `{"rows":1,"patients":1,"lossFinite":true}`, /not canonical/],
    ['a number written otherwise', metrics({}).replace('0.25', '2.5e-1'), /not canonical/],
    ['a mark before it', `\uFEFF${metrics({})}`, /not JSON in UTF-8/],
    ['no JSON', 'auc: 1', /not JSON in UTF-8/],
    ['bytes that are no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), /not JSON in UTF-8/],
  ])('with %s are refused', (_what, text, words) => {
    expect(outcome(text)).toMatch(/^MESSAGE_INVALID: /);
    expect(outcome(text)).toMatch(words);
  });

  it('of a number have errors and no confusion', () => {
    const data = {
      patientId: 'id',
      target: { kind: 'number', column: 'y', unit: '1', range: [0, 1] },
      features: { a: { kind: 'number', unit: '1', range: [0, 1] } },
    };
    const change = { layers: [{ type: 'dense', units: 1 }], training: { loss: 'mean-squared-error', samplingRate: 0.5 } };
    const errors = plan({ data, ...change, evaluation: { metrics: ['mean-absolute-error', 'root-mean-squared-error'] } });
    expect(outcome(canonicalJson({ ...base, mae: 2, rmse: 3 }), errors)).not.toMatch(/^MESSAGE/);
    expect(outcome(canonicalJson({ ...base, mae: -1 }), errors)).toMatch(/mae: /);
    expect(outcome(canonicalJson({ ...base, accuracy: 1 }), errors)).toMatch(/accuracy/);
  });
});
