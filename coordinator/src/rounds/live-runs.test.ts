import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@consilium/host';
import { HandClock, settled, threeSitePlan } from '@consilium/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UpdateIntake } from '../aggregation/update-intake.ts';
import { COORDINATOR } from '../audit/actors.ts';
import { NO_AUDIT } from '../audit/audit-trail.ts';
import { SumMessages } from '../masks/sum-messages.ts';
import { Transcripts } from '../masks/transcripts.ts';
import { SessionHub } from '../sites/session-hub.ts';
import { BlobStore } from '../store/blob-store.ts';
import { Database } from '../store/database.ts';
import { LeaseStore } from '../store/lease-store.ts';
import { RunStore, type StoredRun } from '../store/run-store.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { LiveRuns } from './live-runs.ts';
import { PLAN_WORK_HERE } from './plan-work.ts';
import { LEASE_MS } from './run-leases.ts';
import { NOBODY_AWAY } from './presence.ts';
import { GRACE_MS, runRules } from './run-rules.ts';
import { openRun } from './run-step.ts';
import { RunWatchers } from './run-watchers.ts';

const plan = threeSitePlan({ attempts: 2 });
let folder: string;
let database: Database;
let clock: HandClock;
let logged: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-live-'));
  database = await Database.open(Object.assign(openSqlite(folder), { sole: false }));
  clock = new HandClock(1_000_000);
  logged = [];
  await new RunStore(database).putStudy({ plan_hash: plan.hash, study: 'tests', plan_json: plan.json }, 0);
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What one process of several on the same store drives. */
function processOf(holder: string): LiveRuns {
  const log = createLogger({ component: holder, level: 'warn', destination: { write: (line) => void logged.push(line) } });
  const intake = new UpdateIntake(join(folder, 'updates'), database);
  const blobs = new BlobStore(join(folder, 'blobs'), database);
  const transcripts = new Transcripts(database, blobs, 'newest');
  const stores = { store: new RunStore(database), leases: new LeaseStore(database), intake, blobs, transcripts };
  return new LiveRuns(
    {
      ...stores,
      clock,
      log,
      hub: new SessionHub(clock),
      retention: 'newest',
      sums: new SumMessages(database),
      roster: undefined,
      audit: NO_AUDIT,
      away: NOBODY_AWAY,
      graceMs: GRACE_MS,
      holder,
    },
    PLAN_WORK_HERE,
    new RunWatchers(),
  );
}

function newRun(): StoredRun {
  const state = openRun(runRules(plan, 2), 'm', clock.now()).state;
  return {
    run: 'run-1',
    study: 'tests',
    planHash: plan.hash,
    rounds: 2,
    createdMs: 0,
    state,
    modelHash: 'm',
    strategyHash: undefined,
  };
}

it('drive a run in one process at a time, and the next one when its process is gone', async () => {
  const [first, second] = [processOf('first'), processOf('second')];
  const run = newRun();
  await first.create(run, COORDINATOR);
  first.drive(plan, run);
  await second.resume();
  expect([first.driver('run-1')?.run.run, second.driver('run-1')]).toEqual(['run-1', undefined]);
  await first.close();
  await clock.advance(LEASE_MS);
  await second.resume();
  expect(second.driver('run-1')?.state.t).toBe('collecting');
  await second.close();
});

it('stop driving what another process has taken, whether a renewal or a step finds out', async () => {
  const take = async (): Promise<void> => {
    const lease = { holder: 'another', expiresMs: Number.MAX_SAFE_INTEGER };
    await new LeaseStore(database).acquire(['run-1'], lease, clock.now() + LEASE_MS);
  };
  for (const found of ['by a renewal', 'by a step']) {
    await database.transaction('none', (tx) => tx.deleteFrom('runs').execute());
    const live = processOf(found);
    const run = newRun();
    await live.create(run, COORDINATOR);
    live.drive(plan, run);
    await take();
    if (found === 'by a step') {
      const stop = live.driver('run-1')?.dispatch({ t: 'stop', problem: { code: 'RUN_STOPPED', message: 'm' } });
      await expect(stop).rejects.toMatchObject({ code: 'LEASE_LOST' });
    } else await clock.advance(LEASE_MS / 2);
    await settled();
    expect({ found, driver: live.driver('run-1'), pending: clock.pending }).toEqual({ found, driver: undefined, pending: 0 });
    expect(logged.splice(0).join('')).toContain('"code":"LEASE_LOST"');
    expect((await new RunStore(database).run('run-1')).state).toEqual(run.state);
    await live.close();
  }
});
