import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type ConsiliumError, isConsiliumError } from '@consilium/core';
import { textAt } from '@consilium/deidentify';
import type { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csvText } from '../testing/csv-text.ts';
import { csvFile, csvSource } from './csv.ts';
import type { Source } from './source.ts';

const COLUMNS = ['id', 'ill', 'age', 'ward'];

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-csv-'));
  path = join(folder, 'f.csv');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface TableRow {
  readonly row: number;
  readonly cells: readonly string[];
  readonly problem?: string;
}

async function rowsOf(source: Source, columns: readonly string[] = COLUMNS, rows: TableRow[] = []): Promise<readonly TableRow[]> {
  for await (const batch of source.read(columns).batches) {
    for (let at = 0; at < batch.length; at++) {
      const row = batch.rows[at] ?? 0;
      const problem = batch.problems?.get(at);
      rows.push(
        problem === undefined ? { row, cells: batch.columns.map((column) => textAt(column, at)) } : { row, cells: [], problem },
      );
    }
  }
  return rows;
}

async function cellsOf(text: string, columns: readonly string[] = COLUMNS): Promise<readonly (readonly string[])[]> {
  return (await rowsOf(csvText(text), columns)).map(({ cells }) => cells);
}

async function failure(source: Source): Promise<ConsiliumError> {
  try {
    await rowsOf(source);
  } catch (error) {
    if (isConsiliumError(error)) return error;
    throw error;
  }
  throw new Error('the file was read');
}

async function problem(text: string): Promise<string> {
  const error = await failure(csvText(text));
  expect(error.code).toBe('DATA_INVALID');
  return error.message;
}

describe('a CSV file', () => {
  it('hands on the columns that were asked for, in that order, with the lines in which rows end', async () => {
    const rows = await rowsOf(csvText('ward,ill,extra,id,age\na,yes,x,p1,40\n\nb,no,"y\nz",p2,\n'));
    expect(rows).toEqual([
      { row: 2, cells: ['p1', 'yes', '40', 'a'] },
      { row: 5, cells: ['p2', 'no', '', 'b'] },
    ]);
    expect(await rowsOf(csvText('id,age,ward,ill\n'))).toEqual([]);
  });

  it('may have a byte order mark, any line ends, quotes, blanks around cells and empty lines', async () => {
    const plain = await cellsOf('id,age,ward,ill\np1,40,a,yes\np2,50,b,no\n');
    expect(plain).toEqual([
      ['p1', 'yes', '40', 'a'],
      ['p2', 'no', '50', 'b'],
    ]);
    expect(await cellsOf('\ufeffid , "age",ward,ill\r\n\r\n"p1", 40 ,"a" ,yes\np2,50,b,no')).toEqual(plain);
    expect(await cellsOf('id,age,ward,ill\rp1,40,a,yes\rp2,50,b,no\r')).toEqual(plain);
    expect(await cellsOf('id,ward\n1,"a,b"\n2,"say ""c"""\n3,"d\ne"\n', ['ward'])).toEqual([['a,b'], ['say "c"'], ['d\ne']]);
  });

  it('is current until it changes after a reading began', async () => {
    writeFileSync(path, 'id\n1\n');
    const reading = csvFile(path).read(['id']);
    expect(reading.isCurrent()).toBe(true);
    writeFileSync(path, 'id\n12\n');
    expect(reading.isCurrent()).toBe(false);
    expect(csvFile(path).read(['id']).isCurrent()).toBe(true);
    rmSync(path);
    expect(reading.isCurrent()).toBe(false);
  });
});

describe('a CSV file of any size', () => {
  /** A file without end, and how far it was read. */
  function endless(): { readonly source: Source; readonly state: { bytes: number }; readonly closed: Promise<void> } {
    const state = { bytes: 0 };
    let close = (): void => {};
    const closed = new Promise<void>((resolve) => (close = resolve));
    function* chunks(): Generator<Buffer> {
      yield Buffer.from('id,ill,age,ward\n');
      for (let i = 0; ; i++) {
        const chunk = Buffer.from(Array.from({ length: 1000 }, (_, j) => `p${i}-${j},yes,40,a\n`).join(''));
        state.bytes += chunk.length;
        yield chunk;
      }
    }
    const open = (): Readable => Readable.from(chunks()).once('close', close);
    return { source: csvSource({ name: 'endless', open, stamp: () => '' }), state, closed };
  }

  it('is read no further than its rows are taken, in batches that stay small, and closed when left', async () => {
    const { source, state, closed } = endless();
    let rows = 0;
    for await (const batch of source.read(COLUMNS).batches) {
      expect([...Array.from(batch.rows)]).toEqual(Array.from(batch.rows, (_, i) => rows + i + 2));
      expect(batch.length).toBeLessThan(10_000);
      rows += batch.length;
      if (rows > 50_000) break;
    }
    await closed;
    // Sixteen bytes a row were taken; a few buffers of 64 KiB may wait.
    expect(state.bytes).toBeLessThan(rows * 20 + 1024 * 1024);
  });
});

