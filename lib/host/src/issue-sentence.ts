import type { z } from 'zod';
import { nearestWord } from './nearest-word.ts';

/** How a sentence on an unknown field begins. */
export const NO_SUCH_FIELD = 'there is no such field';

/** Longest text of a file that a sentence repeats. */
const MOST_SHOWN = 40;
/** Most allowed words that a sentence lists. */
const MOST_WORDS = 24;

/** What a schema asks for, in words. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a group of fields',
  record: 'a group of names with their fields',
  null: 'empty',
};

/** What lists and texts are counted in. */
const COUNTED: Readonly<Record<string, string>> = {
  string: 'characters',
  array: 'entries',
  tuple: 'entries',
  set: 'entries',
  map: 'names',
  record: 'names',
  object: 'fields',
};

/**
 * What is wrong with a field, as a sentence: what was found, what is allowed, and the nearest spelling. A schema's own words win over it.
 *
 * @param shown whether words of the text may be repeated; where not, only their kind is said
 * @returns for unknown fields, one line for each
 */
export function issueSentence(issue: z.core.$ZodRawIssue, shown: boolean): string {
  const found = (): string => foundText(issue.input, shown);
  switch (issue.code) {
    case 'invalid_type':
      return expectation(issue.input, KINDS[issue.expected] ?? issue.expected, shown);
    case 'invalid_value':
      return choice(issue.input, issue.values, shown);
    case 'too_small':
      return bound(issue, issue.minimum, issue.inclusive === false ? 'above' : 'at least', shown);
    case 'too_big':
      return bound(issue, issue.maximum, issue.inclusive === false ? 'below' : 'at most', shown);
    case 'not_multiple_of':
      return `found ${found()}; it must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return `found ${found()}; it must have the form ${issue.pattern ?? issue.format}`;
    case 'unrecognized_keys':
      return unknownFields(issue, shown);
    case 'invalid_union':
      return union(issue, shown);
    case 'invalid_key':
      return `this name is not allowed: ${(issue.issues ?? []).map(({ message }) => message).join('; ')}`;
    case 'invalid_element':
      return `an entry is not allowed: ${(issue.issues ?? []).map(({ message }) => message).join('; ')}`;
    default:
      return 'it is not allowed here';
  }
}

function expectation(input: unknown, expected: string, shown: boolean): string {
  if (input === undefined) return `it is missing; it must be ${expected}`;
  const advice =
    typeof input === 'boolean' && expected !== KINDS['boolean']
      ? ': YAML reads such a word as yes or no, so write it in quotes, as it stands in the file'
      : typeof input === 'string' && expected === KINDS['number'] && input.trim() !== '' && Number.isFinite(Number(input))
        ? ': write it without quotes'
        : '';
  return `found ${foundText(input, shown)}; it must be ${expected}${advice}`;
}

function choice(input: unknown, values: readonly z.core.util.Primitive[], shown: boolean): string {
  const words = values.map(String);
  const listed =
    words.length > MOST_WORDS
      ? `${words.slice(0, MOST_WORDS).join(', ')} and ${words.length - MOST_WORDS} more`
      : words.join(', ');
  const allowed = words.length === 1 ? listed : `one of ${listed}`;
  const nearest = shown && typeof input === 'string' && words.length > 1 ? nearestWord(input, words) : undefined;
  return `${expectation(input, allowed, shown)}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

function bound(
  issue: { readonly origin: string; readonly input: unknown; readonly exact?: boolean | undefined },
  limit: number | bigint,
  than: string,
  shown: boolean,
): string {
  const { origin, input } = issue;
  const counted = COUNTED[origin];
  if (counted === undefined) return `found ${foundText(input, shown)}; it must be ${than} ${limit}`;
  const size = typeof input === 'string' || Array.isArray(input) ? input.length : Object.keys(input ?? {}).length;
  return `found ${size} ${counted}; there must be ${issue.exact === true ? 'exactly' : than} ${limit}`;
}

function unknownFields(issue: Extract<z.core.$ZodRawIssue, { code: 'unrecognized_keys' }>, shown: boolean): string {
  const known = Object.keys((issue.inst as Partial<z.ZodObject> | undefined)?.shape ?? {});
  return issue.keys
    .map((key) => {
      const nearest = nearestWord(key, known);
      if (nearest !== undefined) return `${NO_SUCH_FIELD}; did you mean ${nearest}?`;
      return `${NO_SUCH_FIELD}${known.length === 0 || !shown ? '' : `; allowed are ${known.slice(0, MOST_WORDS).join(', ')}`}`;
    })
    .join('\n');
}

function union(issue: Extract<z.core.$ZodRawIssue, { code: 'invalid_union' }>, shown: boolean): string {
  const { discriminator, options } = issue as {
    readonly discriminator?: string;
    readonly options?: readonly z.core.util.Primitive[];
  };
  if (discriminator !== undefined && options !== undefined) {
    const input: unknown = (issue.input as Readonly<Record<string, unknown>> | undefined)?.[discriminator];
    return choice(input, options, shown);
  }
  const branches = issue.errors.flat().map(({ message }) => ALLOWED.exec(message)?.[1] ?? message);
  return branches.length === 0 ? 'it is not allowed here' : expectation(issue.input, [...new Set(branches)].join(' or '), shown);
}

/** What a sentence of ours says is allowed, without advice. */
const ALLOWED = /it must be (.*?)(?:: YAML reads .*|: write it .*|; did you mean .*)?$/u;

function foundText(input: unknown, shown: boolean): string {
  if (input === undefined) return 'nothing';
  if (input === null) return 'nothing (an empty field)';
  if (Array.isArray(input)) return `a list of ${input.length}`;
  if (typeof input === 'object') return 'a group of fields';
  if (!shown) return KINDS[typeof input] ?? typeof input;
  if (typeof input !== 'string') return JSON.stringify(input);
  return input.length > MOST_SHOWN ? `${JSON.stringify(input.slice(0, MOST_SHOWN))} and more` : JSON.stringify(input);
}
