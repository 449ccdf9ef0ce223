import type { Clock, ConsiliumError, ErrorCode } from '@consilium/core';
import type { SiteLog } from './remote-log.ts';

const MINUTE_MS = 60_000;

/** From then on somebody has to look: a night's maintenance window is over, and rounds go on without this hospital. */
export const ALARM_AFTER_MS: number = 60 * MINUTE_MS;

/** After so long without a connection a line says so again; after the last, every hour. In milliseconds. */
const SAID_AGAIN_AFTER_MS: readonly number[] = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS, ALARM_AFTER_MS];

/** Most reasons of one outage that are said at once. */
const MAX_REASONS = 20;

/** A time without a connection. */
interface Outage {
  /** Monotonic, in milliseconds. */
  readonly since: number;
  /** Reasons that were said already: a new one is said at once, a known one in its time. */
  readonly said: Set<string>;
  /** When it is to be said again, in milliseconds after the beginning. */
  sayAfterMs: number;
}

/** What the log says of the connection: its end, how long there has been none, its return; not every try. */
export class ConnectionLog {
  readonly #log: SiteLog;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #outage: Outage | undefined;
  #connected = false;
  /** Since when that is so, monotonic, in milliseconds. */
  #since: number;
  #code: ErrorCode | undefined;

  constructor(log: SiteLog, clock: Pick<Clock, 'monotonic'>) {
    this.#log = log;
    this.#clock = clock;
    this.#since = clock.monotonic();
  }

  /** A session has ended, or could not be opened. @param retryMs until the next try @param defect the error itself where it is a defect, for its stack */
  failed({ code, message, advice }: ConsiliumError, retryMs: number, defect?: unknown): void {
    const now = this.#clock.monotonic();
    if (this.#connected) this.#since = now;
    this.#connected = false;
    this.#code = code;
    this.#outage ??= { since: now, said: new Set(), sayAfterMs: SAID_AGAIN_AFTER_MS[0] ?? MINUTE_MS };
    const outage = this.#outage;
    const forMs = now - outage.since;
    const due = forMs >= outage.sayAfterMs;
    // Numbers of ports and times make no new reason; and who makes up ever new ones is listened to only so often.
    const reason = `${code} ${message.replace(/\d+/g, '')}`;
    if (!due && (outage.said.has(reason) || outage.said.size >= MAX_REASONS)) return;
    if (due)
      outage.sayAfterMs =
        SAID_AGAIN_AFTER_MS.find((ms) => ms > forMs) ?? (Math.floor(forMs / ALARM_AFTER_MS) + 1) * ALARM_AFTER_MS;
    const first = outage.said.size === 0;
    outage.said.add(reason);
    const what = first ? 'session ended' : `not connected for ${durationText(forMs)}`;
    const fields = { code, advice, notConnectedMs: Math.round(forMs), err: defect };
    this.#log[forMs >= ALARM_AFTER_MS ? 'error' : 'warn'](fields, `${what}: ${message}; next try in ${durationText(retryMs)}`);
  }

  /** A session has begun. @returns how long there was none, in milliseconds; nothing where none was missed */
  connected(): { readonly notConnectedMs?: number } {
    const outage = this.#outage;
    this.#outage = undefined;
    this.#connected = true;
    this.#since = this.#clock.monotonic();
    this.#code = undefined;
    return outage === undefined ? {} : { notConnectedMs: Math.round(this.#clock.monotonic() - outage.since) };
  }

  /** Whether there is a connection, for how many milliseconds that has been so, and why there is none. */
  standing(): { readonly connected: boolean; readonly forMs: number; readonly code?: ErrorCode } {
    const forMs = this.#clock.monotonic() - this.#since;
    return { connected: this.#connected, forMs, ...(this.#code === undefined ? {} : { code: this.#code }) };
  }
}

/** A span of time in the largest unit that it fills: `250 ms`, `30 s`, `12 min`, `3 h`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS) return `${Math.round(ms / 1000)} s`;
  return ms < 2 * ALARM_AFTER_MS ? `${Math.round(ms / MINUTE_MS)} min` : `${Math.round(ms / ALARM_AFTER_MS)} h`;
}
