import { ConsiliumError } from '@consilium/core';
import type { Network } from '../layers/network.ts';

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

/**
 * The factor below 1 by which the clip is lowered so that the float32 norm of a patient's gradient, off by its roundings,
 * cannot let a gradient through that is longer than the clip ({@link floatClipMargin}).
 *
 * It follows from the network alone: a margin from anything that somebody counted in a data set would let one patient change the
 * gradients of all others, by more than any noise hides. Rows and places do not lengthen it, since the squares of a gradient are
 * added up dimension by dimension, and a dense layer of one row is the product of two such sums.
 *
 * @proof docs/proofs/encoding-patient-sum.md#clip-margin
 */
export function clipMargin(network: Network): number {
  const { tensors } = network.manifest;
  const roundings = tensors
    .filter(({ trainable }) => trainable)
    .map(({ shape, size }) => {
      const last = shape.at(-1) ?? 1;
      return size / last + last;
    });
  // Beside the sums: one addition a tensor and layer, and the reciprocal root, which some processors only approximate to a few units.
  const others = tensors.length + network.shapes.layers.length + 8;
  return floatClipMargin(Math.min(2 ** 20, Math.max(1, ...roundings) + others));
}

/**
 * Relative error bound of the squared norm of integers that a `grid-sum` step computes in float32: one rounding each for
 * conversion and square, then those of the sums along each dimension and over tensors.
 */
export function gridCheckError(network: Network): number {
  const roundings = network.manifest.tensors.map(({ shape }) => shape.reduce((a, b) => a + b, 0));
  return 1 - floatClipMargin(Math.max(1, ...roundings) + network.manifest.tensors.length + 2);
}

/**
 * The norm in grid units that a gradient may have so that rounding its factors to whole numbers cannot make it longer than `units`:
 * (sqrt(units) - d^(1/4) / 2)^2 for d weights.
 *
 * @proof docs/proofs/encoding-factors.md#rounding
 */
export function factorAim({ manifest }: Network, units: number): number {
  const weights = manifest.tensors.reduce((sum, { size, trainable }) => sum + (trainable ? size : 0), 0);
  return Math.max(0, Math.sqrt(units) - weights ** 0.25 / 2) ** 2;
}

/** The largest float32 that is not above a positive number within its normal range. */
export function floorToFloat32(value: number): number {
  const nearest = Math.fround(value);
  return nearest > value ? Math.fround(nearest * (1 - 2 ** -24)) : nearest;
}
