import type { Clock } from '@consilium/core';
import type { Logger } from '@consilium/host';

/** Lines a minute that a coordinator's messages may cause: a run says a few in a round. */
export const LINES_PER_MINUTE = 600;

const MINUTE_MS = 60_000;

/** Writes a line that a message of the coordinator has caused, or leaves it out where they have caused too many. */
export type RemoteLog = (level: 'info' | 'warn', fields: Readonly<Record<string, unknown>>, text: string) => void;

/**
 * A log whose length a coordinator does not decide: messages of a few bytes, each with its line, would else fill this computer's disk. What
 * is left out is counted, and the log says so when it begins and when it is over.
 */
export function remoteLog(log: Pick<Logger, 'info' | 'warn'>, clock: Pick<Clock, 'monotonic'>): RemoteLog {
  let since = Number.NEGATIVE_INFINITY;
  let written = 0;
  let leftOut = 0;
  return (level, fields, text) => {
    const now = clock.monotonic();
    if (now - since >= MINUTE_MS) {
      if (leftOut > 0) log.warn({ leftOut }, 'lines about messages of the coordinator were left out');
      since = now;
      written = 0;
      leftOut = 0;
    }
    written += 1;
    if (written <= LINES_PER_MINUTE) return log[level](fields, text);
    leftOut += 1;
    if (leftOut === 1) log.warn({}, 'messages of the coordinator cause too many lines: further ones of this minute are left out');
  };
}
