import { ConsiliumError } from '@consilium/core';

/** A cell and where it stands, for errors. Rows count from 1, the header is row 1. */
export interface Cell {
  readonly text: string;
  readonly row: number;
  readonly column: string;
}

/** What is wrong with a cell. Never its content: that belongs to a patient. */
export function cellError(cell: Pick<Cell, 'row' | 'column'>, problem: string): ConsiliumError<'DATA_INVALID'> {
  return new ConsiliumError({
    code: 'DATA_INVALID',
    message: `row ${cell.row}, column ${cell.column}: ${problem}`,
    details: { row: cell.row, column: cell.column },
  });
}
