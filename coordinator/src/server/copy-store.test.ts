import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { sha256Hex } from '@consilium/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BlobStore } from '../store/blob-store.ts';
import { Database, SMALL_BYTES } from '../store/database.ts';
import { referencedHashes } from '../store/references.ts';
import { openCopied, settleCopy } from '../store/sqlite/copied-store.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { copyStore, DATABASE_FILE } from './copy-store.ts';

let root: string;
let state: string;
let database: Database;
let blobs: BlobStore;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'consilium-copy-store-'));
  state = join(root, 'state');
  database = await Database.open(openSqlite(state));
  blobs = new BlobStore(join(state, 'blobs'), database);
});
afterEach(async () => {
  await database.close();
  rmSync(root, { recursive: true, force: true });
});

/** A content, by turns in a row and in a file. */
const content = (n: number): Buffer => Buffer.alloc(n % 2 === 0 ? 5000 : SMALL_BYTES + 1, `content ${n} `);

/** Names a new content with every step, and forgets an older one. */
async function work(steps: number, going: () => boolean): Promise<number> {
  let n = 0;
  for (; n < steps && going(); n += 1) {
    const staged = blobs.stage(content(n));
    await database.transaction('name it', async (tx) => {
      await staged.alongside(tx);
      // Other work gets its turn while the change is under way.
      await setImmediate();
      await tx.insertInto('studies').values({ plan_hash: staged.hash, study: 's', plan_json: '{}', submitted_ms: n }).execute();
    });
    if (n >= 20) {
      const old = sha256Hex(content(n - 20));
      await database.transaction(
        'forget it',
        async (tx) => void (await tx.deleteFrom('studies').where('plan_hash', '=', old).execute()),
      );
      await blobs.forget([old]);
    }
  }
  return n;
}

it('is of one moment while contents come and go: whatever its rows name is there, whole', async () => {
  for (let n = 0; n < 30; n += 1) await blobs.put(content(n));
  for (let copies = 1; copies <= 4; copies += 1) {
    let over = false;
    const working = work(2000, () => !over);
    for (let turns = 0; turns < 200 * copies; turns += 1) await setImmediate();
    const to = join(state, `copy-${copies}`);
    await copyStore(database, state, to);
    over = true;
    expect(await working).toBeGreaterThan(20);
    settleCopy(join(to, DATABASE_FILE));
    const { database: copy } = await openCopied(readFileSync(join(to, DATABASE_FILE)), 'the copy');
    const there = new BlobStore(join(to, 'blobs'), copy);
    const named = await referencedHashes(copy.query);
    expect(named.size).toBeGreaterThan(10);
    for (const hash of named) expect(sha256Hex(await there.get(hash))).toBe(hash);
    await copy.close();
    await database.transaction('begin again', async (tx) => void (await tx.deleteFrom('studies').execute()));
  }
});

it('takes whole contents along and nothing that is on its way', async () => {
  const updates = join(state, 'updates');
  const large = content(1);
  await blobs.put(large);
  const to = join(root, 'copy');
  mkdirSync(updates);
  for (const name of ['run-1.1.1.north.aa.update', 'run-1.1.1.south.bb.update.part']) writeFileSync(join(updates, name), name);
  writeFileSync(join(state, 'blobs', 'staged-0.new'), 'x');
  await copyStore(database, state, to);
  expect(readdirSync(join(to, 'updates'))).toEqual(['run-1.1.1.north.aa.update']);
  expect(readdirSync(join(to, 'blobs'))).toEqual([sha256Hex(large)]);
  // What the coordinator removes stays in the copy.
  rmSync(join(state, 'blobs', sha256Hex(large)));
  expect(readFileSync(join(to, 'blobs', sha256Hex(large))).equals(large)).toBe(true);
});

it('says so of a database that is damaged', async () => {
  for (let n = 0; n < 40; n += 2) await blobs.put(content(n));
  const to = join(root, 'copy');
  await copyStore(database, state, to);
  const path = join(to, DATABASE_FILE);
  settleCopy(path);
  expect(existsSync(`${path}-wal`)).toBe(false);
  const bytes = readFileSync(path);
  bytes.fill(0xff, 4096 * 3, 4096 * 3 + 200);
  writeFileSync(path, bytes);
  expect(() => settleCopy(path)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }) as Error);
  await expect(openCopied(bytes, 'x')).rejects.toMatchObject({ code: 'STORE_FAILED' });
  await expect(openCopied(Buffer.from('no database at all'), 'x')).rejects.toMatchObject({ code: 'STORE_FAILED' });
});
