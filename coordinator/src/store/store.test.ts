import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@consilium/core';
import SqliteDatabase from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlobStore } from './blob-store.ts';
import { Database } from './database.ts';
import { RunStore, type StoredRun } from './run-store.ts';
import { putReceipt, SiteStore } from './site-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('blobs', () => {
  const content = Buffer.from('a model');
  const hash = sha256Hex(content);

  it('are named by their hash, whole, and for the owner only', () => {
    const blobs = new BlobStore(folder);
    expect(blobs.put(content)).toBe(hash);
    expect(readdirSync(folder)).toEqual([hash]);
    expect(statSync(join(folder, hash)).mode & 0o777).toBe(0o600);
    expect(blobs.get(hash).equals(content)).toBe(true);
    expect(blobs.size(hash)).toBe(7);
  });

  it('stored twice are one', () => {
    const blobs = new BlobStore(folder);
    blobs.put(content);
    const { mtimeMs } = statSync(join(folder, hash));
    blobs.put(content);
    expect(statSync(join(folder, hash)).mtimeMs).toBe(mtimeMs);
  });

  it.each([
    '../coordinator.db',
    '/etc/passwd',
    '',
    `${'a'.repeat(63)}G`,
    `${'a'.repeat(64)}.new`,
    `${'a'.repeat(64)}\n`,
    `../${'a'.repeat(61)}`,
  ])('no other file is reached: %j', async (name) => {
    const blobs = new BlobStore(join(folder, 'blobs'));
    writeFileSync(join(folder, 'coordinator.db'), 'secret');
    const unknown = expect.objectContaining({ code: 'BLOB_UNKNOWN' }) as Error;
    expect(() => blobs.get(name)).toThrow(unknown);
    expect(() => blobs.size(name)).toThrow(unknown);
    expect(() => blobs.delete(name)).toThrow(unknown);
    await expect(blobs.read(name, 0, 10).next()).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    expect(readFileSync(join(folder, 'coordinator.db'), 'utf8')).toBe('secret');
  });

  it('half written in a crash are forgotten at the next start, and can be written again', () => {
    writeFileSync(join(folder, `${hash}.new`), 'a mo');
    const blobs = new BlobStore(folder);
    expect(readdirSync(folder)).toEqual([]);
    expect(() => blobs.get(hash)).toThrow(expect.objectContaining({ code: 'BLOB_UNKNOWN' }) as Error);
    blobs.put(content);
    expect(blobs.get(hash).equals(content)).toBe(true);
  });

  it('that cannot be written leave nothing behind', () => {
    const blobs = new BlobStore(folder);
    mkdirSync(join(folder, `${hash}.new`));
    expect(() => blobs.put(content)).toThrow(/EISDIR/);
    expect(existsSync(join(folder, hash))).toBe(false);
  });

  it('altered on the disk are not handed out', () => {
    const blobs = new BlobStore(folder);
    blobs.put(content);
    writeFileSync(join(folder, hash), 'a modeL');
    expect(() => blobs.get(hash)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }) as Error);
  });

  it('are read in pieces from any byte on, and to their end even when they are deleted meanwhile', async () => {
    const blobs = new BlobStore(folder);
    blobs.put(content);
    const pieces: string[] = [];
    for await (const piece of blobs.read(hash, 2, 2)) {
      if (pieces.length === 0) blobs.delete(hash);
      pieces.push(piece.toString());
    }
    expect(pieces).toEqual(['mo', 'de', 'l']);
    await expect(blobs.read(hash, 0, 2).next()).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
  });

  it('that nobody names are forgotten together', () => {
    const blobs = new BlobStore(folder);
    const kept = blobs.put(Buffer.from('kept'));
    blobs.put(content);
    blobs.deleteAllBut(new Set([kept, 'f'.repeat(64)]));
    expect(readdirSync(folder)).toEqual([kept]);
  });
});

