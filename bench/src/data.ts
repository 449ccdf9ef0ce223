import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { ColumnJudge } from '@consilium/deidentify';
import { type CompiledPlan, planFromJson } from '@consilium/plan';
import { buildDataset, openSource } from '@consilium/site-agent';
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
  /** By which it is read. */
  readonly plan: Pick<CompiledPlan, 'json' | 'hash'>;
}

/** What it took. */
interface Taken {
  readonly rows: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly peak: number;
  /** Bytes of the float matrix. */
  readonly matrix: number;
  /** Seconds of the border alone, in a second pass. */
  readonly border: number;
}

const planOfTable = async (): Promise<CompiledPlan> => {
  // A process that reads a table holds what an agent holds, and not this.
  const { testPlan } = await import('@consilium/testing');
  const numbers = Array.from({ length: NUMBERS }, (_, i) => [
    `n${i}`,
    { kind: 'number', unit: '1', range: [0, 100], scale: 'range' },
  ]);
  const categories = Array.from({ length: CATEGORIES }, (_, i) => [`c${i}`, { kind: 'category', codes: CODES }]);
  const target = { kind: 'binary', column: 'y', positive: ['yes'], negative: ['no'] };
  return testPlan('dp-fedsgd', { data: { patientId: 'id', target, features: Object.fromEntries([...numbers, ...categories]) } });
};

/** The whole way from bytes to matrix, border and content hash included; `csv-parse` alone makes strings of them. */
async function read({ path, by, plan: { json, hash } }: Read): Promise<Taken> {
  const plan = planFromJson(json, hash);
  const start = performance.now();
  const before = cpuSeconds();
  let rows = 0;
  let matrix = 0;
  if (by === 'csv-parse') {
    for await (const _ of createReadStream(path).pipe(parse())) rows++;
  } else {
    const split = { secret: new Uint8Array(32), share: 0 };
    const { training } = await buildDataset(openSource({ kind: by, path }, tmpdir()), plan, split);
    rows = training.rows;
    matrix = training.features.byteLength;
  }
  const seconds = (performance.now() - start) / 1000;
  const cpu = cpuSeconds() - before;
  const { peak } = useOfProcess();
  return { rows, seconds, cpu, peak, matrix, border: by === 'csv-parse' ? 0 : await secondsOfBorder(path, by, plan) };
}

/** Looks at every cell once more, as the border does, and at nothing else. */
async function secondsOfBorder(path: string, kind: 'csv' | 'parquet', { document }: CompiledPlan): Promise<number> {
  const { target, features } = document.data;
  const judges = Object.entries({ [target.column]: target, ...features }).map(([name, column]) => {
    const codes =
      column.kind === 'category' ? column.codes : column.kind === 'binary' ? [...column.positive, ...column.negative] : [];
    const type = column.kind === 'number' ? column : ({ kind: 'category', codes } as const);
    return { name, judge: new ColumnJudge({ name, type }) };
  });
  let seconds = 0;
  for await (const batch of openSource({ kind, path }, tmpdir()).read(judges.map(({ name }) => name)).batches) {
    const start = performance.now();
    for (const [i, column] of batch.columns.entries()) judges[i]?.judge.heldBack(column, batch);
    seconds += (performance.now() - start) / 1000;
  }
  return seconds;
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
    const { json, hash } = await planOfTable();
    const plan = { json, hash };
    const alone = await inProcess({ path: csv, by: 'csv-parse', plan });
    const ours = await inProcess({ path, by, plan });
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
        borderShare: Number((ours.border / ours.seconds).toFixed(3)),
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
