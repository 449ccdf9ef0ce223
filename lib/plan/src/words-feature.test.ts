import { describe, expect, it } from 'vitest';
import { type CompiledPlan, parsePlan } from './compile.ts';
import { featureTexts } from './feature-text.ts';
import { identifiersIn } from './identifier-gate.ts';
import { MAX_TERMS } from './limits.ts';
import { modelInputs } from './model-inputs.ts';
import { PLAN_EXAMPLE } from './plan-example.ts';

const BMI = 'bmi: { kind: number, unit: kg/m2, range: [15, 50], scale: { mean: 27, std: 5 } }';

function text(terms: string, more = ''): string {
  expect(PLAN_EXAMPLE).toContain(BMI);
  return PLAN_EXAMPLE.replace(BMI, `letter: { kind: words, terms: ${terms}${more} }`);
}
const letter = (i: number): string => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(i) % 26] ?? '';
const plan = (terms: string, more?: string): CompiledPlan => parsePlan(text(terms, more));
const TERMS = '{ rash: [], fever: [pyrexia, febrile], chest pain: [] }';

describe('notes in a plan', () => {
  it('are one input for each term, in the order of their names', () => {
    const before = parsePlan(PLAN_EXAMPLE);
    const { inputs, inputWidth } = plan(TERMS);
    const letter = inputs.find(({ name }) => name === 'letter');
    expect(letter).toMatchObject({ width: 3, feature: { kind: 'words' } });
    expect(inputWidth).toBe(before.inputWidth + 2);
    const [after] = inputs.filter(({ offset }) => offset === (letter?.offset ?? 0) + 3);
    expect(after?.name).not.toBe('letter');
  });

  it('bind their phrases to the hash of the plan, and their order not', () => {
    const { hash } = plan(TERMS);
    expect(plan('{ fever: [pyrexia, febrile], chest pain: [], rash: [] }').hash).toBe(hash);
    for (const other of ['{ rash: [], fever: [pyrexia], chest pain: [] }', '{ rash: [], fever: [pyrexia, febrile] }'])
      expect(plan(other).hash).not.toBe(hash);
  });

  it.each([
    ['{}', 'at least one term'],
    ['{ Fever: [] }', 'one to four words'],
    ['{ fever: [4711] }', 'terms'],
    ['{ "12345": [] }', 'one to four words'],
    ['{ fever: ["94107"] }', 'one to four words'],
    ['{ fever: ["2020-01-01"] }', 'one to four words'],
    ['{ one two three four five: [] }', 'one to four words'],
    [`{ ${'a'.repeat(41)}: [] }`, 'one to four words'],
    ['{ fever: [rash], rash: [] }', '"rash" is declared twice'],
    ['{ fever: [fever] }', '"fever" is declared twice'],
    ['{ no fever: [] }', '"no fever" begins with a negation'],
    [
      `{ ${Array.from({ length: MAX_TERMS + 1 }, (_, i) => `t${letter(i)}${letter(i / 26)}: []`).join(', ')} }`,
      `at most ${MAX_TERMS} terms`,
    ],
    [`{ fever: [${Array.from({ length: 21 }, (_, i) => `f${'abcdefghijklmnopqrstu'[i]}`).join(', ')}] }`, 'terms'],
  ])('refuse %s', (terms, message) => expect(() => plan(terms)).toThrow(message));

  it('may not ask for people, places, dates and ages over 89', () => {
    expect(identifiersIn(plan(TERMS))).toEqual([]);
    const asked = plan('{ boston: [garcia], nonagenarian: [], rash: [] }');
    expect(identifiersIn(asked).map(({ column, letter, rule, found }) => [column, letter, rule, found])).toEqual([
      ['letter', 'A', 'name-as-term', 'its term "boston" has the name of people or of a place in it, as others do: garcia'],
      ['letter', 'C', 'date-as-term', 'its term "nonagenarian" has a part of a date or an age over 89 in it'],
    ]);
    expect(identifiersIn(parsePlan(text(TERMS).replace('letter:', 'surname:'))).map(({ letter }) => letter)).toEqual(['A']);
  });

  it('are shown with their terms', () =>
    expect(featureTexts(plan(TERMS).document)).toContain('letter (note, read for chest pain, fever, rash)'));

  it('make no subgroups', () => {
    const subgroups = text(TERMS).replace('threshold: 0.5', 'subgroups: { letter: {} }, threshold: 0.5');
    expect(() => parsePlan(subgroups)).toThrow('subgroups are made by features of one column');
  });

  it('say in inputs.json what a model lacks that reads none', () => {
    const { inputs } = modelInputs(plan(TERMS), { sha256: '', software: '1', privacy: null, rehearsal: true }) as {
      readonly inputs: readonly { readonly name: string }[];
    };
    expect(inputs.find(({ name }) => name === 'letter')).toMatchObject({
      kind: 'words',
      width: 3,
      terms: [
        { term: 'chest pain', phrases: [] },
        { term: 'fever', phrases: ['pyrexia', 'febrile'] },
        { term: 'rash', phrases: [] },
      ],
      values: { affirmed: 1, absent: 0, negated: -1 },
      missing: [0, 0, 0],
      reading: expect.stringContaining('no reader of notes'),
    });
  });
});
