import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CompiledPlan } from '@consilium/plan';
import { encodeMessage, type Phase, PHASES, type Roster, type SiteMessage } from '@consilium/secure-sum';
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
      phase === 'unmask' ? /cannot be opened: 2 shares, 3 are needed; nor those of 3 others/ : /2 sites have answered/,
    );
    expect(failed?.problem?.message).toMatch(
      new RegExp(`round 1, attempt 1 ended in its phase ${phase}: .*without north, west$`),
    );
    await play(sites, { attempt: 2 });
    expect(await bench.info(run)).toMatchObject({ state: 'running', closedRounds: 1 });
    expect(await bench.model(run)).toEqual(await modelInTheOpen(SITES));
  });
});

/** A played sum up to where sites say the message of a phase. */
async function before(
  phase: Phase,
  change: Parameters<typeof fourSitePlan>[0] = {},
): Promise<{ run: string; sites: readonly MaskedSite[] }> {
  await open();
  const plan = fourSitePlan(change);
  const run = await bench.run(plan);
  const sites = await maskedSites(plan);
  const last = PHASES[PHASES.indexOf(phase) - 1];
  if (last !== undefined) await play(sites, { last });
  return { run, sites };
}

/** All but one say what a phase asks for, and what comes after; where the one is waited for, until the deadline. */
async function finishWithout(liar: string, first: Phase, sites: readonly MaskedSite[], run: string): Promise<void> {
  const others = sites.filter(({ id }) => id !== liar);
  for (const phase of PHASES.slice(PHASES.indexOf(first))) {
    for (const site of others) await site.say(phase, wordsOf(site.id, site.masked.length === LARGE));
    const open = (await bench.info(run)).roundInfos.at(-1);
    if (open?.phase === phase) await passPhase(phase);
  }
}

/** A site by name. */
function named(sites: readonly MaskedSite[], id: string): MaskedSite {
  const site = sites.find((one) => one.id === id);
  if (site === undefined) throw new Error(`no site is called ${id}`);
  return site;
}

/** The message with a signature that is none. */
function forged<M extends SiteMessage>(message: M): M {
  return { ...message, signature: new Uint8Array(64) };
}

describe('a quorum of the plan above the fewest sites of the roster', () => {
  it.each(['keys', 'shares'] as const)('is asked for before anybody has paid: %s', async (phase) => {
    await open();
    const plan = fourSitePlan({ quorum: 4 });
    const run = await bench.run(plan);
    const sites = await maskedSites(plan);
    await play(sites, { silent: { north: phase }, last: phase });
    const { roundInfos } = await bench.info(run);
    expect(roundInfos).toMatchObject([
      {
        state: 'failed',
        problem: {
          code: 'QUORUM_NOT_MET',
          message: `the sum of round 1, attempt 1 ended in its phase ${phase}: 3 sites have answered with ${phase}, and 4 are needed; without north`,
        },
      },
      { attempt: 2, phase: 'keys' },
    ]);
  });
});

