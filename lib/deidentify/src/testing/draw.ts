import { type Randomness, uniform53 } from '@consilium/core';

/** A whole number below `below`. */
export function integer(random: Randomness, below: number): number {
  return Math.floor(uniform53(random) * below);
}

/** One of a list. */
export function pick<T>(random: Randomness, from: readonly T[]): T {
  return from[integer(random, from.length)] as T;
}

/** So many digits. @param first what the first one is; any unless given */
export function digits(random: Randomness, count: number, first?: string): string {
  const drawn = Array.from({ length: count }, () => String(integer(random, 10))).join('');
  return first === undefined ? drawn : `${first}${drawn.slice(1)}`;
}

/** A whole number from `low` to `high`, both included. */
export function between(random: Randomness, low: number, high: number): number {
  return low + integer(random, high - low + 1);
}
