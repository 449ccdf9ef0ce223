import { type Evaluation, optional, type SubgroupCell } from './evaluation.ts';
import { type Predictions, evaluateRows, type SummaryOptions } from './evaluate-rows.ts';

/** An attribute that divides patients: sex, age band, ward. */
export interface SubgroupAttribute {
  readonly labels: readonly string[];
  /** For each patient the position of the label. */
  readonly groupOfPatient: Int32Array;
}

/**
 * A table by group. Groups with 1 .. minimumCell - 1 patients are suppressed; if that leaves fewer than `minimumCell` patients
 * hidden, the smallest shown groups are suppressed too, since the total minus the shown cells would give the hidden one away. The same
 * holds for groups, and for all hidden ones together, of which nearly everybody has the same outcome: what is exact about them tells it.
 *
 * @param tellsOutcome whether such rows tell the outcome of nearly everybody in them
 * @param rowsOfGroup positions of the rows of each group
 * @param patientsIn number of distinct patients of such positions
 */
export function subgroupTable(
  attribute: SubgroupAttribute,
  minimumCell: number,
  rowsOfGroup: readonly Uint32Array[],
  patientsIn: (rows: Uint32Array) => number,
  tellsOutcome: (rows: Uint32Array) => boolean,
  evaluate: (rows: Uint32Array) => Evaluation,
): Record<string, SubgroupCell> {
  const patients = rowsOfGroup.map(patientsIn);
  const hidden = new Set<number>();
  patients.forEach((count, group) => {
    if (count > 0 && (count < minimumCell || tellsOutcome(rowsOfGroup[group] as Uint32Array))) hidden.add(group);
  });
  const hiddenPatients = (): number => [...hidden].reduce((sum, group) => sum + (patients[group] as number), 0);
  const hiddenRows = (): Uint32Array =>
    Uint32Array.from([...hidden].flatMap((group) => [...(rowsOfGroup[group] as Uint32Array)]));
  while (hidden.size > 0 && (hidden.size < 2 || hiddenPatients() < minimumCell || tellsOutcome(hiddenRows()))) {
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

/**
 * The evaluation of one subgroup, without the measures of ranking where fewer than `minimumCell` of its patients have one of both
 * outcomes (of a time to an event: the event, or none that was seen; or are on one side of its pairs): an AUC is a fraction whose denominator is the product of both counts, so that it tells how many of a small group are
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
  const { auc, aucUndefined: _tells, averagePrecision, concordance, ...rest } = evaluateRows(predictions, rows, summary);
  const { loss, targetWidth } = predictions;
  const outcomeAt = loss === 'discrete-hazards' ? 1 : loss === 'binary-crossentropy' && targetWidth === 1 ? 0 : undefined;
  if (outcomeAt === undefined) return { ...rest, ...optional('concordance', concordance) };
  const ill = new Set<number>();
  const well = new Set<number>();
  for (const i of rows)
    ((predictions.targets[i * targetWidth + outcomeAt] as number) >= 0.5 ? ill : well).add(predictions.patients[i] as number);
  const sides = loss === 'discrete-hazards' ? [ill, well, ...sidesOfPairs(predictions, rows)] : [ill, well];
  if (sides.some(({ size }) => size < minimumCell)) {
    const words = `fewer than ${minimumCell} patients of the group have one of the outcomes`;
    const ofPairs = `${words}, or are on one side of the pairs that are compared`;
    return {
      ...rest,
      suppressed: loss === 'discrete-hazards' ? { concordance: ofPairs } : { auc: words, averagePrecision: words },
    };
  }
  return {
    ...rest,
    ...optional('auc', auc),
    ...optional('averagePrecision', averagePrecision),
    ...optional('concordance', concordance),
  };
}

/**
 * Whose event comes before somebody's time, and who outlasts somebody's event: patients on either side of the pairs of a C-index. Of many with the event and many
 * without it few may be: those who were censored before the first event are in no pair.
 */
function sidesOfPairs({ targets, targetWidth, patients }: Predictions, rows: Uint32Array): readonly ReadonlySet<number>[] {
  const known = Array.from(rows, (i) => {
    const [, event = 0, time = 0] = targets.subarray(i * targetWidth, (i + 1) * targetWidth);
    return { patient: patients[i] as number, event: event >= 0.5, time };
  });
  const first = known.reduce((least, { event, time }) => (event ? Math.min(least, time) : least), Number.POSITIVE_INFINITY);
  const last = known.reduce((most, { time }) => Math.max(most, time), Number.NEGATIVE_INFINITY);
  const isOutlasted = known.some(({ event, time }) => !event && time === last);
  const before = known.filter(({ event, time }) => event && (time < last || isOutlasted));
  const after = known.filter(({ event, time }) => time > first || (!event && time === first));
  return [before, after].map((side) => new Set(side.map(({ patient }) => patient)));
}
