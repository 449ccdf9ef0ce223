import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import { sumEach, sumLast } from './place-free-sum.ts';

/**
 * What the weights of one layer get from a batch, kept as factors so that the gradient of each patient need not be written
 * out. `units` below is the number of patients in the batch; each has the same number of positions (rows times places in a row).
 */
export interface Contribution {
  /** Squared L2 norm of each patient's gradient of these weights: `[units]`. */
  normSquared(): Tensor1D;
  /** Sum over patients of their gradients, one tensor for each weight. */
  sum(): Tensor[];
  /** `scale` times each patient's gradient, `[units, size]`, one tensor for each weight. */
  each(scale: Tensor1D): Tensor[];
  /** Set where the gradient of each patient is one outer product, which then need not be written out at all. */
  readonly factors?: OuterFactors;
}

/** A patient's gradient as the outer product of `(a, 1)`, or `a` without bias, and `d`: kernel rows, and the bias as one more. */
export interface OuterFactors {
  /** Inputs `[units, p]`. */
  readonly a: Tensor2D;
  /** Output gradients `[units, q]`. */
  readonly d: Tensor2D;
  readonly bias: boolean;
}

/** Multiplies every position of patient i by `scale[i]`. */
function scaled(tf: TensorFlow, d: Tensor3D, scale: Tensor1D): Tensor3D {
  return tf.mul(d, tf.reshape(scale, [-1, 1, 1]));
}

/**
 * Sum over the positions of each patient (or places of each row): `[units, q]`.
 *
 * Along the last dimension, since a sum along the middle one adds up in another order where a vector of the processor holds numbers of
 * two patients, which depends on the place of a patient in the batch: then company would change its last bits.
 */
export function sumOfPositions(tf: TensorFlow, d: Tensor3D): Tensor2D {
  return sumLast(tf, tf.transpose(d, [0, 2, 1])) as Tensor2D;
}

/**
 * Largest number of values for which the gradients of all patients are written out: 64 MiB of float32. Below it norms are sums of
 * squares, whose rounding errors have a bound (`docs/proofs/encoding-patient-sum.md#clip-margin`). A patient is on one side of it
 * whatever the batch: the number of patients in a call follows from the parameters and the patient's own rows.
 */
const EXPLICIT_LIMIT = 2 ** 24;

/** Whether a layer's gradients by patient are written out: only needed where a patient has several positions. */
export function isExplicit(units: number, positions: number, size: number): boolean {
  return positions > 1 && units * size <= EXPLICIT_LIMIT;
}

/**
 * A kernel (and bias) applied at every position: z = a W + b.
 *
 * One position: |grad|^2 = (|a|^2 + 1) |d|^2 (Goodfellow 2015, arXiv:1510.01799, section 3). Several: the gradient of each patient as
 * one batched product (Bu et al. 2022, arXiv:2205.10683, section 3.2) while it fits in memory, else the ghost norm, the sum
 * over positions s, t of (a_s . a_t)(d_s . d_t) (Li et al. 2022, arXiv:2110.05679, section 4).
 *
 * @param a inputs `[units, positions, p]`
 * @param d output gradients `[units, positions, q]`
 */
export function outerContribution(tf: TensorFlow, a: Tensor3D, d: Tensor3D, bias: boolean): Contribution {
  const [units, positions, p] = a.shape;
  const q = d.shape[2];
  const each = (g: Tensor3D): Tensor[] => {
    // With one position the product of a column and a row, without the set-up of a matrix product.
    const outer = positions === 1 ? tf.mul(tf.reshape(a, [units, p, 1]), g) : tf.matMul(a, g, true, false);
    const kernel = tf.reshape(outer, [units, p * q]);
    return bias ? [kernel, positions === 1 ? tf.reshape(g, [units, q]) : sumOfPositions(tf, g)] : [kernel];
  };
  if (isExplicit(units, positions, p * q)) return explicitContribution(tf, each(d), q);
  const squares = (t: Tensor): Tensor1D => sumEach(tf, tf.square(t)) as Tensor1D;
  return {
    normSquared() {
      if (positions === 1) {
        const inputs = squares(a);
        return tf.mul(bias ? tf.add(inputs, 1) : inputs, squares(d)) as Tensor1D;
      }
      const ghost = sumEach(tf, tf.mul(tf.matMul(a, a, false, true), tf.matMul(d, d, false, true))) as Tensor1D;
      return bias ? tf.add(ghost, sumLast(tf, tf.square(sumOfPositions(tf, d)))) : ghost;
    },
    sum() {
      const flat = tf.reshape(d, [units * positions, q]);
      const kernel = tf.matMul(tf.reshape(a, [units * positions, p]), flat, true, false);
      return bias ? [kernel, tf.sum(flat, 0)] : [kernel];
    },
    each: (scale) => each(scaled(tf, d, scale)),
    ...(positions === 1 ? { factors: { a: tf.reshape(a, [units, p]), d: tf.reshape(d, [units, q]), bias } } : {}),
  };
}

/**
 * A weight that is added, or multiplied into a known factor, at every position: its gradient is the sum over positions.
 *
 * @param d gradients at each position `[units, positions, q]`
 */
export function summedContribution(tf: TensorFlow, d: Tensor3D): Contribution {
  return explicitContribution(tf, [sumOfPositions(tf, d)]);
}

/**
 * Weights whose gradients by patient are written out: each of `gradients` is `[units, size]`. Squares are added up dimension by
 * dimension, so that few roundings follow each other.
 *
 * @param q last dimension of the first of them, a matrix; left out when all are vectors
 */
export function explicitContribution(tf: TensorFlow, gradients: readonly Tensor[], q?: number): Contribution {
  const matrices = gradients as readonly Tensor2D[];
  const square = (m: Tensor2D, i: number): Tensor1D => {
    const [units, size] = m.shape;
    const shape = i === 0 && q !== undefined ? [units, size / q, q] : [units, size];
    return sumEach(tf, tf.reshape(tf.square(m), shape)) as Tensor1D;
  };
  return {
    normSquared: () => matrices.map(square).reduce((x, y) => tf.add(x, y)),
    sum: () => matrices.map((m) => tf.sum(m, 0)),
    each: (scale) => matrices.map((m) => tf.mul(m, tf.reshape(scale, [-1, 1]))),
  };
}

/** Several contributions of one layer, whose weights stand one after the other. */
export function joinContributions(tf: TensorFlow, parts: readonly Contribution[]): Contribution {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return {
    normSquared: () => parts.map((part) => part.normSquared()).reduce((a, b) => tf.add(a, b)),
    sum: () => parts.flatMap((part) => part.sum()),
    each: (scale) => parts.flatMap((part) => part.each(scale)),
  };
}

/** One kernel whose column blocks have different inputs: `[p, q1]` beside `[p, q2]` and so on, each a contribution without bias. */
export function columnContribution(tf: TensorFlow, blocks: readonly Contribution[], units: number, p: number): Contribution {
  const kernel = (block: Contribution): Tensor => tf.reshape(block.sum()[0] as Tensor, [p, -1]);
  return {
    normSquared: () => blocks.map((block) => block.normSquared()).reduce((a, b) => tf.add(a, b)),
    sum: () => [tf.concat(blocks.map(kernel), 1)],
    each: (scale) => [
      tf.reshape(
        tf.concat(
          blocks.map((block) => tf.reshape(block.each(scale)[0] as Tensor, [units, p, -1])),
          2,
        ),
        [units, -1],
      ),
    ],
  };
}
