import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { buildDataset, openSource } from '@consilium/site-agent';
import { testPlan } from '@consilium/testing';
import { parse } from 'csv-parse';
import type { Benchmark, Measurement } from './benchmark.ts';
import { answerAs, Child, cpuSeconds, useOfProcess } from './child.ts';

/** Columns of the table: an identifier, numbers, codes and the target. */
const NUMBERS = 40;
const CODES = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];
const CATEGORIES = 8;
const ROWS = 1_000_000;
/** Rows that make about 500 MB. */
const LARGE_ROWS = 1_900_000;

const ROLE = 'data';
const MEGABYTE = 1e6;

/** What a process that nothing else has touched is asked to read. */
interface Read {
  readonly t: 'read';
  readonly path: string;
  readonly by: 'csv-parse' | 'csv' | 'parquet';
}

/** What it took. */
interface Taken {
  readonly rows: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly peak: number;
  /** Bytes of the float matrix. */
  readonly matrix: number;
}

const planOfTable = (): ReturnType<typeof testPlan> => {
  const numbers = Array.from({ length: NUMBERS }, (_, i) => [
    `n${i}`,
    { kind: 'number', unit: '1', range: [0, 100], scale: 'range' },
  ]);
  const categories = Array.from({ length: CATEGORIES }, (_, i) => [`c${i}`, { kind: 'category', codes: CODES }]);
  const target = { kind: 'binary', column: 'y', positive: ['yes'], negative: ['no'] };
  return testPlan('dp-fedsgd', { data: { patientId: 'id', target, features: Object.fromEntries([...numbers, ...categories]) } });
};

/** The whole way from bytes to matrix, border and content hash included; `csv-parse` alone makes strings of them. */
async function read({ path, by }: Read): Promise<Taken> {
  const start = performance.now();
  const before = cpuSeconds();
  let rows = 0;
  let matrix = 0;
  if (by === 'csv-parse') {
    for await (const _ of createReadStream(path).pipe(parse())) rows++;
  } else {
    const split = { secret: new Uint8Array(32), share: 0 };
    const { training } = await buildDataset(openSource({ kind: by, path }, tmpdir()), planOfTable(), split);
    rows = training.rows;
    matrix = training.features.byteLength;
  }
  const seconds = (performance.now() - start) / 1000;
  return { rows, seconds, cpu: cpuSeconds() - before, peak: useOfProcess().peak, matrix };
}

answerAs<Read>(ROLE, read);

/** Writes the table: numbers as programs write them, some with two or four places. */
function writeTable(path: string, rows: number): void {
  let state = 12_345;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const file = openSync(path, 'w');
  const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  let text = `${['id', ...names('n', NUMBERS), ...names('c', CATEGORIES), 'y'].join(',')}\n`;
  for (let row = 0; row < rows; row++) {
    const cells = [`p${String(row).padStart(7, '0')}`];
    for (let i = 0; i < NUMBERS; i++)
      cells.push(
        i % 3 === 0 ? String(Math.round(random() * 100)) : i % 3 === 1 ? (random() * 100).toFixed(2) : (random() * 10).toFixed(4),
      );
    for (let i = 0; i < CATEGORIES; i++) cells.push(CODES[Math.floor(random() * CODES.length)] as string);
    text += `${cells.join(',')},${random() < 0.5 ? 'yes' : 'no'}\n`;
    if (text.length < MEGABYTE && row + 1 < rows) continue;
    writeSync(file, text);
    text = '';
  }
  closeSync(file);
}

async function asParquet(from: string, to: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run(`copy (from read_csv('${from}', types = {'y': 'VARCHAR'})) to '${to}'`);
  connection.closeSync();
  instance.closeSync();
}

async function inProcess(question: Omit<Read, 't'>): Promise<Taken> {
  const child = new Child<Read | { readonly t: 'end' }>(fileURLToPath(import.meta.url), ROLE);
  const taken = await child.ask<Taken>({ t: 'read', ...question });
  child.kill();
  return taken;
}

/** How many times as fast as csv-parse, which reads the same file right before. */
async function ratio(rows: number, by: 'csv' | 'parquet'): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-bench-data-'));
  try {
    const csv = join(folder, 'table.csv');
    const path = by === 'csv' ? csv : join(folder, 'table.parquet');
    writeTable(csv, rows);
    if (by === 'parquet') await asParquet(csv, path);
    const alone = await inProcess({ path: csv, by: 'csv-parse' });
    const ours = await inProcess({ path, by });
    if (ours.rows !== rows) throw new Error(`${ours.rows} of ${rows} rows were kept`);
    return {
      value: alone.seconds / ours.seconds,
      n: 1,
      details: {
        rows: ours.rows,
        fileMB: Math.round(statSync(path).size / MEGABYTE),
        rowsPerSecond: Math.round(ours.rows / ours.seconds),
        csvParseRowsPerSecond: Math.round(alone.rows / alone.seconds),
        processorRatio: Number((alone.cpu / ours.cpu).toFixed(2)),
        peakMB: Math.round(ours.peak / MEGABYTE),
        overMatrixMB: Math.round((ours.peak - ours.matrix) / MEGABYTE),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const benchmarks: readonly Benchmark[] = [
  { name: 'data/csv/1M', unit: 'x csv-parse', long: true, run: () => ratio(ROWS, 'csv') },
  { name: 'data/csv/500MB', unit: 'x csv-parse', long: true, run: () => ratio(LARGE_ROWS, 'csv') },
  { name: 'data/parquet/1M', unit: 'x csv-parse', long: true, run: () => ratio(ROWS, 'parquet') },
];
