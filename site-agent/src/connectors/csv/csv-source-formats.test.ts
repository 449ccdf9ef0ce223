import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Batch, textAt } from '@consilium/deidentify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvFile, csvSource } from './csv-source.ts';
import type { CsvOptions } from './options.ts';
import { sniffSource } from '../sniff.ts';
import type { Source } from '../source.ts';

/** `id,x\n1,2\n` as `zstd` packs it. */
const ZSTD = Buffer.from('28b52ffd045849000069642c780a312c320a00000000', 'hex');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-csv-formats-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const of = (bytes: Buffer | string, options: CsvOptions = {}): Source =>
  csvSource({ name: 'f.csv', open: () => Readable.from([Buffer.from(bytes)]), stamp: () => '' }, options);

async function rowsOf(
  source: Source,
  columns: readonly string[] = ['id', 'x'],
): Promise<readonly (readonly (string | number)[])[]> {
  const rows: (string | number)[][] = [];
  for await (const batch of source.read(columns).batches)
    for (let at = 0; at < batch.length; at++)
      if (batch.problems?.has(at) !== true)
        rows.push([batch.rows[at] ?? 0, ...batch.columns.map((column) => textAt(column, at))]);
  return rows;
}

const problem = async (source: Source): Promise<string> =>
  rowsOf(source).then(
    () => '',
    (error: Error) => error.message,
  );

describe('how a CSV file is written', () => {
  it('may be with another delimiter, by option or by its first line', async () => {
    const rows = [[2, 'p1', 'a,b']];
    expect(await rowsOf(of('id;x\np1;a,b\n', { delimiter: ';' }))).toEqual(rows);
    expect(await rowsOf(of('id\tx\np1\t"a,b"\n', { delimiter: '\t' }))).toEqual(rows);
    expect(await rowsOf(of('sep=;\r\nid;x\r\np1;a,b\r\n'))).toEqual([[3, 'p1', 'a,b']]);
    expect(await rowsOf(of('\ufeff"sep=;"\nid;x\np1;a,b\n'))).toEqual([[3, 'p1', 'a,b']]);
  });

  it('may have empty cells at the ends of rows, as spreadsheets add and leave them out, and no others', async () => {
    const rows = [
      [2, 'p1', 'a'],
      [3, 'p2', 'b'],
    ];
    for (const text of ['id,x,,\np1,a,,\np2,b,,\n', 'id,x\np1,a,,\np2,b\n', 'id,x,,\np1,a\np2,b,\n', 'id,x\np1,a,""\np2,b\n'])
      expect([text, await rowsOf(of(text))]).toEqual([text, rows]);
    expect(await rowsOf(of('id,x\np1,a,1\np2,b\n'))).toEqual([[3, 'p2', 'b']]);
    expect(await rowsOf(of('id,x,y\np1,a\np2,b,c\n'))).toEqual([[3, 'p2', 'b']]);
  });

  it('may have names composed or not, as systems write them', async () => {
    for (const [header, plan] of [
      ['gr\u00f6\u00dfe', 'gro\u0308\u00dfe'],
      ['gro\u0308\u00dfe', 'gr\u00f6\u00dfe'],
    ] as const)
      expect(await rowsOf(of(`id,${header}\np1,1\n`), ['id', plan])).toEqual([[2, 'p1', '1']]);
  });

  it('is said in words where the delimiter is another one', async () => {
    for (const [character, words] of [
      [';', 'semicolons'],
      ['\t', 'tabs'],
      ['|', 'vertical bars'],
    ] as const)
      expect(await problem(of(`id${character}x\n1${character}2\n`))).toBe(
        `f.csv row 1: the columns are separated by ${words}: say so with --delimiter, or save the file with commas`,
      );
  });

  it('may be in another encoding', async () => {
    const text = 'id,x\nMüller,€\n';
    for (const encoding of ['utf-16le', 'utf-16be'] as const) {
      const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
      expect(await rowsOf(of(encoding === 'utf-16be' ? bytes.swap16() : bytes, { encoding }))).toEqual([[2, 'Müller', '€']]);
    }
    const latin = Buffer.from([...Buffer.from('id,x\nM'), 0xfc, ...Buffer.from('ller,'), 0x80, 0x0a]);
    expect(await rowsOf(of(latin, { encoding: 'windows-1252' }))).toEqual([[2, 'Müller', '€']]);
    expect(await problem(of(Buffer.from([0x00, 0xd8, 0x00]), { encoding: 'utf-16le' }))).toContain('row 1: is not UTF-8 text');
    const half = Buffer.from('id,x\n1,\ud800\n2,y\n', 'utf16le');
    expect(await rowsOf(of(half, { encoding: 'utf-16le' }))).toEqual([[3, '2', 'y']]);
  });

  it('may be with a decimal comma, and a point between thousands is no decimal point', async () => {
    const text = 'id;x\na;1,5\nb;-0,25\nc;1.234\nd;1.234,5\ne;7\nf;C50.9\ng;1,5e3\nh;12.5\ni;,5\n';
    expect((await rowsOf(of(text, { delimiter: ';', decimal: 'comma' }))).map(([, , x]) => x)).toEqual([
      '1.5',
      '-0.25',
      '1,234',
      '1.234,5',
      '7',
      'C50.9',
      '1.5e3',
      '12,5',
      '.5',
    ]);
  });

  it('may be packed, by its first bytes', async () => {
    expect(await rowsOf(of(gzipSync('id,x\n1,2\n')))).toEqual([[2, '1', '2']]);
    expect(await rowsOf(of(ZSTD))).toEqual([[2, '1', '2']]);
  });

  it('never hands on what a later batch has written over the cells of an earlier one', async () => {
    const earlier: Batch[] = [];
    // More rows than one batch has.
    const text = `id,x\n${Array.from({ length: 5000 }, (_, i) => `${i},${i}\n`).join('')}`;
    for await (const batch of of(text).read(['x']).batches) {
      expect(textAt(batch.columns[0], 0)).toBe(String((batch.rows[0] ?? 0) - 2));
      for (const { columns } of earlier) expect(() => textAt(columns[0], 0)).toThrow('after the next one was asked for');
      earlier.push(batch);
    }
    expect(earlier.length).toBeGreaterThan(1);
  });

  it('keeps numbers as they are written', async () => {
    const written = ['007', '1.50', '1.', '.5', '-0', '0', '', '-12.75', '123456789012345', '1234567890123456'];
    const text = `id,x\n${written.map((cell, i) => `${i}, ${cell} \n`).join('')}`;
    expect((await rowsOf(of(text))).map(([, , x]) => x)).toEqual(written);
    for (const cell of written) expect((await rowsOf(of(`id,x\n1,${cell}\n`))).map(([, , x]) => x)).toEqual([cell]);
  });

  it('never matters in a column that nobody reads', async () => {
    const text = 'id,note,note,,x\n1,"a\nb",NaN,0x10,2\n2,c,"d ""e""",,3\n';
    expect(await rowsOf(of(text))).toEqual([
      [3, '1', '2'],
      [4, '2', '3'],
    ]);
  });
});

