import { ConsiliumError, type Randomness } from '@consilium/core';
import { type PhysicalBatch, physicalBatches } from '../data/physical-batches.ts';
import { rowCount } from '../data/training-data.ts';
import { allFinite, fillBatch, gradientFunction, type GradientSource } from './gradients.ts';
import { createOptimizer, type OptimizerOptions } from './optimizer.ts';
import { addProximal, applyStatistics, keepFrozen } from './update-rules.ts';

/** Ordinary local training: shuffled mini-batches of patients. */
export interface PlainOptions {
  readonly weights: Float32Array;
  /** Passes over the patients; give this or `steps`. */
  readonly epochs?: number;
  readonly steps?: number;
  /** Patients a step. */
  readonly batchSize: number;
  /** Patients to train on; left out, all that have rows. */
  readonly patients?: Uint32Array;
  readonly optimizer: OptimizerOptions;
  /** FedProx mu. @default 0 */
  readonly proximal?: number;
  /** Shuffles the patients and draws dropout. */
  readonly randomness: Randomness;
}

function invalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message: `${field} ${message}`, details: { field } });
}

/** Shuffles in place (Fisher-Yates); the bias of the 32-bit reduction is below n / 2^32, which the order of a batch does not show. */
function shuffle(values: Uint32Array, randomness: Randomness): void {
  const bytes = new Uint8Array(4 * values.length);
  randomness.fill(bytes);
  const view = new DataView(bytes.buffer);
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor((view.getUint32(4 * i, true) / 2 ** 32) * (i + 1));
    const swap = values[i] as number;
    values[i] = values[j] as number;
    values[j] = swap;
  }
}

/** The mean gradient over a batch of patients, each the mean over its rows. */
function meanGradient(source: GradientSource, weights: Float32Array, patients: Uint32Array): Float32Array {
  const whole = source.network.hasStatistics || source.loss === 'cox';
  const batches = whole ? [exactBatch(source, patients)] : physicalBatches(source.index, patients, source.sizing);
  let total: Float32Array | undefined;
  for (const batch of batches) {
    const inputs = fillBatch(source, batch, (_patient, rows) => 1 / (rows * patients.length));
    const [sum] = gradientFunction(source, batch.units, batch.rowsPerUnit, 'plain-sum').run([weights, ...inputs]) as [
      Float32Array,
    ];
    if (total === undefined) total = sum;
    else for (let i = 0; i < sum.length; i++) total[i] = (total[i] as number) + (sum[i] as number);
  }
  return total ?? new Float32Array(weights.length);
}

/** One batch without padding or splitting, for what mixes the rows of a batch: batch normalisation and the Cox loss. @throws PARAMETER_INVALID for unequal numbers of rows. */
function exactBatch(source: GradientSource, patients: Uint32Array): PhysicalBatch {
  const rowsPerUnit = rowCount(source.index, patients[0] ?? 0);
  if (patients.some((p) => rowCount(source.index, p) !== rowsPerUnit)) {
    throw invalid(
      'data.patientOfRow',
      'must give every patient the same number of rows, since batch normalisation and the Cox loss mix the rows of a batch',
    );
  }
  return { units: patients.length, rowsPerUnit, patients };
}

/** @throws ConsiliumError `TRAINING_FAILED` when the weights stop being finite, `PARAMETER_INVALID` for lengths that make no sense. */
export function trainPlain(source: GradientSource, options: PlainOptions): Float32Array {
  const { epochs, steps, batchSize, proximal = 0, randomness } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) throw invalid('batchSize', 'must be a positive whole number');
  if ((epochs === undefined) === (steps === undefined)) throw invalid('epochs', 'or steps must be given, and not both');
  const all = options.patients ?? Uint32Array.from({ length: source.data.patients }, (_, p) => p);
  const patients = all.filter((p) => rowCount(source.index, p) > 0);
  if (patients.length === 0) throw new ConsiliumError({ code: 'TOO_FEW_PATIENTS', message: 'there are no patients to train on' });
  const perEpoch = Math.ceil(patients.length / batchSize);
  const total = steps ?? (epochs ?? 0) * perEpoch;
  const start = options.weights;
  const weights = start.slice();
  const optimizer = createOptimizer(options.optimizer, weights.length);
  for (let step = 0; step < total; step++) {
    const at = step % perEpoch;
    if (at === 0) shuffle(patients, randomness);
    const gradient = meanGradient(source, weights, patients.subarray(at * batchSize, (at + 1) * batchSize));
    applyStatistics(weights, gradient, source.network.manifest);
    addProximal(gradient, weights, start, proximal);
    keepFrozen(gradient, source.network.manifest);
    optimizer.step(weights, gradient);
    if (!allFinite(weights)) {
      throw new ConsiliumError({
        code: 'TRAINING_FAILED',
        message: `the weights are not finite after step ${step + 1}`,
        details: { step: step + 1 },
      });
    }
  }
  return weights;
}
