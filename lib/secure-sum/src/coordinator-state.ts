import { assertNever, ConsiliumError, isConsiliumError } from '@consilium/core';
import { type Exchange, exchangeOf } from './exchange.ts';
import type { ToldEvent } from './message-bytes.ts';
import {
  type AgreementMessage,
  agreementMessage,
  type ComplaintMessage,
  complaintMessage,
  type KeysMessage,
  keysMessage,
  type MaskedMessage,
  maskedMessage,
  type OpenedShare,
  type SealedShares,
  shareHash,
  type SharesMessage,
  sharesMessage,
  sharersHashOf,
  type SiteMessage,
  survivorsHashOf,
  type UnmaskMessage,
  unmaskMessage,
} from './messages.ts';
import { isAgreementKey } from './keys.ts';
import { agreementThreshold, shareThreshold } from './neighbours.ts';
import { remembered } from './remembered.ts';
import { checkRoster, siteNumber } from './roster.ts';
import { SECRET_BYTES } from './shamir.ts';
import { contextOf, fewestSurvivors, type Terms } from './terms.ts';

/** What the coordinator waits for, in this order. */
export const PHASES = ['keys', 'shares', 'masked', 'agreement', 'unmask'] as const;
export type Phase = (typeof PHASES)[number];

/** A coordinator's side of one sum while it collects. Plain data. */
export interface Collecting {
  readonly t: 'collecting';
  readonly terms: Terms;
  readonly phase: Phase;
  /** Messages of the present phase, as they came. */
  readonly arrived: readonly SiteMessage[];
  /** U1. */
  readonly keys: readonly KeysMessage[];
  /** U2. */
  readonly sharers: readonly string[];
  /** What sharers have signed, by their names: it binds them to their shares. */
  readonly bound: ReadonlyMap<string, SharesMessage>;
  /** U3. */
  readonly survivors: readonly MaskedMessage[];
  readonly agreements: readonly AgreementMessage[];
}

/** A coordinator's side of one sum. `opened`: the masks of the sum can be taken away. `void`: too few were left, and nothing is known. */
export type CoordinatorState =
  | Collecting
  | (Omit<Collecting, 't'> & { readonly t: 'opened'; readonly unmaskings: readonly UnmaskMessage[] })
  | { readonly t: 'void'; readonly reason: string };

export type CoordinatorEvent =
  /** A site has said something. Of `masked`, the words have arrived whole with this hash. */
  | { readonly t: 'said'; readonly message: SiteMessage }
  /** Nobody is waited for any longer: the deadline of the phase, or all are there. */
  | { readonly t: 'close' };

export interface CoordinatorStep {
  readonly state: CoordinatorState;
  /** What each site receives. */
  readonly tell?: ReadonlyMap<string, ToldEvent>;
  /** Why a message was not taken; its site counts as one that has said nothing. */
  readonly refused?: ConsiliumError;
  /** Whether signed messages show to anybody that the site of a refused message lies. */
  readonly proven?: true;
}

/** Begins a sum: the terms go to all of `terms.sites`. @throws ConsiliumError `ROSTER_INVALID` */
export function collect(terms: Terms): Collecting {
  checkRoster(terms.roster);
  return {
    t: 'collecting',
    terms,
    phase: 'keys',
    arrived: [],
    keys: [],
    sharers: [],
    bound: new Map(),
    survivors: [],
    agreements: [],
  };
}

/** Sites that have not answered in the present phase. */
export function missing(state: Collecting): readonly string[] {
  const there = new Set(state.arrived.map(({ site }) => site));
  return askedIn(state).filter((site) => !there.has(site));
}

/** Whether a site is waited for in the present phase: {@link missing}, but of one site, for who asks with every message. */
export function isMissing(state: Collecting, site: string): boolean {
  return askedIn(state).includes(site) && !state.arrived.some((message) => message.site === site);
}

/** What the coordinator does with an event: pure, as the site's side. */
export function advance(state: CoordinatorState, event: CoordinatorEvent): CoordinatorStep {
  if (state.t !== 'collecting') return { state };
  if (event.t === 'close') {
    try {
      return close(state);
    } catch (error) {
      if (isConsiliumError(error)) return { state: { t: 'void', reason: error.message } };
      throw error;
    }
  }
  try {
    requireExpected(state, event.message);
  } catch (error) {
    if (isConsiliumError(error)) return { state, refused: error };
    throw error;
  }
  const { message } = event;
  if (message.t === 'complaint') return { state };
  // An honest site has found its shares to be those that were sealed for it, or complained: what it opens is bound by two signatures.
  if (message.t === 'unmask' && !opensAsBound(state, message)) {
    const error = refused(
      `${message.site} opens other shares than the ones that it was given, and whose senders are bound to them`,
    );
    return { state, refused: error, proven: true };
  }
  return { state: { ...state, arrived: [...state.arrived, event.message] } };
}

