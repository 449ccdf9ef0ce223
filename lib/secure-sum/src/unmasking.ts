import { timingSafeEqual } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import { type CoordinatorState, exchangeIn } from './coordinator-state.ts';
import { type Exchange, pairMask, selfMask } from './exchange.ts';
import { agreementKey } from './keys.ts';
import type { Mask } from './mask-stream.ts';
import { commitmentTo, type OpenedShare, type UnmaskMessage } from './messages.ts';
import { shareThreshold } from './neighbours.ts';
import { joinSecret, type Share } from './shamir.ts';
import { correctedSecret } from './shamir-errors.ts';

/**
 * What is left on the sum of the survivors' vectors, to be added to it: the survivors' own masks, and the masks that they share with sites
 * that dropped after sharing. Every secret is checked against what its site committed to.
 *
 * @throws ConsiliumError `SECURE_SUM_ABORTED` naming a site whose secret too few opened, or opened wrongly
 */
export function masksLeft(state: Extract<CoordinatorState, { t: 'opened' }>): readonly Mask[] {
  const exchange = exchangeIn(state);
  const threshold = shareThreshold(exchange.sites.length, state.terms.roster.colluding);
  const survivors = state.survivors.map(({ site }) => site);
  const stayed = new Set(survivors);
  const opened = sharesBySite(exchange, state.unmaskings);
  const own = survivors.map((site): Mask => {
    const committed = exchange.keysOf(site).commitment;
    const seed = joined(site, opened(site, 'self'), threshold, (secret) =>
      same(commitmentTo(exchange.context, site, secret), committed),
    );
    return { key: selfMask(exchange, site, seed), sign: -1 };
  });
  const dropped = state.sharers.filter((site) => !stayed.has(site));
  return [...own, ...dropped.flatMap((site) => pairsOf(exchange, site, stayed, opened(site, 'pair'), threshold))];
}

/** What was opened of each site's secrets, of each holder one. */
function sharesBySite(exchange: Exchange, unmaskings: readonly UnmaskMessage[]) {
  const found = new Map<string, Map<number, Share>>();
  for (const { site, shares } of unmaskings)
    for (const { of, kind, bytes } of shares) {
      const name = `${kind}/${of}`;
      const there = found.get(name) ?? new Map<number, Share>();
      const holder = exchange.numberOf(site);
      if (!there.has(holder)) found.set(name, there.set(holder, { holder, bytes }));
    }
  return (of: string, kind: OpenedShare['kind']): readonly Share[] => [...(found.get(`${kind}/${of}`)?.values() ?? [])];
}

/** The masks that survivors share with a site that dropped: what it would have added takes away what they did. */
function pairsOf(
  exchange: Exchange,
  site: string,
  stayed: ReadonlySet<string>,
  shares: readonly Share[],
  threshold: number,
): readonly Mask[] {
  const others = exchange.graph.neighbours(site).filter((other) => stayed.has(other));
  if (others.length === 0) return [];
  const { masking } = exchange.keysOf(site);
  const seed = joined(site, shares, threshold, (secret) => same(agreementKey(secret).publicKey, masking));
  const own = agreementKey(seed);
  return others.map((other) => pairMask(exchange, site, own, other));
}

/**
 * The secret of enough shares. Where some are wrong, other groups of neighbouring shares are tried, so that one liar does not stop a sum with
 * one share to spare, and then all are corrected by each other, for as many liars as half of those to spare.
 */
function joined(site: string, shares: readonly Share[], threshold: number, isRight: (secret: Uint8Array) => boolean): Buffer {
  for (let first = 0; first < shares.length && shares.length >= threshold; first++) {
    const secret = joinSecret([...shares.slice(first), ...shares.slice(0, first)], threshold);
    if (isRight(secret)) return secret;
  }
  const corrected = shares.length > threshold ? correctedSecret(shares, threshold) : undefined;
  if (corrected !== undefined && isRight(corrected)) return corrected;
  throw new ConsiliumError({
    code: 'SECURE_SUM_ABORTED',
    message: `the mask of ${site} cannot be opened: ${shares.length} shares, ${threshold} right ones are needed`,
  });
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
