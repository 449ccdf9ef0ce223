import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockedDuckDb, type LockedOptions, quotedText } from './locked-duckdb.ts';

let folder: string;
let allowed: string;
let other: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-duckdb-'));
  allowed = join(folder, "it's.csv");
  other = join(folder, 'other.csv');
  writeFileSync(allowed, 'a,b\n1,2\n');
  writeFileSync(other, 'a,b\nsecret,2\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function answer(sql: string, options: LockedOptions = { files: [allowed] }): Promise<unknown> {
  const locked = await LockedDuckDb.open(options);
  try {
    return await (await locked.select(sql)).getRowsJson();
  } finally {
    locked.close();
  }
}

/** A database file made by hand. */
async function makeDatabase(path: string, ...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

describe('a locked DuckDB', () => {
  it('reads the files that it was given', async () => {
    expect(await answer(`select * from read_csv(${quotedText(allowed)})`)).toEqual([['1', '2']]);
    expect(await answer('select ?::int + 1', {}).catch((error: Error) => error.message)).toContain('cannot be read');
    const locked = await LockedDuckDb.open({});
    expect(await (await locked.select('select ? + 1', [41])).getRowsJson()).toEqual([[42]]);
    locked.close();
  });

  it('refuses every other way to a file, to an extension and to its settings', async () => {
    const into = join(folder, 'out.csv');
    for (const sql of [
      `select * from read_csv(${quotedText(other)})`,
      `select * from ${quotedText(other)}`,
      "select * from read_text('/etc/passwd')",
      "select * from read_blob('/proc/self/environ')",
      `select * from glob(${quotedText(`${folder}/*`)})`,
      "select * from read_csv('https://127.0.0.1:9/x.csv')",
      "select * from sqlite_scan('x.db', 't')",
      `copy (select 1) to ${quotedText(into)}`,
      `copy (select 1) to ${quotedText(allowed)} (use_tmp_file false)`,
      `export database ${quotedText(folder)}`,
      `attach ${quotedText(other)}`,
      'install sqlite',
      'load sqlite',
      'set enable_external_access = true',
      'set lock_configuration = false',
      "set allowed_paths = ['/etc/passwd']",
      "set temp_directory = '/tmp'",
      'create table t as select 1',
      'vacuum',
      'select 1; select 2',
      '',
    ])
      await expect(answer(sql)).rejects.toMatchObject({ code: 'DATA_INVALID' });
    expect(readdirSync(folder).sort()).toEqual(["it's.csv", 'other.csv']);
    expect(readFileSync(allowed, 'utf8')).toBe('a,b\n1,2\n');
  });

  it('says no path and no cell in its errors', async () => {
    const error = await answer(`select cast(a as int) from read_csv(${quotedText(other)})`).catch((e: Error) => e);
    expect(String(error)).not.toContain('other');
    const cast = await answer("select cast('secret' as int)").catch((e: Error) => e);
    expect(String(cast)).toBe('ConsiliumError: cannot be read (DuckDB: conversion)');
  });

  it('opens a database read-only, and its views reach nothing outside', async () => {
    const path = join(folder, 'h.duckdb');
    await makeDatabase(
      path,
      'create table t as select 7 as a',
      `create view outside as select * from read_csv(${quotedText(other)})`,
    );
    const before = readFileSync(path);
    expect(await answer('select a from t', { database: path })).toEqual([[7]]);
    for (const sql of ['select * from outside', 'insert into t values (8)', 'drop table t'])
      await expect(answer(sql, { database: path })).rejects.toMatchObject({ code: 'DATA_INVALID' });
    expect(readFileSync(path).equals(before)).toBe(true);
    await expect(answer('select 1', { database: other })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('lays down what does not fit into memory in a private folder, which is gone afterwards', async () => {
    const locked = await LockedDuckDb.open({ spillInto: folder });
    const [spill = ''] = readdirSync(join(folder, 'spills'));
    expect(spill.startsWith(`${process.pid}-`)).toBe(true);
    expect(statSync(join(folder, 'spills', spill)).mode & 0o777).toBe(0o700);
    locked.close();
    expect(readdirSync(join(folder, 'spills'))).toEqual([]);
  });

  it('wipes what a process that was killed has left, and leaves what others use', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const left = join(folder, 'spills', `${pid}-abc`);
    const used = join(folder, 'spills', '1-abc');
    for (const path of [left, used]) mkdirSync(path, { recursive: true });
    writeFileSync(join(left, 'duckdb_temp_block'), 'a patient');
    (await LockedDuckDb.open({ spillInto: folder })).close();
    expect(existsSync(left)).toBe(false);
    expect(existsSync(used)).toBe(true);
  });

  it('spills nowhere unless it may', async () => {
    await expect(
      answer(
        'select max(x) from (select repeat(range::varchar, 40) as x, row_number() over (order by hash(range)) from range(30000000))',
        {
          threads: 1,
        },
      ),
    ).rejects.toMatchObject({ code: 'DATA_INVALID', message: 'needs more memory than there is for it' });
  });
});
