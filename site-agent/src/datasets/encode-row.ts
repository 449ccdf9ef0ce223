import { assertNever } from '@consilium/core';
import { type Feature, type InputColumn, inputCodes, type Target } from '@consilium/plan';
import { type Cell, cellError } from './cell.ts';

/** Counts by column. */
export type Counts = Map<string, number>;

/** Raises a count. */
export function count(counts: Counts, column: string): void {
  counts.set(column, (counts.get(column) ?? 0) + 1);
}

/** A decimal number as programs write it; `1,5` and `0x10` are mistakes that `Number` would pass over or misread. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function parseNumber(cell: Cell, unit: string): number {
  const value = NUMBER.test(cell.text) ? Number(cell.text) : Number.NaN;
  if (!Number.isFinite(value))
    throw cellError(cell, `is not a number (expected ${unit === '1' ? 'a plain number' : unit}, with a decimal point)`);
  return value;
}

/** Cuts to the plausible range and counts what lay outside. */
function clamp(value: number, [low, high]: readonly [number, number], column: string, outOfRange: Counts): number {
  if (value >= low && value <= high) return value;
  count(outOfRange, column);
  return Math.min(high, Math.max(low, value));
}

type NumberField = Extract<Feature, { kind: 'number' }>;

function scaled(value: number, field: Pick<NumberField, 'range' | 'scale'>): number {
  const { scale, range } = field;
  if (scale === 'none') return value;
  if (scale === 'range') return (2 * (value - range[0])) / (range[1] - range[0]) - 1;
  return (value - scale.mean) / scale.std;
}

/** The position of a code; `2.0` finds `2`, since spreadsheets turn whole numbers into either. */
export function codeIndex(codes: readonly string[], cell: Cell): number {
  const direct = codes.indexOf(cell.text);
  if (direct >= 0) return direct;
  if (NUMBER.test(cell.text)) {
    const numeric = codes.findIndex((code) => NUMBER.test(code) && Number(code) === Number(cell.text));
    if (numeric >= 0) return numeric;
  }
  throw cellError(cell, `is not one of the codes ${codes.join(', ')}`);
}

/** Writes the network inputs of one present cell. */
export function encodeFeature(cell: Cell, column: InputColumn, out: Float32Array, start: number, outOfRange: Counts): void {
  const { feature } = column;
  switch (feature.kind) {
    case 'number':
      out[start + column.offset] = scaled(
        clamp(parseNumber(cell, feature.unit), feature.range, column.name, outOfRange),
        feature,
      );
      return;
    case 'category': {
      const index = codeIndex(feature.codes, cell);
      const position = inputCodes(feature).indexOf(feature.codes[index] as string);
      if (position >= 0) out[start + column.offset + position] = 1;
      return;
    }
    default:
      assertNever(feature);
  }
}

/** Writes the inputs of a missing cell under the rule `range-middle`: the middle of the range, or no code at all. */
export function encodeMissing(column: InputColumn, out: Float32Array, start: number): void {
  const { feature } = column;
  if (feature.kind === 'number') out[start + column.offset] = scaled((feature.range[0] + feature.range[1]) / 2, feature);
  else if (feature.codes.length === 2) out[start + column.offset] = 0.5;
}

/** The target values of one present cell. */
export function encodeTarget(cell: Cell, target: Target, outOfRange: Counts): readonly number[] {
  switch (target.kind) {
    case 'binary': {
      const positive = target.positive;
      return [codeIndex([...positive, ...target.negative], cell) < positive.length ? 1 : 0];
    }
    case 'category': {
      const index = codeIndex(target.codes, cell);
      return target.codes.map((_, i) => (i === index ? 1 : 0));
    }
    case 'number':
      return [scaled(clamp(parseNumber(cell, target.unit), target.range, target.column, outOfRange), target)];
    default:
      return assertNever(target);
  }
}
