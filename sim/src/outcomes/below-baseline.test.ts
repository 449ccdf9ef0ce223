import type { Evaluation } from '@consilium/learning';
import { describe, expect, it } from 'vitest';
import { baselineWords, belowBaseline } from './below-baseline.ts';
import type { SiteOutcome } from './outcome.ts';
import type { TargetFacts } from './target-facts.ts';

const EVALUATION: Evaluation = { patients: 50, rows: 50, lossFinite: true };

const answered = (tp: number, fn: number, fp: number, tn: number): Evaluation => ({
  ...EVALUATION,
  accuracy: (tp + tn) / (tp + fn + fp + tn),
  confusion: { truePositives: tp, falseNegatives: fn, falsePositives: fp, trueNegatives: tn },
});

const of = (
  id: string,
  outcome: object,
): { readonly id: string; readonly metrics: Evaluation; readonly outcome: SiteOutcome } => ({
  id,
  metrics: EVALUATION,
  outcome: outcome as SiteOutcome,
});

describe('sites where a model is no better than one answer for everybody, worst first, and no others', () => {
  it('of two classes', () => {
    const sites = [
      { id: 'good', metrics: answered(40, 10, 10, 40) },
      { id: 'bad', metrics: answered(32, 3, 7, 1) },
      // Finds nobody, and is right in 90 of 100 cases.
      { id: 'blind', metrics: answered(0, 10, 0, 90) },
      { id: 'all-well', metrics: answered(0, 0, 0, 30) },
      { id: 'worst', metrics: answered(10, 30, 1, 1) },
      { id: 'silent', metrics: null },
    ];
    expect(belowBaseline(sites, undefined).map(({ id }) => id)).toEqual(['worst', 'bad', 'blind']);
    expect(belowBaseline(sites, undefined)[2]).toEqual({ id: 'blind', model: '90.0\u00a0%', baseline: '90.0\u00a0%' });
  });

  it('of numbers, in their unit', () => {
    const target: TargetFacts = { kind: 'number', column: 'days', unit: 'd' };
    const errors = (rmse: number, baselineRmse: number): object => ({
      kind: 'number',
      rmse,
      baselineRmse,
      r2: 1 - (rmse / baselineRmse) ** 2,
    });
    const sites = [
      of('useless', errors(0.927, 0.889)),
      of('good', errors(0.5, 0.889)),
      of('alike', { kind: 'number', rmse: 0.1, baselineRmse: 0 }),
      of('worse', errors(3, 1)),
    ];
    expect(belowBaseline(sites, target)).toEqual([
      { id: 'worse', model: 'root mean squared error 3.00\u00a0d', baseline: 'root mean squared error 1.00\u00a0d' },
      { id: 'useless', model: 'root mean squared error 0.927\u00a0d', baseline: 'root mean squared error 0.889\u00a0d' },
    ]);
    expect(baselineWords(target)).toBe('always answering the mean');
  });

  it('of classes, and of times to an event', () => {
    const classes = [
      of('good', { kind: 'category', accuracy: 0.8, baseline: 0.5 }),
      of('bad', { kind: 'category', accuracy: 0.5, baseline: 0.5 }),
    ];
    expect(belowBaseline(classes, { kind: 'category', column: 'stage' })).toEqual([
      { id: 'bad', model: '50.0\u00a0%', baseline: '50.0\u00a0%' },
    ]);
    const times = [
      of('good', { kind: 'time-to-event', integratedBrier: 0.14, baselineBrier: 0.18 }),
      of('bad', { kind: 'time-to-event', integratedBrier: 0.203, baselineBrier: 0.189 }),
      of('unknown', { kind: 'time-to-event' }),
    ];
    expect(belowBaseline(times, { kind: 'time-to-event', column: 'days' }).map(({ id }) => id)).toEqual(['bad']);
  });
});
