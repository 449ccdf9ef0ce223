import type { Batch, ColumnCells } from '@consilium/deidentify';

/** Some rows of a batch. */
export function sliceBatch({ rows, columns, problems }: Batch, from: number, to: number): Batch {
  const own = [...(problems ?? [])].filter(([at]) => at >= from && at < to);
  return {
    length: to - from,
    rows: Float64Array.from({ length: to - from }, (_, i) => rows[from + i] ?? 0),
    columns: columns.map((column) => sliceColumn(column, from, to)),
    ...(own.length === 0 ? {} : { problems: new Map(own.map(([at, problem]) => [at - from, problem])) }),
  };
}

function sliceColumn(column: ColumnCells, from: number, to: number): ColumnCells {
  switch (column.kind) {
    case 'number': {
      const { written } = column;
      const cells = column.cells.slice(from, to);
      return { kind: 'number', cells, ...(written === undefined ? {} : { written: (at) => written(from + at) }) };
    }
    case 'text':
      return { kind: 'text', cells: column.cells.slice(from, to) };
    case 'image':
      return { kind: 'image', cells: column.cells.slice(from, to) };
    case 'words':
      return { kind: 'words', cells: column.cells.slice(from, to) };
  }
}
