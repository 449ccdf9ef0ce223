import { seededRandom } from '@consilium/core';
import type { Logger } from '@consilium/host';
import {
  type CompiledPlan,
  initialWeights,
  NOTHING_REMEMBERED,
  parsePlan,
  releaseParameters,
  serverStep,
  serverStepFromBytes,
  serverStepOf,
} from '@consilium/plan';
import { deriveRelease, type Release } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import { makeUpdate, type PreparedStudy } from '@consilium/site-agent';

/** How hospitals train alone. */
export interface AloneOptions {
  /** Of the run whose model it is compared with. */
  readonly rounds: number;
  readonly seed: string | undefined;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Trains the models that hospitals would have without each other: the plan as it is, with the agent's own updates and the coordinator's own step,
 * on the training patients of one hospital and without noise, since such a model never leaves it. As many rounds, the same learning rate, clip and
 * sampling, so that what differs from the common model is whose patients it learned from, and noise.
 */
export class TrainingAlone {
  readonly #plan: CompiledPlan;
  readonly #release: Release | undefined;
  readonly #options: AloneOptions;

  constructor(plan: CompiledPlan, options: AloneOptions) {
    this.#plan = withoutMasks(plan);
    const parameters = releaseParameters(this.#plan);
    this.#release = parameters === undefined ? undefined : deriveRelease(parameters);
    this.#options = options;
  }

  /** @throws ConsiliumError `TRAINING_FAILED` by a mechanism without privacy, whose update is not finite */
  model(siteId: string, { trainer, dataset }: Pick<PreparedStudy, 'trainer' | 'dataset'>): Float32Array {
    const { rounds, seed, log } = this.#options;
    const plan = this.#plan;
    const random = seededRandom(`consilium/sim/${seed ?? ''}`).fork(`own-model/${siteId}`);
    let weights = initialWeights(plan.document.model, [plan.inputWidth]);
    let memory = NOTHING_REMEMBERED;
    for (let round = 1; round <= rounds; round++) {
      const { encoding, bytes } = makeUpdate({
        plan,
        release: this.#release,
        siteId,
        trainer,
        patients: dataset.training.patients,
        base: weights,
        random: random.fork(`round ${round}`),
        noise: 'none',
        log,
      });
      const step = serverStepOf(plan, [siteId], round, rounds);
      const isGrid = encoding === UpdateEncoding.UPDATE_ENCODING_GRID_INT32 && this.#release !== undefined;
      const next = isGrid
        ? serverStepFromBytes(step, { base: bytesOf(weights), sum: bytes, before: memory }, this.#release.grid.scale)
        : serverStep(step, weights, floatsOf(bytes), memory);
      weights = next.model;
      memory = next.after;
    }
    return weights;
  }
}

/** Alone there is nobody to share noise with. */
function withoutMasks(plan: CompiledPlan): CompiledPlan {
  const { privacy } = plan.document;
  if (privacy.mechanism === 'none' || !privacy.masks) return plan;
  return parsePlan(JSON.stringify({ ...plan.document, privacy: { ...privacy, honestContributors: 1, masks: false } }));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function floatsOf({ buffer, byteOffset, byteLength }: Uint8Array): Float64Array {
  return Float64Array.from(new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT));
}
