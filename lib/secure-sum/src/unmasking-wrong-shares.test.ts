import { describe, expect, it } from 'vitest';
import { advance, collect, type CoordinatorState, exchangeIn, type Phase, PHASES } from './coordinator-state.ts';
import { agreementKey } from './keys.ts';
import { complaintMessage, type SealedShares, sharesMessage, type SiteMessage, unmaskMessage } from './messages.ts';
import { hashesOf, type HeldShares, sealShares } from './shares.ts';
import { drawSecrets, type SiteSecrets } from './site-secrets.ts';
import { begin, next, type SiteState } from './site-state.ts';
import { decodeState, encodeState } from './state-bytes.ts';
import { contextOf } from './terms.ts';
import { keyOf, rosterOf, termsOf, testRandom, wordsHash } from './testing/consortium.ts';
import { openMasks, type Opening } from './unmasking.ts';

const terms = termsOf(rosterOf(7, { colluding: 2, minimum: 4 }));
const context = contextOf(terms);
const [first = '', second = ''] = terms.sites;
const liar = terms.sites[2] ?? '';
const signer = (site: string) => ({ site, context, key: keyOf(site) });

/** What a site says once a liar has its hands in it. */
type Lie = (message: SiteMessage, state: CoordinatorState, secrets: ReadonlyMap<string, SiteSecrets>) => SiteMessage;

/** A sum in which one site says what `lie` makes of its messages, until it is closed or asks for `until`. */
function playWith(lie: Lie, until?: Phase) {
  const random = testRandom('wrong shares');
  const secrets = new Map(terms.sites.map((site) => [site, drawSecrets(random)]));
  const sites = new Map<string, SiteState>();
  const refused: { readonly site: string; readonly proven: boolean; readonly message: string }[] = [];
  const complaints: SiteMessage[] = [];
  let state: CoordinatorState = collect(terms);
  const say = (site: string, message: SiteMessage): void => {
    const step = advance(state, { t: 'said', message: site === liar ? lie(message, state, secrets) : message });
    state = step.state;
    if (step.refused !== undefined) refused.push({ site, proven: step.proven === true, message: step.refused.message });
    else if (message.t === 'complaint') complaints.push(message);
  };
  for (const site of terms.sites) {
    const own = secrets.get(site) ?? drawSecrets(random);
    const step = begin(terms, site, keyOf(site), own);
    sites.set(site, step.state);
    if (step.say !== undefined) say(site, step.say);
  }
  for (;;) {
    if (state.t === 'collecting' && state.phase === until) break;
    const step = advance(state, { t: 'close' });
    state = step.state;
    if (step.tell === undefined) break;
    for (const [site, event] of step.tell) {
      const held = sites.get(site);
      if (held === undefined) continue;
      let taken = next(held, event, keyOf(site));
      if (event.t === 'shares-of-all' && taken.state.t === 'running')
        taken = next(taken.state, { t: 'stored', wordsHash: wordsHash(new Uint32Array(terms.words)) }, keyOf(site));
      sites.set(site, taken.state);
      if (taken.say !== undefined) say(site, taken.say);
    }
  }
  return { state, sites, refused, complaints, secrets };
}

/** The end of a sum that has been opened. */
function openingOf(state: CoordinatorState): Opening {
  if (state.t !== 'opened') throw new Error('the sum came to its end');
  const opening = openMasks(state);
  for (;;) {
    const step = opening.next();
    if (step.done === true) return step.value;
  }
}

/** Shares for one site that are others than an honest site has sealed for it. */
function shared(
  change: (message: SealedShares, state: CoordinatorState, secrets: ReadonlyMap<string, SiteSecrets>) => SealedShares,
): Lie {
  return (message, state, secrets) => {
    if (message.t !== 'shares') return message;
    const messages = message.messages.map((one) => change(one, state, secrets));
    return { t: 'shares', ...sharesMessage.signed(signer(liar), { ...message, messages }) };
  };
}

const broken = shared((one) => (one.to === first ? { ...one, sealed: one.sealed.map((byte) => byte ^ 1) } : one));
const otherHash = shared((one) => (one.to === first ? { ...one, hashes: { ...one.hashes, pair: new Uint8Array(32) } } : one));
/** Each share is what the liar is bound to, but together they are no polynomial of the degree that there must be. */
const noPolynomial = shared((one, state, secrets) => {
  if (state.t !== 'collecting') throw new Error('shares are collected');
  const exchange = exchangeIn(state);
  const seed = secrets.get(liar)?.agreement ?? new Uint8Array();
  const noise = new Uint8Array(32).map((_, i) => one.to.charCodeAt(one.to.length - 1) * (i + 3));
  const shares: HeldShares = { of: liar, self: noise, pair: noise };
  return {
    ...one,
    sealed: sealShares(exchange, liar, one.to, agreementKey(seed), shares),
    hashes: hashesOf(context, one.to, shares),
  };
});

