import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ErrorCode } from '@consilium/core';
import { nearestWord } from './nearest-word.ts';
import { parseYaml } from './yaml-file.ts';

/** What is said of a text, without its place. */
function said(schema: z.ZodType, text: string, code: ErrorCode = 'PLAN_INVALID'): string {
  try {
    parseYaml(text, schema, 'f', code);
  } catch (error) {
    return (error as Error).message.replace(/^f:\d+:\d+ ?/gmu, '');
  }
  return 'accepted';
}
const field = (schema: z.ZodType): z.ZodType => z.strictObject({ a: schema });

/** One row at least for each kind of issue that the library knows. */
const KINDS: Readonly<Record<z.core.$ZodIssueCode, readonly (readonly [z.ZodType, string, string])[]>> = {
  invalid_type: [
    [z.number(), 'a: many', 'a: found "many"; it must be a number'],
    [z.number(), 'a: "3"', 'a: found "3"; it must be a number: write it without quotes'],
    [z.int(), 'a: 1.5', 'a: found 1.5; it must be a whole number'],
    [
      z.string(),
      'a: TRUE',
      'a: found true; it must be a text: YAML reads such a word as yes or no, so write it in quotes, as it stands in the file',
    ],
    [z.string(), 'a:', 'a: found nothing (an empty field); it must be a text'],
    [z.string(), '{}', 'a: it is missing; it must be a text'],
    [z.array(z.string()), 'a: { b: 1 }', 'a: found a group of fields; it must be a list'],
    [z.strictObject({}), 'a: [1, 2]', 'a: found a list of 2; it must be a group of fields'],
    [z.record(z.string(), z.string()), 'a: x', 'a: found "x"; it must be a group of names with their fields'],
    [z.boolean(), 'a: perhaps', 'a: found "perhaps"; it must be true or false'],
  ],
  invalid_value: [
    [z.enum(['fedavg', 'fedadam']), 'a: fedavgg', 'a: found "fedavgg"; it must be one of fedavg, fedadam; did you mean fedavg?'],
    [z.enum(['fedavg', 'fedadam']), 'a: other', 'a: found "other"; it must be one of fedavg, fedadam'],
    [z.literal(1), 'a: 2', 'a: found 2; it must be 1'],
    [z.literal(1), '{}', 'a: it is missing; it must be 1'],
  ],
  too_small: [
    [z.number().positive(), 'a: 0', 'a: found 0; it must be above 0'],
    [z.number().min(2), 'a: 1', 'a: found 1; it must be at least 2'],
    [z.string().min(3), 'a: xy', 'a: found 2 characters; there must be at least 3'],
    [z.array(z.number()).min(2), 'a: [1]', 'a: found 1 entries; there must be at least 2'],
    [z.tuple([z.number(), z.number()]), 'a: [1]', 'a: found 1 entries; there must be at least 2'],
  ],
  too_big: [
    [z.number().lt(1), 'a: 1', 'a: found 1; it must be below 1'],
    [z.number().max(1), 'a: 2', 'a: found 2; it must be at most 1'],
    [z.string().max(1), 'a: xy', 'a: found 2 characters; there must be at most 1'],
    [z.tuple([z.number(), z.number()]), 'a: [1, 2, 3]', 'a: found 3 entries; there must be at most 2'],
    [z.array(z.number()).length(2), 'a: [1, 2, 3]', 'a: found 3 entries; there must be exactly 2'],
  ],
  not_multiple_of: [[z.number().multipleOf(2), 'a: 3', 'a: found 3; it must be a multiple of 2']],
  invalid_format: [
    [z.string().regex(/^x+$/), 'a: "y"', 'a: found "y"; it must have the form /^x+$/'],
    [z.string().regex(/^x+$/, 'only the letter x'), 'a: "y"', 'a: only the letter x'],
  ],
  unrecognized_keys: [
    [
      z.strictObject({ rounds: z.number() }),
      'a: { rounds: 1, ruonds: 2 }',
      'a.ruonds: there is no such field; did you mean rounds?',
    ],
    [
      z.strictObject({ rounds: z.number(), sites: z.number().optional() }),
      'a: { rounds: 1, x: 2, site: 3 }',
      'a.x: there is no such field; allowed are rounds, sites\na.site: there is no such field; did you mean sites?',
    ],
  ],
  invalid_union: [
    [z.union([z.string(), z.number()]), 'a: [1]', 'a: found a list of 1; it must be a text or a number'],
    [
      z.union([z.string(), z.number()]),
      'a: true',
      'a: found true; it must be a text or a number: YAML reads such a word as yes or no, so write it in quotes, as it stands in the file',
    ],
    [
      z.union([z.literal('range'), z.strictObject({ mean: z.number(), std: z.number() })]),
      'a: { mean: 1, std: x }',
      'a.std: found "x"; it must be a number',
    ],
    [
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('number') }),
        z.strictObject({ kind: z.literal('category') }),
      ]),
      'a: { kind: nubmer }',
      'a.kind: found "nubmer"; it must be one of number, category; did you mean number?',
    ],
    [z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('x') })]), 'a: {}', 'a.kind: it is missing; it must be x'],
  ],
  invalid_key: [
    [
      z.record(z.string().regex(/^[a-z]+$/, 'lower-case letters'), z.number()),
      'a: { B: 1 }',
      'a.B: this name is not allowed: lower-case letters',
    ],
    [
      z.record(z.string().max(2), z.number()),
      'a: { bcd: 1 }',
      'a.bcd: this name is not allowed: found 3 characters; there must be at most 2',
    ],
  ],
  // Of maps and sets of JavaScript, which no text gives.
  invalid_element: [],
  custom: [[z.number().refine((n) => n !== 3, 'not the third'), 'a: 3', 'a: not the third']],
};

describe('what a schema finds wrong is a sentence', () => {
  for (const [kind, rows] of Object.entries(KINDS))
    it(kind, () => {
      for (const [schema, text, sentence] of rows) expect(said(field(schema), text)).toBe(sentence);
    });

  it('an entry of a map that no text gives', () => {
    const schema = field(z.preprocess(() => new Map([['k', 'x']]), z.map(z.string(), z.number())));
    expect(said(schema, 'a: 1')).toMatch(/^a(?:\.k)?: (?:an entry is not allowed: )?found "x"; it must be a number$/u);
  });

  it('repeats nothing of a file that may hold a secret', () => {
    const schema = z.strictObject({ a: z.number(), b: z.enum(['yes', 'no']) });
    const text = said(schema, 'a: hunter2\nb: hunter2\n', 'DATA_INVALID');
    expect(text).toBe('a: found a text; it must be a number\nb: found a text; it must be one of yes, no');
  });

  it('is cut where the text is long', () => {
    expect(said(field(z.number()), `a: ${'x'.repeat(500)}`)).toBe(`a: found "${'x'.repeat(40)}" and more; it must be a number`);
  });
});

describe('the nearest word', () => {
  const words = ['samplingRate', 'batchSize', 'localSteps', 'loss'];
  it.each([
    ['samplingrate', 'samplingRate'],
    ['sampling_rate', 'samplingRate'],
    ['batchsiez', 'batchSize'],
    ['los', 'loss'],
  ])('%s is %s', (written, word) => {
    expect(nearestWord(written, words)).toBe(word);
  });
  it('is none for what is like nothing', () => {
    expect(nearestWord('temperature', words)).toBeUndefined();
    expect(nearestWord('x'.repeat(10_000), words)).toBeUndefined();
  });
});
