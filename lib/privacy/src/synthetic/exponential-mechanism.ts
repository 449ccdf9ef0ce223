import type { Randomness } from '@consilium/core';
import { bernoulliExponential } from '../noise/bernoulli-exponential.ts';
import { exactRational } from '../noise/exponential.ts';
import { WordReader } from '../noise/word-reader.ts';
import { refuseParameter, requirePositive } from '../parameter.ts';

/** What the exponential mechanism costs when one patient moves no score by more than `sensitivity`: rho of zCDP, rounded upward. */
export function selectionRho(weight: number, sensitivity: number): number {
  const range = requirePositive('weight', weight) * requirePositive('sensitivity', sensitivity);
  return ((range * range) / 2) * (1 + 2 ** -50);
}

/**
 * Draws an index with probability exactly proportional to exp(weight x score): the exponential mechanism on whole numbers. An index is drawn
 * uniformly and kept with probability exp(-weight x (best - score)), until one is kept.
 *
 * @param scores whole numbers, at least one
 * @param weight taken as the exact rational value of the double
 * @proof docs/proofs/synthetic.md#selection
 * @throws ConsiliumError `PARAMETER_INVALID`
 */
export function selectExponential(scores: readonly number[], weight: number, random: Randomness): number {
  requirePositive('weight', weight);
  if (scores.length === 0) refuseParameter('scores', 'nothing', 'a list with an entry');
  if (!scores.every(Number.isSafeInteger)) refuseParameter('scores', 'others', 'whole numbers');
  const best = scores.reduce((a, b) => Math.max(a, b));
  const { numerator, denominator } = exactRational(weight);
  const reader = new WordReader();
  reader.open(random);
  try {
    for (;;) {
      const index = uniformIndex(scores.length, reader);
      const behind = BigInt(best) - BigInt(scores[index] as number);
      if (bernoulliExponential({ numerator: numerator * behind, denominator }, reader)) return index;
    }
  } finally {
    reader.close();
  }
}

/** A uniform whole number below `count`, which is below 2^32: words beyond the largest multiple of it are drawn again. */
function uniformIndex(count: number, reader: WordReader): number {
  const limit = 2 ** 32 - (2 ** 32 % count);
  for (;;) {
    const word = reader.next();
    if (word < limit) return word % count;
  }
}
