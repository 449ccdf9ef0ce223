import { ConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { advance, collect, type CoordinatorState } from './coordinator-state.ts';
import { agreementKey } from './keys.ts';
import { agreementMessage, commitmentTo, keysMessage, maskedMessage, type SiteMessage } from './messages.ts';
import type { Roster } from './roster.ts';
import { drawSecrets, type SiteSecrets } from './site-secrets.ts';
import { begin, next, type SiteState } from './site-state.ts';
import type { SiteEvent } from './site-sum.ts';
import { contextOf, type Terms } from './terms.ts';
import { keyOf, rosterOf, termsOf, testRandom, vectorOf } from './testing/consortium.ts';
import { type Faults, type Played, play } from './testing/play.ts';

const terms = termsOf(rosterOf(6, { colluding: 1, minimum: 4 }), { honest: 3 });
const context = contextOf(terms);
const [first = '', second = ''] = terms.sites;
/** A site that works with the coordinator: its keys sign anything. */
const liar = terms.sites.at(-1) ?? '';
const honest = terms.sites.slice(0, -1);

const of = <T extends SiteEvent['t']>(event: SiteEvent, t: T): Extract<SiteEvent, { t: T }> | undefined =>
  event.t === t ? (event as Extract<SiteEvent, { t: T }>) : undefined;

/** Plays with a coordinator that tells each site what `lie` makes of an event. */
function lied(lie: Faults['tell'], drops?: Faults['drops']): Played {
  return play(terms, testRandom('hostile'), {
    ...(lie === undefined ? {} : { tell: lie }),
    ...(drops === undefined ? {} : { drops }),
  });
}

function reason(state: SiteState | undefined): string {
  return state?.t === 'left' ? state.error.message : 'goes on';
}

/** Opened shares of anybody, by any honest site. */
function opened(played: Played): number {
  return honest.filter((site) => played.said.get(site)?.some((message) => message.t === 'unmask')).length;
}

/** Keys of a stranger under the name of `site`: what a coordinator that sits between two sites would show. */
function keysOfNobody(site: string): Extract<SiteEvent, { t: 'keys-of-all' }>['messages'][number] {
  const secrets = drawSecrets(testRandom('nobody'));
  return keysMessage.signed(
    { site, context, key: keyOf('nobody') },
    {
      site,
      agreement: agreementKey(secrets.agreement).publicKey,
      masking: agreementKey(secrets.masking).publicKey,
      commitment: commitmentTo(context, site, secrets.selfMask),
      nonce: secrets.nonce,
    },
  );
}

type Case = readonly [string, (site: string, event: SiteEvent) => SiteEvent | undefined, string];

describe('a coordinator that lies is left by every honest site it lies to, and opens nothing', () => {
  it.each<Case>([
    [
      'swaps the keys of a site',
      (_, event) => {
        const keys = of(event, 'keys-of-all');
        return keys === undefined
          ? event
          : { ...keys, messages: keys.messages.map((m) => (m.site === liar ? keysOfNobody(liar) : m)) };
      },
      `the keys of ${liar} are not signed by it`,
    ],
    [
      'swaps the keys of the site itself',
      (site, event) => {
        const keys = of(event, 'keys-of-all');
        return keys === undefined
          ? event
          : { ...keys, messages: keys.messages.map((m) => (m.site === site ? { ...m, nonce: new Uint8Array(32) } : m)) };
      },
      `are not signed by it`,
    ],
    [
      'leaves a site out of the keys that it gets',
      (site, event) => {
        const keys = of(event, 'keys-of-all');
        return keys === undefined ? event : { ...keys, messages: keys.messages.filter((m) => m.site !== site) };
      },
      'the keys of this site were left out',
    ],
    [
      'shows fewer sites than the roster demands',
      (site, event) => {
        const keys = of(event, 'keys-of-all');
        return keys === undefined
          ? event
          : { ...keys, messages: keys.messages.filter((m) => m.site === site || m.site === liar) };
      },
      'the roster demands 4',
    ],
    [
      'names a site twice',
      (_, event) => {
        const keys = of(event, 'keys-of-all');
        return keys === undefined ? event : { ...keys, messages: keys.messages.flatMap((m) => (m.site === liar ? [m, m] : [m])) };
      },
      'appears twice or out of order',
    ],
    [
      'tells two groups two lists of keys (U1)',
      (site, event) => {
        const keys = of(event, 'keys-of-all');
        if (keys === undefined || site === first) return event;
        return { ...keys, messages: keys.messages.filter((m) => m.site !== first || site === first) };
      },
      'goes on',
    ],
    [
      'drops the shares of one site for another',
      (_, event) => {
        const shares = of(event, 'shares-of-all');
        return shares === undefined ? event : { ...shares, messages: shares.messages.slice(1) };
      },
      'not every neighbour that shared has shared with this site',
    ],
    [
      'tells of too few that shared',
      (_, event) => {
        const shares = of(event, 'shares-of-all');
        return shares === undefined
          ? event
          : { ...shares, sharers: shares.sharers.slice(0, 3), messages: shares.messages.slice(0, 2) };
      },
      'the roster demands 4',
    ],
    [
      'changes a sealed share',
      (_, event) => {
        const shares = of(event, 'shares-of-all');
        return shares === undefined
          ? event
          : { ...shares, messages: shares.messages.map((m) => ({ ...m, sealed: m.sealed.map((byte) => byte ^ 1) })) };
      },
      'do not open',
    ],
    [
      'shows fewer survivors than the noise counts on (U3)',
      (site, event) => {
        const survivors = of(event, 'survivors');
        return survivors === undefined
          ? event
          : { ...survivors, messages: survivors.messages.filter((m) => [first, second, site].includes(m.site)) };
      },
      'their noise needs 4',
    ],
    [
      'leaves a site out of the survivors that it gets',
      (site, event) => {
        const survivors = of(event, 'survivors');
        return survivors === undefined ? event : { ...survivors, messages: survivors.messages.filter((m) => m.site !== site) };
      },
      'this site was left out of the sum',
    ],
    [
      'counts a survivor that has sent nothing',
      (_, event) => {
        const survivors = of(event, 'survivors');
        return survivors === undefined
          ? event
          : {
              ...survivors,
              messages: survivors.messages.map((m) => (m.site === liar ? { ...m, wordsHash: new Uint8Array(32).fill(1) } : m)),
            };
      },
      `the vector of ${liar} is not signed by it`,
    ],
    [
      'shows the words of too few on who is left',
      (_, event) => {
        const agreements = of(event, 'agreements');
        return agreements === undefined ? event : { ...agreements, messages: agreements.messages.slice(0, 3) };
      },
      'too few: 4 must',
    ],
    [
      'counts one word twice',
      (_, event) => {
        const agreements = of(event, 'agreements');
        return agreements === undefined
          ? event
          : { ...agreements, messages: agreements.messages.slice(0, 2).flatMap((m) => [m, m]) };
      },
      'appears twice or out of order',
    ],
    [
      'asks for the opening before anybody has agreed',
      (site, event) => (event.t === 'survivors' ? { t: 'agreements', messages: [] } : site === '' ? undefined : event),
      'received agreements before survivors',
    ],
  ])('%s', (_, lie, words) => {
    const played = lied(lie);
    if (words === 'goes on') {
      // Those without the first site are another sum, and it is none: what they share is bound to other keys.
      expect(opened(played)).toBe(0);
      return;
    }
    for (const site of honest)
      expect([site, reason(played.sites.get(site))]).toEqual([site, expect.stringContaining(words) as string]);
    expect(opened(played)).toBe(0);
  });

  it('two lists of those who shared (U2) end at the survivors', () => {
    // One site dropped after its keys; the coordinator tells half of the sites that another has not shared either.
    const played = lied((site, event) => {
      const shares = of(event, 'shares-of-all');
      if (shares === undefined || !honest.slice(2).includes(site)) return event;
      return {
        ...shares,
        sharers: shares.sharers.filter((other) => other !== first),
        messages: shares.messages.filter((m) => m.from !== first),
      };
    });
    // A right coordinator takes no vector of another list, so that the rest are too few for it; nothing was opened.
    expect(played.coordinator.t).toBe('void');
    expect(opened(played)).toBe(0);
  });

  it('two lists of survivors (U3), and a liar that signs both: one of them opens at most', () => {
    const before = play(terms, testRandom('hostile'), { tell: (_, event) => (event.t === 'survivors' ? undefined : event) });
    const masked = terms.sites.map((site) => said(before, site, 'masked'));
    const lists = [masked.filter((m) => m.site !== first), masked.filter((m) => m.site !== second)];
    const told = new Map(honest.map((site) => [site, site === second || site === honest[2] ? 0 : 1]));
    const agreed = honest.map((site) => {
      const list = lists[told.get(site) ?? 0] ?? [];
      return { site, step: next(running(before, site), { t: 'survivors', messages: list }, keyOf(site)) };
    });
    // The liar signs both lists: three and two honest sites with it are four and three, and four are needed.
    const opens = lists.map((_, which) => {
      const group = agreed.filter(({ site }) => told.get(site) === which);
      const words = group.flatMap(({ step }) => (step.say?.t === 'agreement' ? [step.say] : []));
      const survivorsHash = words[0]?.survivorsHash ?? new Uint8Array();
      const lie = agreementMessage.signed({ site: liar, context, key: keyOf(liar) }, { site: liar, survivorsHash });
      return group.map(({ site, step }) => {
        const { state, say } = next(step.state, { t: 'agreements', messages: [...words, lie] }, keyOf(site));
        return say === undefined ? reason(state) : say.t;
      });
    });
    expect(opens).toEqual([
      [expect.stringContaining('too few'), expect.stringContaining('too few')],
      ['unmask', 'unmask', 'unmask'],
    ]);
  });

  it('asks again with another list after the words were opened: nothing more is said', () => {
    const played = lied(undefined);
    const site = first;
    const masked = terms.sites.map((name) => said(played, name, 'masked'));
    const state = running(played, site);
    const again = next(state, { t: 'survivors', messages: masked.slice(0, 4) }, keyOf(site));
    expect(again.say).toBeUndefined();
    expect(reason(again.state)).toContain('two different lists as survivors');
    expect(next(again.state, { t: 'survivors', messages: masked }, keyOf(site)).say).toBeUndefined();
    // The same list gets the same word.
    expect(next(state, { t: 'survivors', messages: masked }, keyOf(site)).say).toEqual(said(played, site, 'agreement'));
  });

  it('passes on shares of a site that has received other keys (U1)', () => {
    const all = lied(undefined);
    const others = lied(undefined, new Map([[liar, 'keys']]));
    const lie = said(others, second, 'shares').messages.find(({ to }) => to === first);
    if (lie === undefined) throw new Error('shares for every neighbour');
    const messages = terms.sites
      .filter((site) => site !== first)
      .map((site) => (site === second ? lie : (said(all, site, 'shares').messages.find(({ to }) => to === first) ?? lie)));
    const { state, say } = begin(terms, first, keyOf(first), secretsOf(first));
    const keys = terms.sites.map((site) => said(all, site, 'keys'));
    expect(say).toEqual(keys[0]);
    const shared = next(state, { t: 'keys-of-all', messages: keys }, keyOf(first));
    const held = next(shared.state, { t: 'shares-of-all', sharers: terms.sites, messages }, keyOf(first));
    expect(reason(held.state)).toBe(
      `the shares of ${second} do not open, or are not those that were signed: they were changed, or made under other keys`,
    );
  });

  it('replays the messages of another attempt, plan, model or roster', () => {
    const other = lied(undefined);
    const changes: readonly Partial<Terms>[] = [
      { attempt: 2 },
      { planHash: 'c'.repeat(64) },
      { baseHash: 'c'.repeat(64) },
      { round: 2 },
      { run: 'run-2' },
      { kind: 'evaluation' },
      { parent: 'd'.repeat(64) },
      { honest: 2 },
      { scale: 2048 },
      { noise: 4095 },
      { words: 8 },
      { roster: rosterOf(6, { colluding: 1, minimum: 4, epoch: 2 }) },
      { sites: terms.sites.filter((site) => site !== second) },
    ];
    for (const change of changes) {
      const now: Terms = { ...terms, ...change };
      const { state, say } = begin(now, first, keyOf(first), drawSecrets(testRandom('hostile')));
      if (say?.t !== 'keys') throw new Error('keys come first');
      const messages = now.sites.map((site) => (site === first ? say : said(other, site, 'keys')));
      expect(reason(next(state, { t: 'keys-of-all', messages }, keyOf(first)).state)).toContain('are not signed by it');
    }
  });
});

describe('terms that would show a site are refused before a word', () => {
  const refusal = (change: Partial<Terms>, of_: Partial<Roster> = {}, self = first): string => {
    const roster = { ...terms.roster, ...of_ };
    try {
      begin({ ...terms, roster, ...change }, self, keyOf(self), drawSecrets(testRandom('terms')));
      return 'goes on';
    } catch (error) {
      if (!(error instanceof ConsiliumError)) throw error;
      return `${error.code}: ${error.message}`;
    }
  };

  it.each<[string, () => string, string]>([
    ['right ones', () => refusal({}), 'goes on'],
    [
      'two sites',
      () => refusal({}, { sites: terms.roster.sites.slice(0, 2) }),
      'ROSTER_INVALID: masks among 2 sites hide nothing',
    ],
    [
      'fewer sites than the roster demands',
      () => refusal({ sites: terms.sites.slice(0, 3) }),
      'SECURE_SUM_REFUSED: a sum over 3 sites',
    ],
    [
      'a stranger among the sites',
      () => refusal({ sites: [...terms.sites, 'zz'] }),
      'SECURE_SUM_REFUSED: the sites of a sum stand on the roster',
    ],
    [
      'a site twice',
      () => refusal({ sites: [...terms.sites, liar] }),
      'SECURE_SUM_REFUSED: the sites of a sum stand on the roster',
    ],
    ['without this site', () => refusal({ sites: terms.sites.slice(1) }), 'SECURE_SUM_REFUSED: this site is not among'],
    [
      'more honest sites than the roster leaves',
      () => refusal({ honest: 4 }),
      'SECURE_SUM_REFUSED: noise that counts on 4 honest sites',
    ],
    ['no honest site', () => refusal({ honest: 0 }), 'SECURE_SUM_REFUSED'],
    ['honest sites that are no number', () => refusal({ honest: Number.NaN }), 'SECURE_SUM_REFUSED'],
    ['no words', () => refusal({ words: 0 }), 'SECURE_SUM_REFUSED: vectors of 0 words'],
    ['half a round', () => refusal({ round: 0.5 }), 'SECURE_SUM_REFUSED: the round or attempt 0.5'],
    ['an attempt before the first', () => refusal({ attempt: -1 }), 'SECURE_SUM_REFUSED: the round or attempt -1'],
    ['a grid without a scale', () => refusal({ scale: Number.NaN }), 'SECURE_SUM_REFUSED: a grid of NaN'],
    ['noise that is none', () => refusal({ noise: 0 }), 'SECURE_SUM_REFUSED: noise of 0 steps'],
    ['noise that is no number', () => refusal({ noise: Number.NaN }), 'SECURE_SUM_REFUSED: noise of NaN'],
    ['a run of half a character', () => refusal({ run: '\ud800' }), 'SECURE_SUM_REFUSED: a run or kind'],
    ['no kind', () => refusal({ kind: '' }), 'SECURE_SUM_REFUSED: a run or kind'],
    ['a parent that is no hash', () => refusal({ parent: 'none' }), 'SECURE_SUM_REFUSED: a plan, model or transcript'],
    ['all but one colluding', () => refusal({}, { colluding: 3 }), 'ROSTER_INVALID: of 4 sites at most 2 may collude'],
  ])('%s', (_, action, words) => expect(action()).toContain(words));
});

describe('a lying site', () => {
  it('that signs another list of sharers is refused, and the others have their sum', () => {
    const lie = maskedMessage.signed(
      { site: liar, context, key: keyOf(liar) },
      { site: liar, sharersHash: new Uint8Array(32), wordsHash: new Uint8Array(32) },
    );
    let state: CoordinatorState = collect(terms);
    const honestly = play(terms, testRandom('liar'), { drops: new Map([[liar, 'masked']]) });
    for (const phase of ['keys', 'shares'] as const) {
      for (const site of terms.sites) state = advance(state, { t: 'said', message: said(honestly, site, phase) }).state;
      state = advance(state, { t: 'close' }).state;
    }
    const { refused, state: after } = advance(state, { t: 'said', message: { t: 'masked', ...lie } });
    expect(refused?.message).toBe(`what ${liar} says (masked) is not signed by it, or is about another sum`);
    expect(after).toBe(state);
    expect(honestly.survivors).toEqual(honest);
    expect(honestly.sum).toBeDefined();
  });
});

function said<T extends SiteMessage['t']>(played: Played, site: string, t: T): Extract<SiteMessage, { t: T }> {
  const message = played.said.get(site)?.find((candidate) => candidate.t === t);
  if (message === undefined) throw new Error(`${site} has not said ${t}`);
  return message as Extract<SiteMessage, { t: T }>;
}

/** The secrets that a play of the name `hostile` gives a site. */
function secretsOf(site: string): SiteSecrets {
  const random = testRandom('hostile');
  for (const name of terms.sites) {
    vectorOf(random, terms.words);
    const secrets = drawSecrets(random);
    if (name === site) return secrets;
  }
  throw new Error(`no ${site}`);
}

function running(played: Played, site: string): SiteState {
  const state = played.sites.get(site);
  if (state === undefined) throw new Error(`no ${site}`);
  return state;
}
