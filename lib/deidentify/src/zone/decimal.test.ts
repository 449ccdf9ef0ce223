import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalOf, isDecimal } from './decimal.ts';

function reference(text: string): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

describe('a decimal number', () => {
  it('is read to the bit as JavaScript reads it, and other text is none', () => {
    const piece = fc.constantFrom('0', '1', '5', '9', '00', '123456789', '.', '-', '+', 'e', 'E', ' ', ',', 'x', 'Infinity');
    const texts = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      fc.double().map(String),
      fc.tuple(fc.integer(), fc.nat(12)).map(([n, places]) => (n / 10 ** places).toFixed(places)),
      fc.bigInt().map(String),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(decimalOf(text)).toBe(reference(text));
      }),
      { numRuns: 20_000, seed: 7 },
    );
    for (const text of [
      '',
      '.',
      '-',
      '+',
      '-.',
      '0x10',
      '1e400',
      'NaN',
      '1_0',
      '\u0661',
      '5.',
      '.5',
      '-0',
      '1.0000000000000000001',
    ])
      expect([text, decimalOf(text)]).toEqual([text, reference(text)]);
    expect(isDecimal('1e400')).toBe(true);
  });
});
