import { ConsiliumError } from '@consilium/core';
import { type PhysicalBatch, physicalBatches } from '../data/physical-batches.ts';
import { gridCheckError } from './float-facts.ts';
import { checkClip, fillBatch, gradientFunction, type GradientSource } from './gradients.ts';

/** Most values that the gradients of one call may have. */
const WRITTEN_OUT_LIMIT = 2 ** 22;

/** Batches whose written-out gradients fit in memory. */
function singleBatches(source: GradientSource, patients: Uint32Array, size: number): PhysicalBatch[] {
  const maximumRows = Math.max(1, Math.min(source.sizing.maximumRows, Math.floor(WRITTEN_OUT_LIMIT / Math.max(1, size))));
  return physicalBatches(source.index, patients, { ...source.sizing, maximumRows });
}

/** A sum of clipped gradients in exact integers. All but `words` describe patients and stay at the site. */
export interface GridSum {
  /** Sum of the patients' gradients in grid units, modulo 2^32; zero for frozen tensors. Without noise: it must not leave. */
  readonly words: Int32Array;
  readonly patients: number;
  /** Patients that count as zero because of their own gradient alone: it was not finite, or its integers were too long. */
  readonly excluded: number;
}

/**
 * Sum over patients of trunc(scale x clipped gradient), each no longer than floor(clip x scale): exact in every order, since only
 * integers are added. A patient's gradient is the *mean* over the patient's rows: with the sum, those with many visits would all be
 * clipped, and their visits would set the direction of the step; with the mean, every patient counts as one, which is what the
 * guarantee counts too. The norm of every patient's integers is computed from the integers and compared with the bound less the error
 * of that computation. A patient that fails the norm check counts as zero: whether a round fails must not depend on one record.
 *
 * See `docs/proofs/encoding-patient-sum.md#native`.
 *
 * @param scale grid units per unit of the gradient: a power of two, so that scaling rounds nothing
 * @throws ConsiliumError `PARAMETER_INVALID` for a scale that is no power of two or for integers beyond 2^30, `TRAINING_FAILED` when
 * for these weights not even a blank has a finite gradient.
 */
export function clippedGridSum(
  source: GradientSource,
  weights: Float32Array,
  patients: Uint32Array,
  clip: number,
  scale: number,
): GridSum {
  checkClip(clip);
  if (!(scale > 0) || !Number.isInteger(Math.log2(scale)) || clip * scale > 2 ** 30) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: 'scale must be a power of two, and clip times scale at most 2^30',
      details: { field: 'scale' },
    });
  }
  const error = gridCheckError(source.network);
  const units = Math.floor(clip * scale);
  const bound = new Float32Array([(units / scale) * source.clipMargin * (1 - error)]);
  const longest = units ** 2 * (1 - error);
  const words = new Int32Array(weights.length);
  let excluded = 0;
  for (const batch of singleBatches(source, patients, weights.length)) {
    const rows = fillBatch(source, batch, (_patient, count) => 1 / count);
    const [features, targets, rowWeights, ...uniforms] = rows as [Float32Array, Float32Array, Float32Array, ...Float32Array[]];
    const step = gradientFunction(source, batch.units, batch.rowsPerUnit, 'grid-sum');
    const call = (): readonly number[] => {
      const args = [weights, features, targets, rowWeights, bound, new Float32Array([scale]), ...uniforms];
      const [sum, integerSquares, squares] = step.run(args) as [Int32Array, Float32Array, Float32Array];
      const failing = failingUnits(squares, integerSquares, longest);
      if (failing.length === 0) for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) + (sum[i] as number);
      return failing;
    };
    const blank = new Set<number>();
    for (let failing = call(); failing.length > 0; failing = call()) {
      for (const unit of failing) {
        // Whether a blank has a gradient depends on the model alone.
        if (blank.has(unit) || unit >= batch.patients.length)
          throw new ConsiliumError({ code: 'TRAINING_FAILED', message: 'the gradient is not finite for these weights' });
        blank.add(unit);
        // In place, as padding: everybody else keeps place and dropout, and so every bit.
        for (const values of [features, targets, rowWeights]) {
          const each = values.length / batch.units;
          values.fill(0, unit * each, (unit + 1) * each);
        }
      }
    }
    excluded += blank.size;
  }
  return { words, patients: patients.length, excluded };
}

/**
 * Positions whose gradient was not finite or whose integers are longer than allowed, each judged by its own numbers alone.
 *
 * @param squares squared norms of the gradients before clipping
 * @param integerSquares squared norms of the integers, as computed
 * @param longest largest of those that proves the bound
 */
export function failingUnits(squares: Float32Array, integerSquares: Float32Array, longest: number): readonly number[] {
  // Written so that NaN fails. A number that is none becomes the smallest integer, whose square is too long, or zero.
  return [...squares.keys()].filter((i) => !(Number.isFinite(squares[i]) && (integerSquares[i] as number) <= longest));
}
