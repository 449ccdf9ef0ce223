import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument, isNode, type Document } from 'yaml';
import type { z } from 'zod';
import { ConsiliumError, type ErrorCode, fromUnknown } from '@consilium/core';

/** One thing wrong with a file: where, and what. Lines and columns count from 1. */
export interface FileIssue {
  readonly line: number;
  readonly column: number;
  /** Dotted path of the field, empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

/** A checked value and the way back from a field to its line, for checks that a schema cannot express. */
export interface ParsedYaml<T> {
  readonly value: T;
  /** What the text says by itself, before the schema filled in defaults or converted anything. */
  readonly written: unknown;
  /** Throws an error that points at the line of `path`. */
  fail(path: readonly (string | number)[], message: string): never;
}

/**
 * Parses YAML text strictly against a schema. Every problem is reported at once, each with its line.
 *
 * @throws ConsiliumError with `code`, whose message lists `name:line:column path: problem`.
 */
export function parseYaml<S extends z.ZodType>(text: string, schema: S, name: string, code: ErrorCode): ParsedYaml<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, strict: true, uniqueKeys: true });
  if (document.errors.length > 0) {
    const issues = document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return { line, column: col, path: '', message: error.message.split('\n')[0] ?? error.message };
    });
    throw fileError(name, code, issues);
  }
  const written = plainValue(document, name, code);
  const result = schema.safeParse(written);
  if (!result.success) {
    const issues = result.error.issues.flatMap((issue): FileIssue[] => {
      const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
      if (issue.code !== 'unrecognized_keys') {
        return [{ ...position(document, lines, path), path: path.join('.'), message: issue.message }];
      }
      // Unknown keys come as one issue of their parent: point at each key itself.
      return issue.keys.map((key) => ({
        ...position(document, lines, [...path, key]),
        path: [...path, key].join('.'),
        message: 'there is no such field',
      }));
    });
    throw fileError(name, code, issues);
  }
  return {
    value: result.data,
    written,
    fail(path, message) {
      throw fileError(name, code, [{ ...position(document, lines, path), path: path.join('.'), message }]);
    },
  };
}

/** {@link parseYaml} for a file on disk. */
export function readYamlFile<S extends z.ZodType>(path: string, schema: S, code: ErrorCode): ParsedYaml<z.output<S>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
  return parseYaml(text, schema, path, code);
}

/** The document as plain values; aliases that lead nowhere, or multiply without bound, are errors of the file. */
function plainValue(document: Document, name: string, code: ErrorCode): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw fileError(name, code, [{ line: 1, column: 1, path: '', message: fromUnknown(error).message }]);
  }
}

function fileError(name: string, code: ErrorCode, issues: readonly FileIssue[]): ConsiliumError {
  const listed = issues.map((i) => `${name}:${i.line}:${i.column}${i.path === '' ? '' : ` ${i.path}`}: ${i.message}`);
  const first = issues[0];
  return new ConsiliumError({
    code,
    message: listed.join('\n'),
    details: { file: name, line: first?.line ?? 1, column: first?.column ?? 1, issues: issues.length },
  });
}

function position(document: Document, lines: LineCounter, path: readonly (string | number)[]): { line: number; column: number } {
  // A missing field has no node of its own: walk up to the nearest parent that stands in the file.
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) {
      const parent = depth === 0 ? undefined : keyRange(document, path.slice(0, depth));
      const { line, col } = lines.linePos(parent ?? node.range[0]);
      return { line, column: col };
    }
  }
  return { line: 1, column: 1 };
}

/** Where the key of a mapping entry starts: an editor should land on `name:`, not on its value. */
function keyRange(document: Document, path: readonly (string | number)[]): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isNode(parent) || !('items' in parent)) return undefined;
  for (const item of parent.items as readonly unknown[]) {
    if (typeof item !== 'object' || item === null || !('key' in item)) continue;
    const key = item.key;
    if (isNode(key) && 'value' in key && String(key.value) === String(path.at(-1)) && key.range) return key.range[0];
  }
  return undefined;
}
