import { ColumnJudge, type JudgedColumn } from '../safe-harbor/column-verdict.ts';
import type { Finding } from '../safe-harbor/finding.ts';
import { type Deidentified, mark } from './deidentified.ts';

/** A row of a hospital's table, before the border. */
export interface IdentifiedRow {
  /** Where a person finds the row, counted from 1. */
  readonly row: number;
  /** Who the patient is, then the cells of the declared columns, in their order. */
  readonly cells: readonly string[];
  /** What is wrong with the row as a whole, which then has no cells. */
  readonly problem?: string;
}

/** A row behind the border. */
export interface GatedRow {
  readonly row: number;
  /** Whose row it is. The hospital's own name for the patient, by which rows are put together: replaced by a number there, and never an input. */
  readonly patient: string;
  /** One for each declared column; `undefined` where the border held a cell back, which then counts as missing. */
  readonly cells: readonly (string | undefined)[];
  readonly problem?: string;
}

/** Makes something of rows behind the border. */
export interface RowFold<T> {
  add(row: Deidentified<GatedRow>): void;
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
 * @param columns in the order of the cells that follow the patient
 * @throws what reading the rows throws
 */
export async function crossBorder<T>(
  batches: AsyncIterable<readonly IdentifiedRow[]>,
  columns: readonly JudgedColumn[],
  fold: RowFold<T>,
): Promise<Crossing<T>> {
  const judges = columns.map((column) => new ColumnJudge(column));
  for await (const batch of batches) {
    for (const { row, cells, problem } of batch) {
      if (problem !== undefined) {
        fold.add(mark({ row, patient: '', cells: [], problem }));
        continue;
      }
      const [patient = ''] = cells;
      const gated = judges.map((judge, i) => {
        const text = cells[i + 1] ?? '';
        return judge.admits(text, row) ? text : undefined;
      });
      fold.add(mark({ row, patient, cells: gated }));
    }
  }
  return { made: mark(fold.finish()), held: judges.flatMap((judge) => judge.findings()) };
}