function close(state: Collecting): CoordinatorStep {
  const { terms, phase, arrived } = state;
  const { roster } = terms;
  const order = (site: string): number => siteNumber(roster, site) ?? 0;
  const there = [...arrived].sort((a, b) => order(a.site) - order(b.site));
  const enough = (least: number, next: () => CoordinatorStep): CoordinatorStep =>
    there.length >= least
      ? next()
      : { state: { t: 'void', reason: `${there.length} sites have answered with ${phase}, and ${least} are needed` } };
  switch (phase) {
    case 'keys': {
      const keys = there.filter((message) => message.t === 'keys');
      return enough(roster.minimum, () =>
        enter({ ...state, keys }, 'shares', names(keys), () => ({ t: 'keys-of-all', messages: keys })),
      );
    }
    case 'shares': {
      const shares = there.filter((message) => message.t === 'shares');
      const sharers = names(shares);
      const forSite = byReceiver(shares);
      return enough(roster.minimum, () =>
        together(state, sharers, () =>
          enter(
            { ...state, sharers, bound: new Map(shares.map((message) => [message.site, message])) },
            'masked',
            sharers,
            (site) => ({
              t: 'shares-of-all',
              sharers,
              messages: forSite.get(site) ?? [],
            }),
          ),
        ),
      );
    }
    case 'masked': {
      const survivors = there.filter((message) => message.t === 'masked');
      return enough(fewestSurvivors(terms), () =>
        together(state, names(survivors), () =>
          enter({ ...state, survivors }, 'agreement', names(survivors), () => ({ t: 'survivors', messages: survivors })),
        ),
      );
    }
    case 'agreement': {
      const agreements = there.filter((message) => message.t === 'agreement');
      return enough(agreementThreshold(state.keys.length, roster.colluding), () =>
        enter({ ...state, agreements }, 'unmask', names(state.survivors), () => ({ t: 'agreements', messages: agreements })),
      );
    }
    case 'unmask': {
      const unmaskings = there.filter((message) => message.t === 'unmask');
      return { state: { ...state, t: 'opened', unmaskings } };
    }
    default:
      return assertNever(phase);
  }
}

/** Goes on if the graph holds together by those who are left, as every site demands. */
function together(state: Collecting, left: readonly string[], next: () => CoordinatorStep): CoordinatorStep {
  const { sites, graph } = exchangeIn(state);
  if (graph.holdsTogether(left, shareThreshold(sites.length, state.terms.roster.colluding))) return next();
  return { state: { t: 'void', reason: 'so many are missing in one place that the sum could fall apart in two' } };
}

/** What all have for each, in the order of those who shared. */
function byReceiver(shares: readonly SharesMessage[]): ReadonlyMap<string, readonly SealedShares[]> {
  const forSite = new Map<string, SealedShares[]>();
  for (const message of shares.flatMap(({ messages }) => messages)) {
    const there = forSite.get(message.to);
    if (there === undefined) forSite.set(message.to, [message]);
    else there.push(message);
  }
  return forSite;
}

function enter(state: Collecting, phase: Phase, sites: readonly string[], tell: (site: string) => ToldEvent): CoordinatorStep {
  return { state: { ...state, phase, arrived: [] }, tell: new Map(sites.map((site) => [site, tell(site)])) };
}

/** Whether a message belongs here and is by the site that it names, so that one liar is one site less and not the end of the sum. */
function requireExpected(state: Collecting, message: SiteMessage): void {
  const { terms, phase } = state;
  const expected = message.t === 'complaint' ? 'masked' : message.t;
  if (expected !== phase || !isMissing(state, message.site))
    throw refused(`${message.site} is not asked for ${message.t} now, or has answered`);
  const verifier = { roster: terms.roster, context: contextOf(terms) };
  const holds = ((): boolean => {
    switch (message.t) {
      case 'keys':
        return isAgreementKey(message.agreement) && isAgreementKey(message.masking) && keysMessage.holds(verifier, message);
      case 'shares':
        return sharesFit(state, message) && sharesMessage.holds(verifier, message);
      case 'masked':
        return maskedMessage.holds(verifier, message) && sharersHashIn(state).equals(message.sharersHash);
      case 'complaint':
        return accusesNeighbours(state, message) && complaintMessage.holds(verifier, message);
      case 'agreement':
        return agreementMessage.holds(verifier, message) && survivorsHashIn(state).equals(message.survivorsHash);
      case 'unmask':
        return opensAsAgreed(state, message) && unmaskMessage.holds(verifier, message);
      default:
        return assertNever(message);
    }
  })();
  if (!holds) throw refused(`what ${message.site} says (${message.t}) is not signed by it, or is about another sum`);
}

