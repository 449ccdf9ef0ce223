import type { ConsiliumError } from '@consilium/core';
import type { Attempt } from '../attempt/attempt.ts';
import type { Cost, LedgerKey } from '../ledger/index.ts';
import type { UpdateMeta } from '../outbox/update-meta.ts';
import type { ModelFetch } from '../session/model-fetch.ts';
import type { SiteContext, ToCoordinator } from '../session/site-context.ts';
import type { SumAccounts } from './masked/sum-accounts.ts';
import type { PreparedStudies } from '../session/prepared-studies.ts';

/** What every kind of work at a site is done with. */
export interface WorkTools {
  readonly context: SiteContext;
  readonly studies: PreparedStudies;
  readonly models: ModelFetch;
  readonly accounts: SumAccounts;
}

/** What a piece of work costs the patients of one part of a population, once for its attempt. */
export interface WorkCharge extends Cost {
  readonly population: string;
  readonly key: LedgerKey;
}

/** What work has made. It is stored first, then sent in pieces, and the same bytes whenever it is asked for again. */
export interface Made {
  readonly meta: UpdateMeta;
  readonly bytes: Uint8Array;
}

/** Work that was admitted: everything is there that the coordinator holds, no record was looked at, nothing is charged yet. */
export interface AdmittedWork {
  /** `undefined` where nothing is noised. */
  readonly charge: WorkCharge | undefined;
  /**
   * Joins the sum under masks that has to come before the work; absent where there is none, or where the sum has asked for the work.
   *
   * @throws ConsiliumError whose code and message are the refusal
   */
  join?(): Promise<void>;
  /**
   * Reads the data. Asks the coordinator for nothing, since it would see when: from here on the next thing that leaves is the answer, on a
   * tick.
   *
   * @throws ConsiliumError whose code and message are the refusal
   */
  prepare(): Promise<PreparedWork>;
}

/** Work that can begin. */
export interface PreparedWork {
  /** Does the work; touches patients. @throws ConsiliumError when the machine cannot do it, whatever the records say */
  run(): Promise<Made>;
}

/** One piece of work that the coordinator asks for. A kind of work is a function that makes one from a message. */
export interface Work {
  readonly attempt: Attempt;
  /**
   * Asks the gate everything that can be asked without a record, and fetches what the coordinator holds. What counts of the budget is asked
   * when the charge is reserved.
   *
   * @throws ConsiliumError whose code and message are the refusal; `UNREACHABLE` when the coordinator could not be asked for plan or model
   */
  admit(): Promise<AdmittedWork>;
  /**
   * Takes in what the coordinator passes on of a sum under masks; absent for work of other kinds.
   *
   * @returns whether there is something to {@link said say}, or the sum asks for the work
   * @throws ConsiliumError why the site leaves the sum
   */
  hear?(): Promise<'say' | 'work'>;
  /** What the site says in a sum under masks: its keys when it joins, then what follows from what it has heard. */
  said?(): ToCoordinator | undefined;
  /** Whether what was stored for this attempt answers this message as well. @throws ConsiliumError whose code and message are the refusal */
  readmit(stored: UpdateMeta): void;
  /** What the coordinator receives once nothing can refuse any more; `undefined` when it need not know. */
  accepted(): ToCoordinator | undefined;
  /**
   * Why there is no answer, for the coordinator; the site's log has it from the runner, which counts such lines.
   *
   * @param as `refused` before anything was charged, `failed` once the work was accepted
   * @returns what the coordinator receives of it
   */
  declined(as: 'refused' | 'failed', error: ConsiliumError): ToCoordinator;
}
