import { timingSafeEqual } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import { type CoordinatorState, exchangeIn } from './coordinator-state.ts';
import { type Exchange, pairMask, selfMask } from './exchange.ts';
import { agreementKey } from './keys.ts';
import type { Mask } from './mask-stream.ts';
import { commitmentTo, type OpenedShare, type UnmaskMessage } from './messages.ts';
import { shareThreshold } from './neighbours.ts';
import { joinSecret, type Share } from './shamir.ts';

/** How the opening of a sum ends. `closed`: with the error that names the sites whose secrets stay closed. */
export type Opening =
  | { readonly t: 'open'; readonly masks: readonly Mask[] }
  | {
      readonly t: 'closed';
      readonly error: ConsiliumError<'SECURE_SUM_ABORTED'>;
      /** Those of them whose own signatures show that their shares are no sharing of what they committed to. */
      readonly proven: readonly string[];
    };

/**
 * What is left on the sum of the survivors' vectors, to be added to it: the survivors' own masks, and the masks that they share with sites
 * that dropped after sharing. Every secret is checked against what its site committed to.
 *
 * @throws ConsiliumError `SECURE_SUM_ABORTED` naming the sites whose secrets stay closed
 */
export function masksLeft(state: Opened): readonly Mask[] {
  const opening = openMasks(state);
  for (;;) {
    const step = opening.next();
    if (step.done !== true) continue;
    if (step.value.t === 'closed') throw step.value.error;
    return step.value.masks;
  }
}

/** {@link masksLeft} site by site, for who has other things to do in between. */
export function* openMasks(state: Opened): Generator<void, Opening> {
  const exchange = exchangeIn(state);
  const threshold = shareThreshold(exchange.sites.length, state.terms.roster.colluding);
  const survivors = state.survivors.map(({ site }) => site);
  const stayed = new Set(survivors);
  const opened = new Map<string, Map<number, Share>>();
  for (const message of state.unmaskings) {
    addShares(opened, message, exchange.numberOf(message.site));
    yield;
  }
  const masks: Mask[] = [];
  const closed: Closed[] = [];
  for (const site of state.sharers) {
    const kind = stayed.has(site) ? 'self' : 'pair';
    const shares = [...(opened.get(`${kind}/${site}`)?.values() ?? [])];
    const others = exchange.graph.neighbours(site).filter((other) => stayed.has(other));
    if (kind === 'pair' && others.length === 0) continue;
    const seed = joined(shares, threshold, (secret) => isSeedOf(exchange, site, kind, secret));
    if (seed === undefined) closed.push({ site, shares: shares.length });
    else if (kind === 'self') masks.push({ key: selfMask(exchange, site, seed), sign: -1 });
    else masks.push(...pairsOf(exchange, site, seed, others));
    yield;
  }
  return closed.length > 0 ? unopened(closed, threshold) : { t: 'open', masks };
}

type Opened = Extract<CoordinatorState, { t: 'opened' }>;

/** A site whose secret did not come out of so many shares. */
interface Closed {
  readonly site: string;
  readonly shares: number;
}

/** Every share was checked on its way against what its site is bound to: enough of them, and the site has shared wrongly. */
function unopened(closed: readonly Closed[], threshold: number): Opening {
  const proven = closed.filter(({ shares }) => shares >= threshold).map(({ site }) => site);
  const lies = proven.map((site) => `the shares of ${site} are by its own signature no sharing of its secret`);
  const few = closed.find(({ shares }) => shares < threshold);
  const others = closed.length - proven.length - 1;
  const lack =
    few === undefined
      ? []
      : [
          `the mask of ${few.site} cannot be opened: ${few.shares} shares, ${threshold} are needed${others > 0 ? `; nor those of ${others} others` : ''}`,
        ];
  const message = [...lies, ...lack].join('; ');
  return { t: 'closed', error: new ConsiliumError({ code: 'SECURE_SUM_ABORTED', message }), proven };
}

/** The masks that survivors share with a site that dropped: what it would have added takes away what they did. */
function pairsOf(exchange: Exchange, site: string, seed: Uint8Array, others: readonly string[]): readonly Mask[] {
  const own = agreementKey(seed);
  return others.map((other) => pairMask(exchange, site, own, other));
}

/** Whether this is the secret that a site has committed to. */
function isSeedOf(exchange: Exchange, site: string, kind: OpenedShare['kind'], secret: Uint8Array): boolean {
  const { commitment, masking } = exchange.keysOf(site);
  return kind === 'self'
    ? same(commitmentTo(exchange.context, site, secret), commitment)
    : same(agreementKey(secret).publicKey, masking);
}

/** Adds what one holder has opened of sites' secrets, of each one share. */
function addShares(opened: Map<string, Map<number, Share>>, { shares }: UnmaskMessage, holder: number): void {
  for (const { of, kind, bytes } of shares) {
    const name = `${kind}/${of}`;
    const there = opened.get(name) ?? new Map<number, Share>();
    if (there.size === 0) opened.set(name, there);
    if (!there.has(holder)) there.set(holder, { holder, bytes });
  }
}

/**
 * The secret of enough shares, or `undefined`. Of a site that has shared wrongly some neighbouring shares may give it all the same, which saves
 * the sum.
 */
function joined(shares: readonly Share[], threshold: number, isRight: (secret: Uint8Array) => boolean): Buffer | undefined {
  for (let first = 0; first < shares.length && shares.length >= threshold; first++) {
    const secret = joinSecret([...shares.slice(first), ...shares.slice(0, first)], threshold);
    if (isRight(secret)) return secret;
  }
  return undefined;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
