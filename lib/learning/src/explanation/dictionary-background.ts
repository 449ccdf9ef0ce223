import { ConsiliumError, seededRandom } from '@consilium/core';
import { TERM_STATES } from '@consilium/deidentify';
import { type CompiledPlan, encodedCodes, type InputColumn, scalerOf } from '@consilium/plan';
import { randomOrder } from './random-order.ts';

/** Rows of a background that is made from a plan. */
export const BACKGROUND_ROWS = 100;

/**
 * Rows that a prediction is compared with, made of what the plan declares and of no patient: numbers even over their ranges, codes equally often, of notes
 * none of the terms. Columns are independent, each in an order of its own (a Latin hypercube: McKay, Beckman and Conover 1979), so that even few
 * rows cover every column evenly. The same plan has the same rows on every machine.
 *
 * @param rows how many. @returns `rows x inputs`, as the network gets them
 */
export function dictionaryBackground(
  plan: Pick<CompiledPlan, 'inputs' | 'inputWidth' | 'hash' | 'document'>,
  rows: number,
): Float32Array {
  const background = new Float32Array(rows * plan.inputWidth);
  const random = seededRandom(`consilium/background/v1/${plan.hash}`);
  const { codes } = plan.document.data.missing;
  for (const input of plan.inputs) {
    const values = columnValues(input, codes);
    for (const [row, stratum] of randomOrder(rows, random.fork(input.name)).entries())
      background.set(values((stratum + 0.5) / rows), row * plan.inputWidth + input.offset);
  }
  return background;
}

/** What the network gets of a column, by how far along its declared values it is: 0 to 1. */
function columnValues(input: InputColumn, missing: readonly string[]): (share: number) => ArrayLike<number> {
  const { feature, width } = input;
  switch (feature.kind) {
    case 'number': {
      const [low, high] = feature.range;
      const scaled = scalerOf(feature);
      const there = input.mask === true ? [1] : [];
      return (share) => [scaled(low + share * (high - low)), ...there];
    }
    case 'category': {
      const { table } = encodedCodes(input, missing);
      const of = feature.codes.length;
      return (share) => {
        const code = Math.floor(share * of);
        return table.subarray(code * width, (code + 1) * width);
      };
    }
    case 'words':
      return () => new Float32Array(width).fill(TERM_STATES.absent);
    case 'image':
      throw new ConsiliumError({
        code: 'INTERNAL',
        message: `nothing declared says what an image like ${input.name} looks like`,
      });
  }
}
