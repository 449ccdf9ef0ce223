import type { Evaluation, SubgroupCell } from './evaluation.ts';

/** An attribute by which patients are told apart: sex, age band, ward. */
export interface SubgroupAttribute {
  readonly labels: readonly string[];
  /** For each patient the position of the label. */
  readonly groupOfPatient: Int32Array;
}

/**
 * A table by group. Groups with 1 .. minimumCell - 1 patients are suppressed; if that leaves fewer than `minimumCell` patients
 * hidden, the smallest shown groups are suppressed too, since the total minus the shown cells would give the hidden one away.
 *
 * @param rowsOfGroup positions of the rows of each group
 * @param patientsIn number of distinct patients of such positions
 */
export function subgroupTable(
  attribute: SubgroupAttribute,
  minimumCell: number,
  rowsOfGroup: readonly Uint32Array[],
  patientsIn: (rows: Uint32Array) => number,
  evaluate: (rows: Uint32Array) => Evaluation,
): Record<string, SubgroupCell> {
  const patients = rowsOfGroup.map(patientsIn);
  const hidden = new Set<number>();
  patients.forEach((count, group) => {
    if (count > 0 && count < minimumCell) hidden.add(group);
  });
  const hiddenPatients = (): number => [...hidden].reduce((sum, group) => sum + (patients[group] as number), 0);
  while (hidden.size > 0 && (hidden.size < 2 || hiddenPatients() < minimumCell)) {
    const smallest = [...patients.keys()]
      .filter((group) => (patients[group] as number) > 0 && !hidden.has(group))
      .sort((a, b) => (patients[a] as number) - (patients[b] as number))[0];
    if (smallest === undefined) break;
    hidden.add(smallest);
  }
  return Object.fromEntries(
    attribute.labels.map((label, group): [string, SubgroupCell] => {
      if (hidden.has(group)) return [label, { state: 'suppressed' }];
      if ((patients[group] ?? 0) === 0) return [label, { state: 'empty' }];
      return [label, { state: 'shown', evaluation: evaluate(rowsOfGroup[group] as Uint32Array) }];
    }),
  );
}
