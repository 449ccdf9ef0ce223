import { describe, expect, it } from 'vitest';
import { normaliseCell } from './normalise.ts';

describe('the form in which a cell is looked at', () => {
  it.each([
    ['full-width digits and signs', '１２３－４５－６７８９', '123-45-6789'],
    ['digits of other alphabets', '٢٠٢٠-٠٣-٠٥', '2020-03-05'],
    ['exotic hyphens', '123\u201145\u22126789', '123-45-6789'],
    ['characters that nobody sees', 'a\u200bb\u00adc\u202ed', 'abcd'],
    ['blanks of other kinds', '\u00a0a\u2003b\t c ', 'a b c'],
    ['accents', 'José Muñoz', 'Jose Munoz'],
    ['letters that look Latin', 'Јоhn', 'John'],
    ['ligatures', 'oﬃce', 'office'],
    ['quotes around it', '"a"', 'a'],
    ['what spreadsheets add', '123456789.0', '123456789'],
    ['nothing else', '12.50', '12.50'],
  ])('has no %s', (_, text, form) => expect(normaliseCell(text)).toBe(form));
});
