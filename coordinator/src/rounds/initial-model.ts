import { type CompiledPlan, initialWeights } from '@consilium/plan';
import { bytesOf } from '../aggregation/vectors.ts';
import type { BlobStore } from '../store/blob-store.ts';

/** Stores the model that every run of a plan begins with, if it is not there yet, and returns its hash. */
export async function putInitialModel(blobs: BlobStore, plan: CompiledPlan): Promise<string> {
  const { model } = plan.document;
  return await blobs.put(bytesOf(initialWeights(model, [plan.inputWidth], model.seed)));
}
