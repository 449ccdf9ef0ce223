import type { PlacedLayer } from '@consilium/plan';
import { floatClipMargin, type FloatSum } from '@consilium/privacy';
import { maximumUnits } from '../data/physical-batches.ts';
import { isExplicit } from '../layers/contribution.ts';
import type { Network } from '../layers/network.ts';

/** Places of one row at which the weights of a layer are used. */
function places({ layer, inputShapes, outputShape }: PlacedLayer): number {
  const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
  switch (layer.type) {
    case 'simple-rnn':
    case 'lstm':
    case 'gru':
      return inputShapes[0]?.[0] ?? 1;
    case 'embedding':
      return product(inputShapes[0] ?? []);
    default:
      return product(outputShape.slice(0, -1));
  }
}

function trainedTensors(network: Network, layer: string): readonly number[] {
  return network.manifest.tensors.filter((tensor) => tensor.layer === layer && tensor.trainable).map((tensor) => tensor.size);
}

/**
 * The factor below 1 by which the clip is lowered so that the float32 norm of a patient's gradient, off by its roundings,
 * cannot let a gradient through that is longer than the clip (`floatClipMargin` of the privacy library).
 */
export function clipMargin(network: Network, rowsPerPatient: number): number {
  let longest = 1;
  for (const placed of network.shapes.layers) {
    const sizes = trainedTensors(network, placed.name);
    if (sizes.length === 0) continue;
    const inputs = placed.inputShapes[0]?.at(-1) ?? 1;
    const outputs = placed.outputShape.at(-1) ?? 1;
    // One place: two sums of squares; several: all values of the written-out gradient.
    const roundings = places(placed) * rowsPerPatient === 1 ? inputs + outputs : sizes.reduce((a, b) => a + b, 0);
    longest = Math.max(longest, roundings);
  }
  // Beside the sums: one addition a layer, and the reciprocal root, which some processors only approximate to a few units.
  return floatClipMargin(Math.min(2 ** 20, longest + network.shapes.layers.length + 8));
}

/**
 * How the sum of `maximumPatients` clipped gradients is computed, for `chooseGrid`; undefined when some layer is too large for
 * its gradients to be written out, so that nothing bounds the roundings: then only patient by patient is safe.
 */
export function floatSumOf(
  network: Network,
  rowsPerPatient: number,
  physicalRows: number,
  maximumPatients: number,
): FloatSum | undefined {
  const units = maximumUnits(rowsPerPatient, physicalRows);
  for (const placed of network.shapes.layers) {
    const size = Math.max(0, ...trainedTensors(network, placed.name));
    const positions = places(placed) * rowsPerPatient;
    if (size > 0 && positions > 1 && !isExplicit(units, positions, size)) return undefined;
  }
  // One product with the clip factor, one with the input, one addition a patient, and one addition a native call.
  return { roundings: 2 * maximumPatients + 4 };
}

/**
 * Relative error bound of the squared norm of integers that a `grid-sum` step computes in float32: one rounding each for
 * conversion and square, then those of the sums along each dimension and over tensors.
 */
export function gridCheckError(network: Network): number {
  const roundings = network.manifest.tensors.map(({ shape }) => shape.reduce((a, b) => a + b, 0));
  return 1 - floatClipMargin(Math.max(1, ...roundings) + network.manifest.tensors.length + 2);
}
