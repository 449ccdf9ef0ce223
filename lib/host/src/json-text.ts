import { ConsiliumError, type ErrorCode } from '@consilium/core';
import type { z } from 'zod';
import { checkText, type ParsedText } from './parsed-text.ts';
import { plainValueIssues, type TextCheck } from './plain-value.ts';

/**
 * Parses JSON against a schema, in time linear in its length. Of a key that appears twice the last one counts, so callers who must know that
 * there is none writes the result again and compares.
 *
 * @param textCheck asked about every text, names of fields included, before the schema
 * @throws ConsiliumError with `code`, whose message lists `name:1:1 path: problem`: JSON that programs write is one line
 */
export function parseJson<S extends z.ZodType>(
  text: string,
  schema: S,
  name: string,
  code: ErrorCode,
  textCheck?: TextCheck,
): ParsedText<z.output<S>> {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    // The engine's own words quote the text, whatever stands in it.
    throw new ConsiliumError({ code, message: `${name}:1:1: it is not JSON`, cause: error });
  }
  const source = { name, code, written, place: () => ({ line: 1, column: 1 }) };
  return checkText(source, schema, plainValueIssues(written, text.length, textCheck));
}
