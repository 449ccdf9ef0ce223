import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RESTRICTED_ZIP3 } from '../safe-harbor/zip3.ts';
import { DATE_ORDERS, readDay } from './calendar.ts';
import { scrubCell, type Scrubber, SCRUBBERS } from './scrub-cell.ts';

const scrub = (scrubber: Scrubber, cell: string, anchor = '', order: (typeof DATE_ORDERS)[number] = 'iso'): string =>
  scrubCell(scrubber, cell, anchor, order);

describe('a ZIP code', () => {
  it.each([
    ['94107', '941'],
    ['94107-1234', '941'],
    ['941071234', '941'],
    ['03601', '000'],
    ['20301', '000'],
    ['09012', '000'],
    // A spreadsheet has cut the zero of Boston, or it is another number.
    ['2139', ''],
    ['941', ''],
    ['94107 Main Street', ''],
    ['', ''],
  ])('%s becomes "%s"', (cell, scrubbed) => {
    expect(scrub('zip3', cell)).toBe(scrubbed);
  });

  it('never leaves a prefix of few people, or a fourth digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), (zip) => {
        const scrubbed = scrub('zip3', String(zip).padStart(5, '0'));
        expect(scrubbed).toMatch(/^\d{3}$/);
        expect(RESTRICTED_ZIP3.has(scrubbed)).toBe(false);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});

describe('a date', () => {
  it.each([
    ['2020-02-29', 'iso', '2020'],
    ['2020-02-29T23:59:00+02:00', 'iso', '2020'],
    ['2019-02-29', 'iso', ''],
    ['29.2.2020', 'dmy', '2020'],
    ['03/04/2020', 'iso', ''],
    ['31/12/2020', 'mdy', ''],
    ['12/31/2020', 'mdy', '2020'],
    ['12/31.2020', 'mdy', ''],
    ['31.12.20', 'dmy', ''],
    ['20201231', 'compact', '2020'],
    ['0001-01-01', 'iso', ''],
  ] as const)('%s, written %s, leaves the year "%s"', (cell, order, year) => {
    expect(scrub('year', cell, '', order)).toBe(year);
  });

  it('becomes days from the anchor, over leap days and centuries', () => {
    expect(scrub('days-from-anchor', '2020-03-01', '2020-02-28')).toBe('2');
    expect(scrub('days-from-anchor', '1999-12-31', '2000-01-01')).toBe('-1');
    expect(scrub('days-from-anchor', '01.03.1900', '28.02.1900', 'dmy')).toBe('1');
    expect(scrub('days-from-anchor', '2020-03-01', '')).toBe('');
    expect(scrub('days-from-anchor', 'soon', '2020-03-01')).toBe('');
  });

  it('becomes no days by which an age over 89 can be told', () => {
    expect(scrub('days-from-anchor', '1930-01-01', '2020-01-01')).toBe('-32872');
    for (const born of ['1929-01-01', '1905-06-15']) expect(scrub('days-from-anchor', born, '2020-01-01')).toBe('-32872');
    expect(scrub('days-from-anchor', '2020-01-01', '1905-06-15')).toBe('32872');
  });

  it('becomes the same days wherever in time both lie', () => {
    const day = (n: number): string => new Date(n * 86_400_000).toISOString().slice(0, 10);
    fc.assert(
      fc.property(fc.integer({ min: -40_000, max: 50_000 }), fc.integer({ min: -20_000, max: 20_000 }), (start, days) => {
        expect(scrub('days-from-anchor', day(start + days), day(start))).toBe(String(days));
      }),
      { seed: 2 },
    );
  });

  it('of a birth becomes an age that tells nobody over 89', () => {
    expect(scrub('age-at-anchor', '1950-06-15', '2020-06-14')).toBe('69');
    expect(scrub('age-at-anchor', '1950-06-15', '2020-06-15')).toBe('70');
    expect(scrub('age-at-anchor', '1925-01-01', '2020-06-15')).toBe('90');
    expect(scrub('age-at-anchor', '1930-01-01', '2020-06-15')).toBe('90');
    expect(scrub('age-at-anchor', '2021-01-01', '2020-06-15')).toBe('');
    expect(scrub('age-at-anchor', '1850-01-01', '2020-06-15')).toBe('');
  });
});

describe('an age', () => {
  it.each([
    ['89', '89'],
    ['90', '90'],
    ['104', '90'],
    ['45.5', '45.5'],
    ['ninety', ''],
    ['1e999', ''],
    ['0x60', ''],
  ])('%s becomes "%s"', (cell, scrubbed) => {
    expect(scrub('age-top', cell)).toBe(scrubbed);
  });
});

it('no scrubber hands on a cell that it could not read', () => {
  const cell = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('123-45-6789', 'Mary Alvarez', '1/2/3', '٣'));
  fc.assert(
    fc.property(fc.constantFrom(...SCRUBBERS), cell, cell, fc.constantFrom(...DATE_ORDERS), (scrubber, text, anchor, order) => {
      const scrubbed = scrub(scrubber, text, anchor, order);
      expect(scrubbed).toMatch(scrubber === 'age-top' ? /^(-?\d+(\.\d+)?(e[+-]\d+)?)?$/ : /^(-?\d{1,6})?$/);
      if (scrubber === 'year' && scrubbed !== '') expect(readDay(text, order)).toBeDefined();
    }),
    { seed: 3, numRuns: 3000 },
  );
});
