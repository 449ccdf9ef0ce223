import { ConsiliumError } from '@consilium/core';

/** A column that may be one of a series. */
interface Described {
  readonly from: string;
  readonly hours?: readonly [number, number];
  readonly step?: number | undefined;
}

/** A range of whole numbers in a name, as plans write the columns of a series: `hr{0..47}`. */
const RANGE = /^([^{}]*)\{(\d{1,6})\.\.(\d{1,6})\}([^{}]*)$/;

/** Most columns of a description, as of a mapping. */
const MOST_COLUMNS = 100_000;

/**
 * The columns of a description, those of series one by one: each begins and ends `step` hours after the one before it.
 *
 * @throws ConsiliumError `CONFIG_INVALID` for more columns than there may be, a name that appears twice, and a range without a step
 */
export function columnsOf<C extends Described>({
  columns,
}: {
  readonly columns: Readonly<Record<string, C>>;
}): ReadonlyMap<string, C> {
  const expanded = new Map<string, C>();
  for (const [name, column] of Object.entries(columns)) {
    for (const [i, single] of namesIn(name).entries()) {
      if (expanded.has(single)) throw invalid(`the column "${single}" is described twice`);
      if (expanded.size >= MOST_COLUMNS) throw invalid(`there are more than ${MOST_COLUMNS} columns`);
      expanded.set(single, single === name ? column : shifted(name, column, i));
    }
  }
  return expanded;
}

/** The names that a range stands for, filled with zeros where its numbers are. */
function namesIn(name: string): readonly string[] {
  const [, before = '', first = '', last = '', after = ''] = RANGE.exec(name) ?? [];
  if (first === '') return [name];
  const [from, to] = [Number(first), Number(last)];
  const digits = [first, last].some((number) => number.length > 1 && number.startsWith('0'))
    ? Math.max(first.length, last.length)
    : 0;
  const length = Math.min(Math.abs(to - from) + 1, MOST_COLUMNS + 1);
  return Array.from({ length }, (_, i) => `${before}${String(from + Math.sign(to - from) * i).padStart(digits, '0')}${after}`);
}

function shifted<C extends Described>(name: string, column: C, by: number): C {
  if (column.hours === undefined || column.step === undefined)
    throw invalid(`"${name}" is a series: say "step", the hours from one of its columns to the next`);
  const { step, hours } = column;
  return { ...column, hours: [hours[0] + by * step, hours[1] + by * step] };
}

function invalid(message: string): ConsiliumError<'CONFIG_INVALID'> {
  return new ConsiliumError({ code: 'CONFIG_INVALID', message: `columns of a source in sources.yaml: ${message}` });
}
