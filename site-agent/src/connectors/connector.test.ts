import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isConsiliumError } from '@consilium/core';
import { textAt } from '@consilium/deidentify';
import { DuckDBInstance } from '@duckdb/node-api';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quotedName, quotedText } from './duckdb/locked-duckdb.ts';
import { sniffSource } from './sniff.ts';
import { locateSource, openSource, requireSafeSource } from './source-description.ts';
import type { Source } from './source.ts';

/** The same table in every format. A column of each awkward name, and one that nobody asks for. */
const COLUMNS = ['id', 'age', 'dose', 'ward', 'big', 'a "quoted", name', 'ill'];
const ROWS = Array.from({ length: 5000 }, (_, i) => [
  `p${i % 4000}`,
  i % 7 === 0 ? '' : String(i % 90),
  String((i % 400) / 8),
  ['a', 'bé', '=1+1', '../x', '\u202Eabc', 'a longer text than twelve'][i % 6] as string,
  `90071992547409${93 + (i % 7)}`,
  String(-i),
  i % 2 === 0 ? 'true' : 'false',
]);
const TYPES = ['varchar', 'integer', 'double', 'varchar', 'bigint', 'integer', 'boolean'];

let folder = '';
const paths: Record<string, string> = {};

const csvCell = (cell: string): string => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const csv = (): string => [COLUMNS, ...ROWS].map((row) => `${[...row, 'unread'].map(csvCell).join(',')}\n`).join('');

async function inDuckDb(path: string, ...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-connectors-'));
  const path = (name: string, file: string): string => (paths[name] = join(folder, file));
  writeFileSync(path('csv', 'plain.csv'), csv());
  writeFileSync(path('gzip', 'packed.csv.gz'), gzipSync(csv()));
  writeFileSync(path('utf-16', 'wide.csv'), Buffer.from(`\ufeff${csv()}`, 'utf16le'));
  const tabs = [COLUMNS, ...ROWS].map(
    (row) => `${row.map((cell) => (cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell)).join('\t')}\r\n`,
  );
  writeFileSync(path('tabs', 'tabs.tsv'), tabs.join(''));

  const list = COLUMNS.map((name, i) => `nullif(${quotedName(name)}, '')::${TYPES[i]} as ${quotedName(name)}`).join(', ');
  const from = `read_csv(${quotedText(paths['csv'] as string)}, all_varchar = true, null_padding = true, names = [${[...COLUMNS, 'extra'].map(quotedText).join(', ')}], skip = 1, header = false, parallel = false)`;
  const table = `create table t as select ${list}, [1, 2] as nested, row_number() over () as part from ${from}`;
  const parquet = path('parquet', 'one.parquet');
  const parts = path('partitions', 'parts');
  await inDuckDb(
    ':memory:',
    table,
    `copy t to ${quotedText(parquet)} (row_group_size 2048)`,
    ...[0, 1].map((half) => {
      const part = join(parts, `year=202${half}`, 'x.parquet');
      mkdirSync(dirname(part), { recursive: true });
      return `copy (select * from t where part > ${half * 2500} and part <= ${half * 2500 + 2500}) to ${quotedText(part)}`;
    }),
  );
  writeFileSync(join(parts, '_SUCCESS'), '');
  await inDuckDb(path('duckdb', 'h.duckdb'), table, 'create view v as select * from t');

  const sqlite = new Database(path('sqlite', 'h.sqlite'));
  sqlite.exec(`create table t (${COLUMNS.map(quotedName).join(', ')}, unread)`);
  const insert = sqlite.prepare(`insert into t values (${COLUMNS.map(() => '?').join(', ')}, x'00')`);
  sqlite.transaction(() => {
    for (const [id = '', age = '', dose, ward, big = '', quoted, ill] of ROWS)
      insert.run(id, age === '' ? null : Number(age), Number(dose), ward, BigInt(big), Number(quoted), ill);
  })();
  sqlite.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KINDS = ['csv', 'gzip', 'utf-16', 'tabs', 'parquet', 'partitions', 'duckdb', 'sqlite'];

async function sourceOf(kind: string, table?: string): Promise<Source> {
  const description = await sniffSource(paths[kind] as string, kind === 'duckdb' ? { table: table ?? 't' } : {});
  requireSafeSource(description, join(folder, 'state'));
  return openSource(locateSource(description), join(folder, 'state'));
}

async function cellsOf(source: Source, columns: readonly string[]): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  for await (const batch of source.read(columns).batches) {
    expect(batch.problems).toBeUndefined();
    for (let at = 0; at < batch.length; at++) rows.push(batch.columns.map((column) => textAt(column, at)));
  }
  return rows;
}

async function code(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return '';
  } catch (error) {
    if (isConsiliumError(error)) return error.code;
    throw error;
  }
}

