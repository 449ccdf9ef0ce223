import { assertNever } from '@consilium/core';
import { type InputColumn, inputCodes, scalerOf, type Target, type TargetColumn } from '@consilium/plan';
import type { Cell } from '../cell.ts';

/** What is wrong with a cell, in words for a person; never its content. */
export type CellProblem = string;

/** Counts by column. */
export type Counts = Map<string, number>;

/** Raises a count. */
export function count(counts: Counts, column: string): void {
  counts.set(column, (counts.get(column) ?? 0) + 1);
}

/** A decimal number as programs write it; `1,5` and `0x10` are mistakes that `Number` would pass over or misread. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number in a cell, or `undefined` where there is none. */
export function numberIn(text: string): number | undefined {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function noNumber(unit: string): CellProblem {
  return `is not a number (expected ${unit === '1' ? 'a plain number' : unit}, with a decimal point)`;
}

function noCode(codes: readonly string[]): CellProblem {
  return `is not one of the codes ${codes.join(', ')}`;
}

/** Cuts to the plausible range and counts what lay outside. */
function clamp(value: number, [low, high]: readonly [number, number], column: string, outOfRange: Counts): number {
  if (value >= low && value <= high) return value;
  count(outOfRange, column);
  return Math.min(high, Math.max(low, value));
}

/** The position of a code, or `undefined`; `2.0` finds `2`, since spreadsheets turn whole numbers into either. */
export function codeIndex(codes: readonly string[], text: string): number | undefined {
  const direct = codes.indexOf(text);
  if (direct >= 0) return direct;
  if (!NUMBER.test(text)) return undefined;
  const numeric = codes.findIndex((code) => NUMBER.test(code) && Number(code) === Number(text));
  return numeric >= 0 ? numeric : undefined;
}

/** Writes the network inputs of one present cell. @returns why it cannot be read; nothing is written then */
export function encodeFeature(
  cell: Cell,
  column: InputColumn,
  out: Float32Array,
  start: number,
  outOfRange: Counts,
): CellProblem | undefined {
  const { feature } = column;
  switch (feature.kind) {
    case 'number': {
      const value = numberIn(cell.text);
      if (value === undefined) return noNumber(feature.unit);
      out[start + column.offset] = scalerOf(feature)(clamp(value, feature.range, column.name, outOfRange));
      if (column.mask === true) out[start + column.offset + 1] = 1;
      return undefined;
    }
    case 'category': {
      const index = codeIndex(feature.codes, cell.text);
      if (index === undefined) return noCode(feature.codes);
      const position = inputCodes(feature).indexOf(feature.codes[index] as string);
      if (position >= 0) out[start + column.offset + position] = 1;
      return undefined;
    }
    case 'image':
    case 'words':
      throw new TypeError(`rows of text hold no ${feature.kind}`);
    default:
      return assertNever(feature);
  }
}

/** Writes the inputs of a missing cell that drops no row: the middle of the range, or no code at all; its mask, where it has one, is 0. */
export function encodeMissing(column: InputColumn, out: Float32Array, start: number): void {
  const { feature } = column;
  if (feature.kind === 'number') {
    // Of the scaled ends, which a plan bounds: the sum of the others may be beyond every number.
    const [low, high] = feature.range.map((end) => scalerOf(feature)(end)) as [number, number];
    out[start + column.offset] = (low + high) / 2;
    if (column.mask === true) out[start + column.offset + 1] = 0;
  } else if (feature.kind === 'category' && feature.codes.length === 2) out[start + column.offset] = 0.5;
}

/** The target values of one present cell of a target of one column, or why it cannot be read. */
export function encodeTarget(cell: Cell, target: TargetColumn, outOfRange: Counts): readonly number[] | CellProblem {
  switch (target.kind) {
    case 'binary': {
      const codes = [...target.positive, ...target.negative];
      const index = codeIndex(codes, cell.text);
      return index === undefined ? noCode(codes) : [index < target.positive.length ? 1 : 0];
    }
    case 'category': {
      const index = codeIndex(target.codes, cell.text);
      return index === undefined ? noCode(target.codes) : target.codes.map((_, i) => (i === index ? 1 : 0));
    }
    case 'number': {
      const value = numberIn(cell.text);
      if (value === undefined) return noNumber(target.unit);
      return [scalerOf(target)(clamp(value, target.range, target.column, outOfRange))];
    }
    default:
      return assertNever(target);
  }
}

/** The time in a present cell, or why it is none. */
export function encodeTime(
  cell: Cell,
  { column, unit, range }: Extract<Target, { kind: 'time-to-event' }>,
  outOfRange: Counts,
): readonly number[] | CellProblem {
  const value = numberIn(cell.text);
  if (value === undefined || value < 0)
    return `is not a time (expected ${unit === '1' ? 'a plain number' : unit} from 0 on, with a decimal point)`;
  return [clamp(value, range, column, outOfRange)];
}

/** Intervals that ended before an event, or of which a censored row was seen half or more; whether the event was seen in one; the time within them. */
export function followUp(ends: readonly number[], time: number, happened: boolean): readonly number[] {
  const horizon = ends.at(-1) ?? 0;
  const seen = happened && time <= horizon;
  const begins = [0, ...ends];
  const survived = ends.filter((end, i) => (seen ? end < time : time >= ((begins[i] ?? 0) + end) / 2)).length;
  // Zero has one sign.
  return [survived, Number(seen), Math.min(time, horizon) + 0];
}
