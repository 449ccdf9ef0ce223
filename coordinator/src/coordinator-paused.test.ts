import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PHASES } from '@consilium/secure-sum';
import {
  createCertificates,
  DEADLINE_SECONDS,
  exactLoss,
  type FakeSite,
  fourSitePlan,
  MaskedSite,
  playRound,
  settled,
  type TestCertificates,
  TestConsortium,
  testRoster,
  threeSitePlan,
} from '@consilium/testing';

const DEADLINE_MS = DEADLINE_SECONDS * 1000 + 1;
const HOUR_MS = 3_600_000;
const ONES = Float32Array.of(1, 1, 1);
const FOUR = ['east', 'north', 'south', 'west'] as const;

let certificates: TestCertificates;
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
});
afterEach(async () => await bench.close());

/** A run of one attempt a round that waits in a pause for south or west; north has paid for its update. */
async function paused(
  change: Parameters<typeof threeSitePlan>[0] = {},
): Promise<{ readonly run: string; readonly north: FakeSite }> {
  bench = await TestConsortium.open(certificates);
  const run = await bench.run(threeSitePlan({ attempts: 1, ...change }));
  const [north, south] = await bench.sites('north', 'south');
  await north.take(1, ONES);
  south.hangUp();
  await bench.clock.advance(DEADLINE_MS);
  return { run, north };
}

it('a run at round 28 of 40 that loses its quorum for three hours goes on by itself, and nobody pays twice', async () => {
  bench = await TestConsortium.open(certificates, { sites: ['north', 'south'] });
  const run = await bench.run(threeSitePlan({ rounds: 40, attempts: 1 }));
  const [north, south] = await bench.sites('north', 'south');
  for (let round = 1; round < 28; round++) {
    await playRound([north, south], round);
    await bench.clock.advance(1);
  }
  await north.take(28, ONES);
  south.hangUp();
  await bench.clock.advance(DEADLINE_MS);
  const since = bench.clock.now();
  for (let hour = 0; hour < 3; hour++) {
    await bench.clock.advance(HOUR_MS);
    expect(await bench.info(run)).toMatchObject({
      state: 'paused',
      closedRounds: 27,
      pause: { reason: 'absent', waitsFor: ['south', 'west'], lacks: 1 },
    });
  }
  const [back] = await bench.sites('south');
  await bench.clock.advance(1);
  expect(await bench.info(run)).toMatchObject({ state: 'running', pause: null });
  expect(bench.clock.now() - since).toBeGreaterThan(3 * HOUR_MS - 2);
  await back.take(28, ONES);
  for (let round = 28; round <= 40; round++) {
    if (round > 28) for (const site of [north, back]) await site.take(round, ONES);
    for (const site of [north, back]) await site.score(round, exactLoss(0.5));
    await bench.clock.advance(1);
  }
  const { state, closedRounds, roundInfos } = await bench.info(run);
  expect([state, closedRounds]).toEqual(['completed', 40]);
  // One attempt of each round: every update that was paid for is in a model.
  expect(roundInfos.map(({ round, attempt, state: how }) => `${round}.${attempt} ${how}`)).toEqual(
    Array.from({ length: 40 }, (_, i) => `${i + 1}.1 closed`),
  );
  expect(north.all('task').filter(({ key }) => key?.round === 28)).toHaveLength(1);
  expect(north.all('task')).toHaveLength(40);
});

