import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../database.ts';
import { goldenStore } from '../../testing/golden-store.ts';
import { MIGRATIONS } from '../migrate.ts';
import { SiteStore } from '../../members/site-store.ts';
import { openSqlite } from './open-sqlite.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** All rows of all tables, and how the tables are made. */
async function contents(database: Database): Promise<Record<string, unknown>> {
  const made = await sql<{ sql: string }>`select sql from sqlite_master where sql is not null order by name`.execute(
    database.query,
  );
  const tables = await database.query.introspection.getTables();
  const rows = tables.map(async ({ name }) => [name, (await sql`select * from ${sql.table(name)}`.execute(database.query)).rows]);
  return { made: made.rows.map((row) => row.sql), ...Object.fromEntries((await Promise.all(rows)) as [string, unknown][]) };
}

describe('a store of version 2', () => {
  it('and a new one have the same tables in the end, and nothing that was stored is lost', async () => {
    goldenStore(folder);
    const file = new SqliteDatabase(join(folder, 'coordinator.db'));
    const before = new Map(
      ['studies', 'runs', 'attempts', 'sites', 'receipts', 'blobs', 'updates'].map((table) => [
        table,
        file.prepare(`select * from ${table}`).all(),
      ]),
    );
    file.close();
    const old = await Database.open(openSqlite(folder));
    const fresh = await Database.open(openSqlite(join(folder, 'fresh')));
    const { made, ...rows } = await contents(old);
    expect(made).toEqual((await contents(fresh)).made);
    for (const [table, stored] of before) {
      expect(stored.length).toBeGreaterThan(0);
      expect(rows[table]).toEqual(stored.map((row) => expect.objectContaining(row as object) as unknown));
    }
    for (const database of [old, fresh]) {
      const { rows: version } = await sql`pragma user_version`.execute(database.query);
      expect(version).toEqual([{ user_version: MIGRATIONS.at(-1)?.version }]);
      await database.close();
    }
  });
});

describe('a SQLite store', () => {
  it('is on disk before a write is acknowledged, and knows its references', async () => {
    const database = await Database.open(openSqlite(folder));
    const pragma = async (name: string): Promise<unknown> =>
      Object.values((await sql.raw(`pragma ${name}`).execute(database.query)).rows[0] as object)[0];
    expect([await pragma('journal_mode'), await pragma('synchronous'), await pragma('foreign_keys')]).toEqual(['wal', 2, 1]);
    await database.close();
  });

  it('belongs to one coordinator at a time', async () => {
    const first = await Database.open(openSqlite(folder));
    expect(() => openSqlite(folder)).toThrow(
      expect.objectContaining({ code: 'STORE_FAILED', message: `another coordinator uses ${folder}` }) as Error,
    );
    await first.close();
    await (await Database.open(openSqlite(folder))).close();
  });

  it('of another version is refused and left as it is', async () => {
    await (await Database.open(openSqlite(folder))).close();
    const file = new SqliteDatabase(join(folder, 'coordinator.db'));
    file.pragma('user_version = 99');
    file.close();
    await expect(Database.open(openSqlite(folder))).rejects.toMatchObject({
      code: 'STORE_VERSION',
      message: `the store has version 99, this program writes version ${MIGRATIONS.at(-1)?.version}`,
    });
  });

  it('that is no database is refused by name', () => {
    writeFileSync(join(folder, 'coordinator.db'), 'this is a text that is not a database at all'.repeat(50));
    expect(() => openSqlite(folder)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }) as Error);
  });

  it('that is full says so and takes writes again when there is room', async () => {
    const database = await Database.open(openSqlite(folder));
    const sites = new SiteStore(database, () => {});
    const pages = Object.values((await sql.raw('pragma page_count').execute(database.query)).rows[0] as object)[0] as number;
    await sql.raw(`pragma max_page_count = ${pages}`).execute(database.query);
    const many = async (): Promise<void> => {
      for (let i = 0; i < 200; i++) await sites.register(`site-${'x'.repeat(40)}-${i}`, 'k');
    };
    await expect(many()).rejects.toMatchObject({ code: 'DISK_FULL' });
    await sql.raw('pragma max_page_count = 1000000').execute(database.query);
    await many();
    expect(await sites.sites()).toHaveLength(200);
    await database.close();
  });
});
