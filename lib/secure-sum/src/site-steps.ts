import { assertNever, ConsiliumError, isConsiliumError } from '@consilium/core';
import { type Exchange, exchangeOf } from './exchange.ts';
import { hashFields } from './fields.ts';
import { agreementKey, isAgreementKey, type KeyPair } from './keys.ts';
import {
  type AgreementMessage,
  agreementMessage,
  complaintMessage,
  keysHashOf,
  type KeysMessage,
  keysMessage,
  type MaskedMessage,
  maskedMessage,
  type OpenedShare,
  type SealedShares,
  sharesMessage,
  sharersHashOf,
  type Signer,
  type SiteMessage,
  survivorsHashOf,
  unmaskMessage,
} from './messages.ts';
import { agreementThreshold, shareThreshold } from './neighbours.ts';
import { siteNumber } from './roster.ts';
import { hashesOf, type HeldShares, openShares, ownShares, sealShares } from './shares.ts';
import { type KeptEvent, ORDER, type RunningSum, type SiteEvent } from './site-sum.ts';
import { fewestSurvivors } from './terms.ts';

/** What a step adds to the state, and what the site says. */
interface Taken {
  readonly change: Partial<Pick<RunningSum, 'keys' | 'sharers' | 'held' | 'wordsHash' | 'survivors'>>;
  readonly say?: SiteMessage;
  /** Why the site leaves with what it says. */
  readonly leaves?: ConsiliumError;
}

/** Takes in an event whose turn it is. @throws ConsiliumError why the site leaves */
export function take(state: RunningSum, event: KeptEvent, signer: Signer): Taken {
  switch (event.t) {
    case 'keys-of-all':
      return share(state, event.messages, signer);
    case 'shares-of-all':
      return hold(state, event, signer);
    case 'stored': {
      const sharersHash = sharersHashAt(state, signer.context);
      const message = { site: state.site, sharersHash, wordsHash: event.wordsHash };
      return { change: { wordsHash: event.wordsHash }, say: { t: 'masked', ...maskedMessage.signed(signer, message) } };
    }
    case 'survivors':
      return agree(state, event.messages, signer);
    default:
      return assertNever(event);
  }
}

/** By what an event is known when it comes again. */
export function heardOf(event: KeptEvent, context: Uint8Array): string {
  switch (event.t) {
    case 'keys-of-all':
      return keysHashOf(context, event.messages).toString('hex');
    case 'shares-of-all':
      return sharesHeard(event).toString('hex');
    case 'stored':
      return Buffer.from(event.wordsHash).toString('hex');
    case 'survivors':
      return survivorsHashOf(context, new Uint8Array(), event.messages).toString('hex');
    default:
      return assertNever(event);
  }
}

function sharesHeard({ sharers, messages }: Extract<SiteEvent, { t: 'shares-of-all' }>): Buffer {
  const shares = messages.flatMap(({ from, to, sealed, hashes }) => [from, to, sealed, hashes.self, hashes.pair]);
  return hashFields('heard', sharers.length, ...sharers, ...shares);
}

/** Checks who takes part, and shares this site's secrets among them. */
function share(state: RunningSum, messages: readonly KeysMessage[], signer: Signer): Taken {
  const { terms, site, secrets, opening } = state;
  const { roster } = terms;
  const { context, checked } = signer;
  requireOrder(
    state,
    messages.map((message) => message.site),
    terms.sites,
  );
  if (!(messages.length >= roster.minimum))
    throw aborted(`${messages.length} sites with keys, and the roster demands ${roster.minimum}`);
  const said = opening.t === 'keys' ? opening : undefined;
  for (const message of messages)
    if (!keysMessage.holds({ roster, context, checked }, message, said))
      throw aborted(`the keys of ${message.site} are not signed by it`);
  if (!messages.some((message) => message.site === site)) throw aborted('the keys of this site were left out');
  const exchange = exchangeOf(roster, context, messages);
  const shares = ownShares(exchange, site, secrets, shareThreshold(messages.length, roster.colluding));
  const key = agreementKey(secrets.agreement);
  const sealed = exchange.graph.neighbours(site).map((to): SealedShares => {
    const { agreement, masking } = exchange.keysOf(to);
    if (!isAgreementKey(agreement) || !isAgreementKey(masking)) throw aborted(`the keys of ${to} are no keys`);
    const theirs = known(shares.get(to), 'shares');
    return { from: site, to, sealed: sealShares(exchange, site, to, key, theirs), hashes: hashesOf(context, to, theirs) };
  });
  const kept = known(shares.get(site), 'shares');
  const shared = { site, keysHash: exchange.keysHash, own: hashesOf(context, site, kept), messages: sealed };
  return {
    change: { keys: messages, held: [kept] },
    say: { t: 'shares', ...sharesMessage.signed(signer, shared) },
  };
}