describe('a paused run', () => {
  it('asks nobody to begin, and says nothing to those who have answered', async () => {
    const { run, north } = await paused({ quorum: 3 });
    const told = north.received.length;
    const [west] = await bench.sites('west');
    await bench.clock.advance(HOUR_MS);
    expect(await bench.info(run)).toMatchObject({ state: 'paused', pause: { waitsFor: ['south'], lacks: 2 } });
    expect(west.all('task')).toEqual([]);
    expect(north.received.length).toBe(told);
    await bench.sites('south');
    await bench.clock.advance(1);
    expect((await bench.info(run)).state).toBe('running');
    expect(await west.task(1)).toMatchObject({ key: { attempt: 1 } });
  });

  it('is as it was after a restart of the coordinator, and goes on with what was paid for', async () => {
    const { run } = await paused();
    const before = (await bench.info(run)).pause;
    await bench.restart();
    expect(await bench.info(run)).toMatchObject({ state: 'paused', pause: before });
    await bench.clock.advance(2 * HOUR_MS);
    const [south] = await bench.sites('south');
    await bench.clock.advance(1);
    await south.take(1, ONES);
    await bench.clock.advance(30_001);
    expect((await bench.info(run)).roundInfos[0]).toMatchObject({ round: 1, attempt: 1, state: 'evaluating' });
    expect(await bench.participants(run)).toEqual({ north: 'counted', south: 'counted', west: 'waiting' });
  });

  it('takes the update of a site that was at work, which closes the round', async () => {
    bench = await TestConsortium.open(certificates);
    const run = await bench.run(threeSitePlan({ attempts: 1 }));
    const [north, south] = await bench.sites('north', 'south');
    const task = await south.task(1);
    south.accept(task);
    await north.take(1, ONES);
    await settled();
    await bench.research.pauseRun({ run });
    expect(await bench.info(run)).toMatchObject({ state: 'paused', pause: { reason: 'asked', againMs: 0 } });
    await south.upload(task, ONES);
    await bench.clock.advance(9 * HOUR_MS);
    expect(await bench.info(run)).toMatchObject({ state: 'paused', pause: { reason: 'asked', lacks: 0 } });
    expect(await bench.participants(run)).toEqual({ north: 'counted', south: 'counted', west: 'waiting' });
    expect((await bench.research.resumeRun({ run })).state).toBe('running');
    await bench.clock.advance(1);
    expect((await bench.info(run)).roundInfos[0]).toMatchObject({ round: 1, attempt: 1, state: 'evaluating' });
  });

  it('can be stopped, and tells its sites', async () => {
    const { run, north } = await paused();
    expect(await bench.research.stopRun({ run })).toMatchObject({
      state: 'stopped',
      problem: { code: 'RUN_STOPPED' },
      pause: null,
    });
    await north.until(() => north.all('runEnded').length > 0);
  });

  it('by a person rests over the round that is being scored, and is seen by who watches', async () => {
    bench = await TestConsortium.open(certificates);
    const run = await bench.run(threeSitePlan());
    const sites = await bench.sites('north', 'south', 'west');
    for (const site of sites) await site.take(1, ONES);
    await settled();
    expect(await bench.research.pauseRun({ run })).toMatchObject({ state: 'running', pause: { reason: 'asked', sinceMs: 0 } });
    const states: string[] = [];
    const watching = (async () => {
      for await (const info of bench.research.watchRun({ run })) states.push(info.state);
    })();
    for (const site of sites) await site.score(1, exactLoss(0.5));
    await settled();
    expect(await bench.info(run)).toMatchObject({ state: 'paused', closedRounds: 1, pause: { reason: 'asked', lacks: 2 } });
    for (const site of sites) expect(site.all('task')).toHaveLength(1);
    await bench.research.resumeRun({ run });
    await playRound(sites, 2);
    await watching;
    expect(states).toContain('paused');
    expect(states.at(-1)).toBe('completed');
  });
});

describe('a sum under masks', () => {
  it.each(PHASES.flatMap((phase) => [[phase, 'over a restart'] as const, [phase, 'in one process'] as const]))(
    'that loses its quorum in the phase %s is kept for hours, %s, and opened when they are back',
    async (phase, how) => {
      const roster = testRoster(FOUR);
      bench = await TestConsortium.open(certificates, { sites: FOUR, roster });
      const plan = fourSitePlan({ attempts: 1 });
      const run = await bench.run(plan);
      const fakes = await bench.sites(...FOUR);
      const all = fakes.map((fake, i) => new MaskedSite(fake, { id: FOUR[i] ?? '', plan, roster }));
      const words = Int32Array.of(1000, -1000, 500);
      for (const now of PHASES) {
        const lost = now === phase;
        for (const [i, site] of all.entries()) if (!lost || i < 1) await site.say(now, words);
        await settled();
        if (!lost) continue;
        for (const { fake } of all.slice(1)) fake.hangUp();
        await bench.clock.advance(DEADLINE_MS);
        expect(await bench.info(run)).toMatchObject({ state: 'paused', pause: { reason: 'absent' } });
        // What a process keeps in memory, a restart reads again: a sum may be lost in the one and not in the other.
        if (how === 'over a restart') await bench.restart();
        await bench.clock.advance(3 * HOUR_MS);
        expect(await bench.info(run)).toMatchObject({ state: 'paused', pause: { reason: 'absent' } });
        const back = await bench.sites(...FOUR);
        for (const [i, site] of all.entries()) site.rejoin(back[i] ?? site.fake);
        await bench.clock.advance(1);
        for (const site of all.slice(1)) await site.say(now, words);
        await settled();
      }
      expect((await bench.info(run)).roundInfos).toMatchObject([{ round: 1, attempt: 1, state: 'evaluating' }]);
      expect(await bench.participants(run)).toEqual({ east: 'counted', north: 'counted', south: 'counted', west: 'counted' });
    },
  );
});
