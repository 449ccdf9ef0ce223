import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledPlan, scoreParameters } from '@consilium/plan';
import { decodeScores, deriveScores, type ReleasedScores, type Scores } from '@consilium/privacy';
import { encodeMessage, type Phase, PHASES, type SiteMessage } from '@consilium/secure-sum';
import {
  createCertificates,
  DEADLINE_SECONDS,
  exactLoss,
  fourSitePlan,
  MaskedSite,
  settled,
  type TestCertificates,
  TestConsortium,
  testRoster,
  type Wire,
} from '@consilium/testing';
import { Database } from './store/database.ts';
import { openSqlite } from './store/sqlite/open-sqlite.ts';

const SITES = ['east', 'north', 'south', 'west'] as const;
const ROSTER = testRoster(SITES);
const PHASE_MS = (DEADLINE_SECONDS * 1000) / 4;

let certificates: TestCertificates;
let bench: TestConsortium;
beforeAll(async () => {
  certificates = await createCertificates();
});
afterEach(async () => await bench.close());

const scoresOf = (plan: CompiledPlan): Scores =>
  deriveScores(scoreParameters(plan) as NonNullable<ReturnType<typeof scoreParameters>>);
const plan = fourSitePlan({ honest: 2 });
const { layout, release } = scoresOf(plan);

/** Noised counts of a site, the same in every test. */
function countsOf(site: string): Int32Array {
  const seed = SITES.indexOf(site as (typeof SITES)[number]) + 1;
  return Int32Array.from(
    { length: layout.dimension },
    (_, i) => (i % 3 === 0 ? -seed : seed) * (release.units[0] ?? 1) * (1 + (i % 7)),
  );
}

function sumOf(sites: readonly string[]): number[] {
  const sum = new Int32Array(layout.dimension);
  for (const site of sites) countsOf(site).forEach((word, i) => (sum[i] = ((sum[i] ?? 0) + word) | 0));
  return [...sum];
}

/** A run whose first model is to be scored, and its sites. */
async function scoring(
  wire: Wire = 'memory',
  change: Parameters<typeof fourSitePlan>[0] = {},
): Promise<{ run: string; sites: readonly MaskedSite[] }> {
  bench = await TestConsortium.open(certificates, { wire, sites: SITES, roster: ROSTER });
  const own = fourSitePlan({ honest: 2, ...change });
  const run = await bench.run(own);
  const fakes = await bench.sites(...SITES);
  const sites = fakes.map((fake, i) => new MaskedSite(fake, { id: SITES[i] ?? '', plan: own, roster: ROSTER }));
  for (const phase of PHASES) for (const site of sites) await site.say(phase, Int32Array.of(1, 2, 3));
  for (const site of sites) await site.fake.evaluation(1);
  return { run, sites };
}

interface PlayOptions {
  /** From which phase on which sites say nothing. */
  readonly silent?: Readonly<Record<string, Phase>>;
  readonly first?: Phase;
  readonly last?: Phase;
  /** After each message of a site. */
  readonly after?: (phase: Phase, site: MaskedSite) => Promise<void>;
}

/** Plays the sum of scores phase by phase; where sites are silent, until the deadline of the phase. */
async function score(sites: readonly MaskedSite[], run: string, options: PlayOptions = {}): Promise<void> {
  const { silent = {}, first = 'keys', last = 'unmask', after } = options;
  for (const phase of PHASES.slice(PHASES.indexOf(first), PHASES.indexOf(last) + 1)) {
    for (const site of sites) {
      if (site.id in silent && PHASES.indexOf(silent[site.id] ?? 'unmask') <= PHASES.indexOf(phase)) continue;
      await site.say(phase, countsOf(site.id), 1, 1, 'evaluation');
      await after?.(phase, site);
    }
    await settled();
    const [open] = (await bench.info(run)).roundInfos;
    if (open?.state === 'evaluating' && open.phase === phase) await passPhase(phase);
  }
  await settled();
}

async function passPhase(phase: Phase): Promise<void> {
  await bench.clock.advance(phase === 'masked' ? 4 * PHASE_MS + 1 : PHASE_MS + 1);
}

type Round = Awaited<ReturnType<TestConsortium['info']>>['roundInfos'][number];

async function roundOf(run: string): Promise<Round> {
  const [round] = (await bench.info(run)).roundInfos;
  if (round === undefined) throw new Error('a run has a round');
  return round;
}

const metricsOf = (round: Round): ReleasedScores => JSON.parse(round.released?.metricsJson ?? '{}') as ReleasedScores;

/** Messages of sums that the coordinator has kept; it must be down. */
async function keptMessages(): Promise<number> {
  const database = await Database.open(openSqlite(bench.folder));
  const messages = await database.query.selectFrom('sum_messages').select('site').execute();
  await database.close();
  return messages.length;
}

