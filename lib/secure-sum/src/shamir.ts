import { ConsiliumError, type Randomness } from '@consilium/core';
import { divide, multiply } from './field-65536.ts';

/** Bytes of a shared secret, and of each share of it. */
export const SECRET_BYTES = 32;
const WORDS = SECRET_BYTES / 2;
/** Most holders: a share is a value at a nonzero element of the field. */
const MAX_HOLDER = 65_535;

/** One holder's share of a secret. */
export interface Share {
  /** The nonzero element at which the polynomial was evaluated: 1 to 65,535, another for each holder. */
  readonly holder: number;
  /** 32 bytes: sixteen big-endian words, one value of each word's polynomial. */
  readonly bytes: Uint8Array;
}

/**
 * Shamir's threshold scheme (How to share a secret, CACM 22(11), 1979) over the field of 65,536 elements, word by word: any `threshold`
 * shares give the secret, fewer are independent of it.
 *
 * @param secret 32 bytes
 * @param holders distinct, 1 to 65,535, at least `threshold` of them
 * @param coefficients where the other coefficients come from: uniform, used for nothing else
 * @throws ConsiliumError `PARAMETER_INVALID`
 */
export function splitSecret(
  secret: Uint8Array,
  threshold: number,
  holders: readonly number[],
  coefficients: Randomness,
): readonly Share[] {
  if (secret.length !== SECRET_BYTES) throw invalid(`a shared secret has ${SECRET_BYTES} bytes, not ${secret.length}`);
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > holders.length)
    throw invalid(`the threshold ${threshold} is not between 1 and the ${holders.length} holders`);
  requireHolders(holders);
  const random = Buffer.alloc((threshold - 1) * SECRET_BYTES);
  coefficients.fill(random);
  const constant = Buffer.from(secret);
  return holders.map((holder) => {
    const bytes = Buffer.alloc(SECRET_BYTES);
    for (let word = 0; word < WORDS; word++) {
      // Horner's rule, from the highest coefficient down to the secret.
      let value = 0;
      for (let degree = threshold - 1; degree >= 1; degree--)
        value = multiply(value ^ random.readUInt16BE((degree - 1) * SECRET_BYTES + 2 * word), holder);
      bytes.writeUInt16BE(value ^ constant.readUInt16BE(2 * word), 2 * word);
    }
    return { holder, bytes };
  });
}

/**
 * The secret of the first `threshold` shares, by Lagrange interpolation at zero. What too few or wrong shares give is some other value:
 * it is checked against something that was signed before.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for fewer shares than `threshold`, two of one holder, another length
 */
export function joinSecret(shares: readonly Share[], threshold: number): Buffer {
  if (!(shares.length >= threshold) || threshold < 1)
    throw invalid(`${shares.length} shares are fewer than the threshold ${threshold}`);
  const used = shares.slice(0, threshold);
  requireHolders(used.map(({ holder }) => holder));
  const secret = Buffer.alloc(SECRET_BYTES);
  for (const { holder, bytes } of used) {
    if (bytes.length !== SECRET_BYTES) throw invalid(`a share has ${SECRET_BYTES} bytes, not ${bytes.length}`);
    let weight = 1;
    for (const { holder: other } of used) if (other !== holder) weight = multiply(weight, divide(other, other ^ holder));
    const values = Buffer.from(bytes);
    for (let word = 0; word < WORDS; word++)
      secret.writeUInt16BE(secret.readUInt16BE(2 * word) ^ multiply(weight, values.readUInt16BE(2 * word)), 2 * word);
  }
  return secret;
}

function requireHolders(holders: readonly number[]): void {
  if (new Set(holders).size !== holders.length) throw invalid('two shares have the same holder');
  const wrong = holders.find((holder) => !Number.isInteger(holder) || holder < 1 || holder > MAX_HOLDER);
  if (wrong !== undefined) throw invalid(`a holder is a number from 1 to ${MAX_HOLDER}, not ${wrong}`);
}

function invalid(message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message });
}
