import { secureRandom } from '@consilium/core';
import { initialWeights } from '@consilium/plan';
import { WorkKind } from '@consilium/proto';
import {
  begin,
  decodeMessage,
  drawSecrets,
  encodeEvent,
  encodeMessage,
  next,
  type Roster,
  rosterHash,
  type SiteMessage,
  type SiteState,
  type Terms,
  type ToldEvent,
} from '@consilium/secure-sum';
import { approving, FakeCoordinator, openGate, rosterKey, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGate, type Gate, policySchema } from '../gate/index.ts';
import { AGENT, fourRoster, maskedPlan, MaskedRound } from '../testing/masked-round.ts';
import type { HeldRoster } from './masked-sums.ts';

// The agent of hospitals receives every lie, with its secure randomness, on a session.

const key = { run: 'run-a', round: 1, attempt: 1 } as const;
const plan = maskedPlan();
const base = initialWeights(plan.document.model, [plan.inputWidth]);
/** Of a consortium that can spare a site: a right list may be shorter than all. */
const SPARE = fourRoster({ minimum: 3, colluding: 1 });
const sparePlan = maskedPlan(2, { quorum: { sites: 3 } });

type Told<T extends ToldEvent['t']> = Extract<ToldEvent, { t: T }>;

/** What a site says, in the order in which a sum goes on. */
const WORDS = ['keys', 'shares', 'masked', 'agreement', 'unmask'] as const;
type Word = (typeof WORDS)[number];

let fake: FakeCoordinator;
let site: TestSite;
let held: HeldRoster | undefined;
beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});
afterEach(async () => await site.dispose());

async function start(of = plan, roster: Roster = fourRoster(), gate: Gate = openGate(of)): Promise<void> {
  held = { roster, key: rosterKey(AGENT) };
  await site.start(fake, of, { gate, random: secureRandom(), roster: () => held });
}

async function restart(of = plan): Promise<void> {
  const { roster } = held as HeldRoster;
  await site.stop();
  await start(of, roster);
}

/** What the agent has said in sums, of any attempt, in the order of {@link WORDS}; complaints, with which it leaves, are {@link failures}. */
function said(): readonly SiteMessage[] {
  return spoken().filter(({ t }) => t !== 'complaint');
}

function spoken(): readonly SiteMessage[] {
  const words = [
    ...fake.received.flatMap(({ taskAnswer, sumSaid }) => [taskAnswer?.sumMessage, sumSaid?.message]),
    ...fake.arrivals.map(({ header }) => header.sumMessage),
  ].flatMap((bytes) => (bytes == null || bytes.length === 0 ? [] : [decodeMessage(bytes)]));
  return words.sort((a, b) => WORDS.indexOf(a.t as Word) - WORDS.indexOf(b.t as Word));
}

/** Different ones of {@link said}. */
function distinct(): readonly string[] {
  return [...new Set(said().map((message) => `${message.t} ${Buffer.from(encodeMessage(message)).toString('base64')}`))];
}

function failures(): number {
  return fake.said('taskFailed', key).length + complaints();
}

function complaints(): number {
  return spoken().filter(({ t }) => t === 'complaint').length;
}

/** Lets the sum go on until the agent has said this. @returns what an honest coordinator tells it next */
async function upTo(round: MaskedRound, word: Word): Promise<ToldEvent> {
  await round.join();
  for (const nextWord of WORDS.slice(1, WORDS.indexOf(word) + 1)) {
    await round.tell(round.close() as ToldEvent);
    if (nextWord === 'masked') await round.upload();
    else round.hear(await round.said(nextWord as Exclude<Word, 'keys' | 'masked'>));
  }
  return round.close() as ToldEvent;
}

