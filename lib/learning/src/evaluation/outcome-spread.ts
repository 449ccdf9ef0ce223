import type { Predictions } from './evaluate-rows.ts';

/**
 * How many patients do not have the commonest outcome among these rows, or `undefined` where targets are numbers and everybody has an
 * outcome of their own. Where it is small, whatever is exact about the rows tells the outcome of nearly everybody in them (the l-diversity
 * of Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302): an accuracy at weights that say "yes" to all is the share of "yes".
 *
 * @param rows positions in `predictions`; a patient with rows of several outcomes counts for each
 */
export function othersThanCommonest(predictions: Predictions, rows: Uint32Array): number | undefined {
  const { loss, targets, targetWidth, patients } = predictions;
  const binary = loss === 'binary-crossentropy' && targetWidth === 1;
  if (!binary && loss !== 'categorical-crossentropy' && loss !== 'discrete-hazards') return undefined;
  const outcomeOf = (row: number): number => {
    // Times differ; whether the event was seen is what nearly everybody may share.
    if (loss === 'discrete-hazards') return targets[row * targetWidth + 1] as number;
    if (binary) return (targets[row] as number) >= 0.5 ? 1 : 0;
    const own = targets.subarray(row * targetWidth, (row + 1) * targetWidth);
    return own.indexOf(Math.max(...own));
  };
  const patientsOf = new Map<number, Set<number>>();
  for (const row of rows) {
    const outcome = outcomeOf(row);
    const known = patientsOf.get(outcome) ?? new Set<number>();
    patientsOf.set(outcome, known.add(patients[row] as number));
  }
  // Of every outcome in turn: how many patients have another one.
  const others = [...patientsOf.keys()].map((outcome) => {
    const apart = [...patientsOf].filter(([other]) => other !== outcome).flatMap(([, members]) => [...members]);
    return new Set(apart).size;
  });
  return others.length === 0 ? 0 : Math.min(...others);
}
