import { ConsiliumError, fromUnknown, isMachineError, type Randomness } from '@consilium/core';
import type { Trainer } from '@consilium/learning';
import { aggregationWeights, type CompiledPlan, type LocalOptimizer } from '@consilium/plan';
import {
  decodeSum,
  encodeUpdate,
  type Grid,
  type NoiseChoice,
  poissonSample,
  type Release,
  releaseWords,
} from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import type { Mask } from '@consilium/secure-sum';
import type { SiteLog } from '../../session/remote-log.ts';
import { leavingWords } from '../masked/leaving-words.ts';

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
  /** Masks of a sum, where the plan says that updates are summed under masks; each is used for this one update. */
  readonly masks?: readonly Mask[];
  /** Draws patients and noise. */
  readonly random: Randomness;
  /** `'none'` leaves the noise out, which a seeded generator alone may. @default 'grid' */
  readonly noise?: NoiseChoice;
  readonly log: Pick<SiteLog, 'warn'>;
}

/**
 * Trains one round and turns the result into what may leave the site, as the plan's mechanism says.
 *
 * With privacy there always is an update, of the same length and form: numbers that are none become a zero contribution, which is
 * noised like any other. What is thrown even so is the machine's fault, or a defect.
 *
 * @throws ConsiliumError `TRAINING_FAILED` without privacy, `DISK_FULL`, `MEMORY_FULL`, `FILE_UNREADABLE`
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

/** dp-fedsgd: one noisy sum at the round's model. */
function gradientUpdate(input: RoundInput, release: Release, clip: number): RoundUpdate {
  return leavingWords(noisySums(input, release, clip)(input.base), input, UpdateEncoding.UPDATE_ENCODING_GRID_INT32);
}

/** dp-sgd: every local step sees its patients only through a noisy sum, so the weights may leave as they are. */
function noisyStepsUpdate(input: RoundInput, release: Release, clip: number): RoundUpdate {
  const { plan, siteId, trainer, base } = input;
  const { training, sites } = plan.document;
  const noisySum = noisySums(input, release, clip);
  const weights = trainer.trainDpSgd({
    weights: base,
    steps: training.localSteps ?? 1,
    // The public number, never the true one: the batch that was drawn must not show in the step length.
    denominator: samplingRate(plan) * (sites[siteId]?.patients ?? 1),
    optimizer: localOptimizer(plan),
    proximal: training.proximal,
    noisySum: (at) => {
      const sum = new Float32Array(base.length);
      decodeSum(noisySum(at), release.grid, sum);
      return sum;
    },
  });
  // Weights follow from noisy sums alone, so what is made of them here tells nothing more.
  return floatUpdate(orZero(difference(weights, base, aggregationWeights(plan, siteId).weight)));
}

/**
 * Noisy sums of clipped gradients, each over a fresh Poisson sample: each patient becomes integers whose norm is checked, integers are
 * added up exactly, then noise is added. An empty sample is noised and charged like any other. A gradient that is not finite
 * counts as zero: whether a round fails must not depend on one record.
 */
function noisySums(
  { plan, trainer, patients, random, noise = 'grid' }: RoundInput,
  release: Release,
  clip: number,
): (weights: Float32Array) => Int32Array {
  const { grid } = release;
  const noiseGrid = gridFor(grid, noise, random);
  const rate = samplingRate(plan);
  let sums = 0;
  return (weights) => {
    const chosen = poissonSample(patients, rate, random);
    const dropout = random.fork(`sum ${sums++}`);
    const { words } = trainer.clippedGridSum({ weights, patients: chosen, clip, scale: grid.scale, dropout });
    return releaseWords(words, noiseGrid, { count: chosen.length, noise }, random);
  };
}

/**
 * dp-fedavg: ordinary training, then the whole update is clipped, quantised and noised. Training that fails, and an update that is not
 * finite, are the zero update: both may be the work of one record.
 */
function clippedUpdate(input: RoundInput, release: Release): RoundUpdate {
  const { plan, siteId, base, random, noise = 'grid', log } = input;
  let update: Float32Array;
  try {
    // A stream of its own: how much training draws depends on the number of patients, and where the noise begins must not.
    update = orZero(difference(trainPlainly({ ...input, random: random.fork('training') }), base, 1));
  } catch (error) {
    if (isMachineError(error)) throw error;
    // The code alone: texts of native errors quote values.
    log.warn({ code: fromUnknown(error).code }, 'training failed, so the update counts as zero');
    update = new Float32Array(base.length);
  }
  const weight = aggregationWeights(plan, siteId).weight;
  const words = encodeUpdate(update, gridFor(release.grid, noise, random), { weight, inPlace: true, noise }, random);
  return leavingWords(words, input, UpdateEncoding.UPDATE_ENCODING_GRID_INT32);
}

/**
 * The grid of a release; without its noise for a rehearsal that asks for that. The last wall: what got this far with the generator of a
 * hospital gets no update at all.
 */
function gridFor(grid: Grid, noise: NoiseChoice, random: Randomness): Grid {
  if (noise === 'grid') return grid;
  if (random.kind !== 'seeded')
    throw new ConsiliumError({
      code: 'INTERNAL',
      message: 'noise can be left out in rehearsals only, whose generator is seeded',
    });
  return { ...grid, noiseStd: 0 };
}

/** none: rehearsals only; the agent has refused this mechanism long before unless it is a rehearsal. */
function plainUpdate(input: RoundInput): RoundUpdate {
  const update = difference(trainPlainly(input), input.base, aggregationWeights(input.plan, input.siteId).weight);
  if (!update.every(Number.isFinite)) throw new ConsiliumError({ code: 'TRAINING_FAILED', message: 'the update is not finite' });
  return floatUpdate(update);
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

function difference(weights: Float32Array, base: Float32Array, factor: number): Float32Array {
  const update = new Float32Array(base.length);
  for (let i = 0; i < update.length; i++) update[i] = factor * ((weights[i] as number) - (base[i] as number));
  return update;
}

/** The vector, or the zero vector where it is not finite. */
function orZero(vector: Float32Array): Float32Array {
  return vector.every(Number.isFinite) ? vector : new Float32Array(vector.length);
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

function floatUpdate(vector: Float32Array): RoundUpdate {
  return {
    encoding: UpdateEncoding.UPDATE_ENCODING_FLOAT32,
    bytes: new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
  };
}