/** Whatever a coordinator says after a lie, then and after a restart: no further word, and of no site both shares. */
async function saysNothingMore(round: MaskedRound, honest: ToldEvent, of = plan): Promise<void> {
  const before = distinct();
  for (const again of [false, true]) {
    if (again) await restart(of);
    for (const event of [...round.told, honest]) {
      const failed = failures();
      await fake.send({ sumTold: { key, event: encodeEvent(event) } });
      await fake.until(() => failures() > failed);
    }
    await round.offer();
    const marker = { ...key, run: `run-marker${String(again)}` };
    await fake.offer(of, base, marker, { study: 'another' });
    await fake.until(() => fake.said('taskAnswer', marker).length > 0);
  }
  expect(distinct()).toEqual(before);
}

const keysOf = (event: ToldEvent): Told<'keys-of-all'> => event as Told<'keys-of-all'>;
const sharesOf = (event: ToldEvent): Told<'shares-of-all'> => event as Told<'shares-of-all'>;
const survivorsOf = (event: ToldEvent): Told<'survivors'> => event as Told<'survivors'>;
const agreementsOf = (event: ToldEvent): Told<'agreements'> => event as Told<'agreements'>;

/** Keys of a site for a sum on other terms, which it has signed. */
function keysFor(terms: Terms, of: string, change: Partial<Terms> = {}): Told<'keys-of-all'>['messages'][number] {
  const { say } = begin({ ...terms, ...change }, of, rosterKey(of), drawSecrets(secureRandom()));
  if (say?.t !== 'keys') throw new Error('keys come first');
  return say;
}

/** Another exchange of the same attempt among the same sites, under keys of another one of them: what it tells of its shares. */
function sharesUnderOtherKeys(round: MaskedRound, honest: Told<'keys-of-all'>): Told<'shares-of-all'>['messages'] {
  const { terms } = round;
  const agent = honest.messages.find((message) => message.site === AGENT);
  const states = new Map<string, SiteState>();
  const keys = terms.sites.map((name) => {
    if (name === AGENT) return agent as Told<'keys-of-all'>['messages'][number];
    const step = begin(terms, name, rosterKey(name), drawSecrets(secureRandom()));
    states.set(name, step.state);
    if (step.say?.t !== 'keys') throw new Error('keys come first');
    return step.say;
  });
  return [...states].map(([name, state]) => {
    const { say } = next(state, { t: 'keys-of-all', messages: keys }, rosterKey(name));
    const shares = say?.t === 'shares' ? say.messages.find(({ to }) => to === AGENT) : undefined;
    if (shares === undefined) throw new Error('shares for every neighbour');
    return shares;
  });
}

