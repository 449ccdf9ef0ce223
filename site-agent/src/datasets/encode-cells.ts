import type { GatedBatch } from '@consilium/deidentify';
import type { ColumnEncoder } from './column-encoder.ts';
import { type DecodedColumn, HELD, MISSING, type MissingCodes, PRESENT, UNREADABLE } from './column-decoder.ts';
import { imageProblem } from './image-encoder.ts';

const HELD_BACK = 'identifies somebody, and was held back';

/** A column that is read, and what was found in it. */
export interface ReadColumn {
  readonly name: string;
  readonly encoder: ColumnEncoder;
  /** First value of a row that is its. */
  readonly offset: number;
  /** Whether the network sees where it is missing: such a cell drops no row. */
  readonly mask: boolean;
  /** Whether a row without it is left out whatever the rule: nothing stands for an image. */
  readonly needed: boolean;
  missing: number;
  outOfRange: number;
}

/** The rows of a batch that are encoded at once. */
export interface RowSpan {
  readonly batch: GatedBatch;
  readonly from: number;
  readonly to: number;
}

/** Where the cells of a column are read from, and where they go. */
export interface EncodedInto {
  /** Place of the column in the batch. */
  readonly position: number;
  readonly missing: MissingCodes;
  /** Rows that say nothing as a whole. */
  readonly skipped: Uint8Array;
  /** Zeros; row by row, each `stride` long. */
  readonly out: Float32Array;
  readonly stride: number;
  /** Told of cells that cannot be read. */
  readonly problem: (row: number, problem: string) => void;
}

/** Encodes a column, and counts what is wrong in it. @returns whether every cell of it was present; where not, `decoded` says which */
export function encodeCells(
  { batch, from, to }: RowSpan,
  column: ReadColumn,
  decoded: DecodedColumn,
  into: EncodedInto,
): boolean {
  const { position, missing, skipped, out, stride, problem } = into;
  const { fates } = decoded;
  const { cells, held } = batch.columns[position] ?? { cells: { kind: 'text', cells: [] }, held: new Set<number>() };
  const isPlain = held.size === 0 && (batch.problems?.size ?? 0) === 0;
  if (isPlain && column.encoder.writeDeclared(cells, { from, to }, missing, out, stride, column.offset)) return true;
  fates.set(skipped);
  for (const at of held) if (at >= from && at < to && fates[at - from] === PRESENT) fates[at - from] = HELD;
  column.encoder.decode(cells, from, missing, decoded);
  let isWhole = true;
  for (let i = 0; i < fates.length; i++) {
    const fate = fates[i];
    if (fate === PRESENT) continue;
    isWhole = false;
    if (fate === MISSING) column.missing++;
    else if (fate === UNREADABLE) problem(batch.rows[from + i] ?? 0, imageProblem(cells, from + i) ?? column.encoder.unreadable);
    else if (fate === HELD) problem(batch.rows[from + i] ?? 0, column.encoder.heldBack ?? HELD_BACK);
  }
  column.outOfRange += column.encoder.write(decoded, out, stride, column.offset, cells, from);
  return isWhole;
}

/** The inputs of a plan as columns to read. */
export function readColumn(name: string, encoder: ColumnEncoder, offset: number, mask = false, needed = false): ReadColumn {
  return { name, encoder, offset, mask, needed, missing: 0, outOfRange: 0 };
}
