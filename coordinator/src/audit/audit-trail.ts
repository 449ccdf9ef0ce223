import type { Actor, CoordinatorEvent } from '@consilium/transparency';
import type { WrittenEntry } from './written-entry.ts';
import type { Tx } from '../store/dialect.ts';

/** One thing that happened, and who did it. */
export interface Deed {
  readonly by: Actor;
  readonly event: CoordinatorEvent;
}

/** The audit log as those see it who write into it. */
export interface AuditTrail {
  /**
   * Writes down what is decided, as part of the write that decides it: both are there, or neither.
   *
   * @throws ConsiliumError `AUDIT_CORRUPT` for what the catalogue does not know
   */
  record(tx: Tx, deeds: readonly Deed[]): Promise<void>;
  /** Writes down, later and so many times an hour, what others can cause as often as they like. What cannot be written is an error in the log for people. */
  note(deed: Deed): void;
  /**
   * {@link note}, and waits until it is on the disk.
   *
   * @returns the entry; `undefined` where it was left out or could not be written
   */
  noteNow(deed: Deed): Promise<WrittenEntry | undefined>;
}

/** Of a rehearsal: no patient is behind it, and nobody will ask. */
export const NO_AUDIT: AuditTrail = { record: async () => {}, note: () => {}, noteNow: async () => undefined };
