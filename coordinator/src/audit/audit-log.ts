import { type Clock, fromUnknown } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { Announcer, type IncidentReceiver } from '../incidents/announcer.ts';
import { Incidents } from '../incidents/incidents.ts';
import type { Tx } from '../store/dialect.ts';
import { AuditNotes } from './audit-notes.ts';
import type { AuditTrail, Deed } from './audit-trail.ts';
import { StoredLog, type StoredLogContext } from './stored-log.ts';

/** What {@link AuditLog} works with. */
export interface AuditLogContext extends StoredLogContext {
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error' | 'warn' | 'info'>;
  /** Who else learns of incidents. @default nobody but the log */
  readonly incidents?: IncidentReceiver | undefined;
}

/** The audit log of a coordinator that works: decisions with their transactions, notes in ones of their own. */
export class AuditLog implements AuditTrail {
  readonly stored: StoredLog;
  /** What its entries say that people should look into. */
  readonly incidents: Incidents;
  readonly #announcer: Announcer;
  readonly #context: AuditLogContext;
  readonly #notes: AuditNotes;
  readonly #waiting: Deed[] = [];
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
    const written = await this.stored.append(tx, deeds);
    await this.stored.append(tx, await this.incidents.see(tx, written));
  }

  /** Writes down what nothing else in the store goes with. @throws ConsiliumError `STORE_FAILED`, `DISK_FULL` */
  async recordAlone(deed: Deed): Promise<void> {
    const { database, signer } = this.#context;
    await database.transaction('write the audit log', async (tx) => await this.record(tx, [deed]));
    if (!signer.used) signer.remember();
  }

  note(deed: Deed): void {
    this.#waiting.push(...this.#notes.taken(deed));
    this.#write();
  }

  /** Writes what is still to be written, and how much was left out. */
  async close(): Promise<void> {
    this.#waiting.push(...this.#notes.rest());
    this.#write();
    await this.#writing;
    await this.#announcer.close();
  }

  #write(): void {
    if (this.#waiting.length > 0) this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const deeds = this.#waiting.splice(0);
      try {
        // On the disk before anybody sees it: sites keep the checkpoint over it, and one that a power cut takes back is a fork to them.
        await this.#context.database.transaction('write audit notes', async (tx) => await this.record(tx, deeds));
      } catch (error) {
        const { code, message } = fromUnknown(error);
        this.#context.log.error({ code }, `${deeds.length} notes could not be written into the audit log: ${message}`);
      }
    }
  }
}