/** Checks and keeps the shares of others. Where some are wrong the site says whose, and leaves: it has read and paid nothing yet. */
function hold(state: RunningSum, event: Extract<SiteEvent, { t: 'shares-of-all' }>, signer: Signer): Taken {
  const { terms, site, secrets, held } = state;
  const { sharers, messages } = event;
  const exchange = exchangeAt(state, signer.context);
  requireOrder(state, sharers, exchange.sites);
  if (!(sharers.length >= terms.roster.minimum))
    throw aborted(`${sharers.length} sites have shared their secrets, and the roster demands ${terms.roster.minimum}`);
  if (!sharers.includes(site)) throw aborted('this site was left out of those who shared');
  const near = new Set(exchange.graph.neighbours(site));
  const expected = sharers.filter((other) => near.has(other));
  const threshold = shareThreshold(exchange.sites.length, terms.roster.colluding);
  if (expected.length + 1 < threshold)
    throw aborted(`${expected.length} neighbours have shared, too few for a threshold of ${threshold}`);
  requireTogether(exchange, sharers, threshold);
  if (messages.length !== expected.length) throw aborted('not every neighbour that shared has shared with this site');
  const key = agreementKey(secrets.agreement);
  if (messages.some(({ from, to }, i) => from !== expected[i] || to !== site))
    throw aborted('shares for another site, or in another order');
  const received = messages.map((message) => openedShares(exchange, site, key, message));
  const accused = expected.filter((_, i) => received[i] === undefined);
  if (accused.length === 0)
    return { change: { sharers, held: [...known(held, 'shares'), ...received.filter((shares) => shares !== undefined)] } };
  const said = { site, sharersHash: sharersHashOf(signer.context, exchange.keysHash, sharers), accused };
  return {
    change: {},
    say: { t: 'complaint', ...complaintMessage.signed(signer, said) },
    leaves: aborted(
      `the shares of ${accused.join(', ')} do not open, or are not those that were signed: they were changed, or made under other keys`,
    ),
  };
}

/** The shares of another site, `undefined` where they are not what that site is bound to. */
function openedShares(exchange: Exchange, site: string, key: KeyPair, message: SealedShares): HeldShares | undefined {
  const { from, sealed, hashes } = message;
  let shares: HeldShares;
  try {
    shares = openShares(exchange, from, site, key, sealed);
  } catch (error) {
    if (isConsiliumError(error, 'SEAL_BROKEN')) return undefined;
    throw error;
  }
  const { self, pair } = hashesOf(exchange.context, site, shares);
  return Buffer.compare(self, hashes.self) === 0 && Buffer.compare(pair, hashes.pair) === 0 ? shares : undefined;
}

/** Checks who is left, and signs this one list. */
function agree(state: RunningSum, messages: readonly MaskedMessage[], signer: Signer): Taken {
  const { terms, site, wordsHash, sharers } = state;
  const { context, checked } = signer;
  const sharersHash = sharersHashAt(state, context);
  requireOrder(
    state,
    messages.map((message) => message.site),
    known(sharers, 'sharers'),
  );
  const least = fewestSurvivors(terms);
  const said = saidTo(state, 'stored', 'masked');
  if (!(messages.length >= least)) throw aborted(`${messages.length} sites are left, and their noise needs ${least}`);
  for (const message of messages) {
    if (!maskedMessage.holds({ roster: terms.roster, context, checked }, message, said))
      throw aborted(`the vector of ${message.site} is not signed by it`);
    if (!sharersHash.equals(message.sharersHash)) throw aborted(`${message.site} knows others who shared than this site`);
  }
  const exchange = exchangeAt(state, context);
  requireTogether(
    exchange,
    messages.map((message) => message.site),
    shareThreshold(exchange.sites.length, terms.roster.colluding),
  );
  const own = messages.find((message) => message.site === site);
  if (own === undefined) throw aborted('this site was left out of the sum');
  if (!Buffer.from(known(wordsHash, 'words')).equals(own.wordsHash)) throw aborted('the vector of this site was exchanged');
  const survivorsHash = survivorsHashOf(context, sharersHash, messages);
  return {
    change: { survivors: messages },
    say: { t: 'agreement', ...agreementMessage.signed(signer, { site, survivorsHash }) },
  };
}