/** One for each neighbour, in order, under the keys that all received. */
function sharesFit(state: Collecting, { site, keysHash, messages }: SharesMessage): boolean {
  const exchange = exchangeIn(state);
  const near = exchange.graph.neighbours(site);
  return (
    exchange.keysHash.equals(keysHash) &&
    messages.length === near.length &&
    messages.every(({ from, to }, i) => from === site && to === near[i])
  );
}

/** One share of each site that shared with this one, and of the kind that the survivors say. */
function opensAsAgreed(state: Collecting, { site, survivorsHash, shares }: UnmaskMessage): boolean {
  const near = new Set([site, ...exchangeIn(state).graph.neighbours(site)]);
  const expected = new Set(state.sharers.filter((of) => near.has(of)));
  const left = new Set(names(state.survivors));
  const fits = ({ of, kind, bytes }: OpenedShare): boolean =>
    expected.delete(of) && kind === (left.has(of) ? 'self' : 'pair') && bytes.length === SECRET_BYTES;
  return survivorsHashIn(state).equals(survivorsHash) && shares.every(fits) && expected.size === 0;
}

function opensAsBound({ terms, bound }: Collecting, { site, shares }: UnmaskMessage): boolean {
  const context = contextOf(terms);
  return shares.every(({ of, kind, bytes }) => {
    const dealt = bound.get(of);
    const hashes = of === site ? dealt?.own : dealt?.messages.find(({ to }) => to === site)?.hashes;
    const hash = hashes?.[kind];
    return hash !== undefined && shareHash(context, of, site, kind, bytes).equals(hash);
  });
}

/** Some of those who have shared with it, each once. */
function accusesNeighbours(state: Collecting, { site, sharersHash, accused }: ComplaintMessage): boolean {
  const shared = new Set(state.sharers);
  const near = new Set(
    exchangeIn(state)
      .graph.neighbours(site)
      .filter((other) => shared.has(other)),
  );
  return sharersHashIn(state).equals(sharersHash) && accused.length > 0 && accused.every((other) => near.delete(other));
}

/** Sites that may answer in the present phase. */
function askedIn({ phase, terms, keys, sharers, survivors }: Collecting): readonly string[] {
  switch (phase) {
    case 'keys':
      return terms.sites;
    case 'shares':
      return names(keys);
    case 'masked':
      return sharers;
    case 'agreement':
    case 'unmask':
      return names(survivors);
    default:
      return assertNever(phase);
  }
}

/** What everybody who knows the keys knows. */
export function exchangeIn({ terms, keys }: Pick<Collecting, 'terms' | 'keys'>): Exchange {
  return exchangeOf(terms.roster, contextOf(terms), keys);
}

const sharersHashIn = ({ terms, keys, sharers }: Collecting): Buffer => sharersHashFor(terms, keys, sharers);
const sharersHashFor = remembered((terms: Terms, keys: readonly KeysMessage[], sharers: readonly string[]): Buffer => {
  const { context, keysHash } = exchangeIn({ terms, keys });
  return sharersHashOf(context, keysHash, sharers);
});

const survivorsHashIn = (state: Collecting): Buffer => survivorsHashFor(state.terms, state.keys, state.sharers, state.survivors);
const survivorsHashFor = remembered(
  (terms: Terms, keys: readonly KeysMessage[], sharers: readonly string[], survivors: readonly MaskedMessage[]): Buffer => {
    return survivorsHashOf(contextOf(terms), sharersHashFor(terms, keys, sharers), survivors);
  },
);

function names(messages: readonly { readonly site: string }[]): readonly string[] {
  return messages.map(({ site }) => site);
}

function refused(message: string): ConsiliumError<'SECURE_SUM_REFUSED'> {
  return new ConsiliumError({ code: 'SECURE_SUM_REFUSED', message });
}
