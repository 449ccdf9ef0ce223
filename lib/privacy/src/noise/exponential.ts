/** A non-negative rational number in exact integers. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The exact rational value of a finite non-negative double. */
export function exactRational(value: number): Rational {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const field = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  const significand = field === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = Math.max(field, 1) - 1075;
  return exponent >= 0
    ? { numerator: significand << BigInt(exponent), denominator: 1n }
    : { numerator: significand, denominator: 1n << BigInt(-exponent) };
}

/** The leading 32 bits of ln 2 (so that a small integer times it is exact) and the rest: ln 2 = high + low to 2^-86. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Beyond this the result is reported as 0; the true value is below 2^-1000. */
const LARGEST_EXPONENT = 693;
const RECIPROCALS = Float64Array.from({ length: 20 }, (_, n) => 1 / (n + 1));
const HALVINGS = (() => {
  const powers = new Float64Array(1001);
  let value = 1;
  for (let k = 0; k <= 1000; k++, value *= 0.5) powers[k] = value;
  return powers;
})();

/**
 * exp(-r) for r >= 0 in doubles: relative error below 2^-48 for r <= 693, and 0 beyond, where the true value is below 2^-999.
 *
 * ECMAScript leaves the accuracy of `Math.exp` open, so the samplers do not build on it: this uses only operations that
 * IEEE 754 rounds correctly, and so returns the same double on every machine. Cody-Waite reduction by ln 2, then the
 * Taylor series to degree 20 (remainder below 2^-77 at ln 2) in Horner form, then an exact power of two.
 */
export function expNegative(r: number): number {
  if (r > LARGEST_EXPONENT) return 0;
  const k = Math.floor(r * 1.4426950408889634);
  const f = r - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = 19; n >= 0; n--) sum = 1 - f * (RECIPROCALS[n] as number) * sum;
  return sum * (HALVINGS[k] as number);
}

/** Integer bounds on a real number `v`: `low <= v * 2^bits <= high`. */
export interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * Rigorous bounds on exp(-r) * 2^bits, at most 2^-31 apart before they are rounded outward to integers.
 *
 * Fixed point with `bits + 64` fraction bits: r is halved until it is below 2^-8, the alternating Taylor series is summed
 * with every quotient rounded down (each term off by less than 2 units), and the result is squared back; each squaring of a
 * value in [0, 1] at most doubles the error and adds one unit.
 */
export function expNegativeBounds(r: Rational, bits: number): Bounds {
  const whole = r.numerator / r.denominator;
  const size = BigInt(whole.toString(2).length);
  // exp(-r) < 2^-bits when r >= bits: no need to compute what rounds to [0, 1].
  if (whole >= BigInt(bits)) return { low: 0n, high: 1n };
  const halvings = size + 8n;
  const fraction = BigInt(bits + 64);
  const one = 1n << fraction;
  const x = (r.numerator << fraction) / (r.denominator << halvings);
  let sum = one;
  let term = one;
  let n = 0n;
  while (term > 0n) {
    n += 1n;
    term = (term * x) / (n << fraction);
    sum += n % 2n === 1n ? -term : term;
  }
  // x itself is low by less than a unit; so is each of the n terms (by less than 2); the omitted rest is below a unit.
  let error = 2n * n + 2n;
  let value = sum;
  for (let i = 0n; i < halvings; i++) {
    value = (value * value) >> fraction;
    error = 2n * error + 2n;
  }
  const low = value > error ? value - error : 0n;
  return { low: low >> 64n, high: ((value + error) >> 64n) + 1n };
}
