import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** A file that a hospital might bring, with one thing wrong in it. */
export interface WrongTable {
  readonly name: string;
  /** What lies where the table should be, or what puts it there. */
  readonly content: string | Uint8Array | ((path: string) => void);
  /** What its owner has to be told. */
  readonly said: RegExp;
  /** Whether nothing can be learned from it. */
  readonly isRefused: boolean;
}

const HEADER = 'id,age,sex,score,note,ill';

/** Rows of a table without a fault. */
const WRONG_TABLE_ROWS = 40;

type Row = [id: string, age: string, sex: string, score: string, note: string, ill: string];

const [ID, AGE, SEX, SCORE, NOTE, ILL] = [0, 1, 2, 3, 4, 5] as const;

/** The text of a plan for these tables. */
export function wrongTablesPlan(sites: readonly string[], quorum = 1): string {
  return JSON.stringify({
    version: 1,
    study: 'checked',
    title: 'Checked',
    sites: Object.fromEntries(sites.map((site) => [site, { patients: WRONG_TABLE_ROWS }])),
    data: {
      patientId: 'id',
      target: { kind: 'binary', column: 'ill', positive: ['1'], negative: ['0'] },
      features: {
        age: { kind: 'number', unit: 'years', range: [18, 89] },
        sex: { kind: 'category', codes: ['f', 'm'] },
        score: { kind: 'number', unit: '1', range: [0, 10] },
      },
      missing: { codes: [''], rule: 'drop-row' },
    },
    model: { layers: [{ type: 'dense', units: 1, activation: 'sigmoid' }] },
    training: { loss: 'binary-crossentropy', samplingRate: 0.5 },
    strategy: { kind: 'fedavg', learningRate: 0.5, weights: 'public-bucket' },
    privacy: { mechanism: 'dp-fedsgd', unit: 'patient', clip: 1, target: { epsilon: 1, delta: 1e-3 }, honestContributors: 1 },
    rounds: 1,
    quorum: { sites: quorum, attempts: 1, deadlineSeconds: 60 },
    evaluation: { metrics: ['loss', 'accuracy'] },
  });
}

/** A table in which rows were changed. @param prefix of its patients' identifiers, so that no other table has them */
export function tableWith(change: (row: Row, i: number) => void = () => {}, prefix = 'p'): string {
  const rows = Array.from({ length: WRONG_TABLE_ROWS }, (_, i): Row => {
    const row: Row = [`${prefix}${i}`, `${30 + i}`, i % 2 === 0 ? 'f' : 'm', `${i % 10}.5`, 'x', `${i % 3 === 0 ? 1 : 0}`];
    change(row, i);
    return row;
  });
  return [HEADER, ...rows.map((row) => row.join(',')), ''].join('\n');
}

/** One cell of the row that a person calls row 5. */
const cell = (at: number, text: string): string => tableWith((row, i) => void (i === 3 && (row[at] = text)));
const everywhere = (at: number, text: (i: number) => string): string => tableWith((row, i) => void (row[at] = text(i)));
const some = (at: number, text: string, every: number): string =>
  tableWith((row, i) => void (i % every === 0 && (row[at] = text)));
const fine = tableWith();

const warned = (name: string, content: WrongTable['content'], said: RegExp): WrongTable => ({
  name,
  content,
  said,
  isRefused: false,
});
const refused = (name: string, content: WrongTable['content'], said: RegExp): WrongTable => ({
  name,
  content,
  said: new RegExp(`WITHOUT THIS SITE: .*${said.source}`, said.flags),
  isRefused: true,
});

const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const row5 = (column: string, problem: string): RegExp => new RegExp(`row 5, column ${column}: ${problem}`);

