import { ConsiliumError } from '@consilium/core';
import { type PhysicalBatch, physicalBatches } from '../data/physical-batches.ts';
import { rowCount } from '../data/training-data.ts';
import { factorAim, floorToFloat32, gridCheckError } from './float-facts.ts';
import { checkClip, fillBatch, gradientFunction, type GradientSource } from './gradients.ts';
import { runWithoutOffenders } from './offenders.ts';

/** Most values that the gradients of one call may have. */
const WRITTEN_OUT_LIMIT = 2 ** 22;

/**
 * The part of the clip that rounding factors must leave for it to be worth while; below, a grid is so coarse that every patient's gradient
 * is written out.
 */
const FACTORS_FROM = 0.95;

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
 * of that computation. A patient that fails the norm check, whose gradient is not finite, or whose rows alone make a native call fail
 * counts as zero: whether a round fails must not depend on one record. Padding is left out by the same selection, so that nothing
 * depends on how many patients fill a batch.
 *
 * See `docs/proofs/encoding-patient-sum.md#native`.
 *
 * @param scale grid units per unit of the gradient: a power of two, so that scaling rounds nothing
 * @throws ConsiliumError `PARAMETER_INVALID` for a scale that is no power of two or for integers beyond 2^30; what a native call throws
 * for blank rows as well
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
  const aims = { 'grid-sum': units * (1 - error), 'factor-sum': factorAim(source.network, units * (1 - error)) };
  const factored = source.writtenOut !== true && aims['factor-sum'] >= FACTORS_FROM * aims['grid-sum'];
  const longest = new Float32Array([floorToFloat32(units ** 2 * (1 - error))]);
  const words = new Int32Array(weights.length);
  let counted = 0;
  for (const batch of singleBatches(source, patients, weights.length)) {
    const rows = fillBatch(source, batch, (_patient, count) => 1 / count);
    const [features, targets, rowWeights, ...uniforms] = rows as [Float32Array, Float32Array, Float32Array, ...Float32Array[]];
    const kind = factored && batch.rowsPerUnit === 1 ? 'factor-sum' : 'grid-sum';
    const bound = new Float32Array([(aims[kind] / scale) * source.clipMargin]);
    const step = gradientFunction(source, batch.units, batch.rowsPerUnit, kind);
    const [sum, passed] = runWithoutOffenders(batch, [features, targets, rowWeights], () =>
      step.run([weights, features, targets, rowWeights, bound, new Float32Array([scale]), longest, ...uniforms]),
    ) as [Int32Array, Int32Array];
    for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) + (sum[i] as number);
    for (const one of passed) counted += one;
  }
  return { words, patients: patients.length, excluded: withRows(source, patients) - counted };
}

/** Patients that have rows: the others are zero because nothing is known of them. */
function withRows({ index }: GradientSource, patients: Uint32Array): number {
  return patients.reduce((sum, patient) => sum + Number(rowCount(index, patient) > 0), 0);
}
