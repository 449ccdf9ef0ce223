import { ConsiliumError } from '@consilium/core';
import type { ColumnCells } from '@consilium/deidentify';
import type { TextRow } from './postgres-session.ts';

/** A column as the server describes it. */
export interface ServerColumn {
  readonly name: string;
  /** As people write it: `numeric(10,2)`, `text[]`. */
  readonly type: string;
  /** The type beneath domains, as the catalogue of the server names it: `float8`, `_text`. */
  readonly base: string;
  /** `b` base, `e` enumeration, `c` composite, `r` range, ... */
  readonly kind: string;
}

/** Numbers that a double holds exactly; others stay text with all their digits. */
const DOUBLES: ReadonlySet<string> = new Set(['int2', 'int4', 'float4', 'float8']);
const TEXTS: ReadonlySet<string> = new Set([
  ...[
    'int8',
    'numeric',
    'text',
    'varchar',
    'bpchar',
    'char',
    'name',
    'citext',
    'uuid',
    'date',
    'timestamp',
    'timestamptz',
    'time',
  ],
]);

/** How the cells of a column are handed on. */
export type CellForm = 'number' | 'text' | 'boolean';

/** @throws ConsiliumError `DATA_INVALID` for a type whose cells are no single value */
export function cellForm({ name, type, base, kind }: ServerColumn, source: string): CellForm {
  if (DOUBLES.has(base)) return 'number';
  if (base === 'bool') return 'boolean';
  if (kind === 'e' || TEXTS.has(base)) return 'text';
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: `${source} column "${name}" has the type ${type}, whose cells are no single value: leave it out, or make a view with one value a cell`,
    details: { column: name },
  });
}

/** The cells of one column of a group of rows. */
export function cellsOf(rows: readonly TextRow[], at: number, form: CellForm): ColumnCells {
  if (form === 'number') {
    const cells = new Float64Array(rows.length);
    for (const [i, row] of rows.entries()) cells[i] = Number(row[at] ?? Number.NaN);
    return { kind: 'number', cells };
  }
  const words = form === 'boolean' ? (text: string) => (text === 't' ? 'true' : 'false') : (text: string) => text.trim();
  return {
    kind: 'text',
    cells: rows.map((row) => {
      const text = row[at] ?? null;
      return text === null ? '' : words(text);
    }),
  };
}