/**
 * Once enough have signed the same list: of each site that shared, one of its two shares, by whether it is on the list. Signatures only say
 * when: what is opened follows from the list that this site has signed, and is the same words by whatever signatures.
 *
 * @throws ConsiliumError why the site leaves
 */
export function open(state: RunningSum, messages: readonly AgreementMessage[], signer: Signer): SiteMessage {
  const { terms, site, keys, survivors, held } = state;
  const { context, checked } = signer;
  const survivorsHash = survivorsHashAt(state, context);
  const left = new Set(known(survivors, 'survivors').map((message) => message.site));
  requireOrder(
    state,
    messages.map((message) => message.site),
    [...left],
  );
  const enough = agreementThreshold(known(keys, 'keys').length, terms.roster.colluding);
  if (!(messages.length >= enough)) throw aborted(`${messages.length} sites agree on who is left, too few: ${enough} must`);
  const said = saidTo(state, 'survivors', 'agreement');
  // What is more than enough changes nothing.
  for (const message of messages.slice(0, enough)) {
    if (!agreementMessage.holds({ roster: terms.roster, context, checked }, message, said))
      throw aborted(`the word of ${message.site} is not signed by it`);
    if (!survivorsHash.equals(message.survivorsHash)) throw aborted(`${message.site} knows other survivors than this site`);
  }
  const shares = known(held, 'shares').map(
    ({ of, self, pair }): OpenedShare => (left.has(of) ? { of, kind: 'self', bytes: self } : { of, kind: 'pair', bytes: pair }),
  );
  return { t: 'unmask', ...unmaskMessage.signed(signer, { site, survivorsHash, shares }) };
}

/** What this site has said to an event. */
function saidTo<T extends SiteMessage['t']>(
  { taken }: RunningSum,
  event: SiteEvent['t'],
  t: T,
): Extract<SiteMessage, { readonly t: T }> | undefined {
  const said = taken[ORDER.indexOf(event)]?.say;
  return said?.t === t ? (said as Extract<SiteMessage, { readonly t: T }>) : undefined;
}

/** Names stand in the order of the roster, each once, and all are among `those`. */
function requireOrder({ terms }: RunningSum, names: readonly string[], those: readonly string[]): void {
  const allowed = new Set(those);
  let last = 0;
  for (const name of names) {
    const number = siteNumber(terms.roster, name) ?? 0;
    if (!allowed.has(name) || number <= last) throw aborted(`${name} does not belong here, or appears twice or out of order`);
    last = number;
  }
}

/** Nobody but a colluding site is cut off from the others by those that are missing: else there would be two sums. */
function requireTogether({ graph }: Exchange, left: readonly string[], threshold: number): void {
  if (!graph.holdsTogether(left, threshold))
    throw aborted('so many are missing in one place that the sum could fall apart in two');
}

function exchangeAt({ terms, keys }: RunningSum, context: Uint8Array): Exchange {
  return exchangeOf(terms.roster, context, known(keys, 'keys'));
}

function sharersHashAt(state: RunningSum, context: Uint8Array): Buffer {
  return sharersHashOf(context, exchangeAt(state, context).keysHash, known(state.sharers, 'sharers'));
}

function survivorsHashAt(state: RunningSum, context: Uint8Array): Buffer {
  return survivorsHashOf(context, sharersHashAt(state, context), known(state.survivors, 'survivors'));
}

function aborted(message: string): ConsiliumError<'SECURE_SUM_ABORTED'> {
  return new ConsiliumError({ code: 'SECURE_SUM_ABORTED', message });
}

/** What an earlier step has left for this one. */
function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: `this step of a sum needs ${what}` });
  return value;
}
