import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { UpdateEncoding } from '@consilium/proto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlobStore, type StagedBlob } from '../store/blob-store.ts';
import { Database } from '../store/database.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { RunStore, type StoredRun } from '../store/run-store.ts';
import { threeSitePlan } from '@consilium/testing';
import { Aggregator } from './aggregator.ts';
import { UpdateIntake } from './update-intake.ts';
import type { UpdateKey } from './update-pieces.ts';
import { bytesOf } from './vectors.ts';

const plan = threeSitePlan();
let folder: string;
let database: Database;
let blobs: BlobStore;
let intake: UpdateIntake;
let run: StoredRun;
let aggregator: Aggregator;
let logged: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-aggregator-'));
  database = await Database.open(openSqlite(folder));
  blobs = new BlobStore(join(folder, 'blobs'), database);
  intake = new UpdateIntake(join(folder, 'updates'), database);
  logged = [];
  const log = createLogger({ component: 'test', level: 'warn', destination: { write: (line) => void logged.push(line) } });
  aggregator = new Aggregator({ intake, log }, plan, undefined);
  const modelHash = await blobs.put(bytesOf(new Float32Array(3)));
  const state = { t: 'completed', modelHash } as const;
  run = { run: 'run-1', study: 'tests', planHash: plan.hash, rounds: 2, createdMs: 0, state, modelHash, strategyHash: undefined };
  const store = new RunStore(database);
  await store.putStudy({ plan_hash: plan.hash, study: 'tests', plan_json: plan.json }, 0);
  await store.createRun(run, { holder: 'test', fence: 1, expiresMs: 0 });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

function update(value: number): Uint8Array {
  return Uint8Array.from(bytesOf(Float32Array.of(value, value, value)));
}

/** Stores an update as a counted one is stored. */
async function store(site: string, value: number): Promise<UpdateKey> {
  const data = update(value);
  const key = { run: run.run, round: 1, attempt: 1, site, updateHash: sha256Hex(data) };
  const header = { ...key, bytes: data.length, encoding: UpdateEncoding.UPDATE_ENCODING_FLOAT32, longest: undefined };
  const pieces = async function* () {
    yield { offset: 0, data };
  };
  const taken = await intake.take(header, pieces());
  await database.transaction('count', (tx) => taken.alongside(tx));
  return key;
}

async function finish(counted: readonly string[]): Promise<number[]> {
  const { model } = await aggregator.finish(run, 1, counted, blobs);
  return [...(await read(model))];
}

async function read(model: StagedBlob): Promise<Float32Array> {
  await database.transaction('keep', (tx) => model.alongside(tx));
  return new Float32Array(Uint8Array.from(await blobs.get(model.hash)).buffer);
}

describe('a sum that holds other updates than were counted is no model', () => {
  it.each([
    ['one that was not counted', ['north', 'south'], ['north']],
    ['one that is missing', ['north'], ['north', 'south']],
    ['another one', ['north', 'west'], ['north', 'south']],
    ['none at all', [], ['north']],
  ])('%s', async (_what, added, counted) => {
    for (const site of added) aggregator.add(site, [update(1)]);
    await expect(aggregator.finish(run, 1, counted, blobs)).rejects.toMatchObject({
      code: 'INTERNAL',
      message: `the sum holds ${added.join(', ')}, the round counted ${counted.join(', ')}`,
    });
  });

  it('nor is the sum of the attempt before', async () => {
    aggregator.add('north', [update(1)]);
    aggregator.clear();
    await expect(aggregator.finish(run, 1, ['north'], blobs)).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

it('an update counts once, however often it is added, and in pieces as well as whole', async () => {
  aggregator.add('north', [update(2)]);
  aggregator.add('north', [update(2)]);
  const pieces = update(4);
  aggregator.add('south', [pieces.slice(0, 4), pieces.slice(4)]);
  expect(await finish(['north', 'south'])).toEqual([3, 3, 3]);
});

it('gaps are filled from the stored updates, and what was there is not counted twice', async () => {
  const counted = [await store('north', 1), await store('south', 2), await store('west', 6)];
  aggregator.add('south', [update(2)]);
  await aggregator.complete(counted);
  expect(await finish(['north', 'south', 'west'])).toEqual([3, 3, 3]);
});

it('an update that cannot be read leaves nothing of itself in the sum', async () => {
  const counted = [await store('north', 1), await store('south', 3)];
  aggregator.add('north', [update(1)]);
  aggregator.add(
    'south',
    (function* () {
      yield update(3).subarray(0, 4);
      throw new Error('the disk');
    })(),
  );
  expect(logged.join('')).toContain('the update of south could not be read');
  await aggregator.complete(counted);
  expect(await finish(['north', 'south'])).toEqual([2, 2, 2]);
});
