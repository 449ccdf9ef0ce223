import { describe, expect, it } from 'vitest';
import { columnList, countColumns, expandColumns } from './column-list.ts';
import { MAX_FEATURES } from './limits.ts';

const refusal = (columns: unknown): string => columnList.safeParse(columns).error?.issues[0]?.message ?? 'valid';

describe('a list of columns', () => {
  it.each([
    ['t{0..11}', 't0 t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11'],
    ['h-{3..0}', 'h-3 h-2 h-1 h-0'],
    ['t{08..11}_hr', 't08_hr t09_hr t10_hr t11_hr'],
    ['t{0..0}', 't0'],
    ['one', 'one'],
    [['b', 'a{1..2}', 'c'], 'b a1 a2 c'],
  ])('%j', (columns, names) => {
    expect(refusal(columns)).toBe('valid');
    expect(expandColumns(columns).join(' ')).toBe(names);
    expect(countColumns(columns)).toBe(names.split(' ').length);
  });

  it.each(['ENSG*', 'ENSG{*}', '*'])('%s is what a file happens to have: it says what to write instead', (columns) => {
    expect(refusal(columns)).toContain('would be other columns at every hospital');
    expect(refusal(columns)).toContain('consilium study columns prints those of a file');
    expect(refusal(['a', columns])).toBe(refusal(columns));
  });

  it.each(['t{0..}', 't{0..9', 't{a..z}', 't{0..9}{0..9}', 't{-1..1}', 't{0,1}', 't}{', 't{1234567..1234568}'])(
    '%s is no range',
    (columns) => {
      expect(refusal(columns)).toContain('is no name and no range');
    },
  );

  it('is counted before a name is made, so that no text makes a site work for hours', () => {
    expect(refusal(`t{0..${MAX_FEATURES}}`)).toBe(`"t{0..${MAX_FEATURES}}" has more than ${MAX_FEATURES} columns`);
    expect(refusal(`t{1..${MAX_FEATURES}}`)).toBe('valid');
    expect(countColumns(Array.from({ length: 1000 }, (_, i) => `${i}_{0..999999}`))).toBe(1e9);
    expect(refusal([])).not.toBe('valid');
    expect(refusal('')).not.toBe('valid');
  });
});
