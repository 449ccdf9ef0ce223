import { ANCHORED, type Batch, type ColumnCells, scrubCell, textAt } from '@consilium/deidentify';
import { ConsiliumError } from '@consilium/core';
import { pointNumber } from '../connectors/decimal-comma.ts';
import type { Source } from '../connectors/source.ts';
import { numberIn } from '../datasets/column-decoder.ts';
import type { ColumnRule } from './mapping-schema.ts';
import { type Conversion, conversion, convertedCell } from './units.ts';

/** What a hospital says of the columns of a source. */
export interface SourceRules {
  /** Who the patient is, in the source and in plans. */
  readonly patient: { readonly column: string; readonly name: string };
  /** Column of the date from which days and ages of a row are counted. */
  readonly anchor?: string | undefined;
  /** Columns of the source that say who the patient is: handed on beside the others, for notes to be searched for them, and never read as anything else. */
  readonly identifiers?: readonly string[] | undefined;
  /** By the plan's names; absent: all columns as they are called. */
  readonly mapping?: Readonly<Record<string, ColumnRule>> | undefined;
}

/**
 * A source as plans name its columns. Row by row, and of nothing but the row: a cell that is not what its rule expects counts as missing. Columns that
 * the mapping does not name are never asked for.
 */
export function mappedSource(source: Source, rules: SourceRules): Source {
  const { patient, anchor, mapping, identifiers = [] } = rules;
  const ruleOf = (name: string): ColumnRule => {
    if (name === patient.name) return { column: patient.column };
    if (mapping === undefined) return { column: name };
    if (!Object.hasOwn(mapping, name)) throw notMapped(source.name, name);
    return mapping[name] as ColumnRule;
  };
  return {
    name: source.name,
    ...(source.notices === undefined ? {} : { notices: () => source.notices?.() ?? Promise.resolve([]) }),
    async columns() {
      if (mapping !== undefined) return [...new Set([patient.name, ...Object.keys(mapping)])];
      return (await source.columns()).map((column) => (column === patient.column ? patient.name : column));
    },
    read(columns) {
      const wanted = columns.map(ruleOf);
      const needsAnchor = wanted.some(({ scrub }) => scrub !== undefined && ANCHORED.has(scrub));
      const inner = [
        ...new Set([
          ...wanted.map(({ column }) => column),
          ...(needsAnchor && anchor !== undefined ? [anchor] : []),
          ...identifiers,
        ]),
      ];
      const steps = wanted.map((rule) => ({ at: inner.indexOf(rule.column), ...stepOf(rule) }));
      const anchorAt = anchor === undefined ? -1 : inner.indexOf(anchor);
      const reading = source.read(inner);
      async function* batches(): AsyncGenerator<Batch> {
        for await (const batch of reading.batches) {
          yield {
            ...withoutColumns(batch),
            columns: steps.map(({ at, apply }) => apply(cellsAt(batch, at), cellsAt(batch, anchorAt), batch.length)),
            ...(identifiers.length === 0 ? {} : { own: identifiers.map((column) => cellsAt(batch, inner.indexOf(column))) }),
          };
        }
      }
      return { ...reading, batches: batches() };
    },
  };
}

const NO_CELLS: ColumnCells = { kind: 'text', cells: [] };

function cellsAt({ columns }: Batch, at: number): ColumnCells {
  return columns[at] ?? NO_CELLS;
}

function withoutColumns({ length, rows, problems }: Batch): Omit<Batch, 'columns'> {
  return { length, rows, ...(problems === undefined ? {} : { problems }) };
}

/** What is done to the cells of a column. */
type Apply = (cells: ColumnCells, anchors: ColumnCells, length: number) => ColumnCells;

function stepOf(rule: ColumnRule): { readonly apply: Apply } {
  const { decimal, unit, codes, scrub, missing, dates = 'iso' } = rule;
  const nothing = new Set(missing);
  const factor = unit === undefined ? undefined : (conversion(unit.from, unit.to, unit.of) as Conversion);
  const change = (text: string, anchor: string): string => {
    if (nothing.has(text)) return '';
    if (codes !== undefined) return translated(text, codes);
    const written = asWritten(text, decimal === 'comma', factor);
    return scrub === undefined ? written : scrubCell(scrub, written, anchor, dates);
  };
  const asTheyAre = [decimal, unit, codes, scrub, missing].every((option) => option === undefined);
  if (asTheyAre) return { apply: (cells) => cells };
  const numeric = factor !== undefined && scrub === undefined && missing === undefined;
  return {
    apply: (cells, anchors, length) =>
      numeric && cells.kind === 'number'
        ? { kind: 'number', cells: cells.cells.map((value) => convertedCell(value, factor)) }
        : { kind: 'text', cells: Array.from({ length }, (_, at) => change(textAt(cells, at), textAt(anchors, at))) },
  };
}

/** The number of a cell in the unit of the plan. What is no number of the old unit stays as it is written, for no number of the new one is. */
function asWritten(text: string, comma: boolean, factor: Conversion | undefined): string {
  const plain = comma ? pointNumber(text) : text;
  const value = factor === undefined ? undefined : numberIn(plain);
  return factor === undefined || value === undefined ? plain : String(convertedCell(value, factor));
}

/** A code in the plan's words. One that the mapping does not name may mean anything there, and becomes nothing. */
function translated(text: string, codes: Readonly<Record<string, string>>): string {
  return Object.hasOwn(codes, text) ? (codes[text] as string) : '';
}

function notMapped(name: string, column: string): ConsiliumError<'DATA_INVALID'> {
  return new ConsiliumError({
    code: 'DATA_INVALID',
    message: `${name} has no column "${column}" in the mapping of sources.yaml: add it there`,
    details: { column },
  });
}