describe('a site that lies', () => {
  const telling: Readonly<Record<string, 'keys-of-all' | 'survivors' | 'agreements'>> = {
    shares: 'keys-of-all',
    agreement: 'survivors',
    unmask: 'agreements',
  };
  const lies: Readonly<Record<string, (honest: SiteMessage, other: SiteMessage) => Uint8Array>> = {
    'no message': () => Buffer.from('hello'),
    nothing: () => new Uint8Array(),
    'too long a message': () => new Uint8Array(100_000),
    'a signature that is none': (honest) => encodeMessage(forged(honest)),
    'the name of another': (_honest, other) => encodeMessage(other),
  };
  describe.each(['shares', 'agreement', 'unmask'] as const)('in the phase %s', (phase) => {
    it.each(Object.keys(lies))('is a site less, and the others go on: %s', async (lie) => {
      const { run, sites } = await before(phase);
      const [north, south] = [named(sites, 'north'), named(sites, 'south')];
      const event = telling[phase] ?? 'survivors';
      const honest = north.hear(await north.told(event, 1));
      const other = south.hear(await south.told(event, 1));
      if (honest === undefined || other === undefined) throw new Error('an honest site says something here');
      north.send(honest, lies[lie]?.(honest, other));
      await settled();
      // Its word after all comes too late: it is out.
      north.send(honest);
      await finishWithout('north', phase, sites, run);
      expect(await bench.info(run)).toMatchObject({ closedRounds: 1 });
      expect(bench.logged.join('')).toMatch(/"siteId":"north"/);
      const counts = phase !== 'shares';
      expect((await bench.participants(run)).north).toMatch(
        counts ? /^counted$/ : /^rejected (MESSAGE_INVALID|SECURE_SUM_REFUSED)$/,
      );
      expect(await bench.model(run)).toEqual(await modelInTheOpen(SITES.filter((site) => counts || site !== 'north')));
    });
  });

  it('about its keys is rejected, and not waited for', async () => {
    const { run, sites } = await before('keys');
    const [east, north, south, west] = sites;
    await east?.say('keys', wordsOf('east'));
    const [keys] = east?.said ?? [];
    const { key } = (await north?.fake.task(1)) ?? {};
    if (keys === undefined) throw new Error('a site says its keys');
    north?.fake.send({ taskAnswer: { key: key ?? null, sumMessage: encodeMessage(forged({ ...keys, site: 'north' })) } });
    const without = (await west?.fake.task(1)) ?? {};
    west?.fake.accept(without);
    await settled();
    expect(await bench.participants(run)).toEqual({
      east: 'accepted',
      north: 'rejected SECURE_SUM_REFUSED',
      south: 'waiting',
      west: 'rejected MESSAGE_INVALID',
    });
    // Two of four are left: the attempt is over with the last answer, before its deadline.
    await south?.say('keys', wordsOf('south'));
    expect((await bench.info(run)).roundInfos).toMatchObject([{ attempt: 1, state: 'failed' }, { attempt: 2 }]);
  });

  it.each([
    ['no signature', () => new Uint8Array()],
    ['no message', () => Buffer.from('hello')],
    ['the signature of another', (_own: SiteMessage, other: SiteMessage) => encodeMessage(other)],
    ['a signature that is none', (own: SiteMessage) => encodeMessage(forged(own))],
    [
      'a signature over other words',
      (own: SiteMessage) => encodeMessage({ ...own, wordsHash: new Uint8Array(32) } as SiteMessage),
    ],
  ])('about its vector is rejected, and its words are in no sum: %s', async (_what, bent) => {
    const { run, sites } = await before('masked');
    const [north, south] = [named(sites, 'north'), named(sites, 'south')];
    const other = await south.masks(wordsOf('south'), 1);
    const own = await north.masks(wordsOf('north'), 1);
    await expect(north.upload(bent(own, other))).rejects.toMatchObject({ code: /SECURE_SUM_REFUSED|UPDATE_UNEXPECTED/ });
    expect((await bench.participants(run)).north).toBe('rejected SECURE_SUM_REFUSED');
    await expect(north.upload(encodeMessage(own))).rejects.toMatchObject({ code: 'UPDATE_STALE' });
    for (const site of [named(sites, 'east'), named(sites, 'west')]) await site.say('masked', wordsOf(site.id));
    await south.upload(encodeMessage(other));
    await finishWithout('north', 'agreement', sites, run);
    expect(await bench.model(run)).toEqual(await modelInTheOpen(['east', 'south', 'west']));
  });

  it('cannot stand in the sum without its words', async () => {
    const { run, sites } = await before('masked');
    const north = named(sites, 'north');
    north.send(await north.masks(wordsOf('north'), 1));
    await settled();
    expect((await bench.participants(run)).north).toBe('accepted');
    await finishWithout('north', 'masked', sites, run);
    expect(await bench.model(run)).toEqual(await modelInTheOpen(['east', 'south', 'west']));
  });

  it('about the shares that it opens is proven and asked no more; its attempt comes off while enough others open', async () => {
    const wrong = (site: MaskedSite): void =>
      site.bend((state) => ({
        ...state,
        held: (state.held ?? []).map((held) => ({ ...held, self: held.self.map((byte) => byte ^ 1) })),
      }));
    const alone = await before('unmask', { attempts: 1, rounds: 2 });
    wrong(named(alone.sites, 'north'));
    for (const site of alone.sites) await site.say('unmask', wordsOf(site.id));
    await settled();
    // Nor for scores: it could end their sum as well, after the others have paid.
    await declineScores(alone.sites.filter(({ id }) => id !== 'north'));
    expect(named(alone.sites, 'north').fake.all('evaluationRequest')).toEqual([]);
    expect(await bench.info(alone.run)).toMatchObject({ closedRounds: 1 });
    expect((await bench.info(alone.run)).roundInfos.at(-1)?.participants).toMatchObject([
      { site: 'east', state: 'waiting' },
      { site: 'south', state: 'waiting' },
      { site: 'west', state: 'waiting' },
      {
        site: 'north',
        state: 'left-out',
        problem: { message: expect.stringMatching(/^left out of the rest of the run: north opens other shares/) as string },
      },
    ]);
    await play(
      alone.sites.filter(({ id }) => id !== 'north'),
      { round: 2 },
    );
    expect(await bench.info(alone.run)).toMatchObject({ closedRounds: 2 });
    await bench.close();
    const two = await before('unmask');
    wrong(named(two.sites, 'north'));
    wrong(named(two.sites, 'west'));
    for (const site of two.sites) await site.say('unmask', wordsOf(site.id));
    await settled();
    // Two are left, and no honest site would take part with so few.
    expect(await bench.info(two.run)).toMatchObject({
      state: 'failed',
      problem: { code: 'QUORUM_NOT_MET', message: expect.stringMatching(/^2 sites are left, and a sum needs 3: /) as string },
      roundInfos: [{ state: 'failed', problem: { code: 'SECURE_SUM_ABORTED' } }],
    });
  });

  it('about the secrets that it shares ends one attempt, by its own signature, and is asked no more in the run', async () => {
    const { run, sites } = await before('shares', { attempts: 2, rounds: 2 });
    const west = named(sites, 'west');
    for (const site of sites) {
      const honest = site.hear(await site.told('keys-of-all', 1));
      if (honest !== undefined) site.send(site === west ? site.sharedWrongly(honest) : honest);
    }
    for (const phase of PHASES.slice(PHASES.indexOf('masked'))) for (const site of sites) await site.say(phase, wordsOf(site.id));
    await settled();
    const [failed, next] = (await bench.info(run)).roundInfos;
    expect(failed).toMatchObject({ state: 'failed', problem: { code: 'SECURE_SUM_ABORTED' } });
    expect(failed?.problem?.message).toContain('the shares of west are by its own signature no sharing of its secret');
    expect(next?.participants?.map(({ site, state }) => [site, state])).toContainEqual(['west', 'left-out']);
    const others = sites.filter((site) => site !== west);
    // A restart does not forget it, nor do later rounds.
    await bench.stop();
    await bench.start();
    const again = await bench.sites(...SITES);
    for (const [i, site] of sites.entries()) {
      const fake = again[i];
      if (fake !== undefined) site.rejoin(fake);
    }
    await play(others, { attempt: 2 });
    await declineScores(others);
    await play(others, { round: 2 });
    expect(await bench.info(run)).toMatchObject({ closedRounds: 2 });
  });

  it('to others about shares meets their complaints before any vector is there: the attempt ends at once', async () => {
    const { run, sites } = await before('masked', { attempts: 2 });
    const [east, north, south] = [named(sites, 'east'), named(sites, 'north'), named(sites, 'south')];
    for (const site of [north, south]) {
      const told = await site.told('shares-of-all', 1);
      if (told.t !== 'shares-of-all') throw new Error('shares');
      const messages = told.messages.map((one) =>
        one.from === 'west' ? { ...one, sealed: one.sealed.map((byte) => byte ^ 1) } : one,
      );
      const complaint = site.complaint({ ...told, messages });
      site.send(complaint);
      await settled();
    }
    const [failed, next] = (await bench.info(run)).roundInfos;
    expect(failed).toMatchObject({ state: 'failed' });
    expect(failed?.participants?.find(({ site }) => site === 'north')?.problem?.message).toBe(
      'north says that the shares of west are wrong, and takes no further part in this sum',
    );
    expect(east.masked.length).toBe(0);
    // At most one lies by the roster, and two have complained.
    expect(next?.participants?.map(({ site, state }) => [site, state])).toEqual([
      ['east', 'waiting'],
      ['north', 'waiting'],
      ['south', 'waiting'],
      ['west', 'left-out'],
    ]);
    await play([east, north, south], { attempt: 2 });
    expect(await bench.info(run)).toMatchObject({ closedRounds: 1 });
  });

  it('counts once: what it says again makes no lines, and nothing that the run keeps', async () => {
    const lines = (site: string): number =>
      bench.logged.filter((line) => /"code":/.test(line) && line.includes(`"siteId":"${site}"`)).length;
    const { run, sites } = await before('masked');
    const north = named(sites, 'north');
    const told = await north.told('shares-of-all', 1);
    if (told.t !== 'shares-of-all') throw new Error('shares');
    const messages = told.messages.map((one) => ({ ...one, sealed: one.sealed.map((byte) => byte ^ 1) }));
    const complaint = north.complaint({ ...told, messages });
    for (let again = 0; again < 5; again++) {
      north.send(complaint);
      north.send(complaint, Buffer.from('hello'));
    }
    await settled();
    expect(lines('north')).toBe(1);
    await bench.stop();
    const database = await Database.open(openSqlite(bench.folder));
    const [stored] = await database.query.selectFrom('runs').select('state_json').where('run', '=', run).execute();
    await database.close();
    await bench.start();
    expect(stored?.state_json.match(/"by":"north"/g)).toHaveLength(messages.length);
    await bench.close();
    const early = await before('shares');
    const south = named(early.sites, 'south');
    for (let again = 0; again < 5; again++) {
      south.fake.refuse(await south.fake.task(1), 'X', 'again');
      south.send(complaint, Buffer.from('hello'));
    }
    await settled();
    expect(lines('south')).toBe(1);
  });

  it('about its clip ends the attempt, since nobody can say whose vector it was, and at the last one the run', async () => {
    const { run, sites } = await before('masked', { attempts: 1 });
    for (const { id, ...rest } of sites.map((site) => ({ id: site.id, site }))) {
      const words = wordsOf(id);
      await rest.site.say('masked', id === 'north' ? words.map(() => 2 ** 31 - 1) : words);
    }
    for (const phase of ['agreement', 'unmask'] as const) for (const site of sites) await site.say(phase, wordsOf(site.id));
    await settled();
    expect(await bench.info(run)).toMatchObject({
      state: 'failed',
      problem: {
        code: 'UPDATE_TOO_LONG',
        message: expect.stringMatching(/^the sum of 4 masked updates has a norm of /) as string,
      },
      roundInfos: [{ state: 'failed', problem: { code: 'UPDATE_TOO_LONG' } }],
    });
  });
});

