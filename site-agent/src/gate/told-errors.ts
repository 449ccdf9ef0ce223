import { ConsiliumError, type ErrorCode, isConsiliumError } from '@consilium/core';

/** An error as it travels to the coordinator. */
export interface ToldError {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Codes whose messages are made from the task, the plan, the policy and the ledger's public events alone. All other messages
 * may name rows, columns, paths or times of this hospital: they stay in its log, and the coordinator gets the code.
 */
const TELLABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'APPROVAL_EXCEEDED',
  'BASIS_REFUSED',
  'BUDGET_EXCEEDED',
  'DATASET_UNKNOWN',
  'DETERMINATION_EXPIRED',
  'MECHANISM_REFUSED',
  'MESSAGE_INVALID',
  'METRICS_WITHHELD',
  'MODEL_INVALID',
  'PLAN_HASH_MISMATCH',
  'PLAN_INVALID',
  'PLAN_NOT_APPROVED',
  'RECEIPT_AHEAD',
  'SITE_UNAVAILABLE',
  'SIZE_MISSTATED',
  'STUDY_NOT_ALLOWED',
  'TASK_INVALID',
  'TOO_FEW_PATIENTS',
  'UPDATE_REPLAYED',
]);

/**
 * Codes of data that cannot be read, or are not used as they are now. A file may be no table because of what stands in one record, so that they all look like a site that is
 * down.
 */
const ABOUT_DATA: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'DATA_INVALID',
  'DATABASE_REFUSED',
  'DATABASE_UNAVAILABLE',
  'DATABASE_UNTRUSTED',
  'FILE_UNREADABLE',
  'SOURCE_CHANGED',
  'SOURCE_UNSAFE',
]);

const UNAVAILABLE: ToldError = {
  code: 'SITE_UNAVAILABLE',
  message: 'the site cannot take part at the moment; its log says why',
};

/**
 * What any trouble becomes that shows while records are read, whatever its code: it may be the work of one record. The cause is for the
 * site's log.
 */
export function unavailable(cause: unknown): ConsiliumError<'SITE_UNAVAILABLE'> {
  return new ConsiliumError({ ...UNAVAILABLE, code: 'SITE_UNAVAILABLE', cause });
}

/** What the log of this site says about an error: with the inner one, which has file and line where a refusal has only closed words. */
export function localReason({ message, cause }: ConsiliumError): string {
  return isConsiliumError(cause) ? `${message}: ${cause.message}` : message;
}

/** What the coordinator learns about an error at this site. Never anything that could be about a patient. */
export function toldError(error: ConsiliumError): ToldError {
  if (ABOUT_DATA.has(error.code)) return UNAVAILABLE;
  if (TELLABLE.has(error.code)) return { code: error.code, message: error.message };
  return { code: error.code, message: `${error.code} at the site; its log says more` };
}

/**
 * What the coordinator learns when patients were touched and no update can follow: the same for every cause, since the cause may be one
 * record.
 */
export const NO_ANSWER: ToldError = {
  code: 'ATTEMPT_FAILED',
  message: 'the site could not answer this attempt; its log says why',
};
