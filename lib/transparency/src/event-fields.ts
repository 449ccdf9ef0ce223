import { z } from 'zod';

// What fields of an audit entry may hold. No field takes free text but a reason that a person typed for others to read, so that
// nothing of a patient has a place here.

/** A name of the consortium, or one that a person gave something. */
export const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/:-]{0,199}$/, 'expected a name');
/** SHA-256, hex. */
export const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits');
/** How an identity provider names itself, or somebody: visible ASCII, as OpenID Connect has it. */
export const providerName = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'expected at most 255 visible characters');
/** How many, or which one. */
export const count = z.int().min(0);
/** A price, or a part of one. */
export const number = z.number().min(0);
/** Of the error catalogue of the version that wrote it. */
export const code = z.string().regex(/^[A-Z][A-Z0-9_]{0,59}$/, 'expected a code');
/** As the coordinator names studies and runs; shown with hidden characters spelt out. */
export const title = z.string().min(1).max(200);
/** As a person typed it. */
export const reason = z.string().min(1).max(1000);
/** Where something is reached. */
export const address = z.string().regex(/^[0-9A-Za-z.:%_[\]-]{1,300}$/, 'expected an address');
/** Of a program. */
export const version = z.string().regex(/^[0-9A-Za-z.+-]{1,40}$/, 'expected a version');

/** How much an event matters to those who watch, in words of syslog (RFC 5424, table 2). */
export type Severity = 'alert' | 'error' | 'warning' | 'notice' | 'info';

/** One kind of event: what it tells, and what an entry about it holds. */
export interface EventEntry {
  readonly meaning: string;
  readonly fields: z.ZodRawShape;
  readonly severity: Severity;
}

/** A row of a catalogue. */
export function entry<F extends z.ZodRawShape>(
  meaning: string,
  fields: F,
  severity: Severity = 'info',
): { readonly meaning: string; readonly fields: F; readonly severity: Severity } {
  return { meaning, fields, severity };
}