describe('what comes late or twice', () => {
  it('changes nothing', async () => {
    await open();
    const plan = fourSitePlan();
    const run = await bench.run(plan);
    const sites = await maskedSites(plan);
    await play(sites, {
      after: async (phase, site) => {
        for (const message of site.said) {
          site.send(message);
        }
        const [vector] = site.said.filter(({ t }) => t === 'masked');
        if (vector !== undefined && phase === 'masked') {
          expect(await site.upload(encodeMessage(vector))).toMatchObject({ counted: true });
        }
        await settled();
      },
    });
    expect(await bench.participants(run)).toEqual(ALL_COUNTED);
    expect(await bench.model(run)).toEqual(await modelInTheOpen(SITES));
  });

  it.each([false, true])('is in no sum: a vector after its phase; large: %s', async (large) => {
    const { run, sites } = await before('masked', { large });
    const north = named(sites, 'north');
    const own = await north.masks(wordsOf('north', large), 1);
    for (const site of sites) if (site !== north) await site.say('masked', wordsOf(site.id, large));
    await passPhase('masked');
    await expect(north.upload(encodeMessage(own))).rejects.toMatchObject({ code: 'UPDATE_STALE' });
    await finishWithout('north', 'agreement', sites, run);
    expect(await bench.model(run)).toEqual(await modelInTheOpen(['east', 'south', 'west'], large));
  });

  it('is of no use in another attempt', async () => {
    const { run, sites } = await before('shares');
    const old = named(sites, 'north').said;
    await passPhase('shares');
    const north = named(sites, 'north');
    expect((await bench.info(run)).roundInfos).toMatchObject([{ state: 'failed' }, { attempt: 2, phase: 'keys' }]);
    // Under the key of the new attempt: signed for another sum.
    const { key } = await north.fake.task(1, 2);
    for (const message of old) north.fake.send({ taskAnswer: { key: key ?? null, sumMessage: encodeMessage(message) } });
    await settled();
    expect((await bench.participants(run)).north).toBe('rejected SECURE_SUM_REFUSED');
  });
});

