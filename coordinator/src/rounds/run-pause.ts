/**
 * Why a run is paused.
 *
 * - `absent`: fewer sites are connected than answers are missing. It goes on as soon as enough are.
 * - `silent`: enough sites are connected, they have not answered in time, and no other attempt is left, or it would find too few. They are asked
 *   again, after longer and longer waits.
 * - `asked`: a person has asked for it. It goes on when a person says so.
 */
export const PAUSE_REASONS = ['absent', 'silent', 'asked'] as const;

/** One of {@link PAUSE_REASONS}. */
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** A pause. Nothing in it comes from anywhere but who is connected, what sites have said, the clock and people. */
export interface RunPause {
  readonly reason: PauseReason;
  readonly sinceMs: number;
  /** Answers that the attempt cannot do without. */
  readonly lacks: number;
}

/** Of a state that a person has asked to be the last before a pause. */
export interface Pausing {
  readonly pausing?: true;
}

/** First wait before silent sites are asked again: an agent that is started again is back by then. */
const FIRST_WAIT_MS = 60_000;

/** Longest wait: somebody who comes to work finds the run going on the same day. */
const LONGEST_WAIT_MS = 4 * 3_600_000;

/**
 * When a paused run may go on by itself, in milliseconds since the Unix epoch: `Infinity` where a person must say so.
 *
 * @param silences how often the attempt has been paused for silence, this time included
 */
export function againMs({ reason, sinceMs }: RunPause, silences: number): number {
  switch (reason) {
    case 'absent':
      return sinceMs;
    case 'silent':
      return sinceMs + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (silences - 1));
    case 'asked':
      return Number.POSITIVE_INFINITY;
  }
}