describe.each(KINDS)('a source of the kind %s', (kind) => {
  it('names its columns', async () => {
    expect((await (await sourceOf(kind)).columns()).slice(0, COLUMNS.length)).toEqual(COLUMNS);
  });

  it('hands on every cell to the letter, in the order that was asked for', async () => {
    const source = await sourceOf(kind);
    const order = [6, 0, 4, 3, 2, 1, 5];
    const expected = ROWS.map((row) => order.map((i) => row[i]));
    expect(
      await cellsOf(
        source,
        order.map((i) => COLUMNS[i] as string),
      ),
    ).toEqual(expected);
    expect(await cellsOf(source, ['ward', 'ward'])).toEqual(ROWS.map((row) => [row[3], row[3]]));
  });

  it('foretells its rows if it knows them without reading them', async () => {
    const reading = (await sourceOf(kind)).read(['id']);
    for await (const _ of reading.batches)
      expect(reading.foretoldRows?.()).toBe(['parquet', 'partitions'].includes(kind) ? ROWS.length : undefined);
  });

  it('has rows that a person can find, one behind the other', async () => {
    const numbers: number[] = [];
    for await (const batch of (await sourceOf(kind)).read(['id']).batches) numbers.push(...Array.from(batch.rows));
    const first = ['csv', 'gzip', 'utf-16', 'tabs'].includes(kind) ? 2 : 1;
    expect(numbers).toEqual(ROWS.map((_, i) => i + first));
  });

  it('is known by its cells, whatever keeps them', async () => {
    const hashOf = async (source: Source, columns: readonly string[]): Promise<string> => {
      const reading = source.read(columns);
      for await (const _ of reading.batches);
      return reading.contentHash();
    };
    const columns = COLUMNS;
    const hash = await hashOf(await sourceOf(kind), columns);
    expect(hash).toBe(await hashOf(await sourceOf('csv'), columns));
    expect(hash).not.toBe(await hashOf(await sourceOf(kind), [...columns].reverse()));
  });

  it('can be left early, and read again', async () => {
    const source = await sourceOf(kind);
    for (let i = 0; i < 3; i++) for await (const batch of source.read(['id']).batches) if (batch.length > 0) break;
    expect(await cellsOf(source, ['id'])).toHaveLength(ROWS.length);
    expect(readdirSync(folder)).not.toContain('state');
  });

  it('says a column that it lacks, and no cell', async () => {
    const read = async (): Promise<unknown> => cellsOf(await sourceOf(kind), ['id', 'nobody']);
    await expect(read()).rejects.toMatchObject({ code: 'DATA_INVALID', message: expect.stringContaining('nobody') });
    await expect(read()).rejects.not.toMatchObject({ message: expect.stringMatching(/p1|longer/) });
  });

  it('is current until it changes', async () => {
    const source = await sourceOf(kind);
    expect(source.read(['id']).isCurrent()).toBe(true);
  });
});

describe('what only some formats have', () => {
  it('is refused by name where it has no text, and only when it is asked for', async () => {
    for (const kind of ['parquet', 'duckdb'])
      await expect(cellsOf(await sourceOf(kind), ['nested'])).rejects.toMatchObject({
        message: expect.stringContaining('nested'),
      });
  });

  it('says values of partitions as text', async () => {
    const years = (await cellsOf(await sourceOf('partitions'), ['year'])).map(([year]) => year);
    expect(years).toEqual(ROWS.map((_, i) => (i < 2500 ? '2020' : '2021')));
  });

  it('has each file of partitions by its own types: what stands in one changes no cell of another', async () => {
    const parts = join(folder, 'mixed');
    const part = (year: number): string => quotedText(join(parts, `year=${year}`, 'x.parquet'));
    for (const year of [2020, 2021, 2022]) mkdirSync(join(parts, `year=${year}`), { recursive: true });
    await inDuckDb(
      ':memory:',
      `copy (select 'p' as id, 7::bigint as dose) to ${part(2020)}`,
      `copy (select 'q' as id, unnest([1.5, 2.25])::double as dose) to ${part(2021)}`,
      `copy (select 'r' as id, unnest(['3', 'n/a']) as dose) to ${part(2022)}`,
    );
    const source = openSource({ kind: 'parquet', path: parts }, folder);
    expect(await cellsOf(source, ['id', 'dose', 'year'])).toEqual([
      ['p', '7', '2020'],
      ['q', '1.5', '2021'],
      ['q', '2.25', '2021'],
      ['r', '3', '2022'],
      ['r', 'n/a', '2022'],
    ]);
    const rows: number[] = [];
    for await (const batch of source.read(['id']).batches) rows.push(...Array.from(batch.rows));
    expect(rows).toEqual([1, 2, 3, 4, 5]);
  });

  it('needs a table where there are several', async () => {
    await expect(sniffSource(paths['duckdb'] as string)).rejects.toMatchObject({
      code: 'PARAMETER_INVALID',
      message: expect.stringMatching(/several tables: name one of .*\bt\b.* with --table$/) as string,
    });
    expect(await code(async () => sniffSource(paths['duckdb'] as string, { table: 'x' }))).toBe('PARAMETER_INVALID');
    expect(await code(async () => sniffSource(paths['csv'] as string, { table: 't' }))).toBe('PARAMETER_INVALID');
    expect(await code(async () => sniffSource(paths['parquet'] as string, { decimal: 'comma' }))).toBe('PARAMETER_INVALID');
    expect(await cellsOf(await sourceOf('duckdb', 'v'), ['id'])).toHaveLength(ROWS.length);
  });

  it('has moments as ISO 8601, decimals exactly, and bytes as a problem of their row', async () => {
    const path = join(folder, 'types.duckdb');
    await inDuckDb(
      path,
      `create table t as select date '2020-02-03' as d, timestamp '2020-02-03 04:05:06.7' as ts, timestamptz '2020-02-03 04:05:06+02' as tz,
       1.50::decimal(5,2) as small, 12345678901234567.50::decimal(20,2) as large, 0.1::float as f, 'nan'::double as nothing`,
    );
    const source = openSource({ kind: 'duckdb', path, table: 't' }, folder);
    expect(await cellsOf(source, ['d', 'ts', 'tz', 'small', 'large', 'f', 'nothing'])).toEqual([
      ['2020-02-03', '2020-02-03T04:05:06.7', '2020-02-03T02:05:06Z', '1.5', '12345678901234567.50', '0.1', ''],
    ]);
    const reading = openSource({ kind: 'sqlite', path: paths['sqlite'] as string, table: 't' }, folder).read(['unread']);
    for await (const { length, problems } of reading.batches) {
      expect(problems?.size).toBe(length);
      break;
    }
  });
});
