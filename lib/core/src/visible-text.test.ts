import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleLines, visibleText } from './visible-text.ts';

const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** Any code points, halves of pairs among them, with those that do harm more often than chance would have it. */
const characters = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 0x10ffff }),
    fc.integer({ min: 0, max: 0x2fff }),
    fc.integer({ min: 0xd800, max: 0xdfff }),
    fc.constantFrom(0x0a, 0x0d, 0x1b, 0x7f, 0x9b, 0x61c, 0x200b, 0x202e, 0x2066, 0xfeff, 0xe0001, 0xfe0f, 0x3164),
  ),
  { maxLength: 60 },
);
const text = characters.map((points) => points.map((point) => String.fromCodePoint(point)).join(''));

describe('visibleText', () => {
  it('spells out what would clear a screen, turn the text round, hide, or not encode', () => {
    expect(visibleText('a\u001b[2Jb\u009b1m')).toBe(String.raw`a\u{1b}[2Jb\u{9b}1m`);
    expect(visibleText('a\u202eb\u200bc\u00add\ud800e')).toBe(String.raw`a\u{202e}b\u{200b}c\u{ad}d\u{d800}e`);
    expect(visibleText('two\r\nlines\tand\u2028a third')).toBe(String.raw`two\u{d}\u{a}lines\u{9}and\u{2028}a third`);
    expect(visibleText('\u{e0041}\ue000\u0378\uffff')).toBe(String.raw`\u{e0041}\u{e000}\u{378}\u{ffff}`);
  });

  it('leaves names of all languages alone', () => {
    const names = 'Zürich 東京 🏥 מרכז Ελλάδα हिन्दी';
    expect(visibleText(names)).toBe(names);
  });

  it('any text: nothing hidden is left, what was visible stays in its order, twice is once', () => {
    fc.assert(
      fc.property(text, (given) => {
        const shown = visibleText(given);
        expect(shown).not.toMatch(HIDDEN);
        expect(visibleText(shown)).toBe(shown);
        expect(shown).toBe(
          Array.from(given, (one) => (HIDDEN.test(one) ? `\\u{${one.codePointAt(0)?.toString(16)}}` : one)).join(''),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('every single code point', () => {
    for (let point = 0; point <= 0x10ffff; point++) {
      const one = String.fromCodePoint(point);
      const shown = visibleText(one);
      if (HIDDEN.test(shown) || (shown !== one && shown !== `\\u{${point.toString(16)}}`)) expect.fail(point.toString(16));
    }
  });

  it('takes time linear in the length: a million of the worst in a second', () => {
    expect(visibleText('\u202e'.repeat(1_000_000))).toHaveLength(8_000_000);
  });
});

describe('visibleLines', () => {
  it('any text: keeps line ends, and nothing else that is hidden', () => {
    expect(visibleLines('one\r\ntwo\n\rthree')).toEqual(['one', 'two', String.raw`\u{d}three`]);
    fc.assert(
      fc.property(text, (given) => {
        const lines = visibleLines(given);
        expect(lines).toHaveLength(given.split('\n').length);
        expect(lines.join('')).not.toMatch(HIDDEN);
      }),
    );
  });
});
