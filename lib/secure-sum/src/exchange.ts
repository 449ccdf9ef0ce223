import { ConsiliumError } from '@consilium/core';
import type { Mask } from './mask-stream.ts';
import { agreedKey, derivedKey, type KeyPair } from './keys.ts';
import { type KeysMessage, keysHashOf } from './messages.ts';
import { type Graph, graphAmong } from './neighbours.ts';
import { remembered } from './remembered.ts';
import { type Roster, siteNumber } from './roster.ts';

/** What everybody who knows the keys of all knows. */
export interface Exchange {
  readonly context: Uint8Array;
  /** Hash of the keys of all; see {@link keysHashOf}. */
  readonly keysHash: Buffer;
  readonly roster: Roster;
  /** Those who advertised keys (U1), in the order of the roster. */
  readonly sites: readonly string[];
  readonly graph: Graph;
  keysOf(site: string): KeysMessage;
  /** Number of the site on the roster, from 1. */
  numberOf(site: string): number;
}

/** @param messages in the order of the roster */
export const exchangeOf: (roster: Roster, context: Uint8Array, messages: readonly KeysMessage[]) => Exchange =
  remembered(exchangeAmong);

function exchangeAmong(roster: Roster, context: Uint8Array, messages: readonly KeysMessage[]): Exchange {
  const bySite = new Map(messages.map((message) => [message.site, message]));
  const sites = messages.map(({ site }) => site);
  return {
    context,
    keysHash: keysHashOf(context, messages),
    roster,
    sites,
    graph: graphAmong(
      sites,
      messages.map(({ nonce }) => nonce),
      context,
    ),
    keysOf: (site) => known(bySite.get(site), site),
    numberOf: (site) => known(siteNumber(roster, site), site),
  };
}

/** The mask of a site alone, from its seed. */
export function selfMask(exchange: Exchange, site: string, seed: Uint8Array): Uint8Array {
  return derivedKey(seed, exchange.context, 'self-mask', site);
}

/**
 * The mask that a site shares with another: added by the one that comes first on the roster, taken away by the other, so that it vanishes
 * from the sum.
 *
 * @param own the masking key of `site`
 */
export function pairMask(exchange: Exchange, site: string, own: KeyPair, other: string): Mask {
  const [first, second] = exchange.numberOf(site) < exchange.numberOf(other) ? [site, other] : [other, site];
  const key = agreedKey(own, exchange.keysOf(other).masking, exchange.context, 'pair-mask', JSON.stringify([first, second]));
  return { key, sign: site === first ? 1 : -1 };
}

function known<T>(value: T | undefined, site: string): T {
  if (value === undefined) {
    throw new ConsiliumError({ code: 'INTERNAL', message: `site ${site} is no part of this sum` });
  }
  return value;
}
