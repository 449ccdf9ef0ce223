import { assertNever, ConsiliumError, isConsiliumError } from '@consilium/core';
import { type Exchange, exchangeOf } from './exchange.ts';
import type { ToldEvent } from './message-bytes.ts';
import {
  type AgreementMessage,
  agreementMessage,
  keysHashOf,
  type KeysMessage,
  keysMessage,
  type MaskedMessage,
  maskedMessage,
  type ShareMessage,
  shareMessage,
  sharersHashOf,
  type SiteMessage,
  survivorsHashOf,
  type UnmaskMessage,
  unmaskMessage,
} from './messages.ts';
import { agreementThreshold } from './neighbours.ts';
import { checkRoster, siteNumber } from './roster.ts';
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
}

/** Begins a sum: the terms go to all of `terms.sites`. @throws ConsiliumError `ROSTER_INVALID` */
export function collect(terms: Terms): Collecting {
  checkRoster(terms.roster);
  return { t: 'collecting', terms, phase: 'keys', arrived: [], keys: [], sharers: [], survivors: [], agreements: [] };
}

/** Sites that have not answered in the present phase. */
export function missing(state: Collecting): readonly string[] {
  const there = new Set(state.arrived.map(({ site }) => site));
  return askedIn(state).filter((site) => !there.has(site));
}

/** What the coordinator does with an event: pure, as the site's side. */
export function advance(state: CoordinatorState, event: CoordinatorEvent): CoordinatorStep {
  if (state.t !== 'collecting') return { state };
  if (event.t === 'close') return close(state);
  try {
    requireExpected(state, event.message);
  } catch (error) {
    if (isConsiliumError(error)) return { state, refused: error };
    throw error;
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
      const forSite = (site: string): readonly ShareMessage[] =>
        shares.flatMap(({ messages }) => messages.filter(({ to }) => to === site));
      return enough(roster.minimum, () =>
        enter({ ...state, sharers }, 'masked', sharers, (site) => ({ t: 'shares-of-all', sharers, messages: forSite(site) })),
      );
    }
    case 'masked': {
      const survivors = there.filter((message) => message.t === 'masked');
      return enough(fewestSurvivors(terms), () =>
        enter({ ...state, survivors }, 'agreement', names(survivors), () => ({ t: 'survivors', messages: survivors })),
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

function enter(state: Collecting, phase: Phase, sites: readonly string[], tell: (site: string) => ToldEvent): CoordinatorStep {
  return { state: { ...state, phase, arrived: [] }, tell: new Map(sites.map((site) => [site, tell(site)])) };
}

/** Whether a message belongs here and is by the site that it names, so that one liar is one site less and not the end of the sum. */
function requireExpected(state: Collecting, message: SiteMessage): void {
  const { terms, phase } = state;
  if (message.t !== phase || !missing(state).includes(message.site))
    throw refused(`${message.site} is not asked for ${message.t} now, or has answered`);
  const verifier = { roster: terms.roster, context: contextOf(terms) };
  const holds = ((): boolean => {
    switch (message.t) {
      case 'keys':
        return keysMessage.holds(verifier, message);
      case 'shares':
        return sharesHold(state, message.site, message.messages);
      case 'masked':
        return maskedMessage.holds(verifier, message) && sharersHashIn(state).equals(message.sharersHash);
      case 'agreement':
        return agreementMessage.holds(verifier, message) && survivorsHashIn(state).equals(message.survivorsHash);
      case 'unmask':
        return unmaskMessage.holds(verifier, message) && survivorsHashIn(state).equals(message.survivorsHash);
      default:
        return assertNever(message);
    }
  })();
  if (!holds) throw refused(`what ${message.site} says (${message.t}) is not signed by it, or is about another sum`);
}

function sharesHold(state: Collecting, site: string, messages: readonly ShareMessage[]): boolean {
  const exchange = exchangeIn(state);
  const verifier = { roster: state.terms.roster, context: exchange.context };
  const keysHash = keysHashOf(exchange.context, state.keys);
  const near = exchange.neighbours(site);
  return (
    messages.length === near.length &&
    messages.every(
      (message, i) =>
        message.from === site &&
        message.to === near[i] &&
        keysHash.equals(message.keysHash) &&
        shareMessage.holds(verifier, message),
    )
  );
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

function sharersHashIn({ terms, keys, sharers }: Collecting): Buffer {
  const context = contextOf(terms);
  return sharersHashOf(context, keysHashOf(context, keys), sharers);
}

function survivorsHashIn(state: Collecting): Buffer {
  return survivorsHashOf(contextOf(state.terms), sharersHashIn(state), state.survivors);
}

function names(messages: readonly { readonly site: string }[]): readonly string[] {
  return messages.map(({ site }) => site);
}

function refused(message: string): ConsiliumError<'SECURE_SUM_REFUSED'> {
  return new ConsiliumError({ code: 'SECURE_SUM_REFUSED', message });
}
