import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReadOnlySqlite } from './read-only-sqlite.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-sqlite-'));
  path = join(folder, 'h.db');
  const database = new Database(path);
  database.exec('create table t (a); insert into t values (7)');
  database.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a read-only SQLite file', () => {
  it('is read, and left as it is', () => {
    const before = readFileSync(path);
    const database = new ReadOnlySqlite(path);
    expect(database.select('select a from t').all()).toEqual([[7]]);
    for (const sql of [
      'insert into t values (8) returning a',
      'drop table t',
      'create table u (a)',
      `vacuum into '${folder}/copy.db'`,
      `attach '${folder}/copy.db' as c`,
      'pragma query_only = off',
      'with x as (select 1) delete from t returning a',
      'select 1; select 2',
      "select load_extension('x')",
      "select readfile('/etc/passwd')",
    ])
      expect(() => database.select(sql).all()).toThrow(/SQLITE|select|no such function|not authorized/);
    database.close();
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['h.db']);
  });

  it('cannot be something else', () => {
    writeFileSync(join(folder, 'x.db'), 'SQLite format 3\0 and nothing behind it'.padEnd(5000));
    writeFileSync(join(folder, 'y.db'), 'id,x\n');
    for (const name of ['x.db', 'y.db', 'absent.db'])
      expect(() => new ReadOnlySqlite(join(folder, name))).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
    expect(readdirSync(folder).sort()).toEqual(['h.db', 'x.db', 'y.db']);
  });
});
