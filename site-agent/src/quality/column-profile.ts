import { type Batch, type ColumnCells, DATE_ORDERS, type DateOrder, readDay, textAt } from '@consilium/deidentify';
import { USUALLY_MISSING } from '../border/judge-columns.ts';
import type { Source } from '../connectors/source.ts';
import { numberIn } from '../datasets/column-decoder.ts';

/** Different cells that are counted one by one; a column with more is none of codes. */
const MOST_CODES = 60;
/** Numbers that are kept of a column. */
const SAMPLE = 4096;

/** What programs write where there is nothing, and people forget. Made-up numbers, not those of a patient. */
export const SENTINELS: ReadonlySet<string> = new Set(['-9', '-99', '-999', '-9999', '-99999', '999', '9999', '99999', '999999']);

/** What was seen of a column, for people and programs of the hospital. Holds cells: what is shown of it passes a guard. */
export interface ColumnProfile {
  readonly name: string;
  readonly rows: number;
  readonly missing: number;
  /** Cells that are plain numbers, and those that are dates; 20200331 is both. */
  readonly numbers: number;
  readonly dates: number;
  /** Cells that are numbers with a comma: decimal, or between thousands. */
  readonly commaNumbers: number;
  /** How many can be read as a date in each way of writing. */
  readonly dateOrders: ReadonlyMap<DateOrder, number>;
  /** How often each different cell is there; absent where there are more than a few. */
  readonly codes?: ReadonlyMap<string, number>;
  /** Every so many-th of its numbers, rising. */
  readonly sample: Float64Array;
  readonly sentinels: ReadonlyMap<string, number>;
}

/** What a column is made of. */
export type ColumnType = 'empty' | 'numbers' | 'dates' | 'codes' | 'text';

/** Share of the cells that must be alike for a type. */
const MOSTLY = 0.9;
/** Different numbers up to which they may be codes. */
const FEW_NUMBERS = 12;

/** `5,2`, `1.234,5` or `1,234`. */
const COMMA_NUMBER = /^[-+]?\d{1,15}(?:[.,]\d{3}){0,5},\d{1,15}$/u;

/** What a column seems to be made of. */
export function typeOf({ rows, missing, numbers, dates, codes }: ColumnProfile): ColumnType {
  const cells = rows - missing;
  if (cells === 0) return 'empty';
  if (dates >= MOSTLY * cells) return 'dates';
  if (numbers >= MOSTLY * cells) return codes === undefined || codes.size > FEW_NUMBERS ? 'numbers' : 'codes';
  return codes === undefined ? 'text' : 'codes';
}

/** Looks at the cells of one column as they pass. */
export class ColumnProfiler {
  readonly #name: string;
  #rows = 0;
  #missing = 0;
  #numbers = 0;
  #dates = 0;
  #commaNumbers = 0;
  readonly #dateOrders = new Map<DateOrder, number>();
  #codes: Map<string, number> | undefined = new Map();
  readonly #sentinels = new Map<string, number>();
  #sample: number[] = [];
  #every = 1;
  readonly #absent: ReadonlySet<string>;

  /** @param absent what counts as missing */
  constructor(name: string, absent: ReadonlySet<string> = USUALLY_MISSING) {
    this.#name = name;
    this.#absent = absent;
  }

  /** Takes the cells of a batch. */
  add(cells: ColumnCells, { length, problems }: Batch): void {
    for (let at = 0; at < length; at++) if (problems?.has(at) !== true) this.#cell(textAt(cells, at));
  }

  #cell(text: string): void {
    this.#rows++;
    if (text === '' || this.#absent.has(text)) {
      this.#missing++;
      return;
    }
    if (SENTINELS.has(text)) this.#sentinels.set(text, (this.#sentinels.get(text) ?? 0) + 1);
    this.#codes?.set(text, (this.#codes.get(text) ?? 0) + 1);
    if ((this.#codes?.size ?? 0) > MOST_CODES) this.#codes = undefined;
    const value = numberIn(text);
    if (value !== undefined) this.#number(value);
    else if (COMMA_NUMBER.test(text)) this.#commaNumbers++;
    const orders = DATE_ORDERS.filter((order) => readDay(text, order) !== undefined);
    if (orders.length > 0) this.#dates++;
    for (const order of orders) this.#dateOrders.set(order, (this.#dateOrders.get(order) ?? 0) + 1);
  }

  /** Thinned out to every second as often as it fills up: the same numbers for the same table. */
  #number(value: number): void {
    if (this.#numbers++ % this.#every !== 0) return;
    this.#sample.push(value);
    if (this.#sample.length < SAMPLE) return;
    this.#sample = this.#sample.filter((_, i) => i % 2 === 0);
    this.#every *= 2;
  }

  /** What was seen so far. */
  profile(): ColumnProfile {
    return {
      name: this.#name,
      rows: this.#rows,
      missing: this.#missing,
      numbers: this.#numbers,
      dates: this.#dates,
      commaNumbers: this.#commaNumbers,
      dateOrders: this.#dateOrders,
      ...(this.#codes === undefined ? {} : { codes: this.#codes }),
      sample: Float64Array.from(this.#sample).sort(),
      sentinels: this.#sentinels,
    };
  }
}

const NO_CELLS: ColumnCells = { kind: 'text', cells: [] };

/** Reads columns of a source once. @throws ConsiliumError what reading the source throws */
export async function profileColumns(source: Source, names: readonly string[]): Promise<readonly ColumnProfile[]> {
  const profilers = names.map((name) => new ColumnProfiler(name));
  for await (const batch of source.read(names).batches)
    for (const [i, profiler] of profilers.entries()) profiler.add(batch.columns[i] ?? NO_CELLS, batch);
  return profilers.map((profiler) => profiler.profile());
}
