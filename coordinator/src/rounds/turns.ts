import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@consilium/core';

/** How long work may keep the event loop before it lets others have a turn. One item of work may make it that much longer. */
const TURN_MS = 10;

/** To be awaited between items of long work: calls, timers and sessions that wait are served first, if they had to wait for long. */
export type Pause = () => Promise<void>;

/** A {@link Pause} of its own for each piece of work. */
export function turns(clock: Pick<Clock, 'monotonic'>): Pause {
  let since = clock.monotonic();
  return async () => {
    if (clock.monotonic() - since < TURN_MS) return;
    await setImmediate();
    since = clock.monotonic();
  };
}

/** Does something for each of many, with a {@link Pause} after each. */
export async function inTurns<T>(items: readonly T[], pause: Pause, work: (item: T) => void): Promise<void> {
  for (const item of items) {
    work(item);
    await pause();
  }
}
