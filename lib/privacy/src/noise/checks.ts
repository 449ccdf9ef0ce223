import { ConsiliumError } from '@consilium/core';

/** Throws `PARAMETER_INVALID` naming `field`; `range` completes the sentence "must be ...". */
export function refuseParameter(field: string, value: unknown, range: string): never {
  throw new ConsiliumError({
    code: 'PARAMETER_INVALID',
    message: `${field} must be ${range}, but is ${String(value)}`,
    details: { field },
  });
}

/** Checks that `value` is a finite number in `[low, high]`; throws `PARAMETER_INVALID` naming `field` if not. */
export function requireBetween(field: string, value: number, low: number, high: number): number {
  if (typeof value !== 'number' || !(value >= low && value <= high))
    refuseParameter(field, value, `a number from ${low} to ${high}`);
  return value;
}

/** Checks that `value` is finite and greater than zero; throws `PARAMETER_INVALID` naming `field` if not. */
export function requirePositive(field: string, value: number): number {
  if (typeof value !== 'number' || !(value > 0 && value < Number.POSITIVE_INFINITY))
    refuseParameter(field, value, 'a finite number greater than 0');
  return value;
}

/** Checks that `value` is an integer in `[low, high]`; throws `PARAMETER_INVALID` naming `field` if not. */
export function requireInteger(field: string, value: number, low: number, high: number = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value) || value < low || value > high)
    refuseParameter(field, value, `an integer from ${low} to ${high}`);
  return value;
}
