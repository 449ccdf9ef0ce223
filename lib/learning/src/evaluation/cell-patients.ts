import type { CellPatients } from './evaluation.ts';
import { scoreBin } from './ranking.ts';
import type { Predictions } from './evaluate-rows.ts';

/**
 * How many patients stand behind each count of a binary evaluation; undefined for other targets. A patient with several rows
 * counts once in each cell that holds one of them.
 */
export function cellPatients(
  { loss, targetWidth, outputs, targets, patients }: Predictions,
  { threshold, calibrationBins }: { readonly threshold: number; readonly calibrationBins: number },
): CellPatients | undefined {
  if (loss !== 'binary-crossentropy' || targetWidth !== 1) return undefined;
  const sets = (count: number): Set<number>[] => Array.from({ length: count }, () => new Set());
  const confusion = sets(4);
  const positive = sets(calibrationBins);
  const negative = sets(calibrationBins);
  patients.forEach((patient, row) => {
    const score = outputs[row] as number;
    const ill = (targets[row] as number) >= 0.5;
    const cell = score >= threshold ? (ill ? 0 : 1) : ill ? 3 : 2;
    confusion[cell]?.add(patient);
    (ill ? positive : negative)[scoreBin(score, calibrationBins)]?.add(patient);
  });
  const [truePositives = 0, falsePositives = 0, trueNegatives = 0, falseNegatives = 0] = confusion.map(({ size }) => size);
  return {
    confusion: { truePositives, falsePositives, trueNegatives, falseNegatives },
    calibration: { positive: positive.map(({ size }) => size), negative: negative.map(({ size }) => size) },
  };
}
