import { type Randomness, shuffle, uniform53 } from '@consilium/core';

/**
 * Hands out values to rows in the shares of `weights`: each value to the whole part of its share, what is left over by chance, in an order by
 * chance. So rows differ from their model by less than independent draws would.
 *
 * @param weights not negative; all alike where all are 0
 */
export function handOut(rows: number, weights: ArrayLike<number>, random: Randomness): Uint16Array {
  const shares = Float64Array.from(weights);
  const total = shares.reduce((a, b) => a + b, 0);
  if (!(total > 0)) return handOut(rows, new Float64Array(shares.length).fill(1), random);
  const out = new Uint16Array(rows);
  const rest = new Float64Array(shares.length);
  let filled = 0;
  for (const [value, share] of shares.entries()) {
    const exact = (share / total) * rows;
    const whole = Math.min(Math.floor(exact), rows - filled);
    out.fill(value, filled, filled + whole);
    filled += whole;
    rest[value] = Math.max(0, exact - whole);
  }
  for (; filled < rows; filled++) {
    const value = draw(rest, random);
    out[filled] = value;
    rest[value] = 0;
  }
  shuffle(out, random);
  return out;
}

/** A value by its weight; with no weight left, any. */
function draw(weights: Float64Array, random: Randomness): number {
  const total = weights.reduce((a, b) => a + b, 0);
  if (!(total > 0)) return Math.floor(uniform53(random) * weights.length);
  let at = uniform53(random) * total;
  let last = 0;
  for (const [value, weight] of weights.entries()) {
    if (weight <= 0) continue;
    last = value;
    at -= weight;
    if (at < 0) break;
  }
  return last;
}
