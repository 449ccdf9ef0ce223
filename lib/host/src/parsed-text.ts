import { ConsiliumError, type ErrorCode } from '@consilium/core';
import type { z } from 'zod';
import { issueSentence, NO_SUCH_FIELD } from './issue-sentence.ts';

/** Way to a field from the top of a file: keys, and positions in lists. */
export type FieldPath = readonly (string | number)[];

/** One thing wrong with a field. */
export interface FieldIssue {
  readonly path: FieldPath;
  readonly message: string;
}

/** A place in a text; lines and columns count from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A checked value and the way back from a field to its line, for checks that a schema cannot express. */
export interface ParsedText<T> {
  readonly value: T;
  /** What the text says by itself, before the schema filled in defaults or converted anything. */
  readonly written: unknown;
  /** Throws an error that points at the place of `path`. */
  fail(path: FieldPath, message: string): never;
  /** The same for several problems, one error. @param issues at least one */
  failAll(issues: readonly FieldIssue[]): never;
}

/** What a text was found to say, and where. */
export interface TextSource {
  readonly name: string;
  /** Code of every error. */
  readonly code: ErrorCode;
  readonly written: unknown;
  /** Where a field stands, or its nearest parent that stands in the text. */
  place(path: FieldPath): TextPosition;
}

/** Problems listed in one error. Somebody mends the first few; to list a hundred thousand is work for nobody. */
const MAX_LISTED = 20;

/**
 * Checks what a text says against a schema. Problems are reported together, each with its place.
 *
 * @param found what is known to be wrong before the schema is asked; it is not then
 * @throws ConsiliumError with the code of `source`, whose message lists `name:line:column path: problem`.
 */
export function checkText<S extends z.ZodType>(
  source: TextSource,
  schema: S,
  found: readonly FieldIssue[],
): ParsedText<z.output<S>> {
  if (found.length > 0) throw textError(source, found);
  // A plan is meant to be read by others; what stands in other files may be a secret in the wrong place.
  const shown = source.code === 'PLAN_INVALID';
  const result = schema.safeParse(source.written, { error: (issue) => issueSentence(issue, shown) });
  if (!result.success) throw textError(source, result.error.issues.flatMap(fieldIssues));
  return {
    value: result.data,
    written: source.written,
    fail(path, message) {
      throw textError(source, [{ path, message }]);
    },
    failAll(issues) {
      throw textError(source, issues);
    },
  };
}

/** Issues of a value itself by which it is plainly not what a branch of a union means. */
const OTHER_BRANCH: ReadonlySet<string> = new Set<z.core.$ZodIssueCode>(['invalid_type', 'invalid_value']);

/**
 * Unknown keys come as one issue of their parent: each key is an issue of its own. Of the branches of a union, the one that fits but for what
 * is inside of it is what somebody meant.
 */
export function fieldIssues(issue: z.core.$ZodIssue): FieldIssue[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.filter((branch) =>
      branch.every(({ path: inner, code }) => inner.length > 0 || !OTHER_BRANCH.has(code)),
    );
    const [branch, other] = meant;
    if (branch !== undefined && branch.length > 0 && other === undefined)
      return branch.flatMap(fieldIssues).map((inner) => ({ path: [...path, ...inner.path], message: inner.message }));
  }
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  // The library's own words, where a schema is asked without {@link checkText}, are one line of all keys.
  const lines = issue.message.startsWith(NO_SUCH_FIELD) ? issue.message.split('\n') : [];
  return issue.keys.map((key, i) => ({ path: [...path, key], message: lines[i] ?? NO_SUCH_FIELD }));
}

function textError({ name, code, place }: TextSource, issues: readonly FieldIssue[]): ConsiliumError {
  return listedError(
    name,
    code,
    issues.length,
    issues.slice(0, MAX_LISTED).map(({ path, message }) => ({ ...place(path), path, message })),
  );
}

/** The error that lists the first of `count` issues. */
export function listedError(
  name: string,
  code: ErrorCode,
  count: number,
  issues: readonly (TextPosition & FieldIssue)[],
): ConsiliumError {
  const listed = issues
    .slice(0, MAX_LISTED)
    .map((i) => `${name}:${i.line}:${i.column}${i.path.length === 0 ? '' : ` ${i.path.join('.')}`}: ${i.message}`);
  if (count > listed.length) listed.push(`and ${count - listed.length} more`);
  const first = issues[0];
  return new ConsiliumError({
    code,
    message: listed.join('\n'),
    details: { file: name, line: first?.line ?? 1, column: first?.column ?? 1, issues: count },
  });
}
