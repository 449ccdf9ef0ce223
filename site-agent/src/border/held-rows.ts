import type { Source } from '../connectors/source.ts';

/** Rows that are listed one by one. */
const LISTED_ROWS = 20;

/** Rows of a source that nobody can read, for a person of the hospital; nothing of it leaves. */
export interface HeldRows {
  readonly rows: number;
  /** How many of them are left out whenever the source is read. */
  readonly held: number;
  /** The first of those, with what is wrong; never a cell. */
  readonly listed: readonly { readonly row: number; readonly problem: string }[];
}

/** Reads some columns of every row. @throws ConsiliumError what reading the source throws */
export async function findHeldRows(source: Source, columns: readonly string[]): Promise<HeldRows> {
  const listed: { row: number; problem: string }[] = [];
  let rows = 0;
  let held = 0;
  for await (const batch of source.read(columns).batches) {
    rows += batch.length;
    for (const [at, problem] of batch.problems ?? []) {
      held++;
      if (listed.length < LISTED_ROWS) listed.push({ row: batch.rows[at] ?? 0, problem });
    }
  }
  return { rows, held, listed };
}
