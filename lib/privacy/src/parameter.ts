import { ConsiliumError } from '@consilium/core';

/** Throws `PARAMETER_INVALID` naming `field` in the message and in `details.field`; `must` completes the sentence "must be ...". */
export function refuseParameter(field: string, value: unknown, must: string): never {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  throw new ConsiliumError({ code: 'PARAMETER_INVALID', message: `${field} must be ${must}, not ${shown}`, details: { field } });
}

/** A finite number from `low` to `high`, or `PARAMETER_INVALID`. */
export function requireBetween(field: string, value: unknown, low: number, high: number): number {
  if (typeof value !== 'number' || !(value >= low && value <= high))
    refuseParameter(field, value, `a number from ${low} to ${high}`);
  return value;
}

/** A finite number above zero, or `PARAMETER_INVALID`. */
export function requirePositive(field: string, value: unknown): number {
  if (typeof value !== 'number' || !(value > 0) || value === Number.POSITIVE_INFINITY)
    refuseParameter(field, value, 'a finite number above 0');
  return value;
}

/** A whole number from `low` to `high`, or `PARAMETER_INVALID`. */
export function requireInteger(field: string, value: unknown, low: number, high: number = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < low || value > high) {
    const range = high === Number.MAX_SAFE_INTEGER ? `of at least ${low}` : `from ${low} to ${high}`;
    refuseParameter(field, value, `a whole number ${range}`);
  }
  return value;
}

/** A probability in (0, 1], or `PARAMETER_INVALID`. */
export function requireRate(field: string, value: unknown): number {
  if (typeof value !== 'number' || !(value > 0 && value <= 1)) refuseParameter(field, value, 'above 0 and at most 1');
  return value;
}

/** A failure probability in (0, 1), or `PARAMETER_INVALID`. */
export function requireDelta(field: string, value: unknown): number {
  if (typeof value !== 'number' || !(value > 0 && value < 1)) refuseParameter(field, value, 'above 0 and below 1');
  return value;
}
