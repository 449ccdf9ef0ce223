import type { Confusion, Evaluation } from '@consilium/learning';

/** What yes and no answers at the threshold of the plan are worth, as shares of rows. A share of nobody is undefined. */
export interface Answers {
  /** Of those with the outcome, who are found. */
  readonly sensitivity: number | undefined;
  /** Of those without it, who are cleared. */
  readonly specificity: number | undefined;
  /** Accuracy of always giving the more common answer: what a model has to beat. */
  readonly baseline: number | undefined;
  readonly rows: number;
}

/** What counts at the threshold say. */
export function answersOf(counts: Confusion): Answers {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts;
  const [present, absent] = [tp + fn, tn + fp];
  const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);
  return {
    sensitivity: share(tp, present),
    specificity: share(tn, absent),
    baseline: share(Math.max(present, absent), present + absent),
    rows: present + absent,
  };
}

/**
 * The chance that a patient with the outcome scores higher than one without it *of the same site*: the mean of the sites' AUC, weighted by
 * their pairs of such rows (the AUC stratified by site). Sites with one class have no pair. Undefined without any.
 *
 * Over patients of all sites the AUC is another figure: where sites differ in how common the outcome is, telling the sites apart counts as
 * skill.
 */
export function aucWithinSites(evaluations: readonly Evaluation[]): number | undefined {
  let [sum, pairs] = [0, 0];
  for (const { auc, confusion } of evaluations) {
    if (auc === undefined || confusion === undefined) continue;
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusion;
    const own = (truePositives + falseNegatives) * (trueNegatives + falsePositives);
    sum += auc * own;
    pairs += own;
  }
  return pairs === 0 ? undefined : sum / pairs;
}
