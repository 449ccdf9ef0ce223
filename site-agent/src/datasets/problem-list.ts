import type { RowProblem } from './tabular-dataset.ts';

/** Problems with cells that are listed one by one; a person mends those and looks again. */
const LISTED = 200;

interface Noted extends RowProblem {
  readonly position: number;
}

/** What is wrong with cells: counted by column, and the first of them by row, however they are found. */
export class ProblemList {
  readonly #names: readonly string[];
  readonly #counts: Float64Array;
  readonly #listed: RowProblem[] = [];
  /** Of the rows that are being read, found column by column. */
  #open: Noted[] = [];
  #openOfColumn = 0;
  #column = -1;

  /** @param names of what has problems, in the order in which those of one row are listed */
  constructor(names: readonly string[]) {
    this.#names = names;
    this.#counts = new Float64Array(names.length);
  }

  /** Notes a problem. Those of one column follow each other, with rising rows. @param position of its name */
  note(position: number, row: number, problem: string): void {
    this.#counts[position] = (this.#counts[position] ?? 0) + 1;
    if (position !== this.#column) [this.#column, this.#openOfColumn] = [position, 0];
    // The first of all rows are among the first of each column.
    if (this.#listed.length + this.#openOfColumn >= LISTED) return;
    this.#openOfColumn++;
    this.#open.push({ position, row, column: this.#names[position] ?? '', problem });
  }

  /** Ends rows: later ones stand behind them. */
  settle(): void {
    this.#column = -1;
    if (this.#open.length === 0) return;
    const sorted = this.#open.sort((a, b) => a.row - b.row || a.position - b.position);
    for (const { row, column, problem } of sorted.slice(0, LISTED - this.#listed.length))
      this.#listed.push({ row, column, problem });
    this.#open = [];
  }

  /** The first problems, by row and then by column. */
  get listed(): readonly RowProblem[] {
    return this.#listed;
  }

  /** How many problems each name has, without those that have none. */
  counts(): Readonly<Record<string, number>> {
    const names = this.#names.map((name, i) => [name, this.#counts[i] ?? 0] as const);
    return Object.fromEntries(names.filter(([, count]) => count > 0));
  }
}
