import type { ConsiliumError } from '@consilium/core';
import type { Attempt } from '../attempt/attempt.ts';
import type { Cost, LedgerKey } from '../ledger/index.ts';
import type { UpdateMeta } from '../outbox/update-meta.ts';
import type { ModelFetch } from '../session/model-fetch.ts';
import type { SiteContext, ToCoordinator } from '../session/site-context.ts';
import type { PreparedStudies } from '../session/prepared-studies.ts';

/** What every kind of work at a site is done with. */
export interface WorkTools {
  readonly context: SiteContext;
  readonly studies: PreparedStudies;
  readonly models: ModelFetch;
}

/** What a piece of work costs the patients of one part of a population, once for its attempt. */
export interface WorkCharge extends Cost {
  readonly population: string;
  readonly key: LedgerKey;
}

/** What work has made: what leaves, and how. */
export type Made =
  /** Stored first, then sent in pieces, and the same bytes whenever it is asked for again. */
  | { readonly leaves: 'outbox'; readonly meta: UpdateMeta; readonly bytes: Uint8Array }
  /** One message of the session; done again when it is asked for again. */
  | { readonly leaves: 'session'; readonly message: ToCoordinator };

/** Work that was admitted: everything that it needs is there, nothing is charged yet. */
export interface AdmittedWork<M extends Made = Made> {
  /** `undefined` where nothing is noised. What is charged leaves by the outbox, which ties the charge to the bytes that it pays for. */
  readonly charge: (M extends { readonly leaves: 'outbox' } ? WorkCharge : never) | undefined;
  /** Does the work; touches patients. @throws ConsiliumError when the machine cannot do it, whatever the records say */
  run(): Promise<M>;
}

/** What every kind of work has in common. */
interface WorkOf<M extends Made> {
  readonly attempt: Attempt;
  readonly leaves: M['leaves'];
  /**
   * Asks the gate and gets everything ready; the budget is asked later, when the charge is reserved.
   *
   * @throws ConsiliumError whose code and message are the refusal; `UNREACHABLE` when the coordinator could not be asked for the plan
   */
  admit(): Promise<AdmittedWork<M>>;
  /** What the coordinator receives once nothing can refuse any more; `undefined` when it need not know. */
  accepted(): ToCoordinator | undefined;
  /**
   * Says to the site's log why there is no answer, where the log would not say it anyway.
   *
   * @param as `refused` before anything was charged, `failed` once the work was accepted
   * @returns what the coordinator receives of it
   */
  declined(as: 'refused' | 'failed', error: ConsiliumError): ToCoordinator;
}

/** Work that is answered by an update. */
export type OutboxWork = WorkOf<Extract<Made, { leaves: 'outbox' }>>;

/** Work that is answered by a message. */
export type SessionWork = WorkOf<Extract<Made, { leaves: 'session' }>>;

/** One piece of work that the coordinator asks for. A kind of work is a function that makes one from a message. */
export type Work = OutboxWork | SessionWork;
