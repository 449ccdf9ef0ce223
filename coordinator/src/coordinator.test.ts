import { isConsiliumError } from '@consilium/core';
import { releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createCertificates,
  DEADLINE_SECONDS,
  exactLoss,
  LARGE,
  playRound,
  settled,
  type TestCertificates,
  TestConsortium,
  threeSitePlan,
} from '@consilium/testing';
import { blobsLeft } from './testing/blobs-left.ts';

const ONES = Float32Array.of(1, 1, 1);
const THREES = Float32Array.of(3, 3, 3);
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

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'answered';
  } catch (error) {
    if (!isConsiliumError(error)) throw error;
    return error.code;
  }
}

describe('a run', () => {
  it('adds the mean of the updates to the model, round by round, and ends with its scores', async () => {
    const run = await bench.run();
    const start = await bench.model(run);
    const [north, south, west] = await bench.sites('north', 'south', 'west');
    await north.take(1, ONES);
    await south.take(1, THREES);
    north.refuse(await north.task(1), 'X', 'an answer after the update changes nothing');
    west.refuse(await west.task(1), 'BUDGET_EXCEEDED', 'the budget is spent');
    await north.score(1, exactLoss(0.5));
    await south.declineScores(1, { code: 'TOO_FEW_PATIENTS', message: 'a cell of three' });
    await settled();
    expect(await bench.model(run)).toEqual(start.map((w) => Math.fround(w + 2)));
    const { roundInfos, closedRounds, state } = await bench.info(run);
    expect({ closedRounds, state }).toEqual({ closedRounds: 1, state: 'running' });
    expect(roundInfos[0]).toMatchObject({ round: 1, attempt: 1, state: 'closed' });
    expect(roundInfos[0]?.participants).toMatchObject([
      { site: 'north', state: 'counted', metricsJson: exactLoss(0.5) },
      { site: 'south', state: 'counted', metricsJson: '', scoresDeclined: { code: 'TOO_FEW_PATIENTS' } },
      { site: 'west', state: 'refused', problem: { code: 'BUDGET_EXCEEDED', message: 'the budget is spent' } },
    ]);
    await playRound([north, south, west], 2);
    expect(await bench.info(run)).toMatchObject({ state: 'completed', closedRounds: 2, problem: null });
    await north.until(() => north.all('runEnded').length > 0);
    expect(north.all('runEnded')).toMatchObject([{ run, problem: null }]);
  });

  it('with privacy adds integers on the grid and steps down the mean gradient', async () => {
    const plan = threeSitePlan({
      rounds: 1,
      training: { loss: 'binary-crossentropy', samplingRate: 0.5 },
      strategy: { kind: 'fedavg', learningRate: 0.5, weights: 'public-bucket' },
      privacy: { mechanism: 'dp-fedsgd', clip: 1, target: { epsilon: 1, delta: 0.001 } },
    });
    const run = await bench.run(plan);
    const start = await bench.model(run);
    const [north, south, west] = await bench.sites('north', 'south', 'west');
    const integers = { encoding: UpdateEncoding.UPDATE_ENCODING_GRID_INT32 };
    // -1 would be NaN as a float; here it is a number like any other.
    const words = [Int32Array.of(2 ** 20, -1, 5), Int32Array.of(9, 1, 6), Int32Array.of(-(2 ** 20), 0, -4)];
    for (const [i, site] of [north, south, west].entries()) {
      await site.upload(await site.task(1), new Float32Array((words[i] as Int32Array<ArrayBuffer>).buffer), integers);
    }
    for (const site of [north, south, west]) await site.score(1, exactLoss(0.5));
    await settled();
    const parameters = releaseParameters(plan);
    const scale = parameters === undefined ? Number.NaN : deriveRelease(parameters).grid.scale;
    // Three sites of 100 public patients, sampled at 0.5: the denominator is 150, whatever the true batches were.
    const expected = start.map((w, i) => Math.fround(w - (0.5 * ([9, 0, 7][i] as number)) / scale / 150));
    expect(await bench.model(run)).toEqual(expected);
    expect(await bench.info(run)).toMatchObject({ state: 'completed', closedRounds: 1 });
  });

  it('cannot meet its quorum any more, tries again, and fails with who was missing', async () => {
    const run = await bench.run();
    const [north, south, west] = await bench.sites('north', 'south', 'west');
    await north.take(1, ONES);
    for (const site of [south, west]) site.refuse(await site.task(1), 'PLAN_NOT_APPROVED', 'not read');
    expect(await bench.info(run)).toMatchObject({
      state: 'running',
      roundInfos: [{ attempt: 1, state: 'failed' }, { attempt: 2 }],
    });
    const task = await south.task(1, 2);
    south.accept(task);
    south.send({ taskFailed: { key: task.key ?? null, problem: { code: 'TRAINING_FAILED', message: 'the loss exploded' } } });
    west.refuse(await west.task(1, 2), 'PLAN_NOT_APPROVED', 'not read');
    await bench.clock.advance(DEADLINE_MS);
    const info = await bench.info(run);
    expect(info).toMatchObject({ state: 'failed', closedRounds: 0 });
    expect(info.problem).toMatchObject({
      code: 'QUORUM_NOT_MET',
      message: expect.stringMatching(
        /north did not answer; south failed \(TRAINING_FAILED: the loss exploded\); west refused \(PLAN_NOT_APPROVED: not read\)$/,
      ) as string,
    });
    expect(bench.clock.pending).toBe(3);
  });

  it.each(['collecting', 'evaluating'])('can be stopped while %s, and says so to its sites', async (state) => {
    const run = await bench.run();
    const [north, south, west] = await bench.sites('north', 'south', 'west');
    if (state === 'evaluating') for (const site of [north, south, west]) await site.take(1, ONES);
    await settled();
    const { hash } = { hash: (await bench.info(run)).modelHash };
    const stopped = await bench.research.stopRun({ run });
    expect(stopped).toMatchObject({
      state: 'stopped',
      problem: { code: 'RUN_STOPPED' },
      closedRounds: state === 'evaluating' ? 1 : 0,
    });
    await north.until(() => north.all('runEnded').length > 0);
    expect(north.all('runEnded')).toMatchObject([{ problem: { code: 'RUN_STOPPED' } }]);
    // Where it evaluates, the attempt has ended before and its evaluation ends now.
    expect(north.all('attemptEnded').map(({ closed }) => closed)).toEqual(state === 'evaluating' ? [true, true] : [false]);
    expect((await bench.research.stopRun({ run })).state).toBe('stopped');
    expect(await codeOf(north.upload(await north.task(1), ONES))).toBe('UPDATE_STALE');
    expect((await bench.model(run)).length).toBe(3);
    expect((await bench.info(run)).modelHash).toBe(hash);
  });

  it.each([false, true])('keeps no model of a closed round, and every model that a run stands on; large: %s', async (large) => {
    const plan = threeSitePlan({ strategy: { kind: 'fedadam' }, large });
    const run = await bench.run(plan);
    const sites = await bench.sites('north', 'south', 'west');
    const first = (await bench.info(run)).modelHash;
    await playRound(sites, 1, large);
    const second = (await bench.info(run)).modelHash;
    expect([await bench.holds(first), await bench.holds(second), await bench.holds(plan.hash)]).toEqual([false, true, true]);
    // A second run of the study begins with the first model again; the first run may not take it away.
    const other = await bench.run(plan);
    expect((await bench.info(other)).modelHash).toBe(first);
    await playRound(sites, 2, large);
    expect(await bench.info(run)).toMatchObject({ state: 'completed' });
    expect((await bench.model(other)).length).toBe(large ? LARGE : 3);
    expect((await bench.model(run)).length).toBe(large ? LARGE : 3);
    const third = (await bench.info(run)).modelHash;
    await bench.stop();
    // And one strategy state: the second run has none yet.
    const stored = await blobsLeft(bench.folder);
    expect(stored).toHaveLength(4);
    expect(stored).toEqual(expect.arrayContaining([plan.hash, first, third]));
  });

  it('whose training diverges stops in words and keeps the last good model', async () => {
    const run = await bench.run();
    const before = await bench.model(run);
    const sites = await bench.sites('north', 'south', 'west');
    for (const site of sites) await site.take(1, Float32Array.of(3.4e38, 3.4e38, 3.4e38));
    for (const site of sites) await site.score(1, exactLoss(0.5));
    for (const site of sites) await site.take(2, Float32Array.of(3.4e38, 0, 0));
    expect(await bench.info(run)).toMatchObject({
      state: 'stopped',
      closedRounds: 1,
      problem: { code: 'UPDATE_NOT_FINITE', message: 'the model after round 2 has Infinity at position 0' },
    });
    expect(await bench.model(run)).toEqual(before.map((w) => Math.fround(w + Math.fround(3.4e38))));
  });

  it('is watched to its end: every change once, then the stream ends', async () => {
    const run = await bench.run();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const info of bench.research.watchRun({ run })) {
        for (const round of info.roundInfos ?? []) if (round.state === 'closed') seen.push(`closed ${round.round}`);
        if (info.state !== 'running') seen.push(info.state);
      }
    })();
    const sites = await bench.sites('north', 'south', 'west');
    await playRound(sites, 1);
    await playRound(sites, 2);
    await watching;
    expect(seen).toEqual(['closed 1', 'closed 2', 'completed']);
  });
});

