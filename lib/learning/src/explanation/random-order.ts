import { type Randomness, uniform53 } from '@consilium/core';

/** The whole numbers below `length` in an order drawn evenly from all orders (Fisher and Yates). */
export function randomOrder(length: number, random: Randomness): number[] {
  const order = Array.from({ length }, (_, i) => i);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(uniform53(random) * (last + 1));
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}
