import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@consilium/core';
import SqliteDatabase from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SiteStore } from '../members/site-store.ts';
import { BlobStore } from './blob-store.ts';
import { Database, SMALL_BYTES } from './database.ts';
import { RunStore, type StoredRun } from './run-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('blobs', () => {
  const small = Buffer.from('a model');
  const large = Buffer.alloc(SMALL_BYTES + 1, 'a large model ');
  const path = join('blobs', sha256Hex(large));

  let database: Database;
  let blobs: BlobStore;
  beforeEach(() => {
    database = Database.open(folder);
    blobs = new BlobStore(join(folder, 'blobs'), database);
  });
  afterEach(async () => await database.close());
  const files = (): string[] => readdirSync(join(folder, 'blobs'));
  const nobody = (): Promise<boolean> => Promise.resolve(false);

  it.each([
    ['small', small],
    ['large', large],
  ])('are named by their hash, and stored twice are one: %s', async (_size, content) => {
    const hash = sha256Hex(content);
    expect([await blobs.put(content), await blobs.put(content)]).toEqual([hash, hash]);
    expect(Buffer.from(await blobs.get(hash)).equals(content)).toBe(true);
    expect(await database.query.selectFrom('blobs').select('hash').execute()).toEqual(content === small ? [{ hash }] : []);
    expect(files()).toEqual(content === small ? [] : [hash]);
  });

  it('in files are for the owner only, and not written again', async () => {
    await blobs.put(large);
    const { mode, mtimeMs } = statSync(join(folder, path));
    expect(mode & 0o777).toBe(0o600);
    await blobs.put(large);
    expect(statSync(join(folder, path)).mtimeMs).toBe(mtimeMs);
  });

  it('small ones are there with the write that names them, and not before', async () => {
    const staged = blobs.stage(small);
    await expect(blobs.get(staged.hash)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    const failing = database.transaction('a step', async (tx) => {
      await staged.alongside(tx);
      throw new Error('no');
    });
    await expect(failing).rejects.toMatchObject({ code: 'STORE_FAILED' });
    await expect(blobs.get(staged.hash)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    await database.transaction('a step', (tx) => staged.alongside(tx));
    expect(Buffer.from(await blobs.get(staged.hash)).equals(small)).toBe(true);
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
    writeFileSync(join(folder, 'other'), 'secret');
    await expect(blobs.get(name)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    await expect(blobs.forget([name], nobody)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    await expect(blobs.read(name, 0, 10).next()).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('secret');
    expect(existsSync(join(folder, 'coordinator.db'))).toBe(true);
  });

  it('half written in a crash are forgotten at the next start, and can be written again', async () => {
    writeFileSync(join(folder, `${path}.new`), 'a la');
    const restarted = new BlobStore(join(folder, 'blobs'), database);
    expect(files()).toEqual([]);
    const hash = sha256Hex(large);
    await expect(restarted.get(hash)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    await restarted.put(large);
    expect(Buffer.from(await restarted.get(hash)).equals(large)).toBe(true);
  });

  it('that cannot be written leave nothing behind', async () => {
    mkdirSync(join(folder, `${path}.new`));
    await expect(blobs.put(large)).rejects.toThrow(/EISDIR/);
    expect(existsSync(join(folder, path))).toBe(false);
  });

  it('altered on the disk are not handed out', async () => {
    const hashes = [await blobs.put(small), await blobs.put(large)];
    writeFileSync(join(folder, path), 'a large modeL');
    await database.transaction('harm', async (tx) => {
      await tx
        .updateTable('blobs')
        .set({ content: Buffer.from('a modeL') })
        .execute();
    });
    for (const hash of hashes) await expect(blobs.get(hash)).rejects.toMatchObject({ code: 'STORE_FAILED' });
  });

  it.each([
    ['small', small],
    ['large', large],
  ])(
    'are read in pieces from any byte on, and to their end even when they are forgotten meanwhile: %s',
    async (_size, content) => {
      const hash = await blobs.put(content);
      const size = Math.ceil((content.length - 2) / 3);
      const pieces: Uint8Array[] = [];
      for await (const piece of blobs.read(hash, 2, size)) {
        if (pieces.length === 0) await blobs.forget([hash], nobody);
        pieces.push(piece);
      }
      expect(pieces).toHaveLength(3);
      expect(Buffer.concat(pieces).equals(content.subarray(2))).toBe(true);
      await expect(blobs.read(hash, 0, 2).next()).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    },
  );

  it('that somebody refers to are not forgotten', async () => {
    const hashes = [await blobs.put(small), await blobs.put(large)];
    await blobs.forget(hashes, () => Promise.resolve(true));
    expect((await blobs.get(hashes[0] as string)).length + (await blobs.get(hashes[1] as string)).length).toBe(
      small.length + large.length,
    );
  });

  it('that nobody names are forgotten together, and a file that is none of ours stays', async () => {
    const kept = [await blobs.put(Buffer.from('kept')), await blobs.put(Buffer.alloc(SMALL_BYTES + 1, 'kept'))];
    const gone = [await blobs.put(small), await blobs.put(large)];
    mkdirSync(join(folder, 'blobs', 'lost+found'));
    await blobs.forgetAllBut(new Set([...kept, 'f'.repeat(64)]));
    for (const hash of kept) expect((await blobs.get(hash)).length).toBeGreaterThan(0);
    for (const hash of gone) await expect(blobs.get(hash)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    expect(files().sort()).toEqual([kept[1], 'lost+found'].sort());
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
        message: 'the store has version 99, this program writes version 2',
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

describe('runs', () => {
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
    const referenced = (hash: string): Promise<boolean> => database.transaction('look', (tx) => store.isReferenced(hash, tx));
    expect([await referenced('m0'), await referenced('m1'), await referenced('s1')]).toEqual([false, true, true]);
    expect([...(await store.referencedBlobs())].sort()).toEqual(['m1', 'p', 's1']);
    await database.close();
  });

  it('a run needs its study', async () => {
    const database = Database.open(folder);
    await expect(new RunStore(database).createRun(run)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    await database.close();
  });
});
