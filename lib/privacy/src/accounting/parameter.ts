import { ConsiliumError } from '@consilium/core';

/** The error for a parameter out of range: names the field in the message and in `details.field`. */
export function parameterError(field: string, must: string, value: unknown): ConsiliumError<'PARAMETER_INVALID'> {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message: `${field} must be ${must}, not ${shown}`, details: { field } });
}

/** A finite number above zero, or `PARAMETER_INVALID`. */
export function checkPositive(field: string, value: unknown): number {
  if (typeof value !== 'number' || !(value > 0) || value === Number.POSITIVE_INFINITY) {
    throw parameterError(field, 'a finite number above 0', value);
  }
  return value;
}

/** A whole number from `min` to `max`, or `PARAMETER_INVALID`. */
export function checkInteger(field: string, value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw parameterError(field, `a whole number ${range}`, value);
  }
  return value;
}

/** A probability in (0, 1], or `PARAMETER_INVALID`. */
export function checkRate(field: string, value: unknown): number {
  if (typeof value !== 'number' || !(value > 0 && value <= 1)) throw parameterError(field, 'above 0 and at most 1', value);
  return value;
}

/** A failure probability in (0, 1), or `PARAMETER_INVALID`. */
export function checkDelta(field: string, value: unknown): number {
  if (typeof value !== 'number' || !(value > 0 && value < 1)) throw parameterError(field, 'above 0 and below 1', value);
  return value;
}
