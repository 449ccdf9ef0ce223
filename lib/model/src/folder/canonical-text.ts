import { canonicalJson, ConsiliumError, type Json } from '@consilium/core';
import type { z } from 'zod';

/**
 * Reads JSON that a dossier holds as canonical JSON. Its bytes are its value: to change one is to change what it says, or to be refused.
 *
 * @param name of what is read, for people
 * @throws ConsiliumError `DOSSIER_ALTERED` for anything else
 */
export function canonicalText<S extends z.ZodType>(content: Uint8Array, schema: S, name: string): z.output<S> {
  let value: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    value = JSON.parse(text);
  } catch (cause) {
    throw new ConsiliumError({ code: 'DOSSIER_ALTERED', message: `${name} is no JSON`, cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined ? '' : ` at ${issue.path.join('.') || 'its top'}: ${issue.message}`;
    throw new ConsiliumError({ code: 'DOSSIER_ALTERED', message: `${name} is not what this program writes${where}` });
  }
  if (canonicalJson(value as Json) !== text)
    throw new ConsiliumError({ code: 'DOSSIER_ALTERED', message: `${name} is not written as canonical JSON` });
  return parsed.data;
}

/** A dossier that somebody else has signed, or nobody. */
export function untrusted(message: string): ConsiliumError<'DOSSIER_UNTRUSTED'> {
  return new ConsiliumError({ code: 'DOSSIER_UNTRUSTED', message });
}