describe('what is packed wrongly', () => {
  it('is refused with a sentence', async () => {
    const packed = gzipSync(`id,x\n${'1,2\n'.repeat(1000)}`);
    expect(await problem(of(packed.subarray(0, packed.length - 12)))).toBe('f.csv is a damaged gzip file');
    packed[20] = (packed[20] ?? 0) ^ 0xff;
    expect(await problem(of(packed))).toContain('f.csv ');
    expect(await problem(of(ZSTD.subarray(0, 14)))).toBe('f.csv is a damaged zstd file');
    // A window of a gigabyte.
    expect(await problem(of(Buffer.from('28b52ffd00a0010000', 'hex').fill(0, 9)))).toContain('--long');
  });

  it('does not unpack for ever', async () => {
    const header = Buffer.from('id,x,y\n');
    const rows = Buffer.from(`1,2,${'y'.repeat(1000)}\n`.repeat(30_000));
    const bomb = gzipSync(Buffer.concat([header, rows]));
    expect(await problem(of(bomb))).toBe('f.csv unpacks to more than 250 times its size, which no table does');
    const zeros = gzipSync(Buffer.concat([header, Buffer.alloc(4 * 1024 * 1024), Buffer.from('\n1,2,3\n')]));
    expect(await rowsOf(of(zeros), ['id'])).toEqual([[3, '1']]);
  });
});

describe('a file', () => {
  it('is what its first bytes and its name say', async () => {
    const sniffed = async (name: string, bytes: Buffer | string): Promise<unknown> => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      const { path: _, ...description } = { path: '', ...(await sniffSource(path)) };
      return description;
    };
    expect(await sniffed('a.csv', 'id,x\n')).toEqual({ kind: 'csv' });
    expect(await sniffed('a.tsv', 'id\tx\n')).toEqual({ kind: 'csv', delimiter: '\t' });
    expect(await sniffed('b.csv', Buffer.from('\ufeffid', 'utf16le'))).toEqual({ kind: 'csv', encoding: 'utf-16le' });
    expect(await sniffed('b.parquet', 'id,x\n')).toEqual({ kind: 'csv' });
    expect(await sniffed('c.csv', 'PAR1....PAR1')).toEqual({ kind: 'parquet' });
    await expect(sniffSource(mkdtempSync(join(folder, 'empty-')))).rejects.toMatchObject({ code: 'SOURCE_UNSAFE' });
    await expect(sniffed('d.csv', Buffer.from('89504e470d0a1a0a', 'hex'))).rejects.toMatchObject({ code: 'SOURCE_UNSAFE' });
    await expect(sniffed('e.csv', 'a\0b')).rejects.toMatchObject({ code: 'SOURCE_UNSAFE' });
  });

  it('that grows while it is read is no longer what it was', async () => {
    const path = join(folder, 'grows.csv');
    writeFileSync(path, `id,x\n${'1,2\n'.repeat(200_000)}`);
    const reading = csvFile(path).read(['id']);
    let rows = 0;
    for await (const { length } of reading.batches) {
      if (rows === 0) appendFileSync(path, '3,4\n');
      rows += length;
    }
    expect(rows).toBeGreaterThanOrEqual(200_000);
    expect(reading.isCurrent()).toBe(false);
  });
});