describe('the database', () => {
  it('survives closing and opening', async () => {
    const first = Database.open(folder);
    await new SiteStore(first, () => {}).register('north');
    await first.close();
    const second = Database.open(folder);
    expect((await new SiteStore(second, () => {}).sites()).map(({ site }) => site)).toEqual(['north']);
    await second.close();
  });

  it('is on disk before a write is acknowledged, and knows its references', async () => {
    const database = Database.open(folder);
    const pragma = async (name: string): Promise<unknown> =>
      Object.values((await sql.raw(`pragma ${name}`).execute(database.query)).rows[0] as object)[0];
    expect([await pragma('journal_mode'), await pragma('synchronous'), await pragma('foreign_keys')]).toEqual(['wal', 2, 1]);
    await database.close();
  });

  it('belongs to one coordinator at a time', async () => {
    const first = Database.open(folder);
    expect(() => Database.open(folder)).toThrow(
      expect.objectContaining({ code: 'STORE_FAILED', message: `another coordinator uses ${folder}` }) as Error,
    );
    await first.close();
    await Database.open(folder).close();
  });

  it('of another version is refused and left as it is', async () => {
    await Database.open(folder).close();
    const file = new SqliteDatabase(join(folder, 'coordinator.db'));
    file.pragma('user_version = 99');
    file.close();
    expect(() => Database.open(folder)).toThrow(
      expect.objectContaining({
        code: 'STORE_VERSION',
        message: 'the store has version 99, this program writes version 1',
      }) as Error,
    );
  });

  it('that is no database is told as such', () => {
    writeFileSync(join(folder, 'coordinator.db'), 'this is a text that is not a database at all'.repeat(50));
    expect(() => Database.open(folder)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }) as Error);
  });

  it('writes all of a transaction or nothing, and names it in the error', async () => {
    const database = Database.open(folder);
    const sites = new SiteStore(database, () => {});
    const failing = database.transaction('two sites', async (tx) => {
      await tx.insertInto('sites').values({ site: 'a', agent_version: '', last_seen_ms: 0, revoked: 0 }).execute();
      await tx.insertInto('sites').values({ site: 'a', agent_version: '', last_seen_ms: 0, revoked: 0 }).execute();
    });
    await expect(failing).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringMatching(/^two sites: /) as string,
    });
    expect(await sites.sites()).toEqual([]);
    await database.close();
  });

  it('that is full says so and takes writes again when there is room', async () => {
    const database = Database.open(folder);
    const sites = new SiteStore(database, () => {});
    const pages = Object.values((await sql.raw('pragma page_count').execute(database.query)).rows[0] as object)[0] as number;
    await sql.raw(`pragma max_page_count = ${pages}`).execute(database.query);
    const many = async (): Promise<void> => {
      for (let i = 0; i < 200; i++) await sites.register(`site-${'x'.repeat(40)}-${i}`);
    };
    await expect(many()).rejects.toMatchObject({ code: 'DISK_FULL' });
    await sql.raw('pragma max_page_count = 1000000').execute(database.query);
    await many();
    expect(await sites.sites()).toHaveLength(200);
    await database.close();
  });
});

describe('runs and sites', () => {
  const run: StoredRun = {
    run: 'run-1',
    study: 's',
    planHash: 'p',
    rounds: 3,
    createdMs: 5,
    state: { t: 'collecting', round: 1, attempt: 1, openedMs: 5, deadlineMs: 10, baseHash: 'm0', participants: {} },
    modelHash: 'm0',
    strategyHash: undefined,
  };
  const record = {
    round: 1,
    attempt: 1,
    openedMs: 5,
    deadlineMs: 10,
    baseHash: 'm0',
    participants: {},
    outcome: 'closed',
    durationMs: 3,
  } as const;

  it('a step, its history and what belongs to it are written together or not at all', async () => {
    const database = Database.open(folder);
    const store = new RunStore(database);
    await store.putStudy({ plan_hash: 'p', study: 's', plan_json: '{}' }, 1);
    await store.createRun(run);
    expect(await store.run('run-1')).toEqual(run);
    const state = { t: 'completed', modelHash: 'm1' } as const;
    const failing = store.change('run-1', { state, records: [record], modelHash: 'm1', strategyHash: 's1' }, () =>
      Promise.reject(Object.assign(new Error('no room'), { code: 'SQLITE_FULL' })),
    );
    await expect(failing).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect([await store.run('run-1'), await store.attempts('run-1')]).toEqual([run, []]);
    await store.change('run-1', { state, records: [record], modelHash: 'm1', strategyHash: 's1' });
    expect(await store.run('run-1')).toEqual({ ...run, state, modelHash: 'm1', strategyHash: 's1' });
    expect(await store.attempts('run-1')).toEqual([record]);
    expect(await store.attempts('run-1', 1)).toEqual([]);
    // The same attempt cannot end twice.
    await expect(store.change('run-1', { state, records: [record] })).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect([await store.isReferenced('m0'), await store.isReferenced('m1'), await store.isReferenced('s1')]).toEqual([
      false,
      true,
      true,
    ]);
    expect([...(await store.referencedBlobs())].sort()).toEqual(['m1', 'p', 's1']);
    await database.close();
  });

  it('a run needs its study', async () => {
    const database = Database.open(folder);
    await expect(new RunStore(database).createRun(run)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    await database.close();
  });

  it('a ledger head never goes backwards', async () => {
    const database = Database.open(folder);
    const sites = new SiteStore(database, () => {});
    for (const sequence of [3, 7, 5]) {
      await database.transaction('receipt', (tx) =>
        putReceipt(tx, { site: 'north', dataset: 'd', sequence, hash: `h${sequence}` }),
      );
    }
    expect(await sites.ledgerHeads('north')).toEqual([{ site: 'north', dataset: 'd', sequence: 7, hash: 'h7' }]);
    expect(await sites.ledgerHeads('south')).toEqual([]);
    await database.close();
  });

  it('a revoked site is not active, and whoever must know is told after it is durable', async () => {
    const database = Database.open(folder);
    const told: string[] = [];
    const sites = new SiteStore(database, (site, reason) => told.push(`${site}: ${reason.message}`));
    await sites.register('north');
    await sites.requireActive('north');
    await sites.revoke('north');
    expect(told).toEqual(['north: the site north was revoked']);
    await expect(sites.requireActive('north')).rejects.toMatchObject({ code: 'CERTIFICATE_UNKNOWN' });
    await expect(sites.requireActive('south')).rejects.toMatchObject({ code: 'CERTIFICATE_UNKNOWN' });
    await database.close();
  });
});
