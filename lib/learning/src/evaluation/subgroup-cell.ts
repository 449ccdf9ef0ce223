import type { Evaluation } from './evaluation.ts';
import { type Predictions, summarise, type SummaryOptions } from './summarise.ts';

/**
 * The evaluation of one subgroup, without the measures of ranking where fewer than `minimumCell` of its patients have one of both
 * outcomes: an AUC is a fraction whose denominator is the product of both counts, so that it tells how many of a small group are
 * ill, and its absence tells that all or none are. It says then in words that they are withheld, whether the outcome is rare or absent.
 *
 * @param rows positions in `predictions`
 */
export function evaluateCell(
  predictions: Predictions,
  rows: Uint32Array,
  summary: SummaryOptions,
  minimumCell: number,
): Evaluation {
  const { auc, aucUndefined: _tells, averagePrecision, ...rest } = summarise(predictions, rows, summary);
  if (predictions.loss !== 'binary-crossentropy' || predictions.targetWidth !== 1) return rest;
  const ill = new Set<number>();
  const well = new Set<number>();
  for (const i of rows) ((predictions.targets[i] as number) >= 0.5 ? ill : well).add(predictions.patients[i] as number);
  if (ill.size < minimumCell || well.size < minimumCell) {
    const words = `fewer than ${minimumCell} patients of the group have one of the outcomes`;
    return { ...rest, suppressed: { auc: words, averagePrecision: words } };
  }
  return { ...rest, ...(auc === undefined ? {} : { auc }), ...(averagePrecision === undefined ? {} : { averagePrecision }) };
}
