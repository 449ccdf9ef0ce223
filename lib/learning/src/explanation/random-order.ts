import { type Randomness, shuffle } from '@consilium/core';

/** The whole numbers below `length` in an order drawn evenly from all orders. */
export function randomOrder(length: number, random: Randomness): number[] {
  const order = Array.from({ length }, (_, i) => i);
  shuffle(order, random);
  return order;
}
