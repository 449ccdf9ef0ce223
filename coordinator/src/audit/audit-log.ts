import { setImmediate } from 'node:timers/promises';
import { type Clock, fromUnknown } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { Announcer, type IncidentReceiver } from '../incidents/announcer.ts';
import { Incidents } from '../incidents/incidents.ts';
import type { Tx } from '../store/dialect.ts';
import { AuditNotes } from './audit-notes.ts';
import type { AuditTrail, Deed } from './audit-trail.ts';
import { StoredLog, type StoredLogContext } from './stored-log.ts';
import type { WrittenEntry } from './written-entry.ts';

/** What a thousand sites cause at once. Anything else is written at once, so that it stands before what comes of it. */
const MANY: ReadonlySet<string> = new Set(['session.opened', 'session.ended']);

/**
 * Turns of the event loop without another note until those that wait are written: nothing where little happens, some milliseconds where a thousand sites connect, who
 * would have a wait for the disk each.
 */
const QUIET_TURNS = 16;

/** Turns after which they are written in any case. */
const MOST_TURNS = 64;

/** What {@link AuditLog} works with. */
export interface AuditLogContext extends StoredLogContext {
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error' | 'warn' | 'info'>;
  /** Who else learns of incidents. @default nobody but the log */
  readonly incidents?: IncidentReceiver | undefined;
}

/** A note on its way into the log, and who waits for it. */
interface WaitingNote {
  readonly deed: Deed;
  readonly done?: (written: WrittenEntry | undefined) => void;
}

/** The audit log of a coordinator that works: decisions with their transactions, notes in ones of their own. */
export class AuditLog implements AuditTrail {
  readonly stored: StoredLog;
  /** What its entries say that people should look into. */
  readonly incidents: Incidents;
  readonly #announcer: Announcer;
  readonly #context: AuditLogContext;
  readonly #notes: AuditNotes;
  readonly #waiting: WaitingNote[] = [];
  #writing: Promise<void> | undefined;

  private constructor(context: AuditLogContext) {
    this.#context = context;
    this.#notes = new AuditNotes(context.clock);
    this.stored = new StoredLog(context);
    const { database, clock, log, incidents: receiver } = context;
    this.#announcer = new Announcer({ database, clock, log, receiver });
    this.incidents = new Incidents({
      database,
      clock,
      record: async (tx, deeds) => await this.record(tx, deeds),
      changed: () => this.#announcer.poke(),
    });
  }

  /** Opens the log, or begins it. @throws ConsiliumError `AUDIT_CORRUPT` when its end is not what was signed */
  static async open(context: AuditLogContext): Promise<AuditLog> {
    const log = new AuditLog(context);
    await log.stored.checkEnd();
    // What a process that was killed has not said any more.
    log.#announcer.poke();
    return log;
  }

  async record(tx: Tx, deeds: readonly Deed[]): Promise<void> {
    await this.#append(tx, deeds);
  }

  async #append(tx: Tx, deeds: readonly Deed[]): Promise<readonly WrittenEntry[]> {
    const written = await this.stored.append(tx, deeds);
    await this.stored.append(tx, await this.incidents.see(tx, written));
    return written;
  }

  /** Writes down what nothing else in the store goes with. @throws ConsiliumError `STORE_FAILED`, `DISK_FULL` */
  async recordAlone(deed: Deed): Promise<void> {
    const { database, signer } = this.#context;
    await database.transaction('write the audit log', async (tx) => await this.record(tx, [deed]));
    if (!signer.used) signer.remember();
  }

  note(deed: Deed): void {
    this.#waiting.push(...this.#notes.taken(deed).map((one) => ({ deed: one })));
    this.#write();
  }

  async noteNow(deed: Deed): Promise<WrittenEntry | undefined> {
    const taken = this.#notes.taken(deed);
    return await new Promise((resolve) => {
      if (!taken.includes(deed)) resolve(undefined);
      this.#waiting.push(...taken.map((one) => (one === deed ? { deed, done: resolve } : { deed: one })));
      this.#write();
    });
  }

  /** Writes what is still to be written, and how much was left out. */
  async close(): Promise<void> {
    this.#waiting.push(...this.#notes.rest().map((deed) => ({ deed })));
    this.#write();
    await this.#writing;
    await this.#announcer.close();
  }

  #write(): void {
    if (this.#waiting.length > 0) this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      const notes = this.#waiting.splice(0);
      let written: readonly WrittenEntry[] = [];
      try {
        // On the disk before anybody sees it: sites keep the checkpoint over it, and one that a power cut takes back is a fork to them.
        const deeds = notes.map(({ deed }) => deed);
        written = await this.#context.database.transaction('write audit notes', async (tx) => await this.#append(tx, deeds));
      } catch (error) {
        const { code, message } = fromUnknown(error);
        this.#context.log.error({ code }, `${notes.length} notes could not be written into the audit log: ${message}`);
      }
      for (const [i, { done }] of notes.entries()) done?.(written[i]);
    }
  }

  /** While nothing but what comes in great numbers waits: some turns of the event loop that bring no note, but not for ever. */
  async #gather(): Promise<void> {
    let known = this.#waiting.length;
    for (let quiet = 0, turns = 0; quiet < QUIET_TURNS && turns < MOST_TURNS; quiet++, turns++) {
      if (!this.#waiting.every(({ deed }) => MANY.has(deed.event.event))) return;
      await setImmediate();
      if (this.#waiting.length > known) quiet = 0;
      known = this.#waiting.length;
    }
  }
}
