import { createHash } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import { type CompiledPlan, MAX_PARAMETERS, planFromJson } from '@consilium/plan';
import type { researchService } from '@consilium/proto';
import type { Client } from '@consilium/transport';

type Research = Client<typeof researchService>;

/** Bytes of the longest model, and far more than those of any plan. */
const MOST_BYTES = MAX_PARAMETERS * Float32Array.BYTES_PER_ELEMENT;

/**
 * Fetches what a coordinator keeps under a hash.
 *
 * @param hash SHA-256, hex
 * @param what it is, for messages
 * @throws ConsiliumError `UPDATE_CORRUPT` for what does not have the hash, and what calling throws
 */
export async function fetchBlob(research: Research, hash: string, what: 'model' | 'plan'): Promise<Buffer> {
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
}

/** The weights of a model: flat, in manifest order. @throws as {@link fetchBlob} */
export async function fetchWeights(research: Research, hash: string): Promise<Float32Array> {
  return weightsOf(await fetchBlob(research, hash, 'model'));
}

/** A plan by its hash. @throws as {@link fetchBlob}, and `PLAN_HASH_MISMATCH` */
export async function fetchPlan(research: Research, hash: string): Promise<CompiledPlan> {
  return planFromJson((await fetchBlob(research, hash, 'plan')).toString('utf8'), hash);
}

/** Weights out of the bytes that a coordinator keeps, which may begin anywhere in their buffer. */
function weightsOf(content: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(content).buffer);
}
