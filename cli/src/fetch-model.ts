import type { consilium } from '@consilium/proto';
import { fetchBlob } from '@consilium/sim';
import { withResearch } from './connection.ts';

/** The newest model of a run, as bytes. */
export interface FetchedModel {
  /** SHA-256, hex. */
  readonly hash: string;
  readonly content: Buffer;
  /** Canonical JSON of the plan, its hash verified; undefined unless asked for. */
  readonly plan: { readonly json: string; readonly hash: string } | undefined;
  readonly run: consilium.v1.IRunInfo;
}

/**
 * Fetches the model of a run from the coordinator.
 *
 * @throws ConsiliumError `UPDATE_CORRUPT` for what does not have its hash, `RUN_UNKNOWN`, and what calling throws
 */
export async function fetchModel(identity: string, run: string, withPlan = false): Promise<FetchedModel> {
  return await withResearch(identity, async (research) => {
    const info = await research.getRun({ run });
    const { modelHash, planHash } = info;
    const content = await fetchBlob(research, modelHash, 'model');
    const plan = withPlan ? { json: (await fetchBlob(research, planHash, 'plan')).toString('utf8'), hash: planHash } : undefined;
    return { hash: modelHash, content, plan, run: info };
  });
}
