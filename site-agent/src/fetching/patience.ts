import { type Clock, type ConsiliumError, sleep } from '@consilium/core';

/** Tries of one question before it is given up: waits of 1, 2, 4 ... s come to two minutes. */
const MOST_TRIES = 8;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** Longest that a server may tell us to wait between two tries. */
const LONGEST_TOLD_MS = 600_000;

/** A failure that may be over soon. */
export class TryAgain extends Error {
  /** What it is if it never ends. */
  readonly problem: ConsiliumError;
  /** As the server has asked. */
  readonly afterMs: number | undefined;

  constructor(problem: ConsiliumError, afterMs?: number) {
    super(problem.message);
    this.problem = problem;
    this.afterMs = afterMs;
  }
}

/** Statuses of a server that is busy or being restarted. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether the same question may be answered soon. */
export function isPassing(status: number): boolean {
  return PASSING.has(status);
}

/** Does something until it works, waiting longer each time, or as long as the server asks. @throws ConsiliumError the problem of the last try, and any other at once */
export async function patiently<T>(clock: Clock, work: () => Promise<T>, mostTries = MOST_TRIES): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      if (tries >= mostTries) throw error.problem;
      const own = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
      await sleep(clock, error.afterMs === undefined ? own : Math.min(Math.max(error.afterMs, FIRST_WAIT_MS), LONGEST_TOLD_MS));
    }
  }
}

/** `Retry-After` (RFC 9110 10.2.3) in milliseconds from now; undefined where it says nothing that can be used. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
