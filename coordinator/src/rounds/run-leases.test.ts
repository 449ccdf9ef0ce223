import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@consilium/host';
import { HandClock, settled } from '@consilium/testing';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database } from '../store/database.ts';
import { LeaseStore } from '../store/lease-store.ts';
import { RunStore } from '../store/run-store.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { LEASE_MS, RunLeases } from './run-leases.ts';

let folder: string;
let database: Database;
let clock: HandClock;
let lost: string[];
let logged: string[];
let mine: RunLeases;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-leases-'));
  database = await Database.open(Object.assign(openSqlite(folder), { sole: false }));
  clock = new HandClock(1_000_000);
  lost = [];
  logged = [];
  mine = leasesOf('mine');
  const store = new RunStore(database);
  await store.putStudy({ plan_hash: 'p', study: 's', plan_json: '{}' }, 0);
  const state = { t: 'completed', modelHash: 'm' } as const;
  const run = { study: 's', planHash: 'p', rounds: 1, createdMs: 0, state, modelHash: 'm', strategyHash: undefined };
  for (const name of ['run-1', 'run-2']) await store.createRun({ ...run, run: name }, mine.first());
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

function leasesOf(holder: string): RunLeases {
  const log = createLogger({ component: 'test', level: 'warn', destination: { write: (line) => void logged.push(line) } });
  return new RunLeases({ store: new LeaseStore(database), clock, log, holder, lost: (run) => void lost.push(run) });
}

it('are renewed as long as they are held, and run out when their process is gone', async () => {
  for (const run of ['run-1', 'run-2']) mine.hold({ run, fence: mine.first().fence });
  await clock.advance(10 * LEASE_MS);
  const theirs = leasesOf('theirs');
  expect(await theirs.acquire(['run-1', 'run-2'])).toEqual([]);
  await mine.close();
  await clock.advance(LEASE_MS);
  expect(await theirs.acquire(['run-1', 'run-2'])).toEqual([
    { run: 'run-1', fence: 2 },
    { run: 'run-2', fence: 2 },
  ]);
  await theirs.close();
  expect([clock.pending, lost, logged]).toEqual([0, [], []]);
});

it('that another process has taken are reported, once', async () => {
  for (const run of ['run-1', 'run-2']) mine.hold({ run, fence: 1 });
  await new LeaseStore(database).acquire(
    ['run-1'],
    { holder: 'theirs', expiresMs: Number.MAX_SAFE_INTEGER },
    clock.now() + LEASE_MS,
  );
  await clock.advance(2 * LEASE_MS);
  expect(lost).toEqual(['run-1']);
  await mine.close();
});

it('set no timer once no run is left', async () => {
  mine.hold({ run: 'run-1', fence: 1 });
  expect(clock.pending).toBe(1);
  mine.drop('run-1');
  expect(clock.pending).toBe(0);
  mine.hold({ run: 'run-2', fence: 1 });
  expect(clock.pending).toBe(1);
  await mine.close();
  expect(clock.pending).toBe(0);
});

it('are tried again when the store does not take their renewal', async () => {
  mine.hold({ run: 'run-1', fence: 1 });
  await sql.raw('pragma query_only = on').execute(database.query);
  await clock.advance(LEASE_MS / 2);
  await settled();
  expect(logged.join('')).toContain('could not be renewed');
  await sql.raw('pragma query_only = off').execute(database.query);
  await clock.advance(LEASE_MS);
  expect(await leasesOf('theirs').acquire(['run-1'])).toEqual([]);
  expect(lost).toEqual([]);
  await mine.close();
});
