import { PassThrough } from 'node:stream';
import { NOTHING_DECLARED } from '@consilium/sim';
import { expect, it } from 'vitest';
import { askDeclarations } from './ask-declarations.ts';
import { dictionaryDraft } from './dictionary-draft.ts';

const OPEN = {
  fields: [
    { column: 'age', field: 'unit' },
    { column: 'age', field: 'range' },
    { column: 'sex', field: 'codes' },
    { column: 'died', field: 'positive' },
    { column: 'died', field: 'negative' },
  ],
  sites: ['north'],
} as const;

/** Somebody who types one answer after each question. */
function person(answers: readonly string[], isTTY = true): { asking: Parameters<typeof askDeclarations>[2]; asked: string[] } {
  const input = Object.assign(new PassThrough(), { isTTY });
  const asked: string[] = [];
  const rest = [...answers];
  const live = (question: string): void => {
    asked.push(question);
    const answer = rest.shift();
    setImmediate(() => (answer === undefined ? input.end() : input.write(`${answer}\n`)));
  };
  return { asking: { terminal: { interactive: isTTY, live, clear: () => {}, say: () => {} }, input }, asked };
}

it('each answer is taken as it is meant, and a wrong one asked for again', async () => {
  const { asking, asked } = person(['years', 'old', '18, 90', 'f,m', '1', '0, 2', 'many', '120']);
  expect(await askDeclarations(OPEN, { ...NOTHING_DECLARED, columns: { age: { description: 'at admission' } } }, asking)).toEqual(
    {
      columns: {
        age: { description: 'at admission', unit: 'years', range: [18, 90] },
        sex: { codes: ['f', 'm'] },
        died: { positive: ['1'], negative: ['0', '2'] },
      },
      sites: { north: 120 },
      missing: [],
    },
  );
  expect(asked.filter((question) => question.includes('range of age'))).toHaveLength(2);
});

it('without a person, an answer, or one that can be read, nothing is declared', async () => {
  expect(await askDeclarations(OPEN, NOTHING_DECLARED, person([], false).asking)).toBeUndefined();
  expect(await askDeclarations(OPEN, NOTHING_DECLARED, person([]).asking)).toBeUndefined();
  expect(await askDeclarations(OPEN, NOTHING_DECLARED, person(['years', '9 1', '1', '5 5']).asking)).toBeUndefined();
});

it('the draft of a dictionary has a line for everything that is open', () => {
  expect(dictionaryDraft(OPEN, { ...NOTHING_DECLARED, columns: { age: { description: 'x' } } })).toEqual([
    'columns:',
    '  "age": { unit: , range: }   # such as unit: years, range: [0, 100]; beside description',
    '  "sex": { codes: }   # such as codes: ["a", "b"]',
    '  "died": { positive: , negative: }   # such as positive: ["1"], negative: ["0"]',
    'sites:   # about how many patients train at each: public, rounded numbers, such as 100',
    '  "north": ',
    '# missing: ["-999"]   # what stands for nothing, beside empty cells',
  ]);
});