describe('a site that was killed', () => {
  it.each(['keys', 'shares', 'masked'] as const)('learns that its attempt is open: %s', async (last) => {
    const { run, sites } = await before(last);
    const status = async (site: MaskedSite): Promise<unknown> =>
      await site.fake.client.getUploadStatus({ key: { run, round: 1, attempt: 1 }, updateHash: '0'.repeat(64) });
    for (const site of sites) expect(await status(site)).toMatchObject({ received: 0, counted: false });
    if (last !== 'masked') return;
    // After the vectors have come, no other is waited for.
    for (const site of sites) await site.say('masked', wordsOf(site.id));
    await settled();
    for (const site of sites) await expect(status(site)).rejects.toMatchObject({ code: 'UPDATE_STALE' });
  });
});

describe('a coordinator that comes back', () => {
  const moments = PHASES.flatMap((phase) => [
    { phase, large: false },
    { phase, large: true },
  ]);

  it.each(moments)('after any message goes on where it stood, to the same model: $phase, large: $large', async (moment) => {
    const { large } = moment;
    const expected = await modelInTheOpen(SITES, large);
    for (const last of SITES) {
      await open();
      const plan = fourSitePlan({ large, attempts: 1 });
      const run = await bench.run(plan);
      const sites = await maskedSites(plan);
      await play(sites, {
        large,
        after: async (phase, site) => {
          if (phase !== moment.phase || site.id !== last) return;
          await settled();
          await bench.restart();
          const fakes = await bench.sites(...SITES);
          for (const [i, one] of sites.entries()) one.rejoin(fakes[i] ?? one.fake);
        },
      });
      expect({ last, model: await bench.model(run) }).toEqual({ last, model: expected });
      await declineScores(sites);
      expect(await bench.info(run)).toMatchObject({ state: 'completed' });
      await bench.stop();
      expect(await kept()).toEqual({ messages: 0, updates: 0 });
      await bench.close();
    }
  });

  it('gives each phase its time again: nobody could answer while it was away', async () => {
    const { run, sites } = await before('agreement');
    await bench.stop();
    await bench.clock.advance(10 * PHASE_MS);
    await bench.start();
    const fakes = await bench.sites(...SITES);
    for (const [i, site] of sites.entries()) site.rejoin(fakes[i] ?? site.fake);
    await bench.clock.advance(PHASE_MS - 1);
    for (const phase of ['agreement', 'unmask'] as const) for (const site of sites) await site.say(phase, wordsOf(site.id));
    await settled();
    expect(await bench.model(run)).toEqual(await modelInTheOpen(SITES));
  });

  it('with nobody left keeps what was paid for after the deadline, until they are back', async () => {
    const { run, sites } = await before('agreement', { attempts: 1 });
    await bench.restart();
    await bench.clock.advance(PHASE_MS + 2);
    expect(await bench.info(run)).toMatchObject({ state: 'paused', pause: { reason: 'absent', waitsFor: SITES, lacks: 4 } });
    const fakes = await bench.sites(...SITES);
    for (const [i, site] of sites.entries()) site.rejoin(fakes[i] ?? site.fake);
    for (const phase of ['agreement', 'unmask'] as const) for (const site of sites) await site.say(phase, wordsOf(site.id));
    await settled();
    expect(await bench.model(run)).toEqual(await modelInTheOpen(SITES));
  });

  it('under another roster gives up the attempt, and makes the next one under it', async () => {
    await open();
    const plan = fourSitePlan();
    const run = await bench.run(plan);
    await play(await maskedSites(plan), { last: 'shares' });
    await bench.stop();
    const newer = testRoster(SITES, { epoch: 2 });
    bench.setOptions({ roster: newer });
    await bench.start();
    await settled();
    const { roundInfos } = await bench.info(run);
    // It is offered once its sites are back.
    expect(roundInfos).toMatchObject([
      { state: 'failed', problem: { code: 'SECURE_SUM_ABORTED' } },
      { attempt: 2, state: 'paused' },
    ]);
    const sites = await maskedSites(plan, newer);
    await bench.clock.advance(1);
    await play(sites, { attempt: 2 });
    expect(await bench.model(run)).toEqual(await modelInTheOpen(SITES));
  });

  it('without a roster ends the run, and says what to do', async () => {
    await open();
    const run = await bench.run(fourSitePlan());
    await bench.stop();
    bench.setOptions({});
    await bench.start();
    expect(await bench.info(run)).toMatchObject({
      state: 'failed',
      problem: {
        code: 'ROSTER_INVALID',
        message: expect.stringMatching(/^the coordinator cannot go on with the run: .*install the signed one/) as string,
      },
    });
  });
});

describe('a run is not started', () => {
  it.each([
    ['without a roster', undefined, fourSitePlan(), /has no roster of the consortium: install the signed one/],
    [
      'where too few sites are on the roster',
      testRoster(['east', 'north', 'elsewhere', 'other']),
      fourSitePlan(),
      /^2 sites of the plan are on the roster \(epoch 1\), and a sum needs 3; not on it: south, west$/,
    ],
    [
      'where the roster promises fewer honest sites than the noise counts on',
      testRoster(SITES, { minimum: 4, colluding: 2 }),
      fourSitePlan({ honest: 3, quorum: 4 }),
      /needs 5|counts on 3 honest sites, and the roster promises 2/,
    ],
  ])('%s', async (_what, roster, plan, message) => {
    bench = await TestConsortium.open(certificates, { sites: SITES, ...(roster === undefined ? {} : { roster }) });
    await expect(bench.run(plan)).rejects.toMatchObject({
      code: 'ROSTER_INVALID',
      message: expect.stringMatching(message) as string,
    });
    expect((await bench.research.listRuns({})).runs).toEqual([]);
  });
});
