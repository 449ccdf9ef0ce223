import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type { z } from 'zod';
import { type ErrorCode, fromUnknown } from '@consilium/core';
import { checkText, type FieldPath, listedError, type ParsedText, type TextPosition } from './parsed-text.ts';
import { plainValueIssues, type TextCheck } from './plain-value.ts';

const require = createRequire(import.meta.url);

/** The parser, loaded with the first text: most commands read none. */
function yaml(): typeof Yaml {
  return require('yaml') as typeof Yaml;
}

/** Longest text that is parsed, in characters: a plan of every gene of the human genome has a third of that. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

/** Most aliases (`*name`) in a text. To find what each stands for takes a walk through the whole of it. */
const MAX_ALIASES = 100;

/**
 * Deepest nesting of what the parser has open, two for each level. What makes nodes of it calls itself on what is inside: ten thousand
 * brackets would end the process and not the call.
 */
const MAX_OPEN = 100;

/** Something wrong at an offset of the text. */
interface Problem {
  readonly offset: number;
  readonly message: string;
}

/**
 * Parses YAML text strictly against a schema, in time linear in its length. Problems are reported together, each with its line.
 *
 * @param textCheck asked about every text, names of fields included, before the schema
 * @throws ConsiliumError with `code`, whose message lists `name:line:column path: problem`.
 */
export function parseYaml<S extends z.ZodType>(
  text: string,
  schema: S,
  name: string,
  code: ErrorCode,
  textCheck?: TextCheck,
): ParsedText<z.output<S>> {
  const { LineCounter } = yaml();
  const lines = new LineCounter();
  lines.addNewLine(0);
  const at = (offset: number): TextPosition => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const refuse = (problems: readonly Problem[]): never => {
    throw listedError(
      name,
      code,
      problems.length,
      problems.map(({ offset, message }) => ({ ...at(offset), path: [], message })),
    );
  };
  if (text.length > MAX_CHARACTERS) refuse([{ offset: 0, message: `it is longer than ${MAX_CHARACTERS} characters` }]);
  const document = readDocument(text, lines, refuse);
  const broken = document.errors.map(({ pos: [offset], message }) => ({ offset, message }));
  if (broken.length > 0) refuse(broken);
  const odd = structureProblems(document);
  if (odd.length > 0) refuse(odd);
  const written = plainValue(document, refuse);
  const source = { name, code, written, place: (path: FieldPath) => position(document, at, path) };
  return checkText(source, schema, plainValueIssues(written, MAX_CHARACTERS, textCheck));
}

/** {@link parseYaml} for a file on disk. */
export function readYamlFile<S extends z.ZodType>(
  path: string,
  schema: S,
  code: ErrorCode,
  textCheck?: TextCheck,
): ParsedText<z.output<S>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
  return parseYaml(text, schema, path, code, textCheck);
}

/** The nodes of a text, by the steps of the library's own `parseDocument`, but with a bound on what is open. */
function readDocument(text: string, lines: Yaml.LineCounter, refuse: (problems: readonly Problem[]) => never): Yaml.Document {
  const { Composer, Document, Lexer, Parser } = yaml();
  const parser = new Parser(lines.addNewLine);
  // The library's own check of unique keys compares each key with every other: 16,000 features took nine seconds.
  const composer = new Composer({ strict: true, uniqueKeys: false });
  function* tokens(): Generator<Yaml.CST.Token> {
    for (const lexeme of new Lexer().lex(text)) {
      yield* parser.next(lexeme);
      if (parser.stack.length > MAX_OPEN) refuse([{ offset: parser.offset, message: 'it is nested too deeply' }]);
    }
    yield* parser.end();
  }
  let document: Yaml.Document | undefined;
  for (const next of composer.compose(tokens(), true, text.length)) {
    if (document !== undefined) refuse([{ offset: next.range[0], message: 'a file holds one document' }]);
    document = next;
  }
  return document ?? new Document();
}

/** Keys that stand twice or are no plain text, and aliases beyond {@link MAX_ALIASES}. */
function structureProblems(document: Yaml.Document): readonly Problem[] {
  const { isNode, isScalar, visit } = yaml();
  const problems: Problem[] = [];
  let aliases = 0;
  visit(document, {
    Alias: (_key, { range }) => {
      if (++aliases === MAX_ALIASES + 1) problems.push({ offset: range?.[0] ?? 0, message: `more than ${MAX_ALIASES} aliases` });
    },
    Map: (_key, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0;
        if (!isScalar(key)) {
          problems.push({ offset, message: 'the name of a field is plain text' });
          continue;
        }
        // As text: 1 and "1" are two keys in YAML, and one field of the value.
        const name = String(key.value);
        if (seen.has(name)) problems.push({ offset, message: 'the name of a field is unique, this one appears twice' });
        seen.add(name);
      }
    },
  });
  return problems;
}

/** The document as plain values; aliases that lead nowhere, or multiply without bound, are errors of the file. */
function plainValue(document: Yaml.Document, refuse: (problems: readonly Problem[]) => never): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return refuse([{ offset: 0, message: fromUnknown(error).message }]);
  }
}

function position(document: Yaml.Document, at: (offset: number) => TextPosition, path: FieldPath): TextPosition {
  const { isNode } = yaml();
  // A missing field has no node of its own: walk up to the nearest parent that stands in the file.
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) {
      const parent = depth === 0 ? undefined : keyRange(document, path.slice(0, depth));
      return at(parent ?? node.range[0]);
    }
  }
  return at(0);
}

/** Where the key of a mapping entry starts: an editor should land on `name:`, not on its value. */
function keyRange(document: Yaml.Document, path: FieldPath): number | undefined {
  const { isNode } = yaml();
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isNode(parent) || !('items' in parent)) return undefined;
  for (const item of parent.items as readonly unknown[]) {
    if (typeof item !== 'object' || item === null || !('key' in item)) continue;
    const key = item.key;
    if (isNode(key) && 'value' in key && String(key.value) === String(path.at(-1)) && key.range) return key.range[0];
  }
  return undefined;
}
