import { ConsiliumError, type Randomness } from '@consilium/core';
import type { ClippedSum, Trainer } from '@consilium/learning';
import { aggregationWeights, type CompiledPlan, type LocalOptimizer } from '@consilium/plan';
import { decodeSum, encodeUpdate, poissonSample, quantiseBatchSum, type Release } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';

/** One update, ready to leave once its cost stands in the ledger. */
export interface RoundUpdate {
  readonly encoding: UpdateEncoding;
  readonly bytes: Uint8Array;
}

/** What an update is made from. */
export interface RoundInput {
  readonly plan: CompiledPlan;
  /** `undefined` only for the mechanism `none`. */
  readonly release: Release | undefined;
  readonly siteId: string;
  readonly trainer: Trainer;
  /** Patients in the training part of the data set. */
  readonly patients: number;
  /** The round's model, flat; not changed. */
  readonly base: Float32Array;
  /** Draws patients and noise. */
  readonly random: Randomness;
}

/**
 * Trains one round and turns the result into what may leave the site, as the plan's mechanism says.
 *
 * @throws ConsiliumError `TRAINING_FAILED`, `NORM_EXCEEDED`: nothing may leave then
 */
export function makeUpdate(input: RoundInput): RoundUpdate {
  const { plan, release } = input;
  const { privacy } = plan.document;
  if (privacy.mechanism === 'none') return plainUpdate(input);
  if (release === undefined) {
    throw new ConsiliumError({ code: 'INTERNAL', message: 'a plan with privacy came without its derived release' });
  }
  switch (privacy.mechanism) {
    case 'dp-fedsgd':
      return gradientUpdate(input, release, privacy.clip);
    case 'dp-sgd':
      return noisyStepsUpdate(input, release, privacy.clip);
    case 'dp-fedavg':
      return clippedUpdate(input, release);
  }
}

/** dp-fedsgd: one Poisson sample, clipped gradients, integer sum, noise. An empty sample is noised and charged like any other. */
function gradientUpdate({ plan, trainer, patients, base, random }: RoundInput, release: Release, clip: number): RoundUpdate {
  const sample = poissonSample(patients, samplingRate(plan), random);
  const batch = trainer.clippedGradientSum({ weights: base, patients: sample, clip });
  return gridUpdate(noisySum(batch, release, random));
}

/** dp-sgd: every local step sees its patients only through a noisy sum, so the weights may leave as they are. */
function noisyStepsUpdate(input: RoundInput, release: Release, clip: number): RoundUpdate {
  const { plan, siteId, trainer, patients, base, random } = input;
  const { training, sites } = plan.document;
  const rate = samplingRate(plan);
  const weights = trainer.trainDpSgd({
    weights: base,
    steps: training.localSteps ?? 1,
    sample: () => poissonSample(patients, rate, random),
    clip,
    // The public number, never the true one: the batch that was drawn must not show in the step length.
    denominator: rate * (sites[siteId]?.patients ?? 1),
    optimizer: localOptimizer(plan),
    proximal: training.proximal,
    privatise: (_sum, batch) => {
      const out = new Float32Array(base.length);
      decodeSum(noisySum(batch, release, random), release.grid, out);
      return out;
    },
  });
  return floatUpdate(difference(weights, base, aggregationWeights(plan, siteId).weight));
}

/** dp-fedavg: ordinary training, then the whole update is clipped, quantised and noised. */
function clippedUpdate(input: RoundInput, release: Release): RoundUpdate {
  const { plan, siteId, base, random } = input;
  const update = difference(trainPlainly(input), base, 1);
  return gridUpdate(
    encodeUpdate(update, release.grid, { weight: aggregationWeights(plan, siteId).weight, inPlace: true }, random),
  );
}

/** none: rehearsals only; the agent has refused this mechanism long before unless it is a rehearsal. */
function plainUpdate(input: RoundInput): RoundUpdate {
  return floatUpdate(difference(trainPlainly(input), input.base, aggregationWeights(input.plan, input.siteId).weight));
}

function trainPlainly({ plan, trainer, base, random }: RoundInput): Float32Array {
  const { training } = plan.document;
  return trainer.train({
    weights: base,
    ...(training.localSteps === undefined ? { epochs: training.localEpochs ?? 1 } : { steps: training.localSteps }),
    batchSize: training.batchSize,
    optimizer: localOptimizer(plan),
    proximal: training.proximal,
    randomness: random,
  });
}

function noisySum(batch: ClippedSum, release: Release, random: Randomness): Int32Array {
  return quantiseBatchSum(batch.sum, release.grid, { batchSize: batch.patients, inPlace: true }, random);
}

function difference(weights: Float32Array, base: Float32Array, factor: number): Float32Array {
  const update = new Float32Array(base.length);
  for (let i = 0; i < update.length; i++) update[i] = factor * ((weights[i] as number) - (base[i] as number));
  if (!update.every(Number.isFinite)) throw new ConsiliumError({ code: 'TRAINING_FAILED', message: 'the update is not finite' });
  return update;
}

function samplingRate(plan: CompiledPlan): number {
  const rate = plan.document.training.samplingRate;
  if (rate === undefined)
    throw new ConsiliumError({ code: 'INTERNAL', message: 'a compiled plan of this mechanism has a sampling rate' });
  return rate;
}

function localOptimizer(plan: CompiledPlan): LocalOptimizer {
  const { optimizer } = plan.document.training;
  if (optimizer === undefined)
    throw new ConsiliumError({ code: 'INTERNAL', message: 'a compiled plan of this mechanism has an optimizer' });
  return optimizer;
}

function gridUpdate(words: Int32Array): RoundUpdate {
  return {
    encoding: UpdateEncoding.UPDATE_ENCODING_GRID_INT32,
    bytes: new Uint8Array(words.buffer, words.byteOffset, words.byteLength),
  };
}

function floatUpdate(vector: Float32Array): RoundUpdate {
  return {
    encoding: UpdateEncoding.UPDATE_ENCODING_FLOAT32,
    bytes: new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
  };
}
