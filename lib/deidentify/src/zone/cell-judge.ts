import { ColumnJudge, type JudgedColumn } from '../safe-harbor/column-verdict.ts';
import type { Finding } from '../safe-harbor/finding.ts';
import type { Batch, ColumnCells } from './batch.ts';
import { type NoteFacts, NoteJudge } from './note-judge.ts';

/** A column behind the border. */
export interface GatedColumn {
  readonly cells: ColumnCells;
  /** Places, counted from 0, of cells that the border held back: they count as missing, and nobody looks at them. */
  readonly held: ReadonlySet<number>;
}

/** Decides what of the cells of one column may cross the border. */
export interface CellJudge {
  /**
   * @param batch the one that the cells are from
   * @param own what identifies the patients of its rows: no word of it is found in a note
   */
  cross(cells: ColumnCells, batch: Batch, own: readonly ColumnCells[]): GatedColumn;
  /** Cells in which an identifier was found. */
  findings(): readonly Finding[];
  /** What was read, where the cells are notes. */
  notes(): NoteFacts | undefined;
}

/** The judge of a column: of notes the reading of declared terms crosses, of all others each cell, unless it identifies somebody. */
export function cellJudge({ name, type, missing }: JudgedColumn): CellJudge {
  if (type.kind === 'words') {
    const judge = new NoteJudge(name, type.vocabulary, missing);
    return { cross: (cells, batch, own) => judge.read(cells, batch, own), findings: () => [], notes: () => judge.facts() };
  }
  const judge = new ColumnJudge({ name, type, ...(missing === undefined ? {} : { missing }) });
  return {
    cross: (cells, batch) => {
      const held = judge.heldBack(cells, batch);
      return { cells: without(cells, held), held };
    },
    findings: () => judge.findings(),
    notes: () => undefined,
  };
}

/** The same cells but for some, which are gone. */
function without(column: ColumnCells, held: ReadonlySet<number>): ColumnCells {
  if (held.size === 0) return column;
  if (column.kind === 'image') return { kind: 'image', cells: column.cells.map((cell, at) => (held.has(at) ? undefined : cell)) };
  if (column.kind === 'words') return { kind: 'words', cells: column.cells.map((cell, at) => (held.has(at) ? undefined : cell)) };
  if (column.kind === 'text') return { kind: 'text', cells: column.cells.map((cell, at) => (held.has(at) ? '' : cell)) };
  const cells = column.cells.map((cell, at) => (held.has(at) ? Number.NaN : cell));
  const { written } = column;
  return { kind: 'number', cells, ...(written === undefined ? {} : { written: (at) => (held.has(at) ? '' : written(at)) }) };
}
