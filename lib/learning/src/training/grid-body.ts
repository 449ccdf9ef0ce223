import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import type { Contribution } from '../layers/contribution.ts';
import type { Network } from '../layers/network.ts';
import { sumEach } from '../layers/place-free-sum.ts';
import { factoredLayers } from './factor-sum.ts';
import type { IntegerParts } from './integer-parts.ts';

/** Largest finite float32. */
const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

/** What a sum in integers needs besides the gradients. */
export interface GridStep {
  /** Norm to which gradients are clipped, and grid units per unit of the gradient; both scalars. */
  readonly clip: Tensor;
  readonly gridScale: Tensor;
  /** Longest squared norm of a patient's integers: a scalar. */
  readonly longest: Tensor;
  /** Which places of the batch hold a patient, `[units]`. */
  readonly present: Tensor;
  /** Whether factors are rounded where a layer has them, instead of gradients written out. */
  readonly factored: boolean;
}

/**
 * Each patient's clipped gradient in integers, added up without any rounding: the int32 sum in manifest order, and who is in it.
 *
 * Who is in the sum is selected here, in the one call that every batch makes: a second call for a patient that fails, or an error,
 * would tell outside that there is such a patient.
 */
export function gridSum(
  tf: TensorFlow,
  network: Network,
  contributions: ReadonlyMap<string, Contribution>,
  { clip, gridScale, longest, present, factored }: GridStep,
): Tensor[] {
  const [units = 0] = present.shape;
  const outer = [...contributions].flatMap(([layer, { factors }]) => (factored && factors ? [{ layer, ...factors }] : []));
  const written = [...contributions].filter(([, { factors }]) => !(factored && factors));
  const products = outer.length === 0 ? undefined : factoredLayers(tf, outer, units);
  const add = (tensors: readonly Tensor[]): Tensor => tensors.reduce((a, b) => tf.add(a, b), tf.zeros([units]));
  const normSquared = add([...written.map(([, c]) => c.normSquared()), ...(products ? [products.normSquared] : [])]);
  // A patient whose gradient is zero gives clip times infinity, and min(1, infinity) = 1.
  const scale = tf.mul(tf.minimum(tf.mul(clip, tf.rsqrt(normSquared)), 1), gridScale) as Tensor1D;
  const parts = [
    ...written.map(([layer, contribution]) => writtenOut(tf, network, layer, contribution.each(scale))),
    ...(products ? [products.rounded(scale)] : []),
  ];
  // A comparison is false for NaN, and for infinity.
  const eligible = tf.logicalAnd(present, tf.lessEqual(normSquared, LARGEST_FLOAT32));
  const short = tf.lessEqual(add(parts.map(({ squares }) => squares)), longest);
  const passed = tf.cast(tf.logicalAnd(eligible, short), 'int32');
  // Selection, since integers have no NaN: whatever a gradient that is none became, times zero it is zero.
  const selection = tf.reshape(passed, [units, 1]);
  const words = inOrder(tf, network, new Map(parts.flatMap((part) => part.sums(selection))));
  return [words, passed];
}

/**
 * Gradients of a layer, `[units, size]` for each tensor, truncated toward zero. Their squares are summed dimension by dimension so that
 * few roundings follow each other.
 */
function writtenOut(tf: TensorFlow, { manifest }: Network, layer: string, gradients: readonly Tensor[]): IntegerParts {
  const tensors = manifest.tensors.filter((tensor) => tensor.layer === layer);
  const integers = gradients.map((gradient) => tf.cast(gradient, 'int32'));
  const squares = integers.map((integer, i) => {
    const square = tf.square(tf.cast(integer, 'float32'));
    return sumEach(tf, tf.reshape(square, [integer.shape[0] ?? 0, ...(tensors[i]?.shape ?? [-1])]));
  });
  return {
    squares: squares.reduce((a, b) => tf.add(a, b)),
    sums: (passed) => [[layer, integers.map((integer) => tf.sum(tf.mul(integer, passed), 0))]],
  };
}

/** One vector in manifest order; what has no sum (frozen layers, statistics) is zero. */
function inOrder(tf: TensorFlow, { manifest }: Network, sums: ReadonlyMap<string, readonly Tensor[]>): Tensor {
  const layers = new Map<string, number>();
  for (const { layer, size } of manifest.tensors) layers.set(layer, (layers.get(layer) ?? 0) + size);
  const pieces = [...layers].flatMap(([layer, size]) => {
    const words = sums.get(layer) ?? [];
    const rest = size - words.reduce((sum, piece) => sum + piece.size, 0);
    return rest === 0 ? words : [...words, tf.zeros([rest], 'int32')];
  });
  return pieces.length === 1 ? (pieces[0] as Tensor) : tf.concat(pieces as Tensor1D[]);
}
