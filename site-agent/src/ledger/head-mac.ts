import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '@consilium/core';
import type { LedgerHead } from './ledger-entry.ts';

/**
 * Proof that this site itself reported a position of a population's ledger: HMAC-SHA-256 (RFC 2104), 64 hex digits. A coordinator keeps
 * positions and shows them again; without this it could make one up, and an honest ledger would look rolled back.
 *
 * The key is the split secret of the population, which serves two other purposes under prefixes of their own
 * (`lib/learning/src/data/held-out.ts`): it lies outside the ledger's folder, so that an older ledger that was restored meets the same key,
 * it is never made again by itself, and every charge of a ledger carries its fingerprint.
 *
 * @param secret split secret of the population, 32 bytes or more
 */
export function headMac(secret: Uint8Array, population: string, { seq, hash }: LedgerHead): string {
  return createHmac('sha256', secret)
    .update(`consilium/ledger-head/v1\0${canonicalJson([population, seq, hash])}`)
    .digest('hex');
}

/** Whether {@link headMac} made `mac` for this position; `false` for a text that is none. */
export function isOwnHead(secret: Uint8Array, population: string, head: LedgerHead, mac: string): boolean {
  // Such a number has no canonical form, and no ledger has come so far.
  if (!Number.isSafeInteger(head.seq)) return false;
  const expected = Buffer.from(headMac(secret, population, head), 'latin1');
  const claimed = Buffer.from(mac, 'latin1');
  return claimed.length === expected.length && timingSafeEqual(claimed, expected);
}
