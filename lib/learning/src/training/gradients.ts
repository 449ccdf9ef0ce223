import { ConsiliumError } from '@consilium/core';
import type { LossName } from '@consilium/plan';
import type { Backend } from '../backend/backend.ts';
import type { BatchSizing, PhysicalBatch } from '../data/physical-batches.ts';
import type { PatientIndex, TrainingData } from '../data/training-data.ts';
import type { FunctionFactory } from '../graph/function-cache.ts';
import type { Network } from '../layers/network.ts';
import { gradientBody, type GradientKind, gradientSpecs } from './gradient-body.ts';

/** A network and the data that it is trained or judged on. */
export interface NetworkSource {
  readonly backend: Backend;
  readonly network: Network;
  readonly loss: LossName;
  readonly data: TrainingData;
  readonly targetWidth: number;
  readonly index: PatientIndex;
  /** Factor of each row's loss (class weights), or undefined for 1. */
  readonly rowFactors: Float32Array | undefined;
  readonly sizing: BatchSizing;
  /** Factor on the clip that keeps float32 roundings of the norm from exceeding it. */
  readonly clipMargin: number;
  readonly functions: FunctionFactory;
  /** Writes every patient's gradient out, also where the sum of products of factors would do. @default false */
  readonly writtenOut?: boolean;
}

/** Everything that a gradient needs besides the weights. */
export interface GradientSource extends NetworkSource {
  /** Fills an array with uniform numbers in [0, 1) for dropout in the rows of one patient. */
  readonly uniforms: (target: Float32Array, patient: number) => void;
}

/** Arguments of one physical batch. */
export function fillBatch(
  source: GradientSource,
  batch: PhysicalBatch,
  rowWeight: (patient: number, rows: number) => number,
): Float32Array[] {
  const { data, targetWidth, index, rowFactors, network } = source;
  const rows = batch.units * batch.rowsPerUnit;
  const features = new Float32Array(rows * data.width);
  const targets = new Float32Array(rows * targetWidth);
  const weights = new Float32Array(rows);
  batch.patients.forEach((patient, unit) => {
    const start = index.starts[patient] as number;
    const count = (index.starts[patient + 1] as number) - start;
    const weight = rowWeight(patient, count);
    for (let i = 0; i < count; i++) {
      const row = index.rows[start + i] as number;
      const at = unit * batch.rowsPerUnit + i;
      features.set(data.features.subarray(row * data.width, (row + 1) * data.width), at * data.width);
      targets.set(data.targets.subarray(row * targetWidth, (row + 1) * targetWidth), at * targetWidth);
      weights[at] = rowFactors === undefined ? weight : weight * (rowFactors[row] as number);
    }
  });
  const each = batch.rowsPerUnit * network.uniformsPerRow;
  const uniforms = each > 0 ? [new Float32Array(batch.units * each)] : [];
  for (const target of uniforms)
    batch.patients.forEach((patient, unit) => source.uniforms(target.subarray(unit * each, (unit + 1) * each), patient));
  return [features, targets, weights, ...uniforms];
}

/** The compiled (or eager) gradient step for a shape. */
export function gradientFunction(source: GradientSource, units: number, rowsPerUnit: number, kind: GradientKind) {
  const { network, loss, targetWidth } = source;
  const shape = { units, rowsPerUnit, targetWidth };
  return source.functions(`${kind}/${units}x${rowsPerUnit}`, () => ({
    specs: gradientSpecs(network, shape, kind),
    body: gradientBody(network, loss, shape, kind),
  }));
}

/** @throws ConsiliumError `PARAMETER_INVALID` for weights of the wrong length, `TRAINING_FAILED` for weights that are not finite. */
export function checkWeights(network: Network, weights: Float32Array): void {
  if (weights.length !== network.manifest.parameters) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: `weights has ${weights.length} values, the model has ${network.manifest.parameters}`,
      details: { field: 'weights' },
    });
  }
  if (!allFinite(weights)) throw new ConsiliumError({ code: 'TRAINING_FAILED', message: 'the weights are not finite' });
}

/** Whether no value is NaN or infinite: x - x is 0 for finite x and NaN otherwise, and NaN stays in a sum. */
export function allFinite(values: Float32Array): boolean {
  let rest = 0;
  for (let i = 0; i < values.length; i++) rest += (values[i] as number) - (values[i] as number);
  return rest === 0;
}

/** @throws ConsiliumError `PARAMETER_INVALID` for a clip that is not a positive finite number. */
export function checkClip(clip: number): void {
  if (clip > 0 && Number.isFinite(clip)) return;
  throw new ConsiliumError({ code: 'PARAMETER_INVALID', message: 'clip must be a positive number', details: { field: 'clip' } });
}