type Lie = (honest: ToldEvent, round: MaskedRound) => ToldEvent;
const KEYS: Readonly<Record<string, Lie>> = {
  'no keys': (event) => ({ ...keysOf(event), messages: [] }),
  'too few keys': (event) => ({ ...keysOf(event), messages: keysOf(event).messages.slice(0, 3) }),
  'keys without its own': (event) => ({ ...keysOf(event), messages: keysOf(event).messages.filter((m) => m.site !== AGENT) }),
  'its own keys exchanged, signed by itself for another attempt': (event, { terms }) => ({
    ...keysOf(event),
    messages: keysOf(event).messages.map((m) => (m.site === AGENT ? keysFor(terms, AGENT, { attempt: 2 }) : m)),
  }),
  'its own other keys for this very sum': (event, { terms }) => ({
    ...keysOf(event),
    messages: keysOf(event).messages.map((m) => (m.site === AGENT ? keysFor(terms, AGENT) : m)),
  }),
  'keys of another under a name': (event, { terms }) => ({
    ...keysOf(event),
    messages: keysOf(event).messages.map((m) => (m.site === 'east' ? { ...keysFor(terms, 'west'), site: 'east' } : m)),
  }),
  'a site twice': (event) => ({ ...keysOf(event), messages: keysOf(event).messages.flatMap((m) => [m, m]) }),
  'sites out of order': (event) => ({ ...keysOf(event), messages: [...keysOf(event).messages].reverse() }),
  'a site that is on no roster': (event) => ({
    ...keysOf(event),
    messages: keysOf(event).messages.map((m) => (m.site === 'west' ? { ...m, site: 'zz-sybil' } : m)),
  }),
  'a list of four thousand': (event) => ({
    ...keysOf(event),
    messages: Array.from({ length: 4000 }, () => keysOf(event).messages[0] as Told<'keys-of-all'>['messages'][number]),
  }),
  ...Object.fromEntries(
    (
      [
        ['attempt', { attempt: 2 }],
        ['round', { round: 2 }],
        ['run', { run: 'run-b' }],
        ['kind', { kind: 'evaluation' }],
        ['plan', { planHash: 'c'.repeat(64) }],
        ['model', { baseHash: 'c'.repeat(64) }],
        ['sum before', { parent: 'd'.repeat(64) }],
        ['h', { honest: 2 }],
        ['grid', { scale: 2048 }],
        ['noise of a share', { noise: 4096 }],
        ['length', { words: 8 }],
        ['epoch of the roster', { roster: fourRoster({ epoch: 2 }) }],
        ['roster of the same epoch', { roster: fourRoster({ colluding: 0 }) }],
      ] as const
    ).map(([what, change]): [string, Lie] => [
      `keys signed for another ${what}`,
      (event, { terms }) => ({
        ...keysOf(event),
        messages: keysOf(event).messages.map((m) => (m.site === 'east' ? keysFor(terms, 'east', change) : m)),
      }),
    ]),
  ),
  'shares before keys': () => ({ t: 'shares-of-all', sharers: [...fourRoster().sites.map(({ id }) => id)], messages: [] }),
};
const SHARES: Readonly<Record<string, Lie>> = {
  'the keys of all, other ones': (_event, round) => {
    const keys = keysOf(round.told[0] as ToldEvent);
    return { ...keys, messages: keys.messages.map((m) => (m.site === 'east' ? keysFor(round.terms, 'east') : m)) };
  },
  'too few that shared': (event) => ({
    ...sharesOf(event),
    sharers: sharesOf(event).sharers.slice(0, 3),
    messages: sharesOf(event).messages.slice(0, 2),
  }),
  'shares without its own': (event) => ({
    ...sharesOf(event),
    sharers: sharesOf(event).sharers.filter((name) => name !== AGENT),
  }),
  'shares that lack one': (event) => ({ ...sharesOf(event), messages: sharesOf(event).messages.slice(1) }),
  'shares exchanged among sites': (event) => {
    const [a, b, ...rest] = sharesOf(event).messages;
    if (a === undefined || b === undefined) throw new Error('shares of others');
    return { ...sharesOf(event), messages: [{ ...a, sealed: b.sealed }, { ...b, sealed: a.sealed }, ...rest] };
  },
  'shares for another site': (event) => ({
    ...sharesOf(event),
    messages: sharesOf(event).messages.map((m, i) => (i === 0 ? { ...m, to: 'west' } : m)),
  }),
  'a changed share': (event) => ({
    ...sharesOf(event),
    messages: sharesOf(event).messages.map((m) => ({ ...m, sealed: m.sealed.map((byte) => byte ^ 1) })),
  }),
  'shares of the same attempt under other keys': (event, round) => ({
    ...sharesOf(event),
    messages: sharesUnderOtherKeys(round, keysOf(round.told[0] as ToldEvent)),
  }),
  'a site that shared twice': (event) => ({
    ...sharesOf(event),
    sharers: sharesOf(event).sharers.flatMap((name) => [name, name]),
  }),
  'survivors before there is a vector': (_event, { terms }) => ({
    t: 'survivors',
    messages: terms.sites.map((name) => ({
      site: name,
      sharersHash: new Uint8Array(32),
      wordsHash: new Uint8Array(32),
      signature: new Uint8Array(64),
    })),
  }),
  'agreements before there is a vector': () => ({ t: 'agreements', messages: [] }),
};
const SURVIVORS: Readonly<Record<string, Lie>> = {
  'nobody left': (event) => ({ ...survivorsOf(event), messages: [] }),
  'fewer left than its noise counts on': (event) => ({
    ...survivorsOf(event),
    messages: survivorsOf(event).messages.slice(0, 3),
  }),
  'those left without it': (event) => ({
    ...survivorsOf(event),
    messages: survivorsOf(event).messages.filter((m) => m.site !== AGENT),
  }),
  'its vector exchanged': (event) => ({
    ...survivorsOf(event),
    messages: survivorsOf(event).messages.map((m) => (m.site === AGENT ? { ...m, wordsHash: new Uint8Array(32) } : m)),
  }),
  'the vector of another exchanged': (event) => ({
    ...survivorsOf(event),
    messages: survivorsOf(event).messages.map((m) => (m.site === 'east' ? { ...m, wordsHash: new Uint8Array(32) } : m)),
  }),
  'one of another list of those who shared': (event) => ({
    ...survivorsOf(event),
    messages: survivorsOf(event).messages.map((m) => (m.site === 'east' ? { ...m, sharersHash: new Uint8Array(32) } : m)),
  }),
  'one left twice': (event) => ({ ...survivorsOf(event), messages: survivorsOf(event).messages.flatMap((m) => [m, m]) }),
  'a stranger left': (event) => ({
    ...survivorsOf(event),
    messages: survivorsOf(event).messages.map((m) => (m.site === 'west' ? { ...m, site: 'zz-sybil' } : m)),
  }),
  'another list of those who shared': (_event, round) => {
    const shares = sharesOf(round.told[1] as ToldEvent);
    return { ...shares, sharers: shares.sharers.slice(1), messages: shares.messages.slice(1) };
  },
  'the keys of all without one': (_event, round) => {
    const keys = keysOf(round.told[0] as ToldEvent);
    return { ...keys, messages: keys.messages.slice(1) };
  },
  'agreements before it has agreed': () => ({ t: 'agreements', messages: [] }),
};
const AGREEMENTS: Readonly<Record<string, Lie>> = {
  'words of nobody': (event) => ({ ...agreementsOf(event), messages: [] }),
  'words of too few': (event) => ({ ...agreementsOf(event), messages: agreementsOf(event).messages.slice(0, 2) }),
  'the word of one twice': (event) => ({
    ...agreementsOf(event),
    messages: agreementsOf(event)
      .messages.slice(0, 2)
      .flatMap((m) => [m, m]),
  }),
  'words about another list': (event) => ({
    ...agreementsOf(event),
    messages: agreementsOf(event).messages.map((m) => ({ ...m, survivorsHash: new Uint8Array(32) })),
  }),
  'words that others have signed': (event) => {
    const { messages } = agreementsOf(event);
    return {
      ...agreementsOf(event),
      messages: messages.map((m, i) => ({ ...m, signature: messages[(i + 1) % 4]?.signature ?? m.signature })),
    };
  },
  'a second list of survivors': (_event, round) => {
    const survivors = survivorsOf(round.told[2] as ToldEvent);
    return { ...survivors, messages: survivors.messages.slice(0, 3) };
  },
};
/** Lies that another site could have told: the agent says so by a signed complaint, and leaves as well. */
const COMPLAINED: readonly string[] = [
  'shares exchanged among sites',
  'a changed share',
  'shares of the same attempt under other keys',
];
const AFTER: Readonly<Record<string, Lie>> = {
  'a second list of survivors, for the other shares': (_event, round) => {
    const survivors = survivorsOf(round.told[2] as ToldEvent);
    return { ...survivors, messages: survivors.messages.slice(0, 3) };
  },
  'another list of those who shared': (_event, round) => {
    const shares = sharesOf(round.told[1] as ToldEvent);
    return { ...shares, sharers: shares.sharers.slice(1), messages: shares.messages.slice(1) };
  },
};

