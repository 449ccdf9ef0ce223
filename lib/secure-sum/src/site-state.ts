import { ConsiliumError, fromUnknown } from '@consilium/core';
import { type Exchange, exchangeOf, pairMask, selfMask } from './exchange.ts';
import { agreementKey, type KeyPair } from './keys.ts';
import type { Mask } from './mask-stream.ts';
import type { CheckedSignatures } from './checked-signatures.ts';
import { commitmentTo, keysMessage, type SiteMessage } from './messages.ts';
import type { SiteSecrets } from './site-secrets.ts';
import { heardOf, open, take } from './site-steps.ts';
import { ORDER, type RunningSum, type SiteEvent } from './site-sum.ts';
import { checkTerms, contextOf, type Terms } from './terms.ts';

/** A site's side of one sum. `left`: its secrets are gone, and nothing more is said but, again, what it left with. */
export type SiteState = RunningSum | { readonly t: 'left'; readonly error: ConsiliumError; readonly complaint?: SiteMessage };

/** A state to write down, and what may be said once it is written. */
export interface SiteStep {
  readonly state: SiteState;
  readonly say?: SiteMessage;
}

/**
 * Begins a sum. The caller has seen to it that no sum of this run, round, attempt and kind was ever begun, and that the base model follows
 * from the parent transcript.
 *
 * @param key the site's long-term signing key, the one on the roster
 * @param checked signatures that this site need not look at again
 * @throws ConsiliumError `SECURE_SUM_REFUSED`, `ROSTER_INVALID`: nothing was said
 */
export function begin(terms: Terms, site: string, key: KeyPair, secrets: SiteSecrets, checked?: CheckedSignatures): SiteStep {
  checkTerms(terms, site);
  const context = contextOf(terms);
  const message = keysMessage.signed(
    { site, context, key, checked },
    {
      site,
      agreement: agreementKey(secrets.agreement).publicKey,
      masking: agreementKey(secrets.masking).publicKey,
      commitment: commitmentTo(context, site, secrets.selfMask),
      nonce: secrets.nonce,
    },
  );
  const say: SiteMessage = { t: 'keys', ...message };
  return { state: { t: 'running', terms, site, secrets, opening: say, taken: [] }, say };
}

/**
 * What a site does with an event: pure, everything comes in and goes out by value. What it has taken in before gets the same answer;
 * anything that an honest coordinator would not have sent makes it leave, with the reason. It may say something only after the state is on
 * disk.
 *
 * @param checked signatures that this site need not look at again
 */
export function next(state: SiteState, event: SiteEvent, key: KeyPair, checked?: CheckedSignatures): SiteStep {
  if (state.t === 'left') return state.complaint === undefined ? { state } : { state, say: state.complaint };
  const context = contextOf(state.terms);
  const signer = { site: state.site, context, key, checked };
  if (event.t === 'agreements') {
    if (state.survivors === undefined) return leave(`received ${event.t} before ${ORDER[state.taken.length] ?? 'survivors'}`);
    try {
      return { state, say: open(state, event.messages, signer) };
    } catch (error) {
      return { state: { t: 'left', error: fromUnknown(error) } };
    }
  }
  const place = ORDER.indexOf(event.t);
  const heard = heardOf(event, context);
  const before = state.taken[place];
  if (before !== undefined) {
    if (before.heard !== heard) return leave(`received two different lists as ${event.t}`);
    return before.say === undefined ? { state } : { state, say: before.say };
  }
  // An honest coordinator waits for what comes before.
  if (place !== state.taken.length) return leave(`received ${event.t} before ${ORDER[state.taken.length] ?? 'the end'}`);
  try {
    const { change, say, leaves } = take(state, event, signer);
    const spoken = say === undefined ? {} : { say };
    if (leaves !== undefined)
      return { state: { t: 'left', error: leaves, ...(say === undefined ? {} : { complaint: say }) }, ...spoken };
    return { state: { ...state, ...change, taken: [...state.taken, { heard, ...spoken }] }, ...spoken };
  } catch (error) {
    return { state: { t: 'left', error: fromUnknown(error) } };
  }
}

/** Whether a sum waits for this site's vector to be stored: that it is, follows from what is kept of updates. */
export function awaitsVector(state: SiteState): boolean {
  return state.t === 'running' && state.taken.length === ORDER.indexOf('stored');
}

/** A site that goes on no further by its own decision. */
export function leave(reason: string): SiteStep {
  return { state: { t: 'left', error: new ConsiliumError({ code: 'SECURE_SUM_ABORTED', message: reason }) } };
}

/**
 * Masks that a site puts on its vector: its own, and one with each neighbour that shared.
 *
 * @throws ConsiliumError `INTERNAL` before the shares of all are there
 */
export function masksOf(state: RunningSum): readonly Mask[] {
  const { site, secrets, sharers, keys, terms } = state;
  if (sharers === undefined || keys === undefined)
    throw new ConsiliumError({ code: 'INTERNAL', message: 'there are no masks before the shares of all' });
  const exchange: Exchange = exchangeOf(terms.roster, contextOf(terms), keys);
  const shared = new Set(sharers);
  const others = exchange.graph.neighbours(site).filter((other) => shared.has(other));
  const own = agreementKey(secrets.masking);
  return [
    { key: selfMask(exchange, site, secrets.selfMask), sign: 1 },
    ...others.map((other) => pairMask(exchange, site, own, other)),
  ];
}