describe('a site that shares wrongly', () => {
  it.each([
    ['what does not open', broken],
    ['something else than it is bound to', otherHash],
  ] as const)('is named by who receives %s, before anything was stored', (_, lie) => {
    const { sites, complaints, state } = playWith(lie, 'agreement');
    expect(complaints).toMatchObject([{ t: 'complaint', site: first, accused: [liar] }]);
    const left = sites.get(first);
    expect(left).toMatchObject({ t: 'left', complaint: complaints[0] });
    // The same after a restart, whatever it receives; and the others go on.
    if (left === undefined) throw new Error('it left');
    expect(next(decodeState(encodeState(left)), { t: 'survivors', messages: [] }, keyOf(first)).say).toMatchObject({
      t: 'complaint',
      accused: [liar],
      signature: complaints[0]?.signature,
    });
    if (state.t !== 'collecting') throw new Error('six are enough');
    expect(state.survivors.map(({ site }) => site)).toEqual(terms.sites.filter((site) => site !== first));
  });

  it('in shares that open is proven by its own signature once they are opened, and nobody else is', () => {
    const { state, complaints, refused } = playWith(noPolynomial);
    expect([complaints, refused]).toEqual([[], []]);
    const opening = openingOf(state);
    expect(opening).toMatchObject({ t: 'closed', proven: [liar] });
    expect(opening.t === 'closed' ? opening.error.message : '').toBe(
      `the shares of ${liar} are by its own signature no sharing of its secret`,
    );
  });

  it('is not said to have where too few are opened', () => {
    const { state } = playWith(noPolynomial);
    if (state.t !== 'opened') throw new Error('the sum came to its end');
    const few = { ...state, unmaskings: state.unmaskings.slice(0, 4) };
    expect(openingOf(few)).toMatchObject({ t: 'closed', proven: [] });
  });
});

describe('a site that opens wrongly', () => {
  it('is proven by two signatures, its shares count for nothing, and the sum is opened by the others', () => {
    const lie: Lie = (message) => {
      if (message.t !== 'unmask') return message;
      const shares = message.shares.map((share) =>
        share.of === second ? { ...share, bytes: share.bytes.map((b) => b ^ 1) } : share,
      );
      return { t: 'unmask', ...unmaskMessage.signed(signer(liar), { ...message, shares }) };
    };
    const { state, refused } = playWith(lie);
    expect(refused).toMatchObject([{ site: liar, proven: true }]);
    expect(openingOf(state).t).toBe('open');
  });

  it('is not proven by what it has not signed', () => {
    const lie: Lie = (message) => {
      if (message.t !== 'unmask') return message;
      return { ...message, shares: message.shares.map((share) => ({ ...share, bytes: share.bytes.map((b) => b ^ 1) })) };
    };
    expect(playWith(lie).refused).toMatchObject([{ site: liar, proven: false }]);
  });
});

describe('a complaint', () => {
  const { state } = playWith(broken, 'masked');
  const said = (accused: readonly string[], change: Partial<Parameters<typeof complaintMessage.signed>[1]> = {}): SiteMessage => {
    if (state.t !== 'collecting') throw new Error('vectors are collected');
    const honest = playWith(broken, 'agreement').complaints[0];
    if (honest?.t !== 'complaint') throw new Error('a complaint');
    return { t: 'complaint', ...complaintMessage.signed(signer(first), { ...honest, accused, ...change }) };
  };

  it('counts by its signature, about neighbours who have shared, each once, and while vectors are collected', () => {
    const code = (message: SiteMessage, at: CoordinatorState = state) => advance(at, { t: 'said', message }).refused?.code;
    expect(code(said([liar]))).toBeUndefined();
    expect(code(said([liar, terms.sites[4] ?? '']))).toBeUndefined();
    for (const wrong of [
      said([]),
      said([liar, liar]),
      said([first]),
      said(['stranger']),
      said([liar], { sharersHash: new Uint8Array(32) }),
      { ...said([liar]), signature: new Uint8Array(64) } as SiteMessage,
    ])
      expect(code(wrong)).toBe('SECURE_SUM_REFUSED');
    expect(
      PHASES.filter((phase) => code(said([liar]), { ...state, phase, arrived: [] } as CoordinatorState) === undefined),
    ).toEqual(['masked']);
  });
});
