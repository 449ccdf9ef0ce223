import { z } from 'zod';
import { MAX_FEATURES, MAX_NAME } from './limits.ts';

/** A range of whole numbers in a name: `{0..47}`, `{00..47}`, `{47..0}`. */
const RANGE = /^([^{}]*)\{(\d{1,6})\.\.(\d{1,6})\}([^{}]*)$/;

/** A name, or names with a range of numbers in them. */
interface NameRange {
  readonly before: string;
  readonly first: number;
  readonly last: number;
  /** Digits to which numbers are filled with zeros; 0 where they are not. */
  readonly digits: number;
  readonly after: string;
}

/** The range in a text, or undefined where it is one name. */
function rangeIn(text: string): NameRange | undefined {
  const [, before = '', first = '', last = '', after = ''] = RANGE.exec(text) ?? [];
  if (first === '') return undefined;
  const padded = [first, last].some((number) => number.length > 1 && number.startsWith('0'));
  return { before, first: Number(first), last: Number(last), digits: padded ? Math.max(first.length, last.length) : 0, after };
}

/** What is wrong with one text of a list of columns; undefined where nothing is. */
function fault(text: string): string | undefined {
  if (text.includes('*'))
    return `${JSON.stringify(text)} would be other columns at every hospital, and the network has one input for each: write the names (consilium study columns prints those of a file), or a range of numbers such as gene{0..1999}`;
  if (!/[{}]/.test(text)) return undefined;
  const range = rangeIn(text);
  if (range === undefined)
    return `${JSON.stringify(text)} is no name and no range: one range of whole numbers may stand in a name, such as hr{0..47}`;
  return Math.abs(range.last - range.first) < MAX_FEATURES
    ? undefined
    : `${JSON.stringify(text)} has more than ${MAX_FEATURES} columns`;
}

const columnText = z
  .string()
  .min(1)
  .max(MAX_NAME)
  .superRefine((text, context) => {
    const message = fault(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

/** Columns by their names, known from the plan alone. Kept as written: what they are follows by {@link expandColumns}. */
export const columnList = z.union([columnText, z.array(columnText).min(1).max(MAX_FEATURES)]);

/** Number of columns of a list, without making their names. */
export function countColumns(columns: string | readonly string[]): number {
  return [columns].flat().reduce((sum, text) => {
    const range = rangeIn(text);
    return sum + (range === undefined ? 1 : Math.abs(range.last - range.first) + 1);
  }, 0);
}

/** The names of the columns of a list, in its order; a range counts as its numbers do, not as texts are sorted. */
export function expandColumns(columns: string | readonly string[]): readonly string[] {
  return [columns].flat().flatMap((text) => {
    const range = rangeIn(text);
    if (range === undefined) return [text];
    const { before, first, last, digits, after } = range;
    const step = first <= last ? 1 : -1;
    const number = (i: number): string => String(first + step * i).padStart(digits, '0');
    return Array.from({ length: Math.abs(last - first) + 1 }, (_, i) => `${before}${number(i)}${after}`);
  });
}

/** Names with a range of numbers, without the numbers: what `age{0..3}` speaks of is `age`. */
export function rangeStems(columns: string | readonly string[]): readonly string[] {
  return [columns].flat().flatMap((text) => {
    const range = rangeIn(text);
    return range === undefined || range.before + range.after === '' ? [] : [`${range.before}${range.after}`];
  });
}
