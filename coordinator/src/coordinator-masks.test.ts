import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CompiledPlan } from '@consilium/plan';
import { type Phase, PHASES, type Roster } from '@consilium/secure-sum';
import {
  createCertificates,
  DEADLINE_SECONDS,
  fourSitePlan,
  LARGE,
  MaskedSite,
  settled,
  TestConsortium,
  type TestCertificates,
  testRoster,
  type Wire,
} from '@consilium/testing';
import { Database } from './store/database.ts';
import { openSqlite } from './store/sqlite/open-sqlite.ts';

const SITES = ['east', 'north', 'south', 'west'] as const;
const ROSTER = testRoster(SITES);
const PHASE_MS = (DEADLINE_SECONDS * 1000) / 4;
const ALL_COUNTED = { east: 'counted', north: 'counted', south: 'counted', west: 'counted' };

let certificates: TestCertificates;
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
});
afterEach(async () => await bench.close());

/** A vector of a site on the grid: its own, the same in every test. */
function wordsOf(site: string, large = false): Int32Array {
  const seed = SITES.indexOf(site as (typeof SITES)[number]) + 1;
  return Int32Array.from({ length: large ? LARGE : 3 }, (_, i) => (i % 2 === 0 ? seed : -seed) * (1000 + i));
}

async function open(wire: Wire = 'memory', roster: Roster | undefined = ROSTER): Promise<void> {
  bench = await TestConsortium.open(certificates, { wire, sites: SITES, ...(roster === undefined ? {} : { roster }) });
}

/** The sites of a masked plan, connected. */
async function maskedSites(plan: CompiledPlan, roster: Roster = ROSTER): Promise<readonly MaskedSite[]> {
  const fakes = await bench.sites(...SITES);
  return fakes.map((fake, i) => new MaskedSite(fake, { id: SITES[i] ?? '', plan, roster }));
}

interface PlayOptions {
  readonly round?: number;
  readonly attempt?: number;
  /** From which phase on which sites say nothing. */
  readonly silent?: Readonly<Record<string, Phase>>;
  /** The phase after which nobody says more. */
  readonly last?: Phase;
  /** After each message of a site. */
  readonly after?: (phase: Phase, site: MaskedSite) => Promise<void>;
  readonly large?: boolean;
}

/** Plays a sum phase by phase; where sites are silent, until the deadline of the phase. */
async function play(sites: readonly MaskedSite[], options: PlayOptions = {}): Promise<void> {
  const { round = 1, attempt = 1, silent = {}, last = 'unmask', after, large } = options;
  for (const phase of PHASES.slice(0, PHASES.indexOf(last) + 1)) {
    const isSilent = ({ id }: MaskedSite): boolean =>
      PHASES.indexOf(silent[id] ?? 'unmask') <= PHASES.indexOf(phase) && id in silent;
    for (const site of sites) {
      if (isSilent(site)) continue;
      await site.say(phase, wordsOf(site.id, large), round, attempt);
      await after?.(phase, site);
    }
    // Whose vector has not come is not asked again; whose vector has come is.
    const waitedFor = sites.some((site) => isSilent(site) && (silent[site.id] === phase || silent[site.id] === 'agreement'));
    if (waitedFor) await passPhase(phase);
  }
  await settled();
}

/** Lets the deadline of a phase pass, and not a millisecond before. */
async function passPhase(phase: Phase): Promise<void> {
  await bench.clock.advance(phase === 'masked' ? 4 * PHASE_MS + 1 : PHASE_MS + 1);
}

async function declineScores(sites: readonly MaskedSite[], round = 1): Promise<void> {
  for (const { fake } of sites) await fake.declineScores(round);
  await settled();
}

/** The model after a round without masks, with the vectors of these sites. */
async function modelInTheOpen(sites: readonly string[], large = false): Promise<readonly number[]> {
  const own = await TestConsortium.open(certificates, { sites: SITES });
  try {
    const run = await own.run(fourSitePlan({ masks: false, quorum: sites.length, large }));
    const fakes = await own.sites(...SITES);
    for (const [i, fake] of fakes.entries()) {
      const id = SITES[i] ?? '';
      if (sites.includes(id)) await fake.take(1, wordsOf(id, large));
      else fake.refuse(await fake.task(1), 'X', 'away');
    }
    await settled();
    return await own.model(run);
  } finally {
    await own.close();
  }
}

