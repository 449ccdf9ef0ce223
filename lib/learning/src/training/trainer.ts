import { ConsiliumError, type Randomness, sha256Hex } from '@consilium/core';
import type { Deidentified } from '@consilium/deidentify';
import { checkLoss, type LossName, type Model, refusals, type RowCap, type TensorManifest } from '@consilium/plan';
import type { Backend } from '../backend/backend.ts';
import type { BatchSizing } from '../data/physical-batches.ts';
import { indexPatients, type TrainingData } from '../data/training-data.ts';
import { evaluate, type EvaluateOptions, predict, predictTogether } from '../evaluation/evaluate.ts';
import type { Predictions } from '../evaluation/evaluate-rows.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import { createFunctionCache } from '../graph/function-cache.ts';
import { createNetwork } from '../layers/network.ts';
import { clipMargin } from './float-facts.ts';
import { checkWeights, type NetworkSource } from './gradients.ts';
import { trainDpSgd, type DpSgdOptions } from './dp-sgd.ts';
import { clippedGridSum, type GridSum } from './grid-sum.ts';
import { trainPlain, type PlainOptions } from './plain-training.ts';

/** What a trainer is made from. */
export interface TrainerOptions {
  readonly model: Model;
  /** Shape of one row; its product is the width of the data. */
  readonly inputShape: readonly number[];
  readonly loss: LossName;
  /** From behind the border: a table that nobody has looked at does not compile here. */
  readonly data: Deidentified<TrainingData>;
  /** The plan's `data.maxRowsPerPatient`: everything that a patient's gradient depends on is the patient's own, or the plan's. */
  readonly maxRowsPerPatient: RowCap;
  readonly backend: Backend;
  /** Most rows in one native call. @default 256 */
  readonly physicalBatch?: number;
  /** Factor of the loss of each class (two for a binary target): evens out rare outcomes. */
  readonly classWeights?: readonly number[];
  /** Runs operation by operation instead of as compiled graphs: slow, and what the compiled form must equal. @default false */
  readonly eager?: boolean;
  /** Writes every patient's gradient out to clip it: slower, and what a sum of products of factors must equal. @default false */
  readonly writtenOut?: boolean;
}

/** Trains and evaluates one model on one data set. Synchronous inside: one call at a time. */
export interface Trainer {
  readonly manifest: TensorManifest;
  /** Sum over patients of their clipped gradients (mean over a patient's rows) in exact integers of a grid; see {@link GridSum}. */
  clippedGridSum(options: {
    readonly weights: Float32Array;
    readonly patients: Uint32Array;
    readonly clip: number;
    readonly scale: number;
    /** Draws dropout: a stream of its own for each patient, so that nobody's numbers depend on who else is in the sum. */
    readonly dropout: Randomness;
  }): GridSum;
  /** Local steps with noise at each; returns new weights. */
  trainDpSgd(options: DpSgdOptions): Float32Array;
  /** Ordinary local training; returns new weights. */
  train(options: PlainOptions): Float32Array;
  evaluate(options: EvaluateOptions): Evaluation;
  /** What the model says of every row, whatever it says: numbers that are not finite are among them. */
  predict(weights: Float32Array): Predictions;
  /** The same in calls of many rows: faster, and only for the owner of the files, since a row's last bit may depend on the rows beside it. */
  predictTogether(weights: Float32Array): Predictions;
  /** Frees what is native. */
  dispose(): void;
}

function classFactors(data: TrainingData, targetWidth: number, weights: readonly number[] | undefined): Float32Array | undefined {
  if (weights === undefined) return undefined;
  const classes = targetWidth === 1 ? 2 : targetWidth;
  if (weights.length !== classes || weights.some((w) => !(w >= 0 && Number.isFinite(w)))) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: `classWeights must be ${classes} numbers that are not negative`,
      details: { field: 'classWeights' },
    });
  }
  return Float32Array.from({ length: data.rows }, (_, row) => {
    const target = data.targets.subarray(row * targetWidth, (row + 1) * targetWidth);
    const label = targetWidth === 1 ? Number((target[0] as number) >= 0.5) : target.indexOf(Math.max(...target));
    return weights[label] as number;
  });
}

