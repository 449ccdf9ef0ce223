import { ConsiliumError } from '@consilium/core';
import { durationText } from './connection-log.ts';

/** More than this is said: a machine that asks a time server stays far below it. In milliseconds. */
export const WARN_SKEW_MS = 30_000;

/**
 * With more than this the site does not work: the times of its ledger would be wrong by as much, and once the clock is corrected backwards, the ledger stands
 * still until the clock has caught up. Five minutes is what Kerberos allows (RFC 4120, 1.6). In milliseconds.
 */
export const REFUSE_SKEW_MS = 300_000;

/** Latest time that the coordinator may say, in milliseconds since the epoch: the year 9999. */
const MAX_TIME_MS = 253_402_300_799_999;

/**
 * How far the clock of this machine is ahead of the coordinator's, in milliseconds; negative where it is behind. The coordinator read its clock at some moment
 * between our greeting and its answer, so half of that span is taken off at most: what is certain remains.
 *
 * @param coordinatorMs as it came; `undefined` or 0 from a coordinator that says no time
 * @returns `undefined` where it says none
 * @throws ConsiliumError `MESSAGE_INVALID` for what is no time
 */
export function clockSkew(coordinatorMs: number | null | undefined, sentMs: number, receivedMs: number): number | undefined {
  if (coordinatorMs === undefined || coordinatorMs === null || coordinatorMs === 0) return undefined;
  if (!Number.isSafeInteger(coordinatorMs) || coordinatorMs < 0 || coordinatorMs > MAX_TIME_MS)
    throw new ConsiliumError({ code: 'MESSAGE_INVALID', message: 'the coordinator says a time that is none' });
  if (coordinatorMs < sentMs) return sentMs - coordinatorMs;
  // A clock that was set back meanwhile makes the span negative.
  const latest = Math.max(sentMs, receivedMs);
  return coordinatorMs > latest ? latest - coordinatorMs : 0;
}

/** How two clocks differ, in words. @param skewMs as {@link clockSkew} gives it */
export function skewText(skewMs: number): string {
  return `the clock of this machine is ${durationText(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead of' : 'behind'} the coordinator's`;
}

/**
 * Refuses to work beside a clock that differs too much. Which of the two is wrong cannot be known here, and a coordinator may say what it likes: so its time
 * decides nothing but this, and enters no ledger.
 *
 * @throws ConsiliumError `CLOCK_SKEWED`
 */
export function requireSameTime(skewMs: number | undefined): void {
  if (skewMs === undefined || Math.abs(skewMs) <= REFUSE_SKEW_MS) return;
  throw new ConsiliumError({
    code: 'CLOCK_SKEWED',
    message: `${skewText(skewMs)}; more than ${durationText(REFUSE_SKEW_MS)} is not worked with`,
  });
}
