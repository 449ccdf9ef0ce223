import type { Clock } from '@consilium/core';
import type { Logger } from '@consilium/host';
import type { Roster } from '@consilium/secure-sum';
import type { UpdateIntake } from '../aggregation/update-intake.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { SumMessages } from '../masks/sum-messages.ts';
import type { Transcripts } from '../masks/transcripts.ts';
import type { SessionHub } from '../sites/session-hub.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { RunStore, StoredRun } from '../store/run-store.ts';
import type { ModelRetention } from './model-retention.ts';
import type { Away } from './presence.ts';
import type { RunState } from './run-state.ts';

/** A run that is driven. */
export interface DrivenRun {
  /** As last stored. */
  readonly run: StoredRun;
  readonly state: RunState;
  /** Stops timers and new events. */
  close(): Promise<void>;
}

/** What a driver works with. */
export interface DriverContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: RunStore;
  readonly blobs: BlobStore;
  readonly intake: UpdateIntake;
  readonly hub: SessionHub;
  readonly retention: ModelRetention;
  readonly sums: SumMessages;
  readonly transcripts: Transcripts;
  readonly audit: AuditTrail;
  /** Of the consortium, for masked plans. */
  readonly roster: Roster | undefined;
  /** Who is not connected. */
  readonly away: Away;
  /** How long sites that are not connected are waited for, in milliseconds. */
  readonly graceMs: number;
  /** Told after every durable change. */
  readonly changed: (driver: DrivenRun) => void;
  /** Told when a step was refused because another process has taken the run. */
  readonly lost: (run: string) => void;
}
