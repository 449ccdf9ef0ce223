import { isConsiliumError } from '@consilium/core';
import type { PrivacyEvent } from '@consilium/privacy';
import type { Cost, LedgerKey } from '../ledger/index.ts';

/** Hash of the plan of {@link key}. */
export const planHash: string = 'a'.repeat(64);
/** Hash of an update. */
export const update: string = 'b'.repeat(64);

/** The first attempt of a round, with changes. */
export function key(round: number, change: Partial<LedgerKey> = {}): LedgerKey {
  return { kind: 'training', study: 'heart', run: 'run-1', round, attempt: 1, planHash, ...change };
}

/** What a round costs in tests of the ledger. */
export function event(noiseMultiplier = 1.5): PrivacyEvent {
  return { kind: 'gaussian', noiseMultiplier, steps: 1 };
}

/** Fingerprint of the split of {@link cost}. */
export const split: string = 'e'.repeat(64);

/** A charge of these events to the patients who train. */
export function cost(...events: readonly PrivacyEvent[]): Cost {
  return { part: 'training', split, events, distance: 0 };
}

/** Code and message of what an action throws; code `none` when it does not. */
export function failure(action: () => unknown): { readonly code: string; readonly message: string } {
  try {
    action();
  } catch (error) {
    if (isConsiliumError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'none', message: '' };
}
