import { ConsiliumError } from '@consilium/core';
import { type LedgerKey, ledgerKeySchema } from './ledger-entry.ts';

/** @throws ConsiliumError `PARAMETER_INVALID` for what names no exchange */
export function checkKey(key: LedgerKey): void {
  const result = ledgerKeySchema.safeParse(key);
  const issue = result.error?.issues[0];
  if (issue !== undefined) throw parameterInvalid(issue.path.join('.'), `${issue.path.join('.')}: ${issue.message}`);
}

/** A parameter that cannot be. */
export function parameterInvalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}

/** A call out of its order, which is a defect of this program. */
export function misuse(key: LedgerKey, message: string): ConsiliumError<'INTERNAL'> {
  return new ConsiliumError({
    code: 'INTERNAL',
    message: `ledger, run ${key.run}, round ${key.round}, attempt ${key.attempt}: ${message}`,
    details: { run: key.run, round: key.round, attempt: key.attempt },
  });
}
