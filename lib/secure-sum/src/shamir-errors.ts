import { divide, multiply } from './field-65536.ts';
import { SECRET_BYTES, type Share } from './shamir.ts';

/** A polynomial over the field, from its constant term up; of the zero polynomial nothing is left. */
type Polynomial = readonly number[];

const WORDS = SECRET_BYTES / 2;

/**
 * The secret of shares of which some are wrong: at most half of those beyond `threshold`, at any places. Shares are a Reed-Solomon
 * code; decoded by the extended Euclidean algorithm (Gao, A new algorithm for decoding Reed-Solomon codes, 2003). What more wrong shares give is
 * nothing or another value: it is checked against something that was signed before.
 *
 * @param shares of holders that differ, 32 bytes each
 * @returns 32 bytes, or `undefined` where more are wrong
 */
export function correctedSecret(shares: readonly Share[], threshold: number): Buffer | undefined {
  const holders = shares.map(({ holder }) => holder);
  const all = holders.reduce<Polynomial>((product, holder) => times(product, [holder, 1]), [1]);
  const basis = holders.map((holder) => {
    const others = quotient(all, [holder, 1]).whole;
    const scale = divide(1, valueAt(others, holder));
    return others.map((coefficient) => multiply(coefficient, scale));
  });
  const secret = Buffer.alloc(SECRET_BYTES);
  const values = shares.map(({ bytes }) => Buffer.from(bytes));
  for (let word = 0; word < WORDS; word++) {
    const through = new Array<number>(shares.length).fill(0);
    for (const [i, own] of basis.entries()) {
      const value = values[i]?.readUInt16BE(2 * word) ?? 0;
      for (const [k, coefficient] of own.entries()) through[k] = (through[k] ?? 0) ^ multiply(coefficient, value);
    }
    const constant = decodedConstant(all, trimmed(through), threshold);
    if (constant === undefined) return undefined;
    secret.writeUInt16BE(constant, 2 * word);
  }
  return secret;
}

/** The constant term of the one polynomial below degree `threshold` that agrees with `through` at enough roots of `all`. */
function decodedConstant(all: Polynomial, through: Polynomial, threshold: number): number | undefined {
  // Degrees are one less than lengths: stop below the mean of holders and threshold.
  const enough = (all.length - 1 + threshold) / 2;
  let [before, rest] = [all, through];
  let [factorBefore, factor]: [Polynomial, Polynomial] = [[], [1]];
  while (rest.length - 1 >= enough) {
    const { whole, left } = quotient(before, rest);
    [before, rest] = [rest, left];
    [factorBefore, factor] = [factor, plus(factorBefore, times(whole, factor))];
  }
  const { whole, left } = quotient(rest, factor);
  return left.length === 0 && whole.length <= threshold ? (whole[0] ?? 0) : undefined;
}

function trimmed(p: readonly number[]): Polynomial {
  return p.slice(0, p.findLastIndex((coefficient) => coefficient !== 0) + 1);
}

/** Addition and subtraction are the same. */
function plus(a: Polynomial, b: Polynomial): Polynomial {
  return trimmed(Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) ^ (b[i] ?? 0)));
}

function times(a: Polynomial, b: Polynomial): Polynomial {
  const product = new Array<number>(Math.max(0, a.length + b.length - 1)).fill(0);
  for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) product[i + j] = (product[i + j] ?? 0) ^ multiply(x, y);
  return trimmed(product);
}

/** `a` = `whole` `b` + `left`, with `left` of lower degree than `b`, which is not zero. */
function quotient(a: Polynomial, b: Polynomial): { readonly whole: Polynomial; readonly left: Polynomial } {
  const left = [...a];
  const whole = new Array<number>(Math.max(0, a.length - b.length + 1)).fill(0);
  for (let shift = a.length - b.length; shift >= 0; shift--) {
    const factor = divide(left[shift + b.length - 1] ?? 0, b[b.length - 1] ?? 0);
    whole[shift] = factor;
    for (const [i, y] of b.entries()) left[shift + i] = (left[shift + i] ?? 0) ^ multiply(y, factor);
  }
  return { whole: trimmed(whole), left: trimmed(left) };
}

function valueAt(p: Polynomial, x: number): number {
  return p.reduceRight((value, coefficient) => multiply(value, x) ^ coefficient, 0);
}
