import { ConsiliumError } from '@consilium/core';
import { type PhysicalBatch, physicalBatches } from '../data/physical-batches.ts';
import { gridCheckError } from './float-facts.ts';
import { allFinite, checkClip, fillBatch, gradientFunction, type GradientSource } from './gradients.ts';

/** Most values that the gradients of one call may have when they are handed out one by one. */
const EACH_LIMIT = 2 ** 22;

/**
 * Hands out the clipped gradient of each patient, so that a caller can turn it into integers before anything is added. A patient
 * whose gradient is not finite is left out, and counted.
 */
export function eachClipped(
  source: GradientSource,
  weights: Float32Array,
  patients: Uint32Array,
  clip: number,
  visit: (gradient: Float32Array, patient: number) => void,
): { readonly patients: number; readonly excluded: number } {
  checkClip(clip);
  const size = weights.length;
  const bound = new Float32Array([clip * source.clipMargin]);
  let excluded = 0;
  for (const batch of singleBatches(source, patients, size)) {
    const [features, targets, rowWeights, ...uniforms] = fillBatch(source, batch, (_patient, rows) => 1 / rows);
    const step = gradientFunction(source, batch.units, batch.rowsPerUnit, 'each');
    const [gradients, squares] = step.run([weights, features, targets, rowWeights, bound, ...uniforms] as Float32Array[]) as [
      Float32Array,
      Float32Array,
    ];
    batch.patients.forEach((patient, i) => {
      const gradient = gradients.subarray(i * size, (i + 1) * size);
      // A finite norm has finite parts; one that overflowed may have been clipped to zero.
      if (Number.isFinite(squares[i]) || allFinite(gradient)) visit(gradient, patient);
      else excluded += 1;
    });
  }
  return { patients: patients.length, excluded };
}

/** Batches whose written-out gradients fit in memory. */
function singleBatches(source: GradientSource, patients: Uint32Array, size: number): PhysicalBatch[] {
  const maximumRows = Math.max(1, Math.min(source.sizing.maximumRows, Math.floor(EACH_LIMIT / Math.max(1, size))));
  return physicalBatches(source.index, patients, { ...source.sizing, maximumRows });
}

/** A sum of clipped gradients in exact integers. All but `words` describe patients and stay at the site. */
export interface GridSum {
  /** Sum of the patients' gradients in grid units, modulo 2^32; zero for frozen tensors. Without noise: it must not leave. */
  readonly words: Int32Array;
  readonly patients: number;
  /** Patients left out because their own gradient was not finite. */
  readonly excluded: number;
}

/**
 * Sum over patients of trunc(scale x clipped gradient), each no longer than clip x scale: exact in every order, since only integers
 * are added. What {@link eachClipped} and a loop would give, in one native call a batch; the norm of every patient's integers is
 * computed from the integers and compared with the bound less the error of that computation.
 *
 * @param scale grid units per unit of the gradient: a power of two, so that scaling rounds nothing
 * @throws ConsiliumError `PARAMETER_INVALID` for a scale that is no power of two or for integers beyond 2^30, `NORM_EXCEEDED` when a
 * patient's integers are longer than the bound.
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
  const bound = new Float32Array([clip * source.clipMargin * (1 - error)]);
  const longest = (clip * scale) ** 2 * (1 - error);
  const words = new Int32Array(weights.length);
  let excluded = 0;
  const call = (batch: PhysicalBatch): readonly [Int32Array, Float32Array, Float32Array] => {
    const [features, targets, rowWeights, ...uniforms] = fillBatch(source, batch, (_patient, rows) => 1 / rows);
    const step = gradientFunction(source, batch.units, batch.rowsPerUnit, 'grid-sum');
    const args = [weights, features, targets, rowWeights, bound, new Float32Array([scale]), ...uniforms];
    return step.run(args as Float32Array[]) as [Int32Array, Float32Array, Float32Array];
  };
  for (const batch of singleBatches(source, patients, weights.length)) {
    let [sum, integerSquares, squares] = call(batch);
    const good = batch.patients.filter((_patient, i) => Number.isFinite(squares[i]));
    if (good.length < batch.patients.length) {
      excluded += batch.patients.length - good.length;
      [sum, integerSquares, squares] = call({ ...batch, patients: good });
    }
    for (const square of integerSquares) {
      if (square <= longest) continue;
      throw new ConsiliumError({
        code: 'NORM_EXCEEDED',
        message: 'a clipped gradient is longer than its bound; nothing was released',
      });
    }
    for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) + (sum[i] as number);
  }
  return { words, patients: patients.length, excluded };
}
