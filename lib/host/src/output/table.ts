import { createRequire } from 'node:module';
import { visibleText } from '@consilium/core';
import type CliTable from 'cli-table3';

const require = createRequire(import.meta.url);

/** How a table is drawn. */
export interface TableOptions {
  /** Of each column. @default 'left' */
  readonly align?: readonly ('left' | 'right')[];
  /** Without rules between the rows. @default false */
  readonly compact?: boolean;
}

/** Lines of a table without colours, so that it can be pasted anywhere. Hidden characters of a cell are spelled out: one row, one line. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { align = [], compact = false }: TableOptions = {},
): readonly string[] {
  // Loaded with the first table: most commands print none.
  const Table = require('cli-table3') as typeof CliTable;
  const made = new Table({ head: head.map(visibleText), colAligns: [...align], style: { head: [], border: [], compact } });
  made.push(...rows.map((row) => row.map(visibleText)));
  return made.toString().split('\n');
}
