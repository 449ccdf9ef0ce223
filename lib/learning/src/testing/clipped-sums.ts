import { type Randomness, seededRandom } from '@consilium/core';
import { checkLoss } from '@consilium/plan';
import { indexPatients } from '../data/training-data.ts';
import { createFunctionCache } from '../graph/function-cache.ts';
import { createNetwork } from '../layers/network.ts';
import { clipMargin, gridCheckError } from '../training/float-facts.ts';
import { fillBatch, gradientFunction, type GradientSource } from '../training/gradients.ts';
import type { Trainer } from '../training/trainer.ts';
import type { MadeOptions } from './made-trainer.ts';
import { norm } from './test-data.ts';

/** A clip that no gradient of the tests reaches, small enough that a grid under it is finer than float32. */
export const UNCLIPPED = 64;

/** What {@link Trainer.clippedGridSum} gives on the finest grid on which the sum cannot wrap, as real numbers. */
export function clippedSum(
  trainer: Trainer,
  options: {
    readonly weights: Float32Array;
    readonly patients: Uint32Array;
    readonly clip: number;
    readonly dropout?: Randomness;
  },
): { readonly sum: Float32Array; readonly patients: number; readonly excluded: number } {
  const { clip } = options;
  const scale = 2 ** Math.floor(Math.log2(2 ** 30 / (clip * Math.max(1, options.patients.length))));
  const { dropout = seededRandom('dropout') } = options;
  const { words, patients, excluded } = trainer.clippedGridSum({ ...options, dropout, scale });
  return { sum: Float32Array.from(words, (word) => word / scale), patients, excluded };
}

/** Each patient's gradient by itself: what a sum over patients is held against. */
export interface PatientGradients {
  /** The gradient of one patient, the mean over its rows, before clipping. */
  of(weights: Float32Array, patient: number): Float32Array;
  /** The sum of the patients' gradients, each clipped by itself in doubles. */
  clippedSum(weights: Float32Array, patients: Iterable<number>, clip: number): Float32Array;
}

/** Computes gradients patient by patient, operation by operation, with the sum over one patient that plain training uses. */
export function patientGradients({ model, inputShape, loss, data, maxRowsPerPatient, backend }: MadeOptions): PatientGradients {
  const network = createNetwork(model, inputShape);
  const targetWidth = checkLoss(model, inputShape, loss);
  const index = indexPatients(data, targetWidth, maxRowsPerPatient);
  const source: GradientSource = {
    backend,
    network,
    loss,
    data,
    targetWidth,
    index,
    rowFactors: undefined,
    sizing: { maximumRows: 1, rule: 'round-up' },
    clipMargin: clipMargin(network),
    functions: createFunctionCache(backend, JSON.stringify({ model, inputShape, loss }), true).get,
    uniforms: () => {},
  };
  const of = (weights: Float32Array, patient: number): Float32Array => {
    const rowsPerUnit = (index.starts[patient + 1] ?? 0) - (index.starts[patient] ?? 0);
    const batch = { units: 1, rowsPerUnit, patients: Uint32Array.of(patient) };
    const inputs = fillBatch(source, batch, (_patient, rows) => 1 / rows);
    const [gradient] = gradientFunction(source, 1, rowsPerUnit, 'plain-sum').run([weights, ...inputs]);
    return gradient as Float32Array;
  };
  const margin = source.clipMargin * (1 - gridCheckError(network));
  return {
    of,
    clippedSum(weights, patients, clip) {
      const sum = new Float64Array(weights.length);
      for (const patient of patients) {
        const gradient = of(weights, patient);
        const factor = Math.min(1, (clip * margin) / norm(gradient));
        for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + factor * (gradient[i] ?? 0);
      }
      return Float32Array.from(sum);
    },
  };
}
