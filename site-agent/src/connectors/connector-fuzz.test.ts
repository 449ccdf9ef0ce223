import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { isConsiliumError } from '@consilium/core';
import { type Batch, textAt } from '@consilium/deidentify';
import { DuckDBInstance } from '@duckdb/node-api';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvSource } from './csv/csv-source.ts';
import type { CsvOptions } from './csv/options.ts';
import { quotedText } from './duckdb/locked-duckdb.ts';
import { openSource } from './source-description.ts';
import type { Source } from './source.ts';

/** How often each input is made up: a few hundred times with all tests, a million for who has the time (`CONSILIUM_FUZZ=1000000`). */
const RUNS = Number(process.env['CONSILIUM_FUZZ'] ?? 300);
const SECRET = 'Mustermann';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-fuzz-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Read {
  readonly rows: readonly number[];
  readonly cells: readonly (readonly string[])[];
}

async function readAll(source: Source, columns: readonly string[]): Promise<Read> {
  const rows: number[] = [];
  const cells: string[][] = [];
  const take = (batch: Batch): void => {
    expect([...(batch.problems?.values() ?? [])].join()).not.toContain(SECRET);
    for (let at = 0; at < batch.length; at++) {
      if (batch.problems?.has(at) === true) continue;
      rows.push(batch.rows[at] ?? 0);
      cells.push(batch.columns.map((column) => textAt(column, at)));
    }
  };
  for await (const batch of source.read(columns).batches) take(batch);
  return { rows, cells };
}

/** How many rows of a source cannot be read. */
async function heldRows(source: Source, columns: readonly string[]): Promise<number> {
  let held = 0;
  for await (const { problems } of source.read(columns).batches) held += problems?.size ?? 0;
  return held;
}

/** Reads a source of which nobody knows what it holds: it is a table, or refused with a code that says no cell of it. */
async function readOrRefused(source: Source): Promise<'read' | 'refused'> {
  try {
    const columns = await source.columns();
    await readAll(source, columns.slice(0, 3));
    return 'read';
  } catch (error) {
    if (!isConsiliumError(error)) throw error;
    expect(['DATA_INVALID', 'FILE_UNREADABLE', 'SOURCE_UNSAFE']).toContain(error.code);
    expect(error.message).not.toContain(SECRET);
    return 'refused';
  }
}

function inPieces(bytes: Buffer, size: number): Readable {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  return Readable.from(pieces.length === 0 ? [Buffer.alloc(0)] : pieces, { objectMode: true });
}

const csvOf = (bytes: Buffer, size: number, options: CsvOptions = {}): Source =>
  csvSource({ name: 'f.csv', open: () => inPieces(bytes, size), stamp: () => '' }, options);

const piece = fc.constantFrom(
  '"',
  '""',
  ',',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '\u00a0',
  'a',
  'ü',
  '\t',
  '"a"',
  ',"',
  '1',
  '2.50',
  '-0',
  '007',
  '€',
  '1e5',
  '"3"',
  '=1+1',
  '\u202e',
  '\u0000',
  ';',
);

describe('any text', () => {
  it('is what another reader of CSV says it is, however it comes in', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        async (pieces, size, mark) => {
          const body = pieces.join('');
          // Behind an empty pair the other reader takes quotes with nothing but blanks in them.
          fc.pre(!/""\s+"/u.test(body));
          const text = `${mark ? '\ufeff' : ''}a,b\n${body}`;
          let expected: readonly {
            readonly raw: string;
            readonly record: readonly string[];
            readonly info: { readonly lines: number };
          }[];
          const options = {
            bom: true,
            trim: true,
            relax_column_count: true,
            relax_quotes: true,
            skip_empty_lines: true,
          } as const;
          try {
            const all = parse(text, { ...options, info: true, raw: true, record_delimiter: ['\r\n', '\n', '\r'] });
            expected = all as unknown as typeof expected;
          } catch {
            // What it refuses is held, line by line.
            expect(await heldRows(csvOf(Buffer.from(text), size), ['b', 'a'])).toBeGreaterThan(0);
            return;
          }
          // Blanks beyond the header, which the other reader takes for nothing, hold a row.
          fc.pre(!expected.slice(1).some(({ raw, record }) => record.length > 2 && /\s/.test(raw.replace(/[\r\n]+$/, ''))));
          // Records over several lines of which only the first is held.
          const fits = (record: readonly string[]): boolean => record.length >= 2 && record.slice(2).every((cell) => cell === '');
          fc.pre(!expected.slice(1).some(({ raw, record }) => !fits(record) && /[\r\n]/.test(raw.trim())));
          const whole = expected.slice(1).filter(({ record }) => fits(record));
          const found = await readAll(csvOf(Buffer.from(text), size), ['b', 'a']);
          expect(found.cells).toEqual(whole.map(({ record }) => [record[1], record[0]]));
          // The other reader counts line ends of two characters within quotes twice.
          if (!/"[^"]*\r\n/.test(body)) expect(found.rows).toEqual(whole.map(({ info }) => info.lines));
          compared += whole.length;
        },
      ),
      { numRuns: RUNS * 5, seed: 3 },
    );
    expect(compared).toBeGreaterThan(RUNS / 5);
  });
});

