import { afterEach, beforeAll, expect, it } from 'vitest';
import { scoreParameters } from '@consilium/plan';
import { deriveScores } from '@consilium/privacy';
import { PHASES } from '@consilium/secure-sum';
import {
  createCertificates,
  exactLoss,
  fourSitePlan,
  MaskedSite,
  playRound,
  settled,
  type TestCertificates,
  TestConsortium,
  testRoster,
  threeSitePlan,
} from '@consilium/testing';

type ScoreParameters = NonNullable<ReturnType<typeof scoreParameters>>;

const GRACE_MS = 30_000;
const ONES = Float32Array.of(1, 1, 1);
const ROUNDS = 40;
const FOUR = ['east', 'north', 'south', 'west'] as const;
/** Shorter than every phase of a sum. */
const SHORT_GRACE_MS = 5000;

let certificates: TestCertificates;
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
});
afterEach(async () => await bench.close());

it('a site that was never enrolled costs no round its deadline, nor a grace', async () => {
  bench = await TestConsortium.open(certificates, { sites: ['north', 'south'] });
  const run = await bench.run(threeSitePlan({ rounds: ROUNDS }));
  const sites = await bench.sites('north', 'south');
  const before = bench.clock.now();
  for (let round = 1; round <= ROUNDS; round++) {
    await playRound(sites, round);
    // The timer that looks again fires within a millisecond.
    await bench.clock.advance(1);
  }
  expect(await bench.info(run)).toMatchObject({ state: 'completed', closedRounds: ROUNDS });
  expect(bench.clock.now() - before).toBe(ROUNDS);
});

it('a site that is enrolled and away costs one grace for all rounds', async () => {
  bench = await TestConsortium.open(certificates);
  const run = await bench.run();
  const sites = await bench.sites('north', 'south');
  for (const site of sites) await site.take(1, ONES);
  await bench.clock.advance(GRACE_MS - 1);
  expect(await bench.participants(run)).toEqual({ north: 'counted', south: 'counted', west: 'waiting' });
  await bench.clock.advance(2);
  for (const site of sites) await site.score(1, exactLoss(0.5));
  await playRound(sites, 2);
  expect(await bench.info(run)).toMatchObject({ state: 'completed', closedRounds: 2 });
});

it('a site that comes back within the grace is waited for; one that stays away is not, nor are its scores', async () => {
  bench = await TestConsortium.open(certificates);
  const run = await bench.run();
  const [north, south, west] = await bench.sites('north', 'south', 'west');
  west.accept(await west.task(1));
  await settled();
  west.hangUp();
  for (const site of [north, south]) await site.take(1, ONES);
  await bench.clock.advance(GRACE_MS - 1);
  const [back] = await bench.sites('west');
  await bench.clock.advance(GRACE_MS);
  expect(await bench.participants(run)).toEqual({ north: 'counted', south: 'counted', west: 'accepted' });
  await back.take(1, ONES);
  for (const site of [north, south]) await site.score(1, exactLoss(0.5));
  back.hangUp();
  await bench.clock.advance(GRACE_MS - 1);
  expect((await bench.info(run)).roundInfos.at(-1)).toMatchObject({ round: 1, state: 'evaluating' });
  await bench.clock.advance(2);
  const { roundInfos } = await bench.info(run);
  expect(roundInfos[0]?.participants?.[2]).toMatchObject({
    site: 'west',
    state: 'counted',
    scoresDeclined: { code: 'UNREACHABLE', message: 'the site left before it sent scores' },
  });
  await playRound([north, south], 2);
  await bench.clock.advance(1);
  expect(await bench.info(run)).toMatchObject({ state: 'completed' });
});

it('a site that is shut out is not waited for from that moment', async () => {
  bench = await TestConsortium.open(certificates);
  const run = await bench.run();
  const [north, south, west] = await bench.sites('north', 'south', 'west');
  west.accept(await west.task(1));
  for (const site of [north, south]) await site.take(1, ONES);
  await bench.research.revokeSite({ site: 'west' });
  await bench.clock.advance(1);
  expect((await bench.info(run)).roundInfos.at(-1)).toMatchObject({ round: 1, state: 'evaluating' });
});

it('after a restart of the coordinator every site has the grace to come back', async () => {
  bench = await TestConsortium.open(certificates);
  const run = await bench.run();
  const [north, south] = await bench.sites('north', 'south', 'west');
  for (const site of [north, south]) await site.take(1, ONES);
  await bench.restart();
  await bench.clock.advance(GRACE_MS - 1);
  expect(await bench.participants(run)).toEqual({ north: 'counted', south: 'counted', west: 'waiting' });
  await bench.clock.advance(2);
  expect((await bench.info(run)).roundInfos[0]).toMatchObject({ round: 1, state: 'closed' });
});

/** A run of a masked plan whose four sites are connected. */
async function masked(): Promise<{ readonly run: string; readonly all: readonly MaskedSite[] }> {
  const roster = testRoster(FOUR);
  bench = await TestConsortium.open(certificates, { sites: FOUR, roster, graceMs: SHORT_GRACE_MS });
  const plan = fourSitePlan();
  const run = await bench.run(plan);
  const fakes = await bench.sites(...FOUR);
  return { run, all: fakes.map((fake, i) => new MaskedSite(fake, { id: FOUR[i] ?? '', plan, roster })) };
}

/** A run of a masked plan whose first model is made, and asked to be scored. */
async function scoring(): ReturnType<typeof masked> {
  const { run, all } = await masked();
  for (const phase of PHASES) for (const site of all) await site.say(phase, Int32Array.of(1000, -1000, 500));
  for (const { fake } of all) await fake.evaluation(1);
  return { run, all };
}

