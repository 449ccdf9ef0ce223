import type { ColumnCells } from '@consilium/deidentify';
import type { DecodedColumn, MissingCodes } from './column-decoder.ts';

/** Reads the cells of one column and writes what the network gets of them. */
export interface ColumnEncoder {
  /** What a cell is that cannot be read, in words for a person; never its content. */
  readonly unreadable: string;
  /** What a cell is that the border held back; where it is not said, one that identifies somebody. */
  readonly heldBack?: string;
  /** Values that it writes for each row. */
  readonly width: number;
  /**
   * Writes all cells at once where each is what the plan asks for, as most columns are; else nothing.
   *
   * @param out as in {@link ColumnEncoder.write}
   * @returns whether it did
   */
  writeDeclared(
    column: ColumnCells,
    rows: RowRange,
    missing: MissingCodes,
    out: Float32Array,
    stride: number,
    offset: number,
  ): boolean;
  /** Fills `decoded` for the rows from `from` on whose fate is still open. */
  decode(column: ColumnCells, from: number, missing: MissingCodes, decoded: DecodedColumn): void;
  /**
   * Writes the present cells.
   *
   * @param out zeros; row by row, each `stride` long, of which this column begins at `offset`
   * @param column what was decoded, from the row `from` on
   * @returns how many lay outside the plausible range, and were cut to it
   */
  write(decoded: DecodedColumn, out: Float32Array, stride: number, offset: number, column: ColumnCells, from: number): number;
  /** Writes what a missing cell is that drops no row: the middle of the range, or no code at all; its mask, where it has one, stays 0. */
  writeMissing(out: Float32Array, at: number): void;
}

/** Rows of a batch. */
interface RowRange {
  readonly from: number;
  readonly to: number;
}
