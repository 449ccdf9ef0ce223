import { type Clock, systemClock } from '@consilium/core';
import { z } from 'zod';

/** Hours for which what was read from a database is used before it is read again. */
const DEFAULT_REFRESH_HOURS = 24;

const HOUR_MS = 3_600_000;

/**
 * A database does not say cheaply and truly whether a table has changed: its statistics lag behind and may be off, and a count or a hash is a
 * reading. So a reading serves for hours that the hospital sets, which no record can lengthen or shorten.
 */
export const refreshHoursSchema: z.ZodDefault<z.ZodNumber> = z.number().positive().max(8784).default(DEFAULT_REFRESH_HOURS);

/** Whether a reading that begins now still serves. */
export function servesFor(hours: number, clock: Clock = systemClock): () => boolean {
  const end = clock.monotonic() + hours * HOUR_MS;
  return () => clock.monotonic() < end;
}