/** Messages and updates that the coordinator has kept; it must be down. */
async function kept(): Promise<{ readonly messages: number; readonly updates: number }> {
  const database = await Database.open(openSqlite(bench.folder));
  const messages = await database.query.selectFrom('sum_messages').select('site').execute();
  const updates = await database.query.selectFrom('updates').select('site').execute();
  await database.close();
  return { messages: messages.length, updates: updates.length };
}

describe.each(['memory', 'grpc'] as const)('a round under masks, over %s', (wire) => {
  it.each([false, true])('makes bit for bit the model of the round in the open; large: %s', async (large) => {
    await open(wire);
    const plan = fourSitePlan({ large });
    const run = await bench.run(plan);
    const before = await bench.model(run);
    const sites = await maskedSites(plan);
    await play(sites, { large });
    await declineScores(sites);
    expect(await bench.info(run)).toMatchObject({ state: 'completed', closedRounds: 1 });
    expect(await bench.participants(run)).toEqual(ALL_COUNTED);
    const model = await bench.model(run);
    expect(model).toEqual(await modelInTheOpen(SITES, large));
    expect(model).not.toEqual(before);
    for (const site of sites) expect(site.masked).not.toEqual(wordsOf(site.id, large));
  });
});

describe('a run under masks', () => {
  it('goes through its rounds, names roster, order and phase, and keeps nothing of a round that is over', async () => {
    await open();
    const plan = fourSitePlan({ rounds: 2, honest: 2, every: 1 });
    const run = await bench.run(plan);
    const sites = await maskedSites(plan);
    const task = await sites[0]?.fake.task(1);
    expect(task).toMatchObject({ participants: SITES, maskedSum: { parent: '0'.repeat(64) } });
    expect((await bench.info(run)).roundInfos).toMatchObject([{ state: 'collecting', phase: 'keys' }]);
    for (const round of [1, 2]) {
      await play(sites, { round });
      await declineScores(sites, round);
    }
    expect(await bench.info(run)).toMatchObject({ state: 'completed', closedRounds: 2 });
    await bench.stop();
    expect(await kept()).toEqual({ messages: 0, updates: 0 });
    await bench.start();
  });

  it.each(PHASES)('goes on without a site that falls silent in the phase %s, and counts exactly who delivered', async (phase) => {
    await open();
    const plan = fourSitePlan();
    const run = await bench.run(plan);
    const sites = await maskedSites(plan);
    await play(sites, { silent: { north: phase } });
    const delivered: readonly string[] =
      phase === 'agreement' || phase === 'unmask' ? SITES : SITES.filter((site) => site !== 'north');
    expect(await bench.info(run)).toMatchObject({ state: 'running', closedRounds: 1 });
    expect(await bench.model(run)).toEqual(await modelInTheOpen(delivered));
    const { north } = await bench.participants(run);
    expect(north).toBe(delivered.includes('north') ? 'counted' : phase === 'keys' ? 'waiting' : 'accepted');
  });

  it.each(PHASES)('makes another attempt where two fall silent in the phase %s, and says why', async (phase) => {
    await open();
    const plan = fourSitePlan();
    const run = await bench.run(plan);
    const sites = await maskedSites(plan);
    const before = await bench.model(run);
    await play(sites, { silent: { north: phase, west: phase }, last: phase });
    expect(await bench.model(run)).toEqual(before);
    const [failed] = (await bench.info(run)).roundInfos;
    expect(failed).toMatchObject({ attempt: 1, state: 'failed' });
    expect(failed?.problem?.message).toMatch(
      phase === 'unmask' ? /cannot be opened: 2 shares, 3 right ones/ : /2 sites have answered/,
    );
    expect(failed?.problem?.message).toMatch(
      new RegExp(`round 1, attempt 1 ended in its phase ${phase}: .*without north, west$`),
    );
    await play(sites, { attempt: 2 });
    expect(await bench.info(run)).toMatchObject({ state: 'running', closedRounds: 1 });
    expect(await bench.model(run)).toEqual(await modelInTheOpen(SITES));
  });
});