describe('what is wrong with a CSV file', () => {
  it('shows within 128 KiB of a quote that is never closed, in a file without end', async () => {
    let bytes = 0;
    function* chunks(): Generator<Buffer> {
      yield Buffer.from('id,ill,age,ward\np1,yes,40,a\np2,"yes,40,a\n');
      for (;;) {
        const chunk = Buffer.from('p3,yes,40,a\n'.repeat(1000));
        bytes += chunk.length;
        yield chunk;
      }
    }
    const source = csvSource({ name: 'endless', open: () => Readable.from(chunks()), stamp: () => '' });
    expect((await failure(source)).message).toContain('endless row 3, column number 2: character 4 of the line');
    // What was asked for ahead of the parser.
    expect(bytes).toBeLessThan(512 * 1024);
  });

  it('about quotes is what its parser says, on any text', async () => {
    const piece = fc.constantFrom('"', '"', '""', ',', '\n', '\r\n', '\r', ' ', '\u00a0', 'a', 'ü', '\t', '"a"', ',"');
    const seen = { closed: 0, unclosed: 0, within: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), fc.boolean(), async (pieces, mark) => {
        // Behind an empty pair the parser takes quotes with nothing but blanks in them.
        fc.pre(!/""\s+"/u.test(pieces.join('')));
        const text = `${mark ? '\ufeff' : ''}a\n${pieces.join('')}`;
        const options = { bom: true, trim: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true };
        let expected: keyof typeof seen = 'closed';
        try {
          parse(text, { ...options, record_delimiter: ['\r\n', '\n', '\r'] });
        } catch (error) {
          expected = (error as CsvError).code === 'CSV_QUOTE_NOT_CLOSED' ? 'unclosed' : 'within';
        }
        seen[expected] += 1;
        const message = await rowsOf(csvText(text), ['a']).then(
          () => 'closed',
          (error: Error) => error.message,
        );
        expect(message).toContain({ closed: 'closed', unclosed: 'never closed', within: 'within a cell' }[expected]);
        if (expected === 'closed') return;
        // The named place is that of a quote.
        const [row, character] = [/row (\d+)/, /character (\d+)/].map((of) => Number(of.exec(message)?.[1]));
        expect(text.replace('\ufeff', '').split(/\r\n|\n|\r/)[(row ?? 0) - 1]?.[(character ?? 0) - 1]).toBe('"');
      }),
      { numRuns: 3000, seed: 7 },
    );
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(300);
  });

  it('starts with the header', async () => {
    expect(await problem('')).toBe('f.csv is empty: it needs a header row');
    expect(await problem('\ufeff\n\n')).toBe('f.csv is empty: it needs a header row');
    expect(await problem('id,ward\n')).toBe('f.csv row 1: the header lacks "ill", "age"');
    expect(await problem('ID,age,ward,ill\n')).toContain('the header lacks "id"');
    expect(await problem('id;age;ward;ill\n1;2;a;yes\n')).toBe(
      'f.csv row 1: the columns are separated by semicolons: say so with --delimiter, or save the file with commas',
    );
    expect(await problem('id,age,ward,ill,age\n')).toBe(
      'f.csv row 1, column age: the header has the same name in columns 2 and 5',
    );
  });

  it('does not quote the first patient of a file without a header', async () => {
    const message = await problem('id-4711,63,63,yes\nid-4712,64,b,no\n');
    expect(message).toBe('f.csv row 1: the header lacks "id", "ill", "age", "ward"');
    expect(await problem('id-4711,63,a,yes\n')).not.toMatch(/4711|63|yes/);
  });

  it('can be its shape', async () => {
    expect(await problem('id,age,ward,ill\np1,1,"a,yes\np2,2,b,no\n')).toBe(
      'f.csv row 2, column number 3: character 6 of the line: a quote opens here and is never closed',
    );
    expect(await problem(`id,age,ward,ill\np1,1,"${'x\n'.repeat(800_000)}`)).toBe(
      'f.csv row 2, column number 3: character 6 of the line: a quote opens a cell of more than 128 KiB here: its closing one may be missing',
    );
    expect(await problem('id,age,ward,ill\np1,1,"a,yes\np2,2,"b",no\n')).toBe(
      'f.csv row 2, column number 3: character 6 of the line: a quote opens here, and another one closes it within a cell: one of the two is missing or superfluous',
    );
    // Where the quote opened, not where its record began; a text may have lines, and lines any ends.
    expect(await problem('\ufeffid,age,ward,ill\r\n"p\r\n1",1,\tb,  "ü""\r\n')).toContain(
      'row 3, column number 4: character 11 ',
    );
    expect(await problem('"id,age,ward,ill\n')).toContain('row 1, column number 1: character 1 ');
    expect(await problem('\ufeff"id,age,ward,ill\n')).toContain('row 1, column number 1: character 1 ');
    expect(await problem('id,age,ward,ill\rp1,1,a,yes\r"p2,2,b,yes\r')).toContain('row 3, column number 1: character 1 ');
    expect(await problem(`id,age,ward,ill\np1,1,${'x'.repeat(2_500_000)},yes\n`)).toContain('is longer than 1 MiB');
  });

  it('names a row that has another number of cells, which does not stop the others', async () => {
    const text = 'id,age,ward,ill\np1,1,a\np2,2,b,no\np3,3,c,no,9\np4,4,a"b,yes\n';
    const rows = await rowsOf(csvText(text));
    const problem = 'has another number of cells than the header';
    expect(rows).toEqual([
      { row: 2, cells: [], problem },
      { row: 3, cells: expect.arrayContaining(['p2', 'no']) as unknown },
      { row: 4, cells: [], problem },
      { row: 5, cells: expect.arrayContaining(['a"b']) as unknown },
    ]);
  });

  it('does not keep back the rows before it', async () => {
    const chunks = Array.from({ length: 100 }, () => Buffer.from('p,yes,40,a\n'.repeat(10)));
    const open = (): Readable =>
      Readable.from([Buffer.from('id,ill,age,ward\n'), ...chunks, Buffer.from('p,"yes\n')], { objectMode: false });
    const rows: TableRow[] = [];
    const source = csvSource({ name: 'f.csv', open, stamp: () => '' });
    await expect(rowsOf(source, COLUMNS, rows)).rejects.toThrow(
      'f.csv row 1002, column number 2: character 3 of the line: a quote opens here',
    );
    // A parser that stops drops the few rows that it has not handed out.
    expect(rows.length).toBeGreaterThan(950);
    expect(rows.map(({ row }) => row)).toEqual(rows.map((_, i) => i + 2));
  });

  it('can be its encoding', async () => {
    const latin = Buffer.concat([
      Buffer.from('id,age,ward,ill\np1,1,a,yes\nM'),
      Buffer.from([0xfc]),
      Buffer.from('ller,2,b,no\n'),
    ]);
    writeFileSync(path, latin);
    const error = await failure(csvFile(path));
    expect(error.code).toBe('DATA_INVALID');
    expect(error.message).toBe(
      `${path} row 3: is not UTF-8 text: save the file as CSV in UTF-8, or name its encoding with --encoding`,
    );
    writeFileSync(path, Buffer.from('\ufeffid,age,ward,ill\np1,1,a,yes\n', 'utf16le'));
    expect((await failure(csvFile(path))).message).toContain('row 1: is not UTF-8 text');
    writeFileSync(path, Buffer.concat([Buffer.from('id,age,ward,ill\np1,1,a,yes'), Buffer.from([0xe2, 0x82])]));
    expect((await failure(csvFile(path))).message).toContain('row 2: is not UTF-8 text');
  });

  it('is not a character cut by the end of a read, which is whole again in the next one', async () => {
    const words = Array.from({ length: 30_000 }, (_, i) => (i % 2 === 0 ? 'ü' : 'ß€'));
    writeFileSync(path, `id,w\n${words.map((word, i) => `${i},${word}\n`).join('')}`);
    expect((await rowsOf(csvFile(path), ['w'])).map(({ cells }) => cells[0])).toEqual(words);
  });

  it('can be that it cannot be read', async () => {
    expect(await failure(csvFile('/absent/file.csv'))).toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(await failure(csvFile(tmpdir()))).toMatchObject({ code: 'SOURCE_UNSAFE' });
  });
});
