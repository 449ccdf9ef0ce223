import { createHmac } from 'node:crypto';

/** Bytes of the key of a commitment. */
export const COMMITMENT_KEY_BYTES = 32;

/**
 * Binds a log to what it is now, without a word on what that is: HMAC-SHA-256 of its signed checkpoint under a random key that is used once.
 * As long as the key is secret this is 32 random bytes to everybody else, whatever the checkpoint says (docs/proofs/guarantee.md, P25);
 * with key and checkpoint in hand anybody can make it again, and for no other checkpoint.
 *
 * @param key of {@link COMMITMENT_KEY_BYTES}
 */
export function commitTo(checkpoint: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(checkpoint, 'utf8').digest();
}