describe.each(['memory', 'grpc'] as const)('scores under masks, over %s', (wire) => {
  it('are bit for bit the sum of the noised counts of the sites, and nothing of one site is known', async () => {
    const { run, sites } = await scoring(wire);
    const request = await sites[0]?.fake.evaluation(1);
    const { transcriptHash: parent } = await bench.research.getTranscript({ run, round: 1 });
    expect(request).toMatchObject({ participants: SITES, maskedSum: { parent } });
    expect(await roundOf(run)).toMatchObject({ state: 'evaluating', phase: 'keys' });
    await score(sites, run);
    expect(await bench.info(run)).toMatchObject({ state: 'completed', closedRounds: 1 });
    const round = await roundOf(run);
    expect(round.released).toMatchObject({ words: sumOf(SITES), sites: SITES });
    expect(metricsOf(round)).toEqual(decodeScores(Int32Array.from(sumOf(SITES)), layout, release, 4));
    for (const { released, scoresMasked } of round.participants ?? [])
      expect({ released, scoresMasked }).toEqual({ released: null, scoresMasked: true });
    for (const site of sites) expect([...site.masked]).not.toEqual([...countsOf(site.id)]);
  });
});

describe('scores under masks', () => {
  it('are kept by the coordinator as one sum, never as those of a site, and nothing is kept of their messages', async () => {
    const { run, sites } = await scoring();
    await score(sites, run, { last: 'masked' });
    await bench.stop();
    const database = await Database.open(openSqlite(bench.folder));
    const rows = await database.query.selectFrom('runs').select('state_json').execute();
    await database.close();
    const stored = rows.map(({ state_json: json }) => json).join('');
    expect(stored).toContain('"masked"');
    for (const site of sites) expect(stored).not.toContain(Buffer.from(site.masked.buffer).toString('base64'));
    await bench.start();
    const fakes = await bench.sites(...SITES);
    for (const [i, site] of sites.entries()) site.rejoin(fakes[i] ?? site.fake);
    await score(sites, run, { first: 'agreement' });
    expect((await roundOf(run)).released).toMatchObject({ words: sumOf(SITES) });
    await bench.stop();
    expect(await keptMessages()).toBe(0);
    await bench.start();
  });

  it.each(PHASES)('go on without a site that falls silent in the phase %s, and sum exactly who delivered', async (phase) => {
    const { run, sites } = await scoring();
    await score(sites, run, { silent: { north: phase } });
    const delivered: readonly string[] =
      phase === 'agreement' || phase === 'unmask' ? SITES : SITES.filter((site) => site !== 'north');
    const round = await roundOf(run);
    expect(round.released).toMatchObject({ words: sumOf(delivered), sites: delivered });
    expect(metricsOf(round).sites).toBe(delivered.length);
    const north = round.participants?.find(({ site }) => site === 'north');
    if (delivered.includes('north')) expect(north).toMatchObject({ scoresMasked: true });
    else expect(north).toMatchObject({ scoresDeclined: { code: 'UNREACHABLE' } });
  });

  it.each(PHASES)('are withheld where two fall silent in the phase %s, with the reason, and the run goes on', async (phase) => {
    const { run, sites } = await scoring('memory', { rounds: 2 });
    await score(sites, run, { silent: { north: phase, west: phase }, last: phase });
    const [scored, next] = (await bench.info(run)).roundInfos;
    expect(scored).toMatchObject({ state: 'closed', released: null, scoresWithheld: { code: /./ } });
    expect(scored?.scoresWithheld?.message).toMatch(new RegExp(`ended in its phase ${phase}: .*without north, west$`));
    expect(next).toMatchObject({ round: 2, state: 'collecting', phase: 'keys' });
  });

  it('are not tried again: a word after the end changes nothing', async () => {
    const { run, sites } = await scoring();
    await score(sites, run, { silent: { north: 'keys', west: 'keys' }, last: 'keys' });
    const before = await bench.info(run);
    for (const site of sites) for (const message of site.said) site.send(message);
    await settled();
    expect(await bench.info(run)).toEqual(before);
  });

  it('are refused in the open, whatever the site says of them, and that site is out', async () => {
    const { run, sites } = await scoring();
    const [east] = sites;
    await expect(east?.fake.score(1, countsOf('east'))).rejects.toMatchObject({ code: 'UPDATE_WRONG_SHAPE' });
    await score(sites.slice(1), run);
    const round = await roundOf(run);
    expect(round.released).toMatchObject({ words: sumOf(SITES.slice(1)), sites: SITES.slice(1) });
    expect(round.participants?.find(({ site }) => site === 'east')).toMatchObject({
      released: null,
      scoresDeclined: { code: 'UPDATE_WRONG_SHAPE' },
    });
  });

  it('do without a hospital that shares exact ones', async () => {
    const { run, sites } = await scoring();
    await sites[0]?.fake.score(1, exactLoss(0.5));
    await score(sites.slice(1), run);
    const round = await roundOf(run);
    expect(round.released).toMatchObject({ words: sumOf(SITES.slice(1)), sites: SITES.slice(1) });
    expect(round.participants?.find(({ site }) => site === 'east')).toMatchObject({ metricsJson: exactLoss(0.5) });
  });

  it('of a site that lies are in no sum', async () => {
    const { run, sites } = await scoring();
    const [east, north] = sites as readonly [MaskedSite, MaskedSite];
    for (const site of sites) await site.say('keys', countsOf(site.id), 1, 1, 'evaluation');
    await settled();
    const honest = east.hear(await east.told('keys-of-all', 1)) as SiteMessage;
    east.send(honest, encodeMessage({ ...honest, signature: new Uint8Array(64) }));
    await settled();
    const own = north.hear(await north.told('keys-of-all', 1)) as SiteMessage;
    north.send(own);
    for (const site of sites.slice(2)) await site.say('shares', countsOf(site.id), 1, 1, 'evaluation');
    await settled();
    await score(sites.slice(1), run, { first: 'masked' });
    expect(bench.logged.join('')).toMatch(/"siteId":"east"/);
    const round = await roundOf(run);
    expect(round.participants?.find(({ site }) => site === 'east')).toMatchObject({
      scoresDeclined: { code: 'SECURE_SUM_REFUSED' },
    });
    expect(round.released).toMatchObject({ words: sumOf(SITES.slice(1)), sites: SITES.slice(1) });
  });

  it('that no patients give are withheld as a whole', async () => {
    const { run, sites } = await scoring();
    await score(sites, run, { last: 'shares' });
    for (const site of sites)
      await site.say('masked', site.id === 'north' ? countsOf(site.id).fill(2 ** 31 - 1) : countsOf(site.id), 1, 1, 'evaluation');
    await score(sites, run, { first: 'agreement' });
    expect(await roundOf(run)).toMatchObject({ released: null, scoresWithheld: { code: 'UPDATE_TOO_LONG' } });
  });

  it('are counted once: the same words again are acknowledged, after their phase none are taken', async () => {
    const { run, sites } = await scoring();
    await score(sites, run, { last: 'shares' });
    const [east, north] = sites as readonly [MaskedSite, MaskedSite];
    const late = await north.masks(countsOf('north'), 1);
    for (const site of sites) if (site !== north) await site.say('masked', countsOf(site.id), 1, 1, 'evaluation');
    const vector = east.said.find(({ t }) => t === 'masked') as SiteMessage;
    expect(await east.upload(encodeMessage(vector))).toMatchObject({ counted: true });
    await passPhase('masked');
    await expect(north.upload(encodeMessage(late))).rejects.toMatchObject({ code: 'UPDATE_STALE' });
    await score(
      sites.filter((site) => site !== north),
      run,
      { first: 'agreement' },
    );
    expect((await roundOf(run)).released).toMatchObject({ words: sumOf(['east', 'south', 'west']) });
  });
});

