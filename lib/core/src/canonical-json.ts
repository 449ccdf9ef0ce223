import { hash } from 'node:crypto';
import { ConsiliumError } from './errors.ts';

/** Anything that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one text of a JSON value: RFC 8785 (JSON Canonicalization Scheme). Keys sorted by UTF-16 code units, no white space,
 * numbers as ECMAScript prints them; members that are `undefined` are left out.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for NaN and infinities, which JSON cannot say, and for text with half a
 * surrogate pair, which UTF-8 cannot carry (RFC 8785 section 3.2.2.2).
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'string') return canonicalText(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      throw new ConsiliumError({ code: 'PARAMETER_INVALID', message: `JSON cannot say ${String(value)}` });
    }
    return JSON.stringify(value);
  }
  if (isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${canonicalText(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

function canonicalText(text: string): string {
  if (/\p{Surrogate}/u.test(text)) {
    throw new ConsiliumError({ code: 'PARAMETER_INVALID', message: 'a text contains half of a surrogate pair' });
  }
  return JSON.stringify(text);
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** SHA-256 of bytes or UTF-8 text, in lower-case hex. */
export function sha256Hex(data: Uint8Array | string): string {
  return hash('sha256', data, 'hex');
}
