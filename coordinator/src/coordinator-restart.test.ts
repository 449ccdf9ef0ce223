import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '@consilium/core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from './store/database.ts';
import { openSqlite } from './store/sqlite/open-sqlite.ts';
import {
  createCertificates,
  DEADLINE_SECONDS,
  exactLoss,
  type FakeSite,
  playRound,
  settled,
  type TestCertificates,
  TestConsortium,
  threeSitePlan,
  values,
} from '@consilium/testing';
import { blobsLeft } from './testing/blobs-left.ts';

const ONES = Float32Array.of(1, 1, 1);
const DEADLINE_MS = DEADLINE_SECONDS * 1000 + 1;

let certificates: TestCertificates;
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  bench = await TestConsortium.open(certificates);
});
afterEach(async () => await bench.close());

describe('a restart', () => {
  const strategies = [{ kind: 'fedavgm', tailAverage: 0.5 }, { kind: 'fedyogi' }];
  const stops = ['before anything', 'while collecting', 'while evaluating', 'between rounds'] as const;

  /** Four rounds of the same updates, with a restart at a chosen moment of round 2; the final model. */
  async function final(
    strategy: (typeof strategies)[number],
    stop: (typeof stops)[number] | 'never',
    large: boolean,
  ): Promise<{ model: number[]; rounds: unknown[] }> {
    const own = await TestConsortium.open(certificates);
    try {
      const run = await own.run(threeSitePlan({ strategy, rounds: 4, large }));
      let sites: readonly FakeSite[] = await own.sites('north', 'south', 'west');
      const restart = async (): Promise<void> => {
        await settled();
        await own.restart();
        sites = await own.sites('north', 'south', 'west');
      };
      if (stop === 'before anything') await restart();
      for (let round = 1; round <= 4; round++) {
        const of = (i: number): Float32Array => values([i + round / 3, i * 0.1, -round], large);
        const task = await sites[0]?.take(round, of(0));
        if (round === 2 && stop === 'while collecting') {
          await restart();
          // The agent does not know whether its update arrived: it sends the same bytes again.
          expect(await sites[0]?.upload(task ?? {}, of(0))).toMatchObject({ counted: true });
        }
        await sites[1]?.take(round, of(1));
        await sites[2]?.take(round, of(2));
        await sites[0]?.score(round, exactLoss(0.5));
        if (round === 2 && stop === 'while evaluating') await restart();
        await sites[1]?.score(round, exactLoss(0.5));
        await sites[2]?.score(round, exactLoss(0.5));
        if (round === 2 && stop === 'between rounds') await restart();
      }
      const info = await own.info(run);
      expect(info.state).toBe('completed');
      const rounds = info.roundInfos.map(({ round, attempt, state, participants }) => [
        round,
        attempt,
        state,
        participants?.map((p) => p.state),
      ]);
      return { model: await own.model(run), rounds };
    } finally {
      await own.close();
    }
  }

  it.each(strategies)('at any moment ends with the same rounds and the same model: %s', async (strategy) => {
    for (const large of [false, true]) {
      const expected = await final(strategy, 'never', large);
      expect(expected.rounds).toHaveLength(4);
      for (const stop of stops) expect({ stop, ...(await final(strategy, stop, large)) }).toEqual({ stop, ...expected });
    }
  });

  it.each([false, true])(
    'forgets models and pieces of updates that a crash left, and keeps the rest; large: %s',
    async (large) => {
      const run = await bench.run(threeSitePlan({ large }));
      const [north] = await bench.sites('north');
      await north.take(1, values([1], large));
      const before = await bench.model(run);
      await bench.stop();
      const kept = await blobsLeft(bench.folder);
      writeFileSync(join(bench.folder, 'blobs', 'a'.repeat(64)), 'a model that was stored just before the crash');
      writeFileSync(join(bench.folder, 'blobs', `${'b'.repeat(64)}.new`), 'half');
      writeFileSync(join(bench.folder, 'updates', 'run-gone.1.1.north.update.part'), 'half');
      await bench.start();
      expect(await bench.model(run)).toEqual(before);
      await bench.stop();
      expect(await blobsLeft(bench.folder)).toEqual(kept);
      expect(readdirSync(join(bench.folder, 'updates'))).toHaveLength(large ? 1 : 0);
    },
  );

  it('after the deadline has passed uses no attempt up: it waits until its sites are back', async () => {
    const run = await bench.run(threeSitePlan({ attempts: 1 }));
    await bench.stop();
    await bench.clock.advance(DEADLINE_MS);
    await bench.start();
    await bench.clock.advance(2);
    expect(await bench.info(run)).toMatchObject({ state: 'paused', pause: { reason: 'absent', lacks: 2 } });
    const sites = await bench.sites('north', 'south', 'west');
    await bench.clock.advance(1);
    await playRound(sites, 1);
    expect(await bench.info(run)).toMatchObject({ state: 'running', closedRounds: 1 });
  });

  it('without the file of a counted update ends the run in words: it is not counted as something that it is not', async () => {
    const run = await bench.run(threeSitePlan({ large: true }));
    const [north] = await bench.sites('north');
    await north.take(1, values([1], true));
    await bench.stop();
    rmSync(join(bench.folder, 'updates'), { recursive: true });
    await bench.start();
    const [south, west] = await bench.sites('south', 'west');
    await south.take(1, values([1], true));
    await west.take(1, values([1], true));
    await settled();
    expect(await bench.info(run)).toMatchObject({ state: 'stopped', closedRounds: 0, problem: { code: 'FILE_UNREADABLE' } });
  });

  it('fails the run whose plan this version writes in another way, and goes on with the others', async () => {
    const parked = await bench.run();
    const [north] = await bench.sites('north');
    await north.take(1, ONES);
    await bench.stop();
    // The same plan in another form, under the hash of that form: as a version before this one may have stored it.
    const database = await Database.open(openSqlite(bench.folder));
    const json = `${threeSitePlan().json} `;
    await database.transaction('an older version', async (tx) => {
      const study = { plan_hash: sha256Hex(json), study: 'tests', plan_json: json, submitted_ms: 1 };
      await tx.insertInto('studies').values(study).execute();
      await tx.updateTable('runs').set({ plan_hash: study.plan_hash }).execute();
    });
    await database.close();
    await bench.start();
    expect(await bench.info(parked)).toMatchObject({
      state: 'failed',
      closedRounds: 0,
      problem: {
        code: 'PLAN_HASH_MISMATCH',
        message: expect.stringMatching(/^this version of the coordinator cannot go on with the run: .* canonical form/) as string,
      },
      roundInfos: [{ round: 1, attempt: 1, state: 'failed' }],
    });
    expect(bench.logged.join('')).toContain('"code":"PLAN_HASH_MISMATCH"');
    // For good, and nobody else's run is held up.
    await bench.restart();
    expect(await bench.info(parked)).toMatchObject({ state: 'failed' });
    const run = await bench.run();
    await playRound(await bench.sites('north', 'south', 'west'), 1);
    expect(await bench.info(run)).toMatchObject({ state: 'running', closedRounds: 1 });
  });

  /** Rewrites what is stored of a run while the coordinator is down. */
  async function rewrite(set: Partial<Record<'state' | 'state_json' | 'record_json', string>>, run: string): Promise<void> {
    const database = await Database.open(openSqlite(bench.folder));
    const { record_json: recordJson, ...state } = set;
    await database.transaction('another version', async (tx) => {
      if (recordJson === undefined) await tx.updateTable('runs').set(state).where('run', '=', run).execute();
      else await tx.updateTable('attempts').set({ record_json: recordJson }).where('run', '=', run).execute();
    });
    await database.close();
  }

  it('fails the run whose state another version has written, and goes on with the others', async () => {
    // Sites answer the newest run first.
    const [other, parked] = [await bench.run(), await bench.run()];
    const sites = await bench.sites('north', 'south', 'west');
    await playRound(sites, 1);
    const { closedRounds } = await bench.info(parked);
    expect(closedRounds).toBe(1);
    await bench.stop();
    await rewrite({ state: 'masking', state_json: '{"t":"masking","round":2}' }, parked);
    await bench.start();
    const failed = {
      state: 'failed',
      closedRounds,
      problem: {
        code: 'STATE_UNREADABLE',
        message: expect.stringMatching(`^the state of ${parked} is stored in a form`) as string,
      },
      roundInfos: Array.from({ length: closedRounds ?? 0 }, (_, i) => ({ round: i + 1, state: 'closed' })),
    };
    expect(await bench.info(parked)).toMatchObject(failed);
    expect(bench.logged.join('')).toContain('"code":"STATE_UNREADABLE"');
    expect(await bench.info(other)).toMatchObject({ state: 'running' });
    await bench.stop();
    const database = await Database.open(openSqlite(bench.folder));
    expect(await database.query.selectFrom('runs').select('state').where('run', '=', parked).execute()).toEqual([
      { state: 'failed' },
    ]);
    expect(await database.query.selectFrom('updates').select('site').where('run', '=', parked).execute()).toEqual([]);
    await database.close();
    await bench.start();
    expect(await bench.info(parked)).toMatchObject(failed);
  });

  it('leaves an ended run that it cannot read as it is, and lists it', async () => {
    const run = await bench.run();
    await bench.research.stopRun({ run });
    await bench.stop();
    const json = '{"t":"stopped","problem":{"code":"RUN_STOPPED","message":"m"},"closedRounds":0,"by":"ada"}';
    await rewrite({ state_json: json }, run);
    await bench.start();
    const problem = { code: 'STATE_UNREADABLE' };
    expect((await bench.research.listRuns({})).runs).toMatchObject([{ run, state: 'failed', problem }]);
    await bench.stop();
    const database = await Database.open(openSqlite(bench.folder));
    expect(await database.query.selectFrom('runs').select('state_json').execute()).toEqual([{ state_json: json }]);
    await database.close();
    await bench.start();
  });

  it('names the run whose history it cannot read', async () => {
    const run = await bench.run();
    await bench.research.stopRun({ run });
    await bench.stop();
    await rewrite({ record_json: '{}' }, run);
    await bench.start();
    await expect(bench.info(run)).rejects.toMatchObject({
      code: 'STATE_UNREADABLE',
      message: expect.stringMatching(`^an attempt of ${run} is stored in a form`) as string,
    });
    expect((await bench.research.listRuns({})).runs).toMatchObject([{ run, state: 'stopped' }]);
  });

  it('leaves ended runs as they are', async () => {
    const run = await bench.run();
    await bench.research.stopRun({ run });
    await bench.restart();
    expect(await bench.info(run)).toMatchObject({ state: 'stopped' });
    expect(await bench.model(run)).toHaveLength(3);
    expect(bench.clock.pending).toBe(0);
  });
});