describe('any bytes', () => {
  it('are a CSV file or refused, with every option', async () => {
    const options = fc.record(
      {
        delimiter: fc.constantFrom(',', ';', '\t'),
        encoding: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'windows-1252'),
        decimal: fc.constantFrom('point', 'comma'),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<CsvOptions>;
    const head = fc.constantFrom('', `a,b\n${SECRET},`, '\u001f\u008b\b\u0000', '(\u00b5/\u00fd', 'sep=;\n', '\u00ff\u00fe');
    const bytes = fc.tuple(
      head,
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }).map(Buffer.from),
        fc.array(piece).map((all) => Buffer.from(all.join(''))),
      ),
    );
    await fc.assert(
      fc.asyncProperty(bytes, options, fc.integer({ min: 1, max: 64 }), async ([before, body], chosen, size) => {
        await readOrRefused(csvOf(Buffer.concat([Buffer.from(before, 'latin1'), body]), size, chosen));
      }),
      { numRuns: RUNS, seed: 4 },
    );
  });

  it('in a good file of a database or of Parquet are read or refused, and end nothing', async () => {
    const good = await goodFiles();
    const seen = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...good),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255)), { maxLength: 8 }),
        fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 4 }),
        async ({ bytes, kind, file }, changes, cut) => {
          const changed = Buffer.from(cut === null ? bytes : bytes.subarray(0, Math.floor(bytes.length * cut)));
          // The end is where Parquet says what it holds, and the beginning where databases do.
          for (const [where, value] of changes) {
            const at =
              where < 0.5
                ? Math.floor(where * 2 * changed.length)
                : Math.floor(changed.length - 1 - (where - 0.5) * 2 * Math.min(600, changed.length));
            if (at >= 0 && at < changed.length) changed[at] = value;
          }
          const path = join(folder, file);
          writeFileSync(path, changed);
          seen[await readOrRefused(openSource(kind === 'parquet' ? { kind, path } : { kind, path, table: 't' }, folder))]++;
        },
      ),
      { numRuns: Math.ceil(RUNS / 3), seed: 5 },
    );
    expect(seen.read).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
    expect(readdirSync(folder).filter((name) => !/^(?:fuzz|good)\./.test(name))).toEqual([]);
  });
});

interface GoodFile {
  readonly kind: 'parquet' | 'sqlite' | 'duckdb';
  readonly file: string;
  readonly bytes: Buffer;
}

async function goodFiles(): Promise<readonly GoodFile[]> {
  const paths = {
    parquet: join(folder, 'good.parquet'),
    duckdb: join(folder, 'good.duckdb'),
    sqlite: join(folder, 'good.sqlite'),
  };
  const instance = await DuckDBInstance.create(paths.duckdb);
  const connection = await instance.connect();
  await connection.run(`create table t as select range as a, '${SECRET}' || range as b, range / 7 as c from range(2000)`);
  await connection.run(`copy t to ${quotedText(paths.parquet)} (row_group_size 1000)`);
  connection.closeSync();
  instance.closeSync();
  const sqlite = new Database(paths.sqlite);
  sqlite.exec('create table t (a, b, c)');
  const insert = sqlite.prepare('insert into t values (?, ?, ?)');
  for (let i = 0; i < 300; i++) insert.run(i, `${SECRET}${i}`, i / 7);
  sqlite.close();
  const kinds = [
    'parquet',
    'sqlite',
    ...(process.env['CONSILIUM_FUZZ_DUCKDB'] === undefined ? [] : (['duckdb'] as const)),
  ] as const;
  return kinds.map((kind) => ({ kind, file: `fuzz.${kind}`, bytes: readFileSync(paths[kind]) }));
}