/** Fills an array with uniform numbers in [0, 1): multiples of 2^-24, which float32 holds exactly. */
function fillUniforms(target: Float32Array, randomness: Randomness): void {
  const bytes = new Uint8Array(4 * target.length);
  randomness.fill(bytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < target.length; i++) target[i] = (view.getUint32(4 * i, true) >>> 8) * 2 ** -24;
}

/** Everything that a compiled function of a trainer depends on. */
function functionKey({ layers }: Model, inputShape: readonly number[], loss: LossName): string {
  return sha256Hex(JSON.stringify({ layers, inputShape, loss }));
}

/** Parameters from which padding costs more than another native call. */
const HEAVY_PARAMETERS = 20_000;

/**
 * Prepares a model and a data set for training.
 *
 * @throws ConsiliumError `MODEL_INVALID` when the layers or the loss do not fit, `PARAMETER_INVALID` when the data do not.
 */
export function createTrainer(options: TrainerOptions): Trainer {
  const { model, inputShape, loss, data, maxRowsPerPatient, backend, physicalBatch = 256 } = options;
  const targetWidth = checkLoss(model, inputShape, loss);
  const network = createNetwork(model, inputShape);
  const width = inputShape.reduce((a, b) => a * b, 1);
  if (data.width !== width) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: `data.width is ${data.width}, the input of the model has ${width} values`,
      details: { field: 'data.width' },
    });
  }
  const heavy = network.manifest.parameters >= HEAVY_PARAMETERS;
  const sizing: BatchSizing = { maximumRows: physicalBatch, rule: heavy ? 'decompose' : 'round-up' };
  const functions = createFunctionCache(backend, functionKey(model, inputShape, loss), options.eager);
  const index = indexPatients(data, targetWidth, maxRowsPerPatient);
  const source: NetworkSource = {
    backend,
    network,
    loss,
    data,
    targetWidth,
    index,
    rowFactors: classFactors(data, targetWidth, options.classWeights),
    sizing,
    clipMargin: clipMargin(network),
    functions: functions.get,
    writtenOut: options.writtenOut ?? false,
  };
  const perPatient = (): void => {
    if (loss === 'cox') {
      throw new ConsiliumError({
        code: 'MODEL_INVALID',
        message:
          'the Cox loss compares every patient with all others at risk, so one patient’s influence cannot be bounded: train it with mechanism dp-fedavg or none',
      });
    }
    const [first] = refusals(model, { unit: 'patient' });
    if (first !== undefined) {
      throw new ConsiliumError({
        code: 'MODEL_INVALID',
        message: `layer ${first.name}: ${first.message}`,
        details: { layer: first.layer },
      });
    }
  };
  return {
    manifest: network.manifest,
    clippedGridSum({ weights, patients, clip, scale, dropout }) {
      perPatient();
      checkWeights(network, weights);
      // By the number of a patient, one patient less would give all behind it other random numbers, and the sum no bound.
      const uniforms = (target: Float32Array, patient: number): void => {
        const label = data.patientLabels?.at(patient);
        if (label === undefined)
          throw new ConsiliumError({ code: 'INTERNAL', message: 'dropout for each patient wants patients with labels' });
        fillUniforms(target, dropout.fork(`dropout/${label}`));
      };
      return clippedGridSum({ ...source, uniforms }, weights, patients, clip, scale);
    },
    trainDpSgd(dpOptions) {
      perPatient();
      checkWeights(network, dpOptions.weights);
      return trainDpSgd(source, dpOptions);
    },
    train(plainOptions) {
      checkWeights(network, plainOptions.weights);
      return trainPlain({ ...source, uniforms: (target) => fillUniforms(target, plainOptions.randomness) }, plainOptions);
    },
    evaluate(evaluateOptions) {
      checkWeights(network, evaluateOptions.weights);
      return evaluate(source, evaluateOptions);
    },
    predict(weights) {
      checkWeights(network, weights);
      return predict(source, weights, undefined);
    },
    predictTogether(weights) {
      checkWeights(network, weights);
      return predictTogether(source, weights, undefined);
    },
    dispose: () => functions.dispose(),
  };
}
