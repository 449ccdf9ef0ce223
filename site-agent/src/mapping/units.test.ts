import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { molarMass, type Substance, SUBSTANCES } from './substances.ts';
import { conversion, converted, ucumOf } from './units.ts';

function convert(value: number, from: string, to: string, of?: Substance | 'hba1c'): number {
  const found = conversion(from, to, of);
  if (typeof found === 'string') throw new TypeError(found);
  return converted(value, found);
}

describe('units', () => {
  // Conventional factors of clinical chemistry (AMA Manual of Style, table of SI conversions), to their digits.
  it.each([
    [1, 'mmol/L', 'mg/dL', 'glucose', 18.016, 3],
    [1, 'mmol/L', 'mg/dL', 'cholesterol', 38.67, 2],
    [1, 'mmol/L', 'mg/dL', 'triglycerides', 88.5, 1],
    [1, 'mg/dL', 'umol/L', 'creatinine', 88.4, 1],
    [1, 'mg/dL', 'umol/L', 'bilirubin', 17.1, 1],
    [1, 'mg/dL', 'mmol/L', 'urea-nitrogen', 0.357, 3],
    [1, 'mg/dL', 'mmol/L', 'calcium', 0.25, 2],
    [1, 'mg/dL', 'mmol/L', 'phosphate', 0.323, 3],
    [1, 'mg/dL', 'umol/L', 'uric-acid', 59.48, 2],
    [1, 'ng/mL', 'nmol/L', 'vitamin-d', 2.496, 3],
    [1, 'ug/dL', 'nmol/L', 'cortisol', 27.588, 2],
    [1, 'ug/dL', 'nmol/L', 'thyroxine', 12.87, 2],
  ] as const)('%s %s are as many %s of %s as tables say', (value, from, to, of, expected, digits) => {
    expect(convert(value, from, to, of)).toBeCloseTo(expected, digits);
  });

  it.each([
    [98.6, '[degF]', 'Cel', 37],
    [37, 'Cel', '[degF]', 98.6],
    [-40, 'Cel', '[degF]', -40],
    [310.15, 'K', 'Cel', 37],
    [150, '[lb_av]', 'kg', 68.038_855_5],
    [70, '[in_i]', 'cm', 177.8],
    [24, 'months', 'years', 2],
    [16, 'kPa', 'mmHg', 120.009_85],
    [0.42, '1', '%', 42],
    [1.5, 'g/dL', 'g/L', 15],
  ])('%s %s are %s %s', (value, from, to, expected) => {
    expect(convert(value, from, to)).toBeCloseTo(expected, 5);
  });

  it('know HbA1c by the master equation', () => {
    expect(convert(53, 'mmol/mol', '%', 'hba1c')).toBeCloseTo(7.0, 2);
    expect(convert(7, '%', 'mmol/mol', 'hba1c')).toBeCloseTo(53, 0);
    expect(conversion('mg/dL', '%', 'hba1c')).toContain('NGSP');
  });

  it('say what is missing, and guess nothing', () => {
    expect(conversion('mg/dL', 'mmol/L', undefined)).toContain('molar mass');
    expect(conversion('kg', 'cm', undefined)).toContain('different things');
    expect(conversion('stone', 'kg', undefined)).toContain('no unit stone');
    expect(conversion('MG/DL', 'g/L', undefined)).toContain('no unit');
    expect(ucumOf('toString')).toBeUndefined();
  });

  it('lead back to where they came from', () => {
    const pairs = [
      ['mg/dL', 'mmol/L'],
      ['[degF]', 'K'],
      ['[lb_av]', 'kg'],
      ['a', 'd'],
      ['%', 'mmol/mol'],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.constantFrom(...SUBSTANCES),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        ([a, b], of, x) => {
          const back = convert(convert(x, a, b, of), b, a, of);
          expect(Math.abs(back - x)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(x)));
        },
      ),
      { seed: 4 },
    );
  });

  it('weigh every substance', () => {
    for (const substance of SUBSTANCES) expect(molarMass(substance)).toBeGreaterThan(20);
    expect(molarMass('glucose')).toBeCloseTo(180.156, 3);
  });
});