/** Wrong inputs of every kind: cells, columns, headers, records, patients, identifiers, encodings, files. */
export const WRONG_TABLES: readonly WrongTable[] = [
  // Cells
  warned('a word for a number', cell(AGE, 'old'), row5('age', 'is not a number')),
  warned('a decimal comma in quotes', cell(SCORE, '"1,5"'), row5('score', 'is not a number')),
  warned('a number in hexadecimal', cell(AGE, '0x20'), row5('age', 'is not a number')),
  warned('infinity', cell(AGE, 'Infinity'), row5('age', 'is not a number')),
  warned('not a number', cell(AGE, 'NaN'), row5('age', 'is not a number')),
  warned('a number beyond a double', cell(SCORE, '1e999'), row5('score', 'is not a number')),
  warned('huge numbers', some(SCORE, '1e300', 4), /score: 10 numbers lie beyond the range of the plan/),
  warned('a number with its unit', cell(AGE, '44 years'), row5('age', 'is not a number')),
  warned('a thousand with a separator', cell(SCORE, '"1,000"'), row5('score', 'is not a number')),
  warned('a range for a number', cell(AGE, '40-50'), row5('age', 'is not a number')),
  warned('a comparison', cell(SCORE, '<5'), row5('score', 'is not a number')),
  warned('a formula', cell(SCORE, '=A1'), row5('score', 'is not a number')),
  warned('an error of a spreadsheet', cell(SCORE, '#DIV/0!'), row5('score', 'is not a number')),
  warned('digits of another script', cell(AGE, '٤٤'), row5('age', 'is not a number')),
  warned('a date for a number', cell(SCORE, '31.12.2020'), row5('score', '')),
  refused(
    'dates in another order',
    everywhere(AGE, (i) => `${1 + (i % 28)}/12/1960`),
    /none of its 40 rows can be used; row 2, column age/,
  ),
  warned('a code that nobody declared', cell(SEX, 'x'), row5('sex', 'is not one of the codes f, m')),
  warned('a code that looks like another', cell(SEX, 'ｆ'), row5('sex', 'is not one of the codes f, m')),
  refused(
    'codes in capitals',
    everywhere(SEX, (i) => 'FM'[i % 2] ?? ''),
    /none of its 40 rows can be used; row 2, column sex/,
  ),
  warned(
    'some codes in capitals',
    some(SEX, 'F', 4),
    /sex: 10 cells are not among the codes .* differ from codes of the plan in capital letters or blanks alone/,
  ),
  warned('a target that nobody declared', cell(ILL, '2'), row5('ill', 'is not one of the codes 1, 0')),
  refused(
    'a target in words',
    everywhere(ILL, (i) => (i % 2 === 0 ? 'yes' : 'no')),
    /none of its 40 rows can be used; row 2, column ill/,
  ),
  refused(
    'targets as true and false',
    everywhere(ILL, (i) => (i % 2 === 0 ? 'TRUE' : 'FALSE')),
    /none of its 40 rows can be used; row 2, column ill/,
  ),
  warned(
    'a target of one class',
    everywhere(ILL, () => '0'),
    /ill: all are of one class, and there is nothing to learn/,
  ),
  warned(
    'a target of which one class is left out',
    tableWith((row, i) => void (i % 3 === 0 && (row[AGE] = ''))),
    /ill: of the rows that are used all are 0/,
  ),
  refused(
    'no target at all',
    everywhere(ILL, () => ''),
    /none of its 40 rows can be used/,
  ),
  // Columns
  warned(
    'a constant column',
    everywhere(AGE, () => '50'),
    /age: every cell is the same/,
  ),
  warned('a sentinel for nothing', some(AGE, '-999', 5), /age: 8 cells are -999, which programs write for nothing/),
  warned(
    'two sentinels',
    tableWith((row, i) => void (i % 5 === 0 && (row[SCORE] = i % 2 === 0 ? '999' : '-9'))),
    /score: 4 cells are 999/,
  ),
  warned(
    'ages in days',
    everywhere(AGE, (i) => `${(30 + i) * 365}`),
    /age: its numbers lie where numbers in d would; the plan expects years/,
  ),
  warned(
    'ages in months',
    everywhere(AGE, (i) => `${(30 + i) * 12}`),
    /age: its numbers lie where numbers in mo would; the plan expects years/,
  ),
  warned(
    'percent for a share',
    everywhere(SCORE, (i) => `${i * 10}`),
    /score: 38 numbers lie beyond the range of the plan/,
  ),
  warned(
    'ages above 89',
    everywhere(AGE, (i) => `${92 + (i % 5)}`),
    /age: 40 numbers lie beyond the range of the plan/,
  ),
  warned(
    'a third without an age',
    some(AGE, '', 3),
    /35 % of its rows and 35 % of its patients are left out, for what they lack: age \(14\)/,
  ),
  warned(
    'hardly anybody with a score',
    tableWith((row, i) => void (i > 2 && (row[SCORE] = ''))),
    /only 3 patients are left/,
  ),
  warned('a word for missing that the plan does not know', some(SCORE, 'NA', 2), /rows 2, 4, .*, column score: is not a number/),
  // Header
  refused('a column that is absent', fine.replace(',score,', ',weight,'), /the header lacks "score"/),
  refused(
    'a column with another spelling',
    fine.replace(',score,', ',scores,'),
    /the header lacks "score"\. The table has "scores" where the plan says "score"/,
  ),
  refused('columns in capitals', fine.replace(HEADER, HEADER.toUpperCase()), /lacks "id", .*"AGE" where the plan says "age"/),
  refused(
    'a column that is there twice',
    fine.replace('note', 'age'),
    /column age: the header has the same name in columns 2 and 5/,
  ),
  refused(
    'no header',
    fine.split('\n').slice(1).join('\n'),
    /lacks .* None of the columns of the plan is there: is the first row the header\?/,
  ),
  refused('a title above the header', `Export of 2026\n${fine}`, /lacks .* is the first row the header\?/),
  refused('another name for the patient', fine.replace('id,', 'person,'), /the header lacks "id"/),
  // Records
  warned(
    'a row with a cell too few',
    tableWith((row, i) => void (i === 3 && row.pop())),
    /row 5: has another number of cells/,
  ),
  warned(
    'a row with a cell too many',
    tableWith((row, i) => void (i === 3 && row.push('1' as never))),
    /row 5: has another number of cells/,
  ),
  warned('a quote in the middle of a cell', cell(SCORE, '1"5'), row5('score', 'is not a number')),
  warned(
    'a quote that never closes',
    cell(SCORE, '"1'),
    /row 5: cell 4, character \d+ of line 5: a quote opens here and is never closed/,
  ),
  warned('a record of two megabytes', cell(NOTE, 'x'.repeat(2 ** 21)), /row 5: is longer than 1 MiB/),
  refused('a NUL byte', cell(SCORE, '1\u00005'), /no text, or text in another encoding/),
  // Patients
  warned('a row of nobody', cell(ID, ''), /1 rows name nobody in id/),
  warned('an identifier that nobody sees', cell(ID, '\u200b'), row5('id', 'is no identifier')),
  warned(
    'identifiers that a spreadsheet has cut',
    everywhere(ID, (i) => `${1 + (i % 9)}E+05`),
    /9 identifiers in id look like 1E\+05/,
  ),
  warned(
    'identifiers that differ in capitals',
    everywhere(ID, (i) => (i % 2 === 0 ? `P${i >> 1}` : `p${i >> 1}`)),
    /20 groups of identifiers in id may each be one person/,
  ),
  warned(
    'identifiers that differ in notation',
    everywhere(ID, (i) => `9000${i >> 1}${i % 2 === 0 ? '' : '.0'}`),
    /20 groups of identifiers in id may/,
  ),
  refused(
    'every row of one patient',
    everywhere(ID, () => 'p1'),
    /with 1 patient, .* none is left to train[\s\S]*24 of 40 rows are left out: their patients have 16 already/,
  ),
  warned('the same row twice', `${fine}${fine.split('\n')[1]}\n`, /1 row is the same as an earlier one/),
  warned(
    'patients of another hospital',
    tableWith(() => {}, 'n'),
    /identifiers in id that other sites have too: 40 at north/,
  ),
  refused(
    'one patient',
    `${fine.split('\n').slice(0, 2).join('\n')}\n`,
    /with 1 patient, .* none is left to train[\s\S]*only 1 patient is left/,
  ),
  // Identifiers
  refused(
    'names in a column of codes',
    everywhere(SEX, () => 'John Smith'),
    /row 2, column sex identifies somebody, and was held back/,
  ),
  // Encodings
  refused('UTF-16 cut in the middle', utf16(fine).subarray(0, 20), /the header lacks/),
  warned('bytes that are no UTF-8', Buffer.from(fine.replace('p3,', 'p3\u00e9,'), 'latin1'), /row 5: is not UTF-8 text/),
  refused(
    'text of an old mainframe',
    Buffer.from(fine, 'latin1').map((byte) => (byte === 10 ? 0x25 : byte ^ 0x80)),
    /is not UTF-8 text|row 1/,
  ),
  // Files
  refused('an empty file', '', /is empty: it needs a header row/),
  refused('a byte order mark alone', '\ufeff', /is empty: it needs a header row/),
  refused('a header alone', `${HEADER}\n`, /its table has no rows/),
  refused('a line break alone', '\n', /is empty: it needs a header row/),
  refused('no file', (path) => rmSync(path, { force: true }), /not found|no such file/i),
  refused('a folder', (path) => mkdirSync(path), /is a folder/),
  refused('a link that leads to itself', (path) => symlinkSync(path, path), /south|\.csv/),
  refused('a pipe', (path) => void execFileSync('mkfifo', [path]), /\.csv/),
  refused('an image', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /is an image \(PNG\)/),
  refused(
    'a spreadsheet',
    Buffer.from('504b030414000600080000002100', 'hex'),
    /is a ZIP archive or a spreadsheet: save its sheet as CSV/,
  ),
  refused('a PDF', '%PDF-1.7\n', /is a PDF/),
  refused(
    'a page in place of a table',
    '<!doctype html><html><body>Please log in</body></html>\n',
    /is the first row the header\?/,
  ),
  refused('a damaged gzip file', gzipSync(fine).subarray(0, 60), /is a damaged gzip file/),
  refused('JSON in place of a table', '[{"id": 1}]\n', /is the first row the header\?/),
  refused('semicolons', fine.replaceAll(',', ';'), /row 1: the columns are separated by semicolons/),
  refused('tabs', fine.replaceAll(',', '\t'), /row 1: the columns are separated by tabs/),
];

/** Unusual tables in which nothing is wrong. */
export const UNUSUAL_TABLES: readonly (readonly [name: string, content: string | Uint8Array])[] = [
  ['UTF-16 with its mark', utf16(fine)],
  ['a byte order mark', `\ufeff${fine}`],
  ['lines of Windows', fine.replaceAll('\n', '\r\n')],
  ['compressed', gzipSync(fine)],
  ['a first line for spreadsheets, and semicolons', `sep=;\n${fine.replaceAll(',', ';')}`],
  ['empty columns at the end', fine.replaceAll('\n', ',,\n').slice(0, -3)],
  ['empty columns at the end of the rows alone', fine.replaceAll('\n', ',,\n').replace(',,\n', '\n').slice(0, -3)],
  ['empty columns at the end of the header alone', fine.replace('\n', ',,\n')],
  ['a quote in a column that nobody reads', cell(NOTE, `6'0" tall`)],
  ['a column twice that nobody reads', fine.replaceAll(',x,', ',x,y,').replace('note', 'note,note')],
];

/** Puts a table where it should be. */
export function placeTable(path: string, content: WrongTable['content']): void {
  if (typeof content === 'function') content(path);
  else writeFileSync(path, content);
}