describe('what is asked for', () => {
  it('a plan without privacy is refused outside rehearsals', async () => {
    const serious = await TestConsortium.open(certificates, { rehearsal: false });
    try {
      expect(await codeOf(serious.research.submitStudy({ planJson: threeSitePlan().json }))).toBe('REHEARSAL_ONLY');
    } finally {
      await serious.close();
    }
  });

  it('a run that a rehearsing coordinator has driven says so for good, and one that had ended before does not', async () => {
    await bench.research.submitStudy({ planJson: threeSitePlan().json });
    const start = async (): Promise<string> => (await bench.research.startRun({ study: 'tests' })).run;
    const rehearsed = await start();
    bench.setOptions({ rehearsal: false });
    await bench.restart();
    const [ended, goesOn] = [await start(), await start()];
    await bench.research.stopRun({ run: ended });
    const of = async (run: string): Promise<boolean> => (await bench.research.getRun({ run })).rehearsal;
    expect([await of(rehearsed), await of(ended), await of(goesOn)]).toEqual([true, false, false]);
    bench.setOptions({ rehearsal: true });
    await bench.restart();
    expect([await of(rehearsed), await of(ended), await of(goesOn)]).toEqual([true, false, true]);
    const { runs } = await bench.research.listRuns({});
    expect(Object.fromEntries(runs.map(({ run, rehearsal }) => [run, rehearsal]))).toEqual({
      [rehearsed]: true,
      [ended]: false,
      [goesOn]: true,
    });
  });

  it('unknown names and numbers out of range are refused by name', async () => {
    expect(await codeOf(bench.research.startRun({ study: 'nothing' }))).toBe('STUDY_UNKNOWN');
    expect(await codeOf(bench.research.getRun({ run: 'run-0' }))).toBe('RUN_UNKNOWN');
    expect(await codeOf(bench.research.stopRun({ run: 'run-0' }))).toBe('RUN_UNKNOWN');
    expect(await codeOf(bench.research.submitStudy({ planJson: '{}' }))).toBe('PLAN_INVALID');
    expect(await codeOf(bench.research.submitStudy({ planJson: `${threeSitePlan().json} ` }))).toBe('PLAN_HASH_MISMATCH');
    await bench.research.submitStudy({ planJson: threeSitePlan().json });
    expect(await codeOf(bench.research.startRun({ study: 'tests', rounds: 3 }))).toBe('PARAMETER_INVALID');
    expect(await bench.research.startRun({ study: 'tests', rounds: 1 })).toMatchObject({ rounds: 1 });
  });

  it('a study goes back to an older plan by submitting it again', async () => {
    const [older, newer] = [threeSitePlan(), threeSitePlan({ rounds: 5 })];
    for (const plan of [older, newer, older]) {
      await bench.research.submitStudy({ planJson: plan.json });
      await bench.clock.advance(1);
    }
    expect(await codeOf(bench.research.startRun({ study: 'tests', planHash: newer.hash }))).toBe('PLAN_CHANGED');
    expect((await bench.research.listRuns({})).runs).toEqual([]);
    expect((await bench.research.startRun({ study: 'tests', planHash: older.hash })).planHash).toBe(older.hash);
    expect((await bench.research.startRun({ study: 'tests' })).planHash).toBe(older.hash);
    expect((await bench.research.listStudies({})).studies?.map(({ planHash }) => planHash)).toEqual([older.hash, newer.hash]);
  });
});

it('a second coordinator on the same folder is refused', async () => {
  const { Coordinator } = await import('./coordinator.ts');
  const { seededRandom } = await import('@consilium/core');
  const { createLogger } = await import('@consilium/host');
  const options = {
    folder: bench.folder,
    consortium: 'tests',
    random: seededRandom(1),
    version: '1',
    log: createLogger({ component: 't', level: 'silent' }),
  };
  expect(await codeOf(Coordinator.open(options))).toBe('STORE_FAILED');
});