/** Noised counts of nobody: what they are makes no difference here. */
function countsOf(): Int32Array {
  return new Int32Array(deriveScores(scoreParameters(fourSitePlan()) as ScoreParameters).layout.dimension);
}

it.each(PHASES)('a sum under masks goes on without a site that is gone in its phase %s, and costs no deadline', async (phase) => {
  const { run, all } = await masked();
  const before = bench.clock.now();
  let present = all;
  for (const now of PHASES) {
    if (now === phase) {
      all[3]?.fake.hangUp();
      present = all.slice(0, 3);
    }
    for (const site of present) await site.say(now, Int32Array.of(1000, -1000, 500), 1, 1);
    await settled();
    // One grace from its going, whichever phase that is in; what follows waits for nobody.
    if (now === phase) await bench.clock.advance(SHORT_GRACE_MS + 1);
  }
  await bench.clock.advance(1);
  const counted = PHASES.indexOf(phase) > PHASES.indexOf('masked') ? 'counted' : expect.not.stringMatching('counted');
  expect(await bench.participants(run)).toEqual({ east: 'counted', north: 'counted', south: 'counted', west: counted });
  expect((await bench.info(run)).roundInfos.at(-1)).toMatchObject({ round: 1, state: 'evaluating' });
  expect(bench.clock.now() - before).toBe(SHORT_GRACE_MS + 2);
});

it('a sum that would come to nothing without those that are gone waits for them until the deadline of its phase', async () => {
  const { run, all } = await masked();
  const [east, north, south, west] = all as readonly [MaskedSite, MaskedSite, MaskedSite, MaskedSite];
  for (const gone of [south, west]) gone.fake.hangUp();
  for (const site of [east, north]) await site.say('keys', Int32Array.of(1, 2, 3), 1, 1);
  await bench.clock.advance(2 * SHORT_GRACE_MS);
  expect((await bench.info(run)).roundInfos).toMatchObject([{ attempt: 1, state: 'collecting', phase: 'keys' }]);
  const [back] = await bench.sites('south');
  south.rejoin(back);
  await south.say('keys', Int32Array.of(1, 2, 3), 1, 1);
  // With three there are enough, and nobody waits for the fourth.
  await settled();
  expect((await bench.info(run)).roundInfos).toMatchObject([{ attempt: 1, state: 'collecting', phase: 'shares' }]);
});

it.each(PHASES)('a sum of scores goes on without a site that is gone in its phase %s, and costs no deadline', async (phase) => {
  const { run, all } = await scoring();
  const before = bench.clock.now();
  let present = all;
  for (const now of PHASES) {
    if (now === phase) {
      all[3]?.fake.hangUp();
      present = all.slice(0, 3);
    }
    for (const site of present) await site.say(now, countsOf(), 1, 1, 'evaluation');
    await settled();
    if (now === phase) await bench.clock.advance(SHORT_GRACE_MS + 1);
  }
  await bench.clock.advance(1);
  const { state, roundInfos } = await bench.info(run);
  expect(state).toBe('completed');
  const summed = PHASES.indexOf(phase) > PHASES.indexOf('masked') ? [...FOUR] : FOUR.slice(0, 3);
  expect(roundInfos[0]?.released).toMatchObject({ sites: summed });
  expect(bench.clock.now() - before).toBe(SHORT_GRACE_MS + 2);
});

it('a sum of scores that would come to nothing without those that are gone waits for them as well', async () => {
  const { run, all } = await scoring();
  const [east, north, south, west] = all as readonly [MaskedSite, MaskedSite, MaskedSite, MaskedSite];
  for (const gone of [south, west]) gone.fake.hangUp();
  for (const site of [east, north]) await site.say('keys', countsOf(), 1, 1, 'evaluation');
  await bench.clock.advance(2 * SHORT_GRACE_MS);
  expect((await bench.info(run)).roundInfos).toMatchObject([{ state: 'evaluating', phase: 'keys' }]);
  const [back] = await bench.sites('south');
  south.rejoin(back);
  await south.say('keys', countsOf(), 1, 1, 'evaluation');
  await settled();
  expect((await bench.info(run)).roundInfos).toMatchObject([{ state: 'evaluating', phase: 'shares' }]);
  for (const phase of PHASES.slice(1))
    for (const site of [east, north, south]) await site.say(phase, countsOf(), 1, 1, 'evaluation');
  await settled();
  expect((await bench.info(run)).roundInfos[0]?.released).toMatchObject({ sites: ['east', 'north', 'south'] });
});

it('a sum ends at once when there could be none even with those that are gone', async () => {
  const { run, all } = await masked();
  for (const phase of ['keys', 'shares'] as const) for (const site of all) await site.say(phase, Int32Array.of(1, 2, 3));
  await settled();
  const [east, north, south, west] = all as readonly [MaskedSite, MaskedSite, MaskedSite, MaskedSite];
  for (const gone of [south, west]) gone.fake.hangUp();
  await bench.clock.advance(2 * SHORT_GRACE_MS);
  const before = bench.clock.now();
  for (const { fake } of [east, north]) fake.refuse(await fake.task(1), 'DATA_CHANGED', 'not any more');
  await settled();
  expect((await bench.info(run)).roundInfos).toMatchObject([
    { attempt: 1, state: 'failed' },
    { attempt: 2, phase: 'keys' },
  ]);
  expect(bench.clock.now()).toBe(before);
});
