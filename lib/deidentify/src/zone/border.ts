import { ConsiliumError } from '@consilium/core';
import { ColumnJudge, type JudgedColumn } from '../safe-harbor/column-verdict.ts';
import type { Finding } from '../safe-harbor/finding.ts';
import type { Batch, ColumnCells } from './batch.ts';
import { type Deidentified, mark } from './deidentified.ts';

/** Rows behind the border. */
export interface GatedBatch extends Omit<Batch, 'columns'> {
  /** Whose rows they are. The hospital's own names of patients, by which rows are put together: replaced by numbers there, and never an input. */
  readonly patients: ColumnCells;
  /** The declared columns, in their order. */
  readonly columns: readonly GatedColumn[];
}

/** A column behind the border. */
interface GatedColumn {
  readonly cells: ColumnCells;
  /** Places, counted from 0, of cells that the border held back: they count as missing, and nobody looks at them. */
  readonly held: ReadonlySet<number>;
}

/** Makes something of rows behind the border. */
export interface BatchFold<T> {
  add(batch: Deidentified<GatedBatch>): void;
  finish(): T;
}

/** What crossed, and what did not. */
export interface Crossing<T> {
  readonly made: Deidentified<T>;
  /** What was held back, for people at the hospital: it depends on records and never leaves. */
  readonly held: readonly Finding[];
}

/**
 * Leads the rows of a table across the border, and makes something of them there. Every cell is looked at. A cell that holds an identifier counts as
 * missing and is reported; it never decides whether there is a result, since who sees a refusal would learn of the record.
 *
 * @param batches the patient first, then the declared columns
 * @param columns in the order in which they follow the patient
 * @throws what reading the rows throws
 */
export async function crossBorder<T>(
  batches: AsyncIterable<Batch>,
  columns: readonly JudgedColumn[],
  fold: BatchFold<T>,
): Promise<Crossing<T>> {
  const judges = columns.map((column) => new ColumnJudge(column));
  for await (const batch of batches) {
    const [patients, ...rest] = batch.columns;
    // Never of what a table holds: a connector that leaves a column out would shift the others.
    if (patients === undefined || rest.length !== judges.length)
      throw new ConsiliumError({ code: 'INTERNAL', message: 'a connector did not hand on the columns that were asked for' });
    const gated = judges.map((judge, i): GatedColumn => {
      const cells = rest[i] as ColumnCells;
      const held = judge.heldBack(cells, batch);
      return { cells: without(cells, held), held };
    });
    const { length, rows, problems } = batch;
    fold.add(mark({ length, rows, ...(problems === undefined ? {} : { problems }), patients, columns: gated }));
  }
  return { made: mark(fold.finish()), held: judges.flatMap((judge) => judge.findings()) };
}

/** The same cells but for some, which are gone. */
function without(column: ColumnCells, held: ReadonlySet<number>): ColumnCells {
  if (held.size === 0) return column;
  if (column.kind === 'image') return { kind: 'image', cells: column.cells.map((cell, at) => (held.has(at) ? undefined : cell)) };
  if (column.kind === 'text') return { kind: 'text', cells: column.cells.map((cell, at) => (held.has(at) ? '' : cell)) };
  const cells = column.cells.map((cell, at) => (held.has(at) ? Number.NaN : cell));
  const { written } = column;
  return { kind: 'number', cells, ...(written === undefined ? {} : { written: (at) => (held.has(at) ? '' : written(at)) }) };
}
