import { ConsiliumError } from '@consilium/core';
import type { RowCap } from '@consilium/plan';
import type { Network } from '../layers/network.ts';
import { placesOf } from '../layers/registry.ts';

/** Unit roundoff of float32, round to nearest. */
const FLOAT32_UNIT = 2 ** -24;

/**
 * The factor in (0, 1) by which a float32 implementation lowers its clip so that the true norm cannot exceed the clip: the
 * computed norm is off by at most gamma_{terms/2 + 2} (all summands are squares, so nothing cancels), the factor and its
 * use by two roundings each, where gamma_n = n u / (1 - n u) is the relative error of n roundings in any order (Higham 2002,
 * Accuracy and Stability of Numerical Algorithms, Lemma 3.1).
 *
 * @proof docs/proofs/encoding-patient-sum.md#clip-margin
 * @param terms roundings in the computed squared norm
 * @throws ConsiliumError `PARAMETER_INVALID` when terms is not an integer from 1 to 2^20.
 */
export function floatClipMargin(terms: number): number {
  if (!Number.isInteger(terms) || terms < 1 || terms > 2 ** 20) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: `terms must be an integer from 1 to ${2 ** 20}, but is ${terms}`,
      details: { field: 'terms' },
    });
  }
  const roundings = (terms + 6) * FLOAT32_UNIT;
  return 1 - roundings / (1 - roundings);
}

function trainedTensors(network: Network, layer: string): readonly number[] {
  return network.manifest.tensors.filter((tensor) => tensor.layer === layer && tensor.trainable).map((tensor) => tensor.size);
}

/**
 * The factor below 1 by which the clip is lowered so that the float32 norm of a patient's gradient, off by its roundings,
 * cannot let a gradient through that is longer than the clip ({@link floatClipMargin}).
 *
 * The rows are the plan's, by type: a margin from the longest patient of a data set would let that patient change the gradients of all
 * others, by more than any noise hides.
 */
export function clipMargin(network: Network, rowsPerPatient: RowCap): number {
  let longest = 1;
  for (const placed of network.shapes.layers) {
    const sizes = trainedTensors(network, placed.name);
    if (sizes.length === 0) continue;
    const inputs = placed.inputShapes[0]?.at(-1) ?? 1;
    const outputs = placed.outputShape.at(-1) ?? 1;
    // One place: two sums of squares; several: all values of the written-out gradient.
    const roundings = placesOf(placed) * rowsPerPatient === 1 ? inputs + outputs : sizes.reduce((a, b) => a + b, 0);
    longest = Math.max(longest, roundings);
  }
  // Beside the sums: one addition a layer, and the reciprocal root, which some processors only approximate to a few units.
  return floatClipMargin(Math.min(2 ** 20, longest + network.shapes.layers.length + 8));
}

/**
 * Relative error bound of the squared norm of integers that a `grid-sum` step computes in float32: one rounding each for
 * conversion and square, then those of the sums along each dimension and over tensors.
 */
export function gridCheckError(network: Network): number {
  const roundings = network.manifest.tensors.map(({ shape }) => shape.reduce((a, b) => a + b, 0));
  return 1 - floatClipMargin(Math.max(1, ...roundings) + network.manifest.tensors.length + 2);
}

/** The largest float32 that is not above a positive number within its normal range. */
export function floorToFloat32(value: number): number {
  const nearest = Math.fround(value);
  return nearest > value ? Math.fround(nearest * (1 - 2 ** -24)) : nearest;
}
