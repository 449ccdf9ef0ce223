import { expNegative, expNegativeBounds, type Rational } from './exponential.ts';
import type { WordReader } from './word-reader.ts';

/** Twice the error of the comparison in doubles: 2^-41 in the exponent as a double, 2^-48 relative in its exponential, 2^-53 in U. */
const DOUBT = 2 ** -37;
/** Bits of U that are drawn before anything is compared. */
const FIRST_BITS = 53;

/**
 * True with probability exactly exp(-r). A uniform number U is compared with exp(-r) in doubles where their distance is beyond every error of
 * that, and else in integers with as many further bits of U as it takes: no rounding decides.
 *
 * @param r exact; at least 0
 * @proof docs/proofs/synthetic.md#bernoulli
 */
export function bernoulliExponential(r: Rational, reader: WordReader): boolean {
  if (r.numerator === 0n) return true;
  const high = reader.next();
  const low = reader.next();
  const uniform = (high * 2 ** 21 + (low >>> 11)) * 2 ** -FIRST_BITS;
  const probability = expNegative(Number(r.numerator) / Number(r.denominator));
  if (Math.abs(uniform - probability) > DOUBT) return uniform < probability;

  let drawn = (BigInt(high) << 32n) | BigInt(low);
  let count = 64;
  for (;;) {
    const bounds = expNegativeBounds(r, count + 32);
    if ((drawn + 1n) << 32n <= bounds.low) return true;
    if (drawn << 32n >= bounds.high) return false;
    drawn = (drawn << 32n) | BigInt(reader.next());
    count += 32;
  }
}
