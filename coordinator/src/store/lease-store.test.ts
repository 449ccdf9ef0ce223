import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIALECTS } from '../testing/dialects.ts';
import { Database } from './database.ts';
import { LeaseStore } from './lease-store.ts';
import { RunStore, type StoredRun } from './run-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const state = { t: 'completed', modelHash: 'm' } as const;
const run: StoredRun = {
  run: 'run-1',
  study: 's',
  planHash: 'p',
  rounds: 1,
  createdMs: 0,
  state,
  modelHash: 'm',
  strategyHash: undefined,
};
const a = { holder: 'a', expiresMs: 100 };
const b = { holder: 'b', expiresMs: 200 };

describe.each(DIALECTS)('leases in $name', ({ open }) => {
  let database: Database;
  let leases: LeaseStore;
  /** A database that other processes may have open too, or not. */
  async function start(sole: boolean): Promise<void> {
    database = await Database.open(Object.assign(open(folder), { sole }));
    leases = new LeaseStore(database);
    const store = new RunStore(database);
    await store.putStudy({ plan_hash: 'p', study: 's', plan_json: '{}' }, 1);
    await store.createRun(run, { ...a, fence: 1 });
  }
  afterEach(async () => await database.close());

  it('are not taken from who holds them until they run out, and then with another fence', async () => {
    await start(false);
    expect(await leases.acquire(['run-1'], b, 99)).toEqual([]);
    expect(await leases.acquire(['run-1'], b, 100)).toEqual([{ run: 'run-1', fence: 2 }]);
    expect(await leases.acquire(['run-1'], a, 199)).toEqual([]);
    expect(await leases.acquire(['run-1'], b, 199)).toEqual([{ run: 'run-1', fence: 3 }]);
  });

  it('are free at once where nobody else can have the database open', async () => {
    await start(true);
    expect(await leases.acquire(['run-1', 'run-unknown'], b, 0)).toEqual([{ run: 'run-1', fence: 2 }]);
  });

  it('last longer when they are renewed, but not those that another holds by now', async () => {
    await start(false);
    expect(await leases.renew([{ run: 'run-1', fence: 1 }], 150)).toEqual([]);
    expect(await leases.acquire(['run-1'], b, 149)).toEqual([]);
    expect(await leases.acquire(['run-1'], b, 150)).toEqual([{ run: 'run-1', fence: 2 }]);
    expect(await leases.renew([{ run: 'run-1', fence: 1 }], 900)).toEqual(['run-1']);
    expect(await leases.acquire(['run-1'], a, 200)).toEqual([{ run: 'run-1', fence: 3 }]);
  });

  it('that were lost write no step, nor anything that belongs to it, however late their holder notices', async () => {
    await start(false);
    const store = new RunStore(database);
    const stopped = { t: 'stopped', problem: { code: 'RUN_STOPPED', message: 'm' }, closedRounds: 0 } as const;
    const site = { site: 'north', agent_version: '', last_seen_ms: 0, revoked: 0 };
    const write = (fence: number): Promise<void> =>
      store.change({ run: 'run-1', fence }, { state: stopped, records: [] }, async (tx) => {
        await tx.insertInto('sites').values(site).execute();
      });
    await leases.acquire(['run-1'], b, 100);
    await expect(write(1)).rejects.toMatchObject({ code: 'LEASE_LOST', message: 'another coordinator has taken run-1' });
    expect((await store.run('run-1')).state).toEqual(state);
    expect(await database.query.selectFrom('sites').select('site').execute()).toEqual([]);
    await write(2);
    expect((await store.run('run-1')).state).toEqual(stopped);
    expect(await database.query.selectFrom('sites').select('site').execute()).toEqual([{ site: 'north' }]);
  });
});
