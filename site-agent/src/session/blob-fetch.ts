import { createHash } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import type { siteService } from '@consilium/proto';
import type { Client } from '@consilium/transport';

/** How often a broken fetch resumes before the task is given up; the session's own reconnection takes over then. */
const MAX_RESUMES = 5;

/**
 * Fetches content by its hash, resuming where a cut connection broke off, and verifies it.
 *
 * @param expectedBytes largest length accepted; so much memory is taken
 * @throws ConsiliumError `TASK_INVALID` when the content is longer, `UPDATE_CORRUPT` when the content does not have its hash; whatever the call throws
 */
export async function fetchBlob(
  client: Client<typeof siteService>,
  hash: string,
  expectedBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const content = new Uint8Array(expectedBytes);
  let received = 0;
  for (let resumes = 0; ; resumes++) {
    try {
      for await (const { data } of client.getBlob({ hash, offset: received }, { signal })) {
        if (received + data.length > expectedBytes) {
          throw new ConsiliumError({
            code: 'TASK_INVALID',
            message: `the content ${hash.slice(0, 12)} is longer than the ${expectedBytes} bytes announced`,
          });
        }
        content.set(data, received);
        received += data.length;
      }
      break;
    } catch (error) {
      const resumable = error instanceof ConsiliumError && error.retryable && resumes < MAX_RESUMES && !signal.aborted;
      if (!resumable) throw error;
    }
  }
  const whole = content.subarray(0, received);
  if (createHash('sha256').update(whole).digest('hex') !== hash) {
    throw new ConsiliumError({
      code: 'UPDATE_CORRUPT',
      message: `the content received does not have the hash ${hash.slice(0, 12)}`,
    });
  }
  return whole;
}
