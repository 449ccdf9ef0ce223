import type { Clock, Randomness } from '@consilium/core';
import type { Backend } from '@consilium/learning';
import type { NoiseChoice } from '@consilium/privacy';
import type { consilium, siteService } from '@consilium/proto';
import type { Client } from '@consilium/transport';
import type { DatasetCatalog } from '../datasets/dataset-catalog.ts';
import type { Ledger, LedgerHead } from '../ledger/index.ts';
import type { Gate } from '../gate/index.ts';
import type { Attempt } from '../attempt/attempt.ts';
import type { MaskedSums } from '../masks/masked-sums.ts';
import type { RunParents } from '../masks/run-parents.ts';
import type { UpdateStore } from '../outbox/update-store.ts';
import type { AgentAudit } from '../audit/index.ts';
import type { SiteLog } from './remote-log.ts';

/** A message to the coordinator. */
export type ToCoordinator = consilium.v1.SiteMessage.$Properties;

/** What a site's time goes to. */
export type Phase = 'fetch' | 'train' | 'store' | 'upload' | 'evaluate';

/** The backup that a site was restored from. */
export interface RestoredFrom {
  readonly takenMs: number;
  readonly restoredMs: number;
}

/** Called after every finished phase. */
export type PhaseObserver = (attempt: Attempt, phase: Phase, milliseconds: number) => void;

/** What the parts of an agent work with. */
export interface SiteContext {
  readonly siteId: string;
  readonly clock: Clock;
  readonly log: SiteLog;
  /** What stays provable of all this: see `audit-log.ts`. */
  readonly audit: AgentAudit;
  readonly random: Randomness;
  /** `'none'` only with a seeded generator, in a rehearsal: updates then leave without their noise. */
  readonly noise: NoiseChoice;
  readonly backend: Backend;
  readonly client: Client<typeof siteService>;
  readonly catalog: DatasetCatalog;
  readonly gate: Gate;
  readonly updates: UpdateStore;
  /** This site's part in sums under masks. */
  readonly sums: MaskedSums;
  /** From which sums its runs have come. */
  readonly parents: RunParents;
  /** The ledger of a population, opened once and locked against other agents. @throws ConsiliumError `LEDGER_*` */
  readonly ledger: (population: string) => Ledger;
  /** Whether people at this site have accepted that its ledger of a population has lost this position. */
  readonly lossAccepted: (population: string, head: LedgerHead) => boolean;
  /** The position of a population's ledger that the coordinator has shown in this session and that this one need not have; see `requireCountable`. */
  readonly shownHead: (population: string) => LedgerHead | undefined;
  /** From which backup this site was restored, until it is known what was charged to a population since; see `requireSettled`. */
  readonly unsettled: (population: string) => RestoredFrom | undefined;
  /** Sends on the open session; dropped when none is open, since the coordinator asks again on the next one. */
  readonly send: (message: ToCoordinator) => void;
  /** Told how long each phase of an attempt took, for metrics and reports. */
  readonly observe: PhaseObserver;
  /** Whether this agent only rehearses: it may train without noise, and says so to the coordinator. */
  readonly rehearsal: boolean;
  /** Aborts when the agent stops. */
  readonly stopping: AbortSignal;
}
