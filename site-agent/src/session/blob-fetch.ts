import { createHash } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import { CHUNK_BYTES } from '@consilium/transport';
import type { SiteContext } from './site-context.ts';

/** How often a broken fetch resumes without a chunk more having come before the task is given up; the session's own reconnection takes over then. */
const MAX_RESUMES = 5;

/** Time that a fetch has whatever its size: for dialling, a busy coordinator, and cuts that are resumed. */
const FETCH_BASE_MS = 60_000;

/**
 * Slowest line that is useful, 64 KiB/s (half a megabit): a plan of the largest size has 108 s then, a model of 10^8 parameters, the
 * largest there is, an hour and three quarters. What comes more slowly keeps this site from all other work.
 */
const LOWEST_BYTES_PER_SECOND = 64 * 1024;

/** Longest that fetching so many bytes may take, all resumes together, in milliseconds. */
export function fetchLimitMs(bytes: number): number {
  return FETCH_BASE_MS + Math.ceil((bytes / LOWEST_BYTES_PER_SECOND) * 1000);
}

/**
 * Fetches content by its hash, resuming where a cut connection broke off, and verifies it.
 *
 * @param expectedBytes largest length accepted; so much memory is taken, and so much time given ({@link fetchLimitMs})
 * @throws ConsiliumError `TASK_INVALID` when the content is longer, or comes in pieces without bytes; `UPDATE_CORRUPT` when it does not have
 * its hash; `UNREACHABLE` when it takes too long; whatever the call throws
 */
export async function fetchBlob(
  { client, clock, stopping }: Pick<SiteContext, 'client' | 'clock' | 'stopping'>,
  hash: string,
  expectedBytes: number,
): Promise<Uint8Array> {
  const limitMs = fetchLimitMs(expectedBytes);
  const late = new AbortController();
  const cancel = clock.setTimer(limitMs, () => late.abort());
  try {
    return await fetchWithin(client, hash, expectedBytes, AbortSignal.any([stopping, late.signal]));
  } catch (error) {
    if (!late.signal.aborted) throw error;
    throw new ConsiliumError({
      code: 'UNREACHABLE',
      message: `the content ${hash.slice(0, 12)} of at most ${expectedBytes} bytes did not come in ${Math.round(limitMs / 1000)} s`,
      cause: error,
    });
  } finally {
    cancel();
  }
}

async function fetchWithin(
  client: SiteContext['client'],
  hash: string,
  expectedBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const content = new Uint8Array(expectedBytes);
  let received = 0;
  let resumedFrom = 0;
  for (let resumes = 0; ; resumes++) {
    try {
      for await (const { data } of client.getBlob({ hash, offset: received }, { signal })) {
        // Pieces without bytes keep a call alive for ever, and are of no use.
        if (data.length === 0) throw invalid(`the content ${hash.slice(0, 12)} came in a piece without bytes`);
        if (received + data.length > expectedBytes)
          throw invalid(`the content ${hash.slice(0, 12)} is longer than the ${expectedBytes} bytes announced`);
        content.set(data, received);
        received += data.length;
      }
      break;
    } catch (error) {
      if (received >= resumedFrom + CHUNK_BYTES) {
        resumedFrom = received;
        resumes = 0;
      }
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

function invalid(message: string): ConsiliumError<'TASK_INVALID'> {
  return new ConsiliumError({ code: 'TASK_INVALID', message });
}
