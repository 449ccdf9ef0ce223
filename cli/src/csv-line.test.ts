import { expect, it } from 'vitest';
import { csvLine } from './csv-line.ts';

it.each([
  ['=1+1', "'=1+1"],
  ['@SUM(1)', "'@SUM(1)"],
  ['-1+1', "'-1+1"],
  ['\t=1+1', "'\t'=1+1"],
  // A spreadsheet whose decimal sign is the comma splits lines at semicolons, within quotes that are not at the beginning of its cell, too.
  ['a;=1+1', "a;'=1+1"],
  ['a;=HYPERLINK("x")', `"a;'=HYPERLINK(""x"")"`],
  ['a\t+1+1', "a\t'+1+1"],
  ['a|@SUM(1)', "a|'@SUM(1)"],
  ['\n=1+1', `"\n'=1+1"`],
])('no spreadsheet computes %j', (word, cell) => {
  expect(csvLine(['2', word, '0.5'])).toBe(`2,${cell},0.5`);
});

it('numbers and other words stay as they are', () => {
  const words = ['-1.5', '+2e-7', '-0.25', 'a-b', 'x=1', 'a; b', ''];
  expect(csvLine(words)).toBe(words.join(','));
});
