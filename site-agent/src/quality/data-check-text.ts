import { findingText } from '@consilium/deidentify';
import type { RowProblem } from '../datasets/tabular-dataset.ts';
import { type DataCheck, NOTHING_HIDDEN } from './data-check.ts';
import type { DataTable } from './data-table.ts';
import { guardedNotes, notesLines } from './note-quality.ts';

/** A check, line by line: the table, what to look at, every problem with its place. */
export function dataCheckText({ table, findings, report, notices }: DataCheck, target: string): readonly string[] {
  return [
    ...tableText(table, target),
    ...report.notes.flatMap((facts) => notesLines(guardedNotes(facts, NOTHING_HIDDEN))),
    ...findings.map(({ says }) => `  WARNING: ${says}`),
    ...notices.map((notice) => `  ${notice}`),
    ...report.identifiers.map((finding) => `  REFUSED    ${findingText(finding)}`),
    ...problemsText(report.problems, table).map((line) => `  ${line}`),
  ];
}

/** The table of a data set, line by line; what there is nothing of takes no line. @param target the column that is predicted */
export function tableText(table: DataTable, target: string): readonly string[] {
  const { rows, patients, leftOut, repeated } = table;
  return [
    `${counted(rows, 'row')}, ${leftOut} left out, ${counted(patients, 'patient')}${repeated === undefined ? '' : `, ${repeated} repeated`}`,
    ...TABLE_ROWS.flatMap(({ words, countsOf }) => {
      const text = byColumn(countsOf(table));
      return text === '' ? [] : [`  ${padded(words)}${text}`];
    }),
    ...(Object.keys(table.classes).length === 0 ? [] : [`  ${padded(`classes of ${target}`)}${classesText(table)}`]),
  ];
}

const LABEL_WIDTH = 18;

/** A label and the gap behind it, however long the name of a column is. */
function padded(label: string): string {
  return `${label} `.padEnd(LABEL_WIDTH);
}

/** What a table counts by column, in the order and words of every place that shows it. */
export const TABLE_ROWS: readonly {
  readonly words: string;
  readonly countsOf: (table: DataTable) => Readonly<Record<string, number>>;
}[] = [
  { words: 'left out for', countsOf: ({ dropped }) => dropped },
  { words: 'beyond the cap', countsOf: ({ overCap }) => (overCap === 0 ? {} : { 'rows of a patient': overCap }) },
  { words: 'missing', countsOf: ({ missing }) => missing },
  { words: 'cut to the range', countsOf: ({ cut }) => cut },
  { words: 'unseen codes', countsOf: ({ unseen }) => unseen },
  { words: 'unreadable', countsOf: ({ unreadable, unseen }) => without(unreadable, unseen) },
];

function without(
  counts: Readonly<Record<string, number>>,
  others: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).filter(([column]) => !(column in others)));
}

function byColumn(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([column, count]) => `${column === '' ? 'whole rows' : column} ${count}`)
    .join(', ');
}

/** `0: 164, 1: 139` */
export function classesText({ classes }: Pick<DataTable, 'classes'>): string {
  return Object.entries(classes)
    .map(([label, count]) => `${label}: ${count}`)
    .join(', ');
}

/** Problems, those of one column and reason together, each with all its rows. @param table says how many there are that are not listed */
export function problemsText(problems: readonly RowProblem[], { unreadable }: Pick<DataTable, 'unreadable'>): readonly string[] {
  const groups = new Map<string, { readonly column: string; readonly problem: string; readonly rows: number[] }>();
  for (const { row, column, problem } of problems) {
    const key = JSON.stringify([column, problem]);
    const group = groups.get(key) ?? { column, problem, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  const more = Object.values(unreadable).reduce((sum, count) => sum + count, 0) - problems.length;
  return [
    ...[...groups.values()].map(
      ({ column, problem, rows }) => `${rowsText(rows)}${column === '' ? '' : `, column ${column}`}: ${problem}`,
    ),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

/** `row 5`, or `rows 2-9, 12 and 15-40`. @param rows rising */
function rowsText(rows: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < rows.length; ) {
    const from = rows[at] as number;
    let to = from;
    for (at++; rows[at] === to + 1; at++) to++;
    parts.push(from === to ? `${from}` : `${from}-${to}`);
  }
  return `${rows.length === 1 ? 'row' : 'rows'} ${parts.join(', ')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
