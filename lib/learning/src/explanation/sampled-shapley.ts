import type { Randomness } from '@consilium/core';
import { type Attribution, Mixtures, type Question } from './attribution.ts';
import { randomOrder } from './random-order.ts';

/** When a sampled answer is good enough. */
export interface Precision {
  /** Largest standard error of any group, by output. */
  readonly standardErrors: readonly number[];
  /** Most permutations, whatever the error is then. */
  readonly permutations: number;
}

/** Two orders, each with all its steps, for every row of the background: after so many times an error can be stated. */
const LEAST_CYCLES = 2;

/**
 * Shapley values of groups of inputs by sampled orders, for more groups than {@link exactShapley} can ask about: the mean of what a group adds when
 * the groups become known in a random order (Castro, Gómez and Tejada, "Polynomial calculation of the Shapley value based on sampling", 2009), each order
 * paired with its reverse (Mitchell, Cooper, Frank and Holmes, "Sampling permutations for Shapley value estimation", 2022, section 4.1).
 *
 * Every row of the background is used equally often, so that base and values add up to the output but for rounding. The error that is stated takes
 * pairs for independent, and is rather too large for it.
 *
 * @param random seeded by what is explained: the same row has the same answer
 */
export function sampledShapley(question: Question, random: Randomness, precision: Precision): Attribution {
  const { groups, outputs } = question;
  const mixtures = new Mixtures(question);
  const { backgrounds } = mixtures;
  const tally = new Tally(groups.length * outputs);
  const base = new Array<number>(outputs).fill(0);
  const output = new Array<number>(outputs).fill(0);
  for (let cycles = 1; ; cycles++) {
    for (let from = 0; from < backgrounds; ) {
      const count = Math.min(mixtures.perCall(2 * (groups.length + 1)), backgrounds - from);
      addPairs(mixtures, groups.length, { from, count }, random, { tally, base, output });
      from += count;
    }
    const permutations = 2 * cycles * backgrounds;
    const errors = tally.standardErrors();
    const enough = errors.every((error, i) => error <= (precision.standardErrors[i % outputs] ?? Number.POSITIVE_INFINITY));
    if ((cycles < LEAST_CYCLES || !enough) && permutations < precision.permutations) continue;
    const rounds = cycles * backgrounds;
    return {
      output: output.map((sum) => sum / rounds),
      base: base.map((sum) => sum / rounds),
      values: byGroup(tally.means(), outputs),
      standardErrors: byGroup(errors, outputs),
      asked: permutations,
    };
  }
}

interface Sums {
  readonly tally: Tally;
  /** Sums over pairs, by output. */
  readonly base: number[];
  readonly output: number[];
}

/** Asks a pair of orders for each of some rows of the background, in one call of the model. */
function addPairs(
  mixtures: Mixtures,
  m: number,
  { from, count }: { readonly from: number; readonly count: number },
  random: Randomness,
  { tally, base, output }: Sums,
): void {
  const { width, outputs } = mixtures;
  const steps = m + 1;
  const rows = new Float32Array(count * 2 * steps * width);
  const orders = Array.from({ length: count }, () => randomOrder(m, random));
  for (const [i, order] of orders.entries()) {
    for (const [half, groups] of [order, order.toReversed()].entries()) {
      const first = (2 * i + half) * steps;
      for (let step = 0; step <= m; step++) {
        mixtures.putBackground(rows, first + step, from + i, 1);
        for (let known = 0; known < step; known++) mixtures.putGroup(rows, first + step, groups[known] as number);
      }
    }
  }
  const said = mixtures.ask(rows);
  const added = new Float64Array(m * outputs);
  for (const [i, order] of orders.entries()) {
    added.fill(0);
    for (const [half, groups] of [order, order.toReversed()].entries()) {
      const first = (2 * i + half) * steps;
      for (const [step, group] of groups.entries()) {
        for (let k = 0; k < outputs; k++) {
          const change = (said[(first + step + 1) * outputs + k] as number) - (said[(first + step) * outputs + k] as number);
          added[group * outputs + k] = (added[group * outputs + k] as number) + change / 2;
        }
      }
    }
    tally.add(added);
    for (let k = 0; k < outputs; k++) {
      const start = 2 * i * steps;
      base[k] = (base[k] as number) + (said[start * outputs + k] as number);
      output[k] = (output[k] as number) + (said[(start + m) * outputs + k] as number);
    }
  }
}

/** Means and their standard errors, in one pass (Welford 1962). */
class Tally {
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  #count = 0;

  constructor(length: number) {
    this.#means = new Float64Array(length);
    this.#squares = new Float64Array(length);
  }

  add(values: Float64Array): void {
    this.#count += 1;
    for (const [i, value] of values.entries()) {
      const before = value - (this.#means[i] as number);
      this.#means[i] = (this.#means[i] as number) + before / this.#count;
      this.#squares[i] = (this.#squares[i] as number) + before * (value - (this.#means[i] as number));
    }
  }

  means(): readonly number[] {
    return [...this.#means];
  }

  standardErrors(): readonly number[] {
    const n = this.#count;
    return Array.from(this.#squares, (square) => (n < 2 ? Number.POSITIVE_INFINITY : Math.sqrt(square / (n - 1) / n)));
  }
}

function byGroup(flat: readonly number[], outputs: number): number[][] {
  return Array.from({ length: flat.length / outputs }, (_, group) => flat.slice(group * outputs, (group + 1) * outputs));
}
