import { TOP_AGE } from '../detectors/ages.ts';
import { RESTRICTED_ZIP3 } from '../safe-harbor/zip3.ts';
import { type DateOrder, dayNumber, readDay, TOP_AGE_DAYS, yearsBetween } from './calendar.ts';

/**
 * What a hospital may have done to a column so that it names nobody any more, after 45 CFR 164.514(b)(2)(i)(B) and (C):
 *
 * - `zip3`: the first three digits of a ZIP code, `000` where few people live behind them
 * - `year`: the year of a date
 * - `days-from-anchor`: days from the date in the row's anchor column, those of 90 years for all that lie further apart
 * - `age-at-anchor`: years from a date of birth to the row's anchor, 90 for all above
 * - `age-top`: an age in years, 90 for all above
 */
export const SCRUBBERS = ['zip3', 'year', 'days-from-anchor', 'age-at-anchor', 'age-top'] as const;
/** One of {@link SCRUBBERS}. */
export type Scrubber = (typeof SCRUBBERS)[number];

/** Scrubbers that need the anchor of the row. */
export const ANCHORED: ReadonlySet<Scrubber> = new Set(['days-from-anchor', 'age-at-anchor']);

/** Nobody was ever older: a date of birth before that is a mistake, and an age made of it would be a guess. */
const OLDEST = 125;

const ZIP = /^(\d{5})(?:[ -]?\d{4})?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * One cell, scrubbed. Reads nothing into a cell: what is not written as it should be becomes nothing, which counts as missing.
 *
 * @param anchor the cell of the anchor column in the same row; asked for by those of {@link ANCHORED} only
 * @param order how dates are written, in both cells
 */
export function scrubCell(scrubber: Scrubber, cell: string, anchor: string, order: DateOrder): string {
  switch (scrubber) {
    case 'zip3': {
      // Never four digits: a spreadsheet that has cut a zero, or another number.
      const three = ZIP.exec(cell)?.[1]?.slice(0, 3);
      return three === undefined ? '' : RESTRICTED_ZIP3.has(three) ? '000' : three;
    }
    case 'year':
      return String(readDay(cell, order)?.year ?? '');
    case 'days-from-anchor': {
      const [day, start] = [readDay(cell, order), readDay(anchor, order)];
      if (day === undefined || start === undefined) return '';
      return String(Math.max(-TOP_AGE_DAYS, Math.min(TOP_AGE_DAYS, dayNumber(day) - dayNumber(start))));
    }
    case 'age-at-anchor': {
      const [born, then] = [readDay(cell, order), readDay(anchor, order)];
      const years = born === undefined || then === undefined ? Number.NaN : yearsBetween(born, then);
      return years >= 0 && years <= OLDEST ? String(Math.min(years, TOP_AGE)) : '';
    }
    case 'age-top':
      return NUMBER.test(cell) && Number.isFinite(Number(cell)) ? String(Math.min(Number(cell), TOP_AGE)) : '';
  }
}
