import type { Batch, ColumnCells } from '@consilium/deidentify';
import type { CohortRow } from './cohort-row.ts';
import type { ColumnMaker } from './column-maker.ts';
import type { Event, PersonEvents } from './event.ts';

/** Rows of a batch. */
const BATCH_ROWS = 4096;

const NO_EVENTS: readonly Event[] = [];

/** A row with the events of its person. */
export interface RowWithEvents {
  readonly row: CohortRow;
  readonly events: readonly Event[];
}

/** Rows in their order, each with the events of its person; both come in the order of persons. */
export async function* rowsWithEvents(
  rows: readonly CohortRow[],
  persons: AsyncIterable<PersonEvents>,
): AsyncGenerator<RowWithEvents> {
  const firstOf = new Map<string, number>();
  for (const [i, { person }] of rows.entries()) if (!firstOf.has(person)) firstOf.set(person, i);
  let next = 0;
  for await (const { person, events } of persons) {
    const first = firstOf.get(person);
    // Events of somebody whom the table of persons does not know.
    if (first === undefined) continue;
    for (; next < first; next++) yield { row: rows[next] as CohortRow, events: NO_EVENTS };
    for (; rows[next]?.person === person; next++) yield { row: rows[next] as CohortRow, events };
  }
  for (; next < rows.length; next++) yield { row: rows[next] as CohortRow, events: NO_EVENTS };
}

/** The cells of rows, in groups; row numbers count from 1. */
export async function* inBatches(makers: readonly ColumnMaker[], rows: AsyncIterable<RowWithEvents>): AsyncGenerator<Batch> {
  let before = 0;
  let group: RowWithEvents[] = [];
  for await (const row of rows) {
    group.push(row);
    if (group.length < BATCH_ROWS) continue;
    yield batchOf(makers, group, before);
    before += group.length;
    group = [];
  }
  if (group.length > 0) yield batchOf(makers, group, before);
}

function batchOf(makers: readonly ColumnMaker[], rows: readonly RowWithEvents[], before: number): Batch {
  const problems = new Map(
    rows.flatMap(({ row }, i) => {
      const problem = rowProblem(row);
      return problem === undefined ? [] : [[i, problem] as const];
    }),
  );
  return {
    length: rows.length,
    rows: Float64Array.from(rows, (_, i) => before + i + 1),
    columns: makers.map(({ kind, make }): ColumnCells => {
      const cells = rows.map(({ row, events }) => make(row, events));
      return kind === 'number'
        ? { kind, cells: Float64Array.from(cells as number[]) }
        : { kind: 'text', cells: cells as string[] };
    }),
    ...(problems.size === 0 ? {} : { problems }),
  };
}

function rowProblem({ start, observed }: CohortRow): string | undefined {
  if (start === undefined) return 'has no start of the cohort that can be read';
  return observed === undefined ? 'starts outside of every observation period of its person' : undefined;
}
