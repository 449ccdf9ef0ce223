import type { Clock } from '@consilium/core';

/** A line: what it is about, in fields, and what happened. */
export type LogLine = (fields: object, text: string) => void;

/** The log of a site, as far as its agent writes to it. */
export interface SiteLog {
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
}

/** Lines a minute that a coordinator may cause: a run causes a few in a round. */
export const LINES_PER_MINUTE = 600;

const MINUTE_MS = 60_000;

/**
 * A log whose length a coordinator does not decide. Nearly every line of an agent answers something that a coordinator did: a message of a
 * few bytes, a session that it opens and cuts, a question about what it may not have. So all of them are counted together, and no place in
 * the code can forget to. What is left out is counted, and the log says so when it begins and when it is over. Errors are always
 * written: they are about this computer, such as a ledger that cannot be written.
 */
export function remoteLog(log: SiteLog, clock: Pick<Clock, 'monotonic'>): SiteLog {
  let since = Number.NEGATIVE_INFINITY;
  let written = 0;
  let leftOut = 0;
  const bounded =
    (level: 'info' | 'warn'): LogLine =>
    (fields, text) => {
      const now = clock.monotonic();
      if (now - since >= MINUTE_MS) {
        if (leftOut > 0) log.warn({ leftOut }, 'lines about what the coordinator does were left out');
        since = now;
        written = 0;
        leftOut = 0;
      }
      written += 1;
      if (written <= LINES_PER_MINUTE) return log[level](fields, text);
      leftOut += 1;
      if (leftOut === 1) log.warn({}, 'the coordinator causes too many lines: further ones of this minute are left out');
    };
  return { info: bounded('info'), warn: bounded('warn'), error: (fields, text) => log.error(fields, text) };
}
