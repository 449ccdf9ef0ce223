import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { initialWeights } from '@consilium/plan';
import { UpdateEncoding } from '@consilium/proto';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UpdateIntake } from '../aggregation/update-intake.ts';
import { bytesOf } from '../aggregation/vectors.ts';
import { NO_AUDIT } from '../audit/audit-trail.ts';
import { SumMessages } from '../masks/sum-messages.ts';
import { Transcripts } from '../masks/transcripts.ts';
import { SessionHub } from '../sites/session-hub.ts';
import { BlobStore } from '../store/blob-store.ts';
import { Database } from '../store/database.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { LeaseStore } from '../store/lease-store.ts';
import { RunStore, type StoredRun } from '../store/run-store.ts';
import { DEADLINE_SECONDS, HandClock, settled, threeSitePlan } from '@consilium/testing';
import { NOBODY_AWAY } from './presence.ts';
import { RunDriver } from './run-driver.ts';
import { GRACE_MS, runRules } from './run-rules.ts';
import { openRun } from './run-step.ts';

/** The lease under which the tests drive. */
const LEASE = { run: 'run-1', fence: 1 };
const DEADLINE_MS = DEADLINE_SECONDS * 1000 + 1;
const plan = threeSitePlan({ attempts: 1 });

let folder: string;
let database: Database;
let clock: HandClock;
let driver: RunDriver;
let changes: number;
let logged: string[];
let lost: string[];