describe.each<[Word, Readonly<Record<string, Lie>>]>([
  ['keys', KEYS],
  ['shares', SHARES],
  ['masked', SURVIVORS],
  ['agreement', AGREEMENTS],
])('a coordinator is left, for good, that after the %s tells of', (word, lies) => {
  it.each(Object.keys(lies))('%s', async (name) => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    const honest = await upTo(round, word);
    const before = distinct();
    await fake.send({ sumTold: { key, event: encodeEvent((lies[name] as Lie)(honest, round)) } });
    await fake.until(() => failures() > 0);
    expect(complaints()).toBe(COMPLAINED.includes(name) ? 1 : 0);
    if (!COMPLAINED.includes(name))
      expect(fake.said('taskFailed', key)[0]?.problem?.code).toMatch(/^(SECURE_SUM_ABORTED|SEAL_BROKEN)$/);
    expect(distinct()).toEqual(before);
    await saysNothingMore(round, honest);
  });
});

describe('a coordinator that has the shares of a sum and asks for more', () => {
  it.each(Object.keys(AFTER))('is left: %s', async (name) => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    await upTo(round, 'unmask');
    const before = distinct();
    const lie = (AFTER[name] as Lie)({ t: 'agreements', messages: [] }, round);
    await fake.send({ sumTold: { key, event: encodeEvent(lie) } });
    await fake.until(() => failures() > 0);
    expect(distinct()).toEqual(before);
    await saysNothingMore(round, lie);
  });

  it('gets the same ones for the same words, also after a restart', async () => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    await upTo(round, 'unmask');
    const before = distinct();
    await restart();
    for (let again = 0; again < 2; again++) {
      const words = said().length;
      await fake.send({ sumTold: { key, event: encodeEvent(round.told[3] as ToldEvent) } });
      await fake.until(() => said().length > words);
    }
    expect(distinct()).toEqual(before);
  });

  it.each([0, 2])('is left where it shows the words of %d', async (count) => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    await upTo(round, 'unmask');
    const before = distinct();
    await restart();
    const { messages } = agreementsOf(round.told[3] as ToldEvent);
    const lie = { t: 'agreements', messages: messages.slice(0, count) } as const;
    await fake.send({ sumTold: { key, event: encodeEvent(lie) } });
    await fake.until(() => failures() > 0);
    expect(distinct()).toEqual(before);
    await saysNothingMore(round, lie);
  });

  it('by ending the attempt and offering it again is refused, then and after a restart', async () => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    await upTo(round, 'unmask');
    const before = distinct();
    await fake.send({ attemptEnded: { key, closed: false } });
    for (const again of [false, true]) {
      if (again) await restart();
      const refused = fake.said('taskAnswer', key).filter(({ refusal }) => refusal).length;
      await round.offer();
      await fake.until(() => fake.said('taskAnswer', key).filter(({ refusal }) => refusal).length > refused);
      for (const event of round.told) {
        const failed = failures();
        await fake.send({ sumTold: { key, event: encodeEvent(event) } });
        await fake.until(() => failures() > failed);
      }
    }
    expect(fake.said('taskAnswer', key).at(-1)?.refusal?.code).toBe('UPDATE_REPLAYED');
    expect(distinct()).toEqual(before);
  });
});

