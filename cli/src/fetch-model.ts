import { createHash } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import { MAX_PARAMETERS } from '@consilium/plan';
import type { consilium } from '@consilium/proto';
import { withResearch } from './connection.ts';

/** Bytes of the longest model, and far more than those of any plan. */
const MOST_BYTES = MAX_PARAMETERS * Float32Array.BYTES_PER_ELEMENT;

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
    const blob = async (hash: string, what: string): Promise<Buffer> => {
      const parts: Uint8Array[] = [];
      let bytes = 0;
      for await (const { data } of research.getModel({ hash })) {
        bytes += data.length;
        // A coordinator may send for ever.
        if (bytes > MOST_BYTES)
          throw new ConsiliumError({
            code: 'UPDATE_CORRUPT',
            message: `the ${what} received is longer than any: ${bytes} bytes`,
          });
        parts.push(Uint8Array.from(data));
      }
      const content = Buffer.concat(parts);
      if (createHash('sha256').update(content).digest('hex') !== hash)
        throw new ConsiliumError({ code: 'UPDATE_CORRUPT', message: `the ${what} received does not have its hash` });
      return content;
    };
    const { modelHash, planHash } = info;
    const content = await blob(modelHash, 'model');
    const plan = withPlan ? { json: (await blob(planHash, 'plan')).toString('utf8'), hash: planHash } : undefined;
    return { hash: modelHash, content, plan, run: info };
  });
}
