import { ConsiliumError } from '@consilium/core';
import type { JudgedColumn } from '../safe-harbor/column-verdict.ts';
import type { Finding } from '../safe-harbor/finding.ts';
import type { Batch, ColumnCells } from './batch.ts';
import { cellJudge, type GatedColumn } from './cell-judge.ts';
import { type Deidentified, mark } from './deidentified.ts';
import type { NoteFacts } from './note-judge.ts';

/** Rows behind the border. */
export interface GatedBatch extends Omit<Batch, 'columns' | 'own'> {
  /** Whose rows they are. The hospital's own names of patients, by which rows are put together: replaced by numbers there, and never an input. */
  readonly patients: ColumnCells;
  /** The declared columns, in their order. */
  readonly columns: readonly GatedColumn[];
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
  /** What was read of notes, by column; for people at the hospital too. */
  readonly notes: readonly NoteFacts[];
}

/**
 * Leads the rows of a table across the border, and makes something of them there. Every cell is looked at. A cell that holds an identifier counts as
 * missing and is reported; it never decides whether there is a result, since who sees a refusal would learn of the record. Of notes nothing crosses
 * but what they say of each declared term.
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
  const judges = columns.map((column) => cellJudge(column));
  for await (const batch of batches) {
    const [patients, ...rest] = batch.columns;
    // Never of what a table holds: a connector that leaves a column out would shift the others.
    if (patients === undefined || rest.length !== judges.length)
      throw new ConsiliumError({ code: 'INTERNAL', message: 'a connector did not hand on the columns that were asked for' });
    const own = [patients, ...(batch.own ?? [])];
    const gated = judges.map((judge, i): GatedColumn => judge.cross(rest[i] as ColumnCells, batch, own));
    const { length, rows, problems } = batch;
    fold.add(mark({ length, rows, ...(problems === undefined ? {} : { problems }), patients, columns: gated }));
  }
  return {
    made: mark(fold.finish()),
    held: judges.flatMap((judge) => judge.findings()),
    notes: judges.flatMap((judge) => judge.notes() ?? []),
  };
}
