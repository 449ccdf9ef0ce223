import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIALECTS } from '../testing/dialects.ts';
import { Database } from './database.ts';
import { referencedAmong, referencedHashes } from './references.ts';
import { RunStore, type StoredRun } from './run-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(DIALECTS)('runs in $name', ({ open }) => {
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
    const database = await Database.open(open(folder));
    const store = new RunStore(database);
    await store.putStudy({ plan_hash: 'p', study: 's', plan_json: '{}' }, 1);
    await store.createRun(run, { holder: 'a', fence: 1, expiresMs: 0 });
    expect(await store.run('run-1')).toEqual({ ...run, decisions: [] });
    const state = { t: 'completed', modelHash: 'm1' } as const;
    const failing = store.change(
      { run: 'run-1', fence: 1 },
      { state, records: [record], modelHash: 'm1', strategyHash: 's1' },
      () => Promise.reject(Object.assign(new Error('no room'), { code: 'SQLITE_FULL' })),
    );
    await expect(failing).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect([await store.run('run-1'), await store.attempts('run-1')]).toEqual([{ ...run, decisions: [] }, []]);
    await store.change({ run: 'run-1', fence: 1 }, { state, records: [record], modelHash: 'm1', strategyHash: 's1' });
    expect(await store.run('run-1')).toEqual({ ...run, state, modelHash: 'm1', strategyHash: 's1', decisions: [] });
    expect(await store.attempts('run-1')).toEqual([record]);
    expect(await store.attempts('run-1', 1)).toEqual([]);
    // The same attempt cannot end twice.
    await expect(store.change({ run: 'run-1', fence: 1 }, { state, records: [record] })).rejects.toMatchObject({
      code: 'STORE_FAILED',
    });
    expect([...(await referencedAmong(database.query, ['m0', 'm1', 's1']))].sort()).toEqual(['m1', 's1']);
    expect([...(await referencedHashes(database.query))].sort()).toEqual(['m1', 'p', 's1']);
    await database.close();
  });

  it('a run needs its study', async () => {
    const database = await Database.open(open(folder));
    await expect(new RunStore(database).createRun(run, { holder: 'a', fence: 1, expiresMs: 0 })).rejects.toMatchObject({
      code: 'STORE_FAILED',
    });
    await database.close();
  });
});