describe('where a site may be missing', () => {
  it('opens of each site one share, and never the other, no matter who is said to be missing later', async () => {
    await start(sparePlan, SPARE);
    const round = new MaskedRound(fake, sparePlan, base, key, SPARE);
    const survivors = survivorsOf(await upTo(round, 'masked'));
    const without = { ...survivors, messages: survivors.messages.filter((m) => m.site !== 'west') };
    await round.tell(without);
    await round.said('agreement');
    await fake.send({ sumTold: { key, event: encodeEvent(survivors) } });
    await fake.until(() => failures() > 0);
    expect(said().filter(({ t }) => t === 'agreement')).toHaveLength(1);
    await saysNothingMore(round, survivors, sparePlan);
    expect(said().some(({ t }) => t === 'unmask')).toBe(false);
  });

  it('takes part in no second sum of an attempt, among other sites', async () => {
    await start(sparePlan, SPARE);
    const round = new MaskedRound(fake, sparePlan, base, key, SPARE);
    await round.join();
    await round.offer({ participants: SPARE.sites.map(({ id }) => id).filter((id) => id !== 'west') });
    const refusal = (): string | null | undefined =>
      fake.said('taskAnswer', key).find(({ refusal: no }) => no != null)?.refusal?.code;
    await fake.until(() => refusal() !== undefined);
    expect(refusal()).toBe('SECURE_SUM_REFUSED');
    expect(distinct()).toHaveLength(1);
  });

  it('counts on no more honest sites than the roster promises, by whatever plan', async () => {
    await start(plan, SPARE);
    const participants = SPARE.sites.map(({ id }) => id);
    await fake.offer(plan, base, key, { participants, maskedSum: { rosterHash: rosterHash(SPARE), parent: '0'.repeat(64) } });
    await fake.until(() => fake.said('taskAnswer', key).length > 0);
    expect(fake.said('taskAnswer', key)[0]?.refusal?.code).toBe('SECURE_SUM_REFUSED');
    expect(said()).toEqual([]);
  });
});

