import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type ConsiliumError, isConsiliumError } from '@consilium/core';
import { type Batch, textAt } from '@consilium/deidentify';
import type { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csvText } from '../../testing/csv-text.ts';
import { csvFile, csvSource } from './csv-source.ts';
import type { Source } from '../source.ts';

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

/** What is said of the rows that cannot be read, and the others. */
async function heldIn(
  text: string | Source,
): Promise<{ readonly held: readonly string[]; readonly read: readonly (readonly string[])[] }> {
  const rows = await rowsOf(typeof text === 'string' ? csvText(text) : text);
  return {
    held: rows.flatMap(({ row, problem: what }) => (what === undefined ? [] : [`row ${row}: ${what}`])),
    read: rows.filter(({ problem: what }) => what === undefined).map(({ cells }) => cells),
  };
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
  it('shows within 128 KiB of a quote that is never closed, in a file without end, and costs no other line', async () => {
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
    const [first, second] = [source.read(COLUMNS).batches[Symbol.asyncIterator](), [] as number[]];
    const problems: [number, string][] = [];
    while (problems.length === 0 || second.length < 100) {
      const { value } = (await first.next()) as { value: Batch };
      second.push(...Array.from(value.rows));
      problems.push(...[...(value.problems ?? [])].map(([at, what]): [number, string] => [value.rows[at] ?? 0, what]));
    }
    await first.return?.();
    expect(problems).toEqual([
      [3, expect.stringContaining('cell 2, character 4 of line 3: a quote opens a cell of more than 128 KiB')],
    ]);
    expect(second).toEqual(second.map((_, at) => at + 2));
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
        const rows = await rowsOf(csvText(text), ['a']);
        // A record over several lines that is held may have had the quote.
        if (rows.some(({ problem: what }) => what?.includes('several lines') === true)) return;
        const told = rows.map(({ problem: what }) => what ?? '').find((what) => what.startsWith('cell '));
        if (expected === 'closed') {
          expect(told).toBeUndefined();
          return;
        }
        const message = told ?? '';
        expect(message).toContain({ unclosed: 'never closed', within: 'within a cell' }[expected]);
        // The named place is that of a quote.
        const [row, character] = [/line (\d+)/, /character (\d+)/].map((of) => Number(of.exec(message)?.[1]));
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
    const p2 = ['p2', 'no', '2', 'b'];
    expect(await heldIn('id,age,ward,ill\np1,1,"a,yes\np2,2,b,no\n')).toEqual({
      held: ['row 2: cell 3, character 6 of line 2: a quote opens here and is never closed'],
      read: [p2],
    });
    const { held, read } = await heldIn(`id,age,ward,ill\np1,1,"${'x\n'.repeat(100_000)}p2,2,b,no\n`);
    expect(held[0]).toBe(
      'row 2: cell 3, character 6 of line 2: a quote opens a cell of more than 128 KiB here: its closing one may be missing',
    );
    expect([held.length, read]).toEqual([100_000, [p2]]);
    expect(await heldIn('id,age,ward,ill\np1,1,"a,yes\np2,2,"b",no\n')).toEqual({
      held: [
        'row 2: cell 3, character 6 of line 2: a quote opens here, and another one closes it within a cell: one of the two is missing or superfluous',
      ],
      read: [p2],
    });
    // Where the quote opened, not where its record began; a text may have lines, and lines any ends.
    expect((await heldIn('\ufeffid,age,ward,ill\r\n"p\r\n1",1,\tb,  "ü""\r\n')).held).toEqual([
      'row 2: cell 4, character 11 of line 3: a quote opens here and is never closed',
      'row 3: cell 4, character 11 of line 3: a quote opens here and is never closed',
    ]);
    expect(await problem('"id,age,ward,ill\n')).toContain('row 1: cell 1, character 1 of line 1: ');
    expect(await problem('\ufeff"id,age,ward,ill\n')).toContain('row 1: cell 1, character 1 of line 1: ');
    expect(await heldIn('id,age,ward,ill\rp1,1,a,yes\r"p2,2,b,yes\r')).toEqual({
      held: ['row 3: cell 1, character 1 of line 3: a quote opens here and is never closed'],
      read: [['p1', 'yes', '1', 'a']],
    });
    for (const end of ['\n', '\r', '\r\n'])
      expect(await heldIn(`id,age,ward,ill${end}p1,1,${'x'.repeat(2_500_000)},yes${end}p2,2,b,no${end}`)).toEqual({
        held: ['row 2: is longer than 1 MiB'],
        read: [p2],
      });
    // Of a record over several lines none can be told from those of others.
    expect(await heldIn('id,age,ward,ill\np1,1,"a\nb",yes,9\np2,2,b,no\n')).toEqual({
      held: [
        'row 2: runs over several lines and has another number of cells than the header: a quote may be missing',
        'row 3: has another number of cells than the header',
      ],
      read: [p2],
    });
    const lines = `"${'\n'.repeat(500)}"`;
    expect((await heldIn(`id,age,ward,ill\n${lines},${lines},a,yes\np2,2,b,no\n`)).held[0]).toBe(
      'row 2: runs over more than 1000 lines',
    );
  });

  it('costs its own line, wherever it stands and whatever stands behind it', async () => {
    const cell = fc.constantFrom(
      'p1',
      '7',
      '',
      '"q"',
      '""',
      '"a\nb"',
      '"a,b"',
      '"a\r\nb"',
      '"say ""c"""',
      'x"y',
      'ü',
      '"€"',
      ' 2 ',
    );
    const good = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 8 });
    const bad = fc.constantFrom('x,"open,1', '"open', 'x,1,"', 'x,"a"b,1', '"a" "b",1,2', 'x,1', 'x,1,2,3', 'x,\u00ff,1');
    const bytesOf = (text: string): Buffer => Buffer.from(`${text}\n`, text.includes('\u00ff') ? 'latin1' : 'utf8');
    const read = async (lines: readonly string[], size: number): Promise<readonly TableRow[]> => {
      const whole = Buffer.concat(['a,b,c', ...lines].map(bytesOf));
      const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) => whole.subarray(i * size, (i + 1) * size));
      return rowsOf(csvSource({ name: 'f.csv', open: () => Readable.from(pieces), stamp: () => '' }), ['a', 'b', 'c']);
    };
    await fc.assert(
      fc.asyncProperty(good, bad, fc.nat(8), fc.integer({ min: 1, max: 50 }), async (rows, line, place, size) => {
        const lines = rows.map((cells) => cells.join(','));
        const without = await read(lines, size);
        const withIt = await read(lines.toSpliced(place, 0, line), size);
        expect(without.every(({ problem: what }) => what === undefined)).toBe(true);
        expect(withIt.filter(({ problem: what }) => what !== undefined)).toHaveLength(1);
        expect(withIt.filter(({ problem: what }) => what === undefined).map(({ cells }) => cells)).toEqual(
          without.map(({ cells }) => cells),
        );
      }),
      { numRuns: 2000, seed: 13 },
    );
  });

  it('is no other than a whole record where the lines behind a quote make one of it', async () => {
    // No reader can tell that these are two patients, and not one whose text has two lines.
    expect(await heldIn('id,age,ward,ill\np1,1,"a,yes\np2,2,",no\np3,3,c,no\n')).toEqual({
      held: [],
      read: [
        ['p1', 'no', '1', 'a,yes\np2,2,'],
        ['p3', 'no', '3', 'c'],
      ],
    });
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

  it('can be its encoding', async () => {
    const latin = Buffer.concat([
      Buffer.from('id,age,ward,ill\np1,1,a,yes\nM'),
      Buffer.from([0xfc]),
      Buffer.from('ller,2,b,no\n'),
    ]);
    writeFileSync(path, latin);
    const other = 'is not UTF-8 text: save the file as CSV in UTF-8, or name its encoding with --encoding';
    expect(await heldIn(csvFile(path))).toEqual({ held: [`row 3: ${other}`], read: [['p1', 'yes', '1', 'a']] });
    // In a column that nobody reads it is nobody's business.
    expect(await rowsOf(csvFile(path), ['age', 'ill'])).toEqual([
      { row: 2, cells: ['1', 'yes'] },
      { row: 3, cells: ['2', 'no'] },
    ]);
    writeFileSync(path, Buffer.from('\ufeffid,age,ward,ill\np1,1,a,yes\n', 'utf16le'));
    expect((await failure(csvFile(path))).message).toContain('row 1: is not UTF-8 text');
    writeFileSync(path, Buffer.concat([Buffer.from('id,age,ward,ill\np1,1,a,yes'), Buffer.from([0xe2, 0x82])]));
    expect(await heldIn(csvFile(path))).toEqual({ held: [`row 2: ${other}`], read: [] });
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
