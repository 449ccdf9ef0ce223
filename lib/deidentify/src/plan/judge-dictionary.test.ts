import { describe, expect, it } from 'vitest';
import { findingText } from '../safe-harbor/finding.ts';
import { type DictionaryColumn, judgeDictionary } from './judge-dictionary.ts';

const number = (
  name: string,
  unit: string,
  range: readonly [number, number],
  meaning?: DictionaryColumn['meaning'],
): DictionaryColumn => ({
  name,
  meaning,
  type: { kind: 'number', unit, range },
});
const codes = (name: string, list: readonly string[], meaning?: DictionaryColumn['meaning']): DictionaryColumn => ({
  name,
  meaning,
  type: { kind: 'category', codes: list },
});
const found = (column: DictionaryColumn): readonly string[] =>
  judgeDictionary([column]).map(({ letter, rule }) => `${letter} ${rule}`);

describe('what a plan reads', () => {
  it.each([
    ['ages to 120', number('age', 'years', [0, 120]), 'C age-over-89'],
    ['ages in months to 1,200', number('age', 'months', [0, 1200]), 'C age-over-89'],
    [
      'a group of the oldest',
      { name: 'age', type: { kind: 'number', unit: 'years', range: [18, 90], bands: [65, 95] } } as const,
      'C age-over-89',
    ],
    ['ages under another name', number('x1', 'years', [0, 100], 'age'), 'C age-over-89'],
    ['a year of birth', number('born', 'a', [1900, 2020], 'birth-year'), 'C birth-year'],
    ['a date of birth', number('dob', 'd', [0, 40_000]), 'C column-name'],
    ['dates as numbers', number('visit', '1', [19_000_101, 20_991_231]), 'C date'],
    ['an offset longer than a life', number('start', 'd', [0, 100_000], 'date-offset'), 'C date-offset'],
    ['an offset that tells ages over 89', number('start', 'd', [-40_000, 0], 'date-offset'), 'C date-offset'],
    ['the same in years', number('start', 'years', [-110, 0], 'date-offset'), 'C date-offset'],
    ['the same in months', number('start', 'mo', [0, 1200], 'date-offset'), 'C date-offset'],
    ['a ZIP code', number('zip', '1', [0, 99_999]), 'B column-name'],
    ['codes that are ZIP codes', codes('area', ['94107', '10001', '60601']), 'B zip-code'],
    ['codes that are ZIP codes of a spreadsheet', codes('area', ['94107.0', '10001.0', '60601.0']), 'B zip-code'],
    ['a ZIP3 of few people', codes('area', ['941', '036', '000'], 'zip3'), 'B zip3-of-few-people'],
    ['a ZIP3 of the Census of 2020 that was none in 2010', codes('area', ['941', '753'], 'zip3'), 'B zip3-of-few-people'],
    ['a ZIP3 of a military post', codes('area', ['941', '096'], 'zip3'), 'B zip3-of-few-people'],
    ['cities', codes('site', ['Milwaukee', 'Chicago']), 'B city-or-county'],
    ['names', codes('who', ['Mary Alvarez', 'John Miller']), 'A person-name'],
    ['months', codes('season', ['March', 'April']), 'C part-of-a-date'],
    ['long numbers', number('x2', '1', [0, 999_999_999]), 'R long-number'],
    [
      'many codes',
      codes(
        'x3',
        Array.from({ length: 1001 }, (_, i) => `c${i}`),
      ),
      'R many-codes',
    ],
  ])('is refused with %s', (_, column, finding) => expect(found(column)).toContain(finding));

  it.each([
    ['ages to 90', number('age', 'years', [18, 90])],
    ['ages in months, of children', number('age', 'months', [0, 216])],
    ['days from an anchor', number('admission_date', 'd', [-365, 3650], 'date-offset')],
    ['a year', number('diagnosis_year', 'a', [1990, 2030])],
    ['three digits of ZIP codes', codes('zip3', ['941', '100', '000'], 'zip3')],
    ['procedures of five digits', codes('cpt', ['99213', '80053', '71045'])],
    ['concepts', codes('snomed', ['44054006', '73211009', '195967001'])],
    ['states', codes('home_state', ['CA', 'NY'], 'state')],
    ['a class of devices', codes('device_id', ['pacemaker', 'pump'], 'device-class')],
    ['a count', number('platelets', '/uL', [0, 1_000_000])],
  ])('may have %s', (_, column) => expect(found(column)).toEqual([]));

  it('is refused in a sentence with column, letter, advice and citation', () => {
    const [finding] = judgeDictionary([number('age', 'years', [0, 120])]);
    expect(finding === undefined ? '' : findingText(finding)).toBe(
      'column age: (C) dates and ages over 89: its range ends at 120 years: ages over 89 may not be told apart, so it must end at 90. Give the year, or the days between two events. Give ages as numbers that end at 90, which then means 90 or older. [45 CFR 164.514(b)(2)(i)(C)]',
    );
  });
});

it('says of a date of birth how an age is had of it, and of no other date', () => {
  const advice = (name: string): string | undefined =>
    judgeDictionary([{ name, type: { kind: 'number', unit: 'd', range: [0, 40_000] } }])[0]?.advice;
  expect(advice('birth_date')).toContain('`scrub: age-at-anchor`');
  expect(advice('admission_date')).toContain('the days between two events');
});