describe('a coordinator that comes back', () => {
  it.each(PHASES)('after any message of a sum of scores goes on where it stood, to the same sum: %s', async (moment) => {
    for (const last of ['east', 'west']) {
      const { run, sites } = await scoring();
      await score(sites, run, {
        after: async (phase, site) => {
          if (phase !== moment || site.id !== last) return;
          await settled();
          await bench.restart();
          const fakes = await bench.sites(...SITES);
          for (const [i, one] of sites.entries()) one.rejoin(fakes[i] ?? one.fake);
        },
      });
      const round = await roundOf(run);
      expect({ last, released: round.released }).toMatchObject({ last, released: { words: sumOf(SITES), sites: SITES } });
      expect(await bench.info(run)).toMatchObject({ state: 'completed' });
      await bench.stop();
      expect(await keptMessages()).toBe(0);
      await bench.close();
    }
  });

  it('under another roster withholds the scores, and the run goes on', async () => {
    const { run, sites } = await scoring();
    await score(sites, run, { last: 'shares' });
    await bench.stop();
    bench.setOptions({ roster: testRoster(SITES, { epoch: 2 }) });
    await bench.start();
    await settled();
    expect(await bench.info(run)).toMatchObject({ state: 'completed' });
    expect(await roundOf(run)).toMatchObject({ released: null, scoresWithheld: { code: 'SECURE_SUM_ABORTED' } });
  });
});
