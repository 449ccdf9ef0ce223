import type { Confusion, Evaluation } from '@consilium/learning';
import { describe, expect, it } from 'vitest';
import { answersOf, aucWithinSites } from './answers.ts';

const counts = (tp: number, fn: number, fp: number, tn: number): Confusion => ({
  truePositives: tp,
  falseNegatives: fn,
  falsePositives: fp,
  trueNegatives: tn,
});

const evaluation = (confusion: Confusion, auc?: number): Evaluation => {
  const { truePositives: tp, trueNegatives: tn } = confusion;
  const rows = Object.values(confusion).reduce((a, b) => a + b, 0);
  return {
    patients: rows,
    rows,
    lossFinite: true,
    accuracy: (tp + tn) / rows,
    confusion,
    ...(auc === undefined ? {} : { auc }),
  };
};

describe('answers at the threshold', () => {
  it('are held against always giving the more common one', () => {
    // 35 ill of 43, one of 8 healthy cleared: an accuracy that looks well and is worse than no model.
    const found = answersOf(counts(32, 3, 7, 1));
    expect(found).toEqual({ sensitivity: 32 / 35, specificity: 1 / 8, baseline: 35 / 43, rows: 43 });
    expect(answersOf(counts(1, 1, 3, 5)).baseline).toBe(8 / 10);
  });

  it('are undefined where nobody has the outcome, or nobody lacks it', () => {
    expect(answersOf(counts(0, 0, 2, 8))).toEqual({ sensitivity: undefined, specificity: 0.8, baseline: 1, rows: 10 });
    expect(answersOf(counts(3, 1, 0, 0))).toMatchObject({ sensitivity: 0.75, specificity: undefined });
    expect(answersOf(counts(0, 0, 0, 0))).toMatchObject({ baseline: undefined, rows: 0 });
  });
});

describe('the AUC within sites', () => {
  it('weighs sites by their pairs, and is what a count of pairs gives', () => {
    // Scores of ill and healthy at two sites.
    const sites = [
      { ill: [0.9, 0.4], healthy: [0.1, 0.5, 0.2] },
      { ill: [0.7], healthy: [0.8, 0.6] },
    ];
    const won = ({ ill, healthy }: { readonly ill: readonly number[]; readonly healthy: readonly number[] }): number =>
      ill.flatMap((a) => healthy.map((b) => Number(a > b))).reduce((a, b) => a + b, 0);
    const all = sites.reduce((sum, { ill, healthy }) => sum + ill.length * healthy.length, 0);
    const evaluations = sites.map((site) =>
      evaluation(counts(site.ill.length, 0, 0, site.healthy.length), won(site) / (site.ill.length * site.healthy.length)),
    );
    expect(aucWithinSites(evaluations)).toBeCloseTo((won(sites[0] as never) + won(sites[1] as never)) / all, 12);
  });

  it('leaves sites of one class out, and is undefined without a pair', () => {
    const one = evaluation(counts(5, 0, 0, 0));
    expect(aucWithinSites([one, evaluation(counts(5, 0, 0, 5), 0.7)])).toBe(0.7);
    expect(aucWithinSites([one])).toBeUndefined();
    expect(aucWithinSites([])).toBeUndefined();
  });
});
