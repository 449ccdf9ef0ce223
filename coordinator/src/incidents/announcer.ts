import { type Clock, fromUnknown } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { INCIDENT_KINDS } from '@consilium/transparency';
import type { Database } from '../store/database.ts';
import { forgetNotice, type IncidentNotice, nextNotice } from './incident-store.ts';

/** What happened is said once the write that tells it is over. */
const SOON_MS = 50;
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** Takes what is said of an incident elsewhere. @throws ConsiliumError when it has not arrived; it is tried again */
export type IncidentReceiver = (notice: IncidentNotice) => Promise<void>;

/** What {@link Announcer} works with. */
export interface AnnouncerContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error' | 'warn' | 'info'>;
  /** @default nobody but the log */
  readonly receiver?: IncidentReceiver | undefined;
}

/**
 * Says what becomes of incidents, in the log for people and to a webhook: in order, each until it has arrived, over restarts. What arrives
 * may arrive twice, where a crash came between saying and forgetting it.
 */
export class Announcer {
  readonly #context: AnnouncerContext;
  #cancel: (() => void) | undefined;
  #working: Promise<void> | undefined;
  #closed = false;
  /** The notice that stands in the log already. */
  #logged = 0;
  #waitMs = FIRST_WAIT_MS;

  constructor(context: AnnouncerContext) {
    this.#context = context;
  }

  /** There may be something to say. */
  poke(): void {
    if (this.#cancel === undefined && this.#working === undefined) this.#after(SOON_MS);
  }

  /** Ends; what was not said is said at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#working;
  }

  #after(ms: number): void {
    if (this.#closed) return;
    this.#cancel = this.#context.clock.setTimer(ms, () => {
      this.#cancel = undefined;
      this.#working = this.#sayAll().then((again) => {
        this.#working = undefined;
        if (again !== undefined) this.#after(again);
      });
    });
  }

  /** @returns after how long to go on, if there is more to say */
  async #sayAll(): Promise<number | undefined> {
    const { database, receiver, log } = this.#context;
    try {
      for (
        let next = await nextNotice(database.query);
        next !== undefined && !this.#closed;
        next = await nextNotice(database.query)
      ) {
        const { notice } = next;
        if (this.#logged !== notice) this.#log(next);
        this.#logged = notice;
        await receiver?.(next);
        await database.transaction('forget a notice', async (tx) => await forgetNotice(tx, notice));
        this.#logged = 0;
        this.#waitMs = FIRST_WAIT_MS;
      }
      return undefined;
    } catch (error) {
      const { code, message, advice } = fromUnknown(error);
      const waitMs = this.#waitMs;
      this.#waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
      log.warn({ code, advice, againInSeconds: waitMs / 1000 }, `an incident could not be told: ${message}`);
      return waitMs;
    }
  }

  #log({ change, incident: { incident, kind, severity, subject } }: IncidentNotice): void {
    const fields = { incident, kind, severity, subject };
    if (change === 'opened') this.#context.log.error(fields, `INCIDENT ${incident}: ${INCIDENT_KINDS[kind].seen}`);
    else this.#context.log.info(fields, `incident ${incident} was ${change}`);
  }
}
