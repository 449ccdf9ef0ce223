import { type CompiledPlan, type Target, targetColumns } from '@consilium/plan';
import type { TabularDataset } from '../datasets/tabular-dataset.ts';

/** Counts by column, without those that have none. */
type Counts = Readonly<Record<string, number>>;

/**
 * What became of the rows of one site: the same for `data check`, for an approval, and for a rehearsal. Exact, for who owns the data; at a hospital it
 * stays there.
 */
export interface DataTable {
  readonly rows: number;
  readonly patients: number;
  /** Rows left out because a needed cell was missing, or could not be read. */
  readonly leftOut: number;
  /** Rows beyond the most that one patient may have. */
  readonly overCap: number;
  /** Rows that are the same as an earlier one, in every column; absent where nobody looked. */
  readonly repeated?: number;
  /** Cells for whose sake their row was left out: a row that lacks two counts for both. Rows that nobody can read under the empty name. */
  readonly dropped: Counts;
  /** Cells that are missing. */
  readonly missing: Counts;
  /** Numbers cut to the range of the plan. */
  readonly cut: Counts;
  /** Cells that are none of the codes of the plan. */
  readonly unseen: Counts;
  /** Cells that cannot be read, unseen codes among them; rows under the empty name. */
  readonly unreadable: Counts;
  /** Rows of each class of the target among those that are used, of a time to an event by whether it was seen within the intervals; empty where the target is a number. */
  readonly classes: Counts;
}

/** The table of a data set. @param repeated rows that are there twice, where somebody counted them */
export function dataTable(
  { report, training, heldOut }: Pick<TabularDataset, 'report' | 'training' | 'heldOut'>,
  plan: CompiledPlan,
  repeated?: number,
): DataTable {
  const { rowsRead, patients, rowsDropped, rowsOverCap, missing, outOfRange, unreadable } = report;
  const { patientId, target, missing: gaps } = plan.document.data;
  const columns = targetColumns(target);
  const coded = new Set(columns.flatMap(({ kind, column }) => (kind === 'number' ? [] : [column])));
  // Without its patient, target or image a row is left out under every rule.
  const needed = new Set(['', patientId, ...columns.map(({ column }) => column)]);
  for (const { name, feature, mask } of plan.inputs) {
    if (feature.kind === 'category') coded.add(name);
    if (feature.kind === 'image' || (gaps.rule === 'drop-row' && mask !== true)) needed.add(name);
  }
  const classes = classLabels(target);
  const counts = new Map(classes.map((label) => [label, 0]));
  for (const { rows, targets } of [training, heldOut])
    for (let row = 0; row < rows; row++) {
      const label = classes[classOf(targets, row, target)];
      if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
    }
  return {
    rows: rowsRead,
    patients,
    leftOut: rowsDropped,
    overCap: rowsOverCap,
    ...(repeated === undefined ? {} : { repeated }),
    dropped: of(sum(missing, unreadable), (column) => needed.has(column)),
    missing,
    cut: outOfRange,
    unseen: of(unreadable, (column) => coded.has(column)),
    unreadable,
    classes: Object.fromEntries(counts),
  };
}

/** A class by its codes; none for a target that is a number. */
function classLabels(target: Target): readonly string[] {
  if (target.kind === 'number') return [];
  if (target.kind === 'category') return target.codes;
  if (target.kind === 'time-to-event') return ['censored', 'event'];
  return [target.negative.join(' or '), target.positive.join(' or ')];
}

function classOf(targets: Float32Array, row: number, target: Target): number {
  if (target.kind === 'time-to-event') return targets[3 * row + 1] ?? -1;
  if (target.kind !== 'category') return targets[row] ?? -1;
  const width = target.codes.length;
  return targets.subarray(row * width, (row + 1) * width).indexOf(1);
}

function sum(some: Counts, others: Counts): Counts {
  const all = new Map(Object.entries(some));
  for (const [column, count] of Object.entries(others)) all.set(column, (all.get(column) ?? 0) + count);
  return Object.fromEntries(all);
}

function of(counts: Counts, wanted: (column: string) => boolean): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([column]) => wanted(column)));
}
