import { type Clock, sleep } from '@consilium/core';
import type { Logger } from '@consilium/host';

/** Wait before what the store refused is tried again. */
const RETRY_MS = 5000;

/** Work of a run that nobody waits for and that no event would start again: tried until the store takes it or the signal aborts. */
export async function persist(
  {
    clock,
    log,
    run,
    signal,
  }: { readonly clock: Clock; readonly log: Logger; readonly run: string; readonly signal: AbortSignal },
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
      return;
    } catch (error) {
      log.error({ run, err: error }, `a step of the run failed: tried again in ${RETRY_MS} ms`);
      await sleep(clock, RETRY_MS, signal);
    }
  }
}