/** A driver on real stores, taken up from whatever they hold. */
async function start(): Promise<void> {
  const store = new RunStore(database);
  const blobs = new BlobStore(join(folder, 'blobs'), database);
  const intake = new UpdateIntake(join(folder, 'updates'), database);
  let run: StoredRun | undefined = (await store.runs())[0];
  if (run === undefined) {
    const modelHash = await blobs.put(bytesOf(initialWeights(plan.document.model, [plan.inputWidth], plan.document.model.seed)));
    await store.putStudy({ plan_hash: plan.hash, study: 'tests', plan_json: plan.json }, 0);
    const state = openRun(runRules(plan, 2), modelHash, clock.now()).state;
    run = {
      run: 'run-1',
      study: 'tests',
      planHash: plan.hash,
      rounds: 2,
      createdMs: 0,
      state,
      modelHash,
      strategyHash: undefined,
    };
    await store.createRun(run, { holder: 'test', fence: LEASE.fence, expiresMs: 0 });
  }
  const log = createLogger({ component: 'test', level: 'warn', destination: { write: (line) => void logged.push(line) } });
  driver = new RunDriver(
    {
      clock,
      log,
      store,
      blobs,
      intake,
      hub: new SessionHub(clock),
      retention: 'newest',
      sums: new SumMessages(database),
      transcripts: new Transcripts(database, blobs, 'newest'),
      audit: NO_AUDIT,
      roster: undefined,
      away: NOBODY_AWAY,
      graceMs: GRACE_MS,
      changed: () => void changes++,
      lost: (lostRun) => void lost.push(lostRun),
    },
    plan,
    run,
    LEASE.fence,
  );
  driver.resume();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-driver-'));
  clock = new HandClock(1_000_000);
  changes = 0;
  logged = [];
  lost = [];
  database = await Database.open(openSqlite(folder));
  await start();
});
afterEach(async () => {
  await driver.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Delivers and counts an update of a site, as the site service does. */
async function count(site: string, value: number): Promise<boolean> {
  const bytes = Uint8Array.from(bytesOf(Float32Array.of(value, value, value)));
  const updateHash = sha256Hex(bytes);
  const state = driver.state as { round: number; attempt: number };
  const encoding = UpdateEncoding.UPDATE_ENCODING_FLOAT32;
  const key = { run: 'run-1', round: state.round, attempt: state.attempt, site, updateHash };
  const header = { ...key, bytes: bytes.length, encoding, longest: undefined };
  const pieces = async function* () {
    yield { offset: 0, data: bytes };
  };
  const taken = await new UpdateIntake(join(folder, 'updates'), database).take(header, pieces());
  const participation = { t: 'counted', updateHash } as const;
  return await driver.dispatch(
    { t: 'answered', site, participation },
    { alongside: (tx) => taken.alongside(tx), content: () => taken.content() },
  );
}

/** Leaves the store as a crash does that comes right after the round stopped collecting. */
async function crashInto(t: 'aggregating'): Promise<void> {
  const { state } = driver.run;
  await driver.close();
  await new RunStore(database).change(LEASE, { state: { ...state, t } as StoredRun['state'], records: [] });
}

/** Lets the database refuse, or take again, every write. */
async function full(is: boolean): Promise<void> {
  await sql.raw(`pragma query_only = ${is ? 'on' : 'off'}`).execute(database.query);
}

async function model(): Promise<Float32Array> {
  await settled();
  return new Float32Array(Uint8Array.from(await new BlobStore(join(folder, 'blobs'), database).get(driver.run.modelHash)).buffer);
}

describe('a store that refuses to write', () => {
  it('leaves an update uncounted, its sender informed, and the same update counts later, once', async () => {
    await full(true);
    await expect(count('north', 1)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(driver.state).toMatchObject({ participants: { north: { t: 'waiting' } } });
    expect(changes).toBe(0);
    await full(false);
    const before = await model();
    expect(await count('north', 1)).toBe(true);
    expect(await count('north', 1)).toBe(false);
    await count('south', 3);
    await count('west', 5);
    expect([...(await model())]).toEqual([...before].map((w) => Math.fround(w + 3)));
  });

  it('at the deadline only delays it', async () => {
    await full(true);
    await clock.advance(DEADLINE_MS);
    expect(driver.state.t).toBe('collecting');
    expect(logged.join('')).toContain('tried again');
    await full(false);
    await clock.advance(5001);
    expect(driver.state).toMatchObject({ t: 'paused', pause: { reason: 'silent' } });
  });

  it('while the aggregate is stored only delays the round', async () => {
    await count('north', 1);
    await count('south', 3);
    const before = await model();
    await crashInto('aggregating');
    await full(true);
    await start();
    await clock.advance(20_000);
    expect(driver.state.t).toBe('aggregating');
    expect(logged.join('')).toContain('tried again');
    await full(false);
    await clock.advance(5001);
    expect(driver.state).toMatchObject({ t: 'evaluating', round: 1 });
    expect([...(await model())]).toEqual([...before].map((w) => Math.fround(w + 2)));
    expect(await new RunStore(database).run('run-1')).toMatchObject({
      state: { t: 'evaluating' },
      modelHash: driver.run.modelHash,
    });
  });

  it('for good, until the next start, loses nothing that was counted', async () => {
    await count('north', 1);
    await full(true);
    await expect(count('south', 3)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    await driver.close();
    await database.close();
    database = await Database.open(openSqlite(folder));
    await start();
    expect(driver.state).toMatchObject({ t: 'collecting', participants: { north: { t: 'counted' }, south: { t: 'waiting' } } });
    const before = await model();
    await count('south', 3);
    await count('west', 5);
    expect([...(await model())]).toEqual([...before].map((w) => Math.fround(w + 3)));
  });

  it('because it is closed is an error for the sender, and no receipt goes out', async () => {
    await database.close();
    await expect(count('north', 1)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(driver.state).toMatchObject({ participants: { north: { t: 'waiting' } } });
    database = await Database.open(openSqlite(folder));
    expect(await new RunStore(database).run('run-1')).toMatchObject({ state: { participants: { north: { t: 'waiting' } } } });
  });
});

describe('a crash while the round is being aggregated', () => {
  it('makes the same model again at the next start', async () => {
    await count('north', 1);
    await count('south', 2);
    const before = await model();
    await crashInto('aggregating');
    await start();
    await clock.advance(1);
    expect(driver.state).toMatchObject({ t: 'evaluating', round: 1 });
    expect([...(await model())]).toEqual([...before].map((w) => Math.fround(w + 1.5)));
    expect(await new RunStore(database).attempts('run-1')).toEqual([]);
  });
});

it('a run that another process has taken is neither written nor told as written', async () => {
  await count('north', 1);
  const taken = await database.query.selectFrom('runs').selectAll().execute();
  await new LeaseStore(database).acquire(['run-1'], { holder: 'another', expiresMs: 0 }, clock.now());
  await expect(count('south', 3)).rejects.toMatchObject({ code: 'LEASE_LOST', message: 'another coordinator has taken run-1' });
  expect(lost).toEqual(['run-1']);
  expect(driver.state).toMatchObject({ participants: { north: { t: 'counted' }, south: { t: 'waiting' } } });
  expect(await database.query.selectFrom('runs').select('state_json').execute()).toEqual(
    taken.map((row) => ({ state_json: row.state_json })),
  );
  expect(await database.query.selectFrom('updates').select('site').execute()).toEqual([{ site: 'north' }]);
  expect(changes).toBe(1);
});

it('a clean-up that fails does not keep a stored step from going on', async () => {
  await count('north', 1);
  rmSync(join(folder, 'updates'), { recursive: true });
  const problem = { code: 'BUDGET_EXCEEDED', message: 'spent' };
  for (const site of ['south', 'west']) await driver.dispatch({ t: 'answered', site, participation: { t: 'refused', problem } });
  expect(driver.state).toMatchObject({ t: 'failed' });
  await clock.advance(1);
  expect(logged.join('')).toContain('the effect end-attempt failed after its step was stored');
  expect(changes).toBe(3);
});

it('a driver that was closed takes no event and sets no timer, even past its deadline', async () => {
  const fired = clock.advance(DEADLINE_MS);
  const closed = driver.close();
  await Promise.all([fired, closed]);
  expect(clock.pending).toBe(0);
  expect(await driver.dispatch({ t: 'look' })).toBe(false);
  expect(driver.state.t).toBe('collecting');
});
