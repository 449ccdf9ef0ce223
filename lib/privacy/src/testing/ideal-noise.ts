import type { SeededRandom } from '@consilium/core';

/** A generator that gives exactly the scripted 32-bit words, in order, and then fails: for tests that steer a sampler. */
export function scriptedRandom(words: readonly number[]): SeededRandom {
  const bytes = new Uint8Array(Int32Array.from(words, (word) => word | 0).buffer);
  let at = 0;
  const stream = {
    kind: 'seeded' as const,
    fill(target: Uint8Array): void {
      // Samplers read ahead; what lies past the script must never be decided on, so it repeats a pattern that a test would notice.
      for (let i = 0; i < target.length; i++) target[i] = at < bytes.length ? (bytes[at++] as number) : 0xff;
    },
    fork(): never {
      throw new Error('a scripted generator has no forks');
    },
  };
  return stream as unknown as SeededRandom;
}

/** Pearson's chi-square of counts against expected counts, as a standard normal deviate (Wilson and Hilferty 1931). */
export function chiSquareDeviate(counts: readonly number[], expected: readonly number[]): number {
  let statistic = 0;
  for (let i = 0; i < counts.length; i++)
    statistic += ((counts[i] as number) - (expected[i] as number)) ** 2 / (expected[i] as number);
  const freedom = counts.length - 1;
  return (Math.cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
}

/** What an ideal sampler of p(x) proportional to exp(-e(|x|)) gives: expectations of bins, tails and moments. */
export interface Ideal {
  /** Probability of each of `bins` bins of `width` integers from `low`; the outer two include everything beyond. */
  readonly masses: readonly number[];
  /** P[x >= from] for each threshold asked for. */
  readonly tails: readonly number[];
  readonly variance: number;
  /** E[x^4] / variance^2. */
  readonly kurtosis: number;
}

/** Sums the distribution over |x| <= reach, smallest terms first. */
export function ideal(
  exponent: (m: number) => number,
  reach: number,
  bins: { low: number; width: number; count: number },
  tailsFrom: readonly number[],
): Ideal {
  const masses = new Array<number>(bins.count).fill(0);
  const tails = tailsFrom.map(() => 0);
  let total = 0;
  let second = 0;
  let fourth = 0;
  for (let m = reach; m >= 0; m--) {
    const p = Math.exp(-exponent(m));
    for (const x of m === 0 ? [0] : [m, -m]) {
      const bin = binOf(x, bins);
      masses[bin] = (masses[bin] as number) + p;
      total += p;
      second += p * m * m;
      fourth += p * m * m * m * m;
    }
    for (let k = 0; k < tails.length; k++) if (m >= (tailsFrom[k] as number)) tails[k] = (tails[k] as number) + p;
  }
  return {
    masses: masses.map((mass) => mass / total),
    tails: tails.map((mass) => mass / total),
    variance: second / total,
    kurtosis: (fourth * total) / (second * second),
  };
}

/** The bin of `x`. */
export function binOf(x: number, bins: { low: number; width: number; count: number }): number {
  return Math.min(bins.count - 1, Math.max(0, Math.floor((x - bins.low) / bins.width)));
}
