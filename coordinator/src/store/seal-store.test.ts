import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@consilium/core';
import { UpdateEncoding } from '@consilium/proto';
import { createSealer } from '@consilium/trust';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UpdateIntake } from '../aggregation/update-intake.ts';
import { BlobStore } from './blob-store.ts';
import { sealedContents } from './contents.ts';
import { Database, SMALL_BYTES } from './database.ts';
import { RunStore } from './run-store.ts';
import { sealStore } from './seal-store.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';

const sealer = createSealer(Buffer.alloc(32, 9));
const WORDS = 'what a thief would look for, '.repeat(3);

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-seal-'));
  database = await Database.open(openSqlite(folder));
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const small = { blob: Buffer.from(WORDS), update: Buffer.alloc(120, WORDS) };
const large = { blob: Buffer.alloc(SMALL_BYTES + 3, WORDS), update: Buffer.alloc(1_000_000, WORDS) };

const headerOf = (bytes: Buffer) => ({
  ...{ run: 'run-1', round: 1, attempt: 1, site: bytes.length > SMALL_BYTES ? 'north' : 'south' },
  updateHash: sha256Hex(bytes),
  bytes: bytes.length,
  encoding: UpdateEncoding.UPDATE_ENCODING_GRID_INT32,
  longest: undefined,
});

/** A store with one content of each kind, in the clear. */
async function fill(): Promise<void> {
  const store = new RunStore(database);
  await store.putStudy({ plan_hash: 'p', study: 's', plan_json: '{}' }, 1);
  const state = { t: 'completed', modelHash: 'm' } as const;
  const run = { study: 's', planHash: 'p', rounds: 1, createdMs: 1, state, modelHash: 'm', strategyHash: undefined };
  await store.createRun({ ...run, run: 'run-1' }, { holder: 'test', fence: 1, expiresMs: 0 });
  const blobs = new BlobStore(join(folder, 'blobs'), database);
  for (const content of [small.blob, large.blob]) await blobs.put(content);
  const intake = new UpdateIntake(join(folder, 'updates'), database);
  for (const bytes of [small.update, large.update]) {
    const taken = await intake.take(
      headerOf(bytes),
      (async function* () {
        yield { offset: 0, data: bytes };
      })(),
    );
    await database.transaction('count', (tx) => taken.alongside(tx));
  }
}

/** All that was filled in, as a coordinator whose folder is sealed reads it. */
async function expectAllThere(): Promise<void> {
  const blobs = new BlobStore(join(folder, 'blobs'), database, sealedContents(sealer));
  for (const content of [small.blob, large.blob])
    expect(Buffer.from(await blobs.get(sha256Hex(content))).equals(content)).toBe(true);
  const intake = new UpdateIntake(join(folder, 'updates'), database, sealer);
  for (const bytes of [small.update, large.update]) {
    const pieces = Array.from(await intake.counted(headerOf(bytes)), (piece) => Uint8Array.from(piece));
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  }
}

const showing = (): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(WORDS.slice(0, 25)));

it('seals models and updates, in rows, files, unused pages and the log of the database', async () => {
  await fill();
  // Pages that nothing uses hold what was forgotten.
  const blobs = new BlobStore(join(folder, 'blobs'), database);
  await blobs.forget([await blobs.put(Buffer.from(`${WORDS}forgotten`))]);
  expect(showing().length).toBeGreaterThanOrEqual(3);
  await sealStore(folder, database, sealer);
  expect(showing()).toEqual([]);
  await expectAllThere();
});

it('done again changes nothing that is sealed, and seals what is not', async () => {
  await fill();
  await sealStore(folder, database, sealer);
  const path = join(folder, 'blobs', sha256Hex(large.blob));
  const before = readFileSync(path);
  writeFileSync(join(folder, 'updates', 'run-1.1.1.north.x.update.part'), 'the beginning of an upload');
  await sealStore(folder, database, sealer);
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(join(folder, 'updates'))).toHaveLength(1);
  await expectAllThere();
});

it('does not seal what is neither itself nor sealed as if it were sound', async () => {
  await fill();
  const path = join(folder, 'blobs', sha256Hex(large.blob));
  writeFileSync(path, 'harm');
  await expect(sealStore(folder, database, sealer)).rejects.toMatchObject({ code: 'STORE_FAILED' });
  expect(readFileSync(path, 'utf8')).toBe('harm');
});

it('has nothing to do in a folder without content', async () => {
  mkdirSync(join(folder, 'blobs'), { recursive: true });
  await sealStore(folder, database, sealer);
  expect(readdirSync(join(folder, 'blobs'))).toEqual([]);
});
