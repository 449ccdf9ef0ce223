import { systemClock } from '@consilium/core';
import { standardError } from '@consilium/host';

/** Each process takes memory of its own: a slip of the finger shall not take down the machine. */
export const MOST_PROCESSES = 256;

/** Lines of a log are at least this far apart. */
const LOG_INTERVAL_MS = 10_000;
const BAR_WIDTH = 30;

/** Shows how much of a long work is done: a bar on a terminal, a line now and then elsewhere. @param what is counted, in the plural */
export function createBar(what: string): (done: number, all: number) => void {
  let writtenAt = systemClock.monotonic();
  return (done, all) => {
    const filled = Math.floor((BAR_WIDTH * done) / all);
    const line = `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${done} of ${all} ${what}`;
    if (standardError.interactive) return standardError.live(line);
    if (systemClock.monotonic() - writtenAt < LOG_INTERVAL_MS) return;
    writtenAt = systemClock.monotonic();
    standardError.say(line);
  };
}
