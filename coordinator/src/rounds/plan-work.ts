import { sha256Hex } from '@consilium/core';
import { type CompiledPlan, initialWeights, type Mechanism, planFromJson, releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import { bytesOf } from '../aggregation/vectors.ts';
import type { BlobStore } from '../store/blob-store.ts';

/** What is known of a plan that was checked. */
export interface CheckedPlan {
  readonly hash: string;
  readonly study: string;
  readonly mechanism: Mechanism;
}

/** A plan by its canonical JSON. */
export type PlanText = Pick<CompiledPlan, 'json' | 'hash'>;

/**
 * What may take a processor seconds for a plan within all limits: reading 40,000 features, calibrating the noise of ten million steps,
 * drawing a hundred million weights. Sessions of sites must not wait for that.
 */
export interface PlanWork {
  /**
   * Whether a plan can be carried out; a plan whose privacy cannot be reached is refused now and not when the hospitals are waiting.
   *
   * @throws ConsiliumError `PLAN_INVALID`, `PLAN_HASH_MISMATCH`, `CALIBRATION_FAILED`, `QUEUE_FULL`
   */
  check(planJson: string): Promise<CheckedPlan>;
  /** The model that every run of the plan begins with: little-endian float32 in manifest order. @throws ConsiliumError `QUEUE_FULL` */
  initialModel(plan: PlanText): Promise<Uint8Array>;
}

/** {@link PlanWork.check} */
export function checkPlan(planJson: string): CheckedPlan {
  const plan = planFromJson(planJson, sha256Hex(planJson));
  const parameters = releaseParameters(plan);
  if (parameters !== undefined) deriveRelease(parameters);
  return { hash: plan.hash, study: plan.document.study, mechanism: plan.document.privacy.mechanism };
}

/** {@link PlanWork.initialModel} */
export function initialModel({ json, hash }: PlanText): Uint8Array {
  const plan = planFromJson(json, hash);
  const { model } = plan.document;
  return bytesOf(initialWeights(model, [plan.inputWidth], model.seed));
}

/** The work done in place, while every session waits: for rehearsals, whose plans are their owner’s. */
export const PLAN_WORK_HERE: PlanWork = {
  // Wrapped, so that errors reject.
  check: async (planJson) => await Promise.resolve(checkPlan(planJson)),
  initialModel: async (plan) => await Promise.resolve(initialModel(plan)),
};

/** Stores the model that every run of a plan begins with, if it is not there yet, and returns its hash. */
export async function putInitialModel(blobs: BlobStore, work: PlanWork, plan: PlanText): Promise<string> {
  return await blobs.put(await work.initialModel(plan));
}