describe('two sums', () => {
  it('of two runs or plans never mix: what is said in one is a lie in the other', async () => {
    const other = maskedPlan(2);
    const policy = policySchema.parse({
      version: 1,
      allowedStudies: [plan.document.study],
      minimumPatients: 1,
      budgets: { patients: { epsilon: 9, delta: 0.001, accounting: 'several' } },
      answers: { everyMs: 0 },
    });
    const gate = createGate({ policy: () => policy, approvalOf: approving([plan, other]) });
    await start(plan, fourRoster(), gate);
    const rounds = [
      new MaskedRound(fake, plan, base, key),
      new MaskedRound(fake, plan, base, { ...key, run: 'run-b' }),
      new MaskedRound(fake, other, base, { ...key, run: 'run-c' }),
    ];
    for (const round of rounds) await round.join();
    const [first, second, third] = rounds.map((round) => round.close() as ToldEvent);
    const pairs = [
      ['run-a', second],
      ['run-b', third],
      ['run-c', first],
    ] as const;
    for (const [run, event] of pairs)
      await fake.send({ sumTold: { key: { ...key, run }, event: encodeEvent(event as ToldEvent) } });
    for (const [run] of pairs) await fake.until(() => fake.said('taskFailed', { ...key, run }).length > 0);
    expect(said().map(({ t }) => t)).toEqual(['keys', 'keys', 'keys']);
  });

  it('one of an attempt that was taken back before its charge, one after: other keys, and the old ones are a lie', async () => {
    await start();
    const first = new MaskedRound(fake, plan, base, key);
    const keys = keysOf(await upTo(first, 'keys'));
    await fake.send({ attemptEnded: { key, closed: false } });
    await fake.until(() => true);
    const words = said().length;
    await first.offer();
    await fake.until(() => said().length > words);
    expect(distinct()).toHaveLength(2);
    await fake.send({ sumTold: { key, event: encodeEvent(keys) } });
    await fake.until(() => failures() > 0);
    expect(said().map(({ t }) => t)).toEqual(['keys', 'keys']);
  });

  it('of an update and of scores never mix: the key of an evaluation is none of a sum of updates', async () => {
    await start();
    const round = new MaskedRound(fake, plan, base, key);
    const honest = await upTo(round, 'keys');
    await fake.send({ sumTold: { key: { ...key, kind: WorkKind.WORK_KIND_EVALUATION }, event: encodeEvent(honest) } });
    await round.tell(honest);
    await round.said('shares');
    expect(distinct()).toHaveLength(2);
  });
});
