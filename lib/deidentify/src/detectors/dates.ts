import type { ColumnHints } from '../safe-harbor/column-names.ts';
import type { Detector, SeenCell, Strength } from '../safe-harbor/detector.ts';

const MONTH =
  '(?:jan(?:uary|uar|vier|eiro)?|feb(?:ruary|ruar)?|fevrier|mar(?:ch|s)?|maerz|marz|apr(?:il)?|avril|may|mai|june?|juni|juin|july?|juli|juillet|aug(?:ust)?|aout|sept?(?:ember|embre)?|oct(?:ober|obre)?|okt(?:ober)?|nov(?:ember|embre)?|dec(?:ember|embre)?|dez(?:ember)?)';
const YEAR = '(?:19\\d\\d|20\\d\\d)';
const DAY_NAME = '(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?';
const DAY = '(?:0?[1-9]|[12]\\d|3[01])';
const TH = '(?:st|nd|rd|th|\\.)?';

/** Written with letters: `5 March 2020`, `Mar-05`, `March 2020`. */
const LETTERS: readonly RegExp[] = [
  new RegExp(`(?:^|[^a-z0-9])${DAY}${TH}(?: of)?[ ./-]*${MONTH}(?![a-z])`),
  new RegExp(`(?:^|[^a-z])${MONTH}[ ./,'-]*${DAY}(?:st|nd|rd|th)?(?![\\d.])`),
  new RegExp(`(?:^|[^a-z])${MONTH}[ ./,'-]*(?:of )?${YEAR}(?!\\d)`),
  new RegExp(`(?:^|\\d)${YEAR}[ ./,-]*${MONTH}(?![a-z])`),
  new RegExp(`(?:^|[^a-z])${MONTH}\\.?[ -]'?\\d\\d$`),
];
const MONTH_ALONE = new RegExp(`^(?:${DAY_NAME},? )?${MONTH}\\.?$`);

/** Digits with a year of four: `2020-03-05T10:00`, `3/5/2020`, `5.3.2020`. */
const YEAR_FIRST = /(?:^|[^\d.])((?:18|19|20)\d\d)[-/.\s_](0?[1-9]|1[0-2])[-/.\s_](0?[1-9]|[12]\d|3[01])(?![\d])/;
const YEAR_LAST = /(?:^|[^\d.])(\d{1,2})[-/. _](\d{1,2})[-/. _]((?:18|19|20)\d\d)(?!\d)/;
const SHORT_YEAR = /(?:^|[^\d.])(\d{1,2})([-/.])(\d{1,2})\2'?(\d\d)(?![\d.])/;
const YEAR_MONTH = /^(?:(?:18|19|20)\d\d[-/](?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/.](?:19|20)\d\d)$/;
const WEEK_OR_QUARTER =
  /^(?:(?:19|20)\d\d[- ]?(?:w|q|kw)[- ]?\d{1,2}|(?:q[1-4]|w\d\d|kw ?\d{1,2}) ?[-/ ]?(?:19|20)\d\d|(?:19|20)\d\d-[0-3]\d\d)$/;
const EXCEL = /^[234]\d{4}(?:\.\d+)?$/;

function isDayMonth(a: number, b: number): boolean {
  return (a >= 1 && a <= 12 && b >= 1 && b <= 31) || (b >= 1 && b <= 12 && a >= 1 && a <= 31);
}

/** Eight digits, or fourteen with the time: `20200305`, `05032020`. */
function compact(digits: string): boolean {
  const part = (from: number, to: number): number => Number(digits.slice(from, to));
  if (digits.length !== 8 && digits.length !== 12 && digits.length !== 14) return false;
  const isYear = (year: number): boolean => year >= 1900 && year <= 2099;
  if (isYear(part(0, 4)) && part(4, 6) >= 1 && part(4, 6) <= 12 && part(6, 8) >= 1 && part(6, 8) <= 31) return true;
  return digits.length === 8 && isYear(part(4, 8)) && isDayMonth(part(0, 2), part(2, 4));
}

/** Seconds or milliseconds since 1970, of the years 2001 to 2033. */
function isEpoch(digits: string): boolean {
  return /^(?:1\d{9}|1\d{12})$/.test(digits);
}

function inDigits({ digits }: SeenCell, hints: ColumnHints): Strength | undefined {
  if (digits === undefined) return undefined;
  if (compact(digits)) return hints.coded ? 'likely' : 'certain';
  return isEpoch(digits) ? 'likely' : undefined;
}

function inText({ lower }: SeenCell): Strength | undefined {
  if (YEAR_FIRST.test(lower)) return 'certain';
  const long = YEAR_LAST.exec(lower);
  if (long !== null && isDayMonth(Number(long[1]), Number(long[2]))) return 'certain';
  const short = SHORT_YEAR.exec(lower);
  if (short !== null && isDayMonth(Number(short[1]), Number(short[3]))) return 'certain';
  return /[a-z]/.test(lower) && LETTERS.some((pattern) => pattern.test(lower)) ? 'certain' : undefined;
}

/** Whole dates. */
export const dateDetector: Detector = {
  rule: 'date',
  letter: 'C',
  finds: 'a date',
  find: (cell, hints) => inText(cell) ?? inDigits(cell, hints),
};

/** Parts of dates finer than a year: month and year, week, quarter, a month alone. */
export const partialDateDetector: Detector = {
  rule: 'part-of-a-date',
  letter: 'C',
  finds: 'a part of a date finer than a year',
  find: ({ text, lower }, hints) => {
    if (YEAR_MONTH.test(text) || WEEK_OR_QUARTER.test(lower) || MONTH_ALONE.test(lower)) return 'certain';
    return hints.named === 'C' && (EXCEL.test(text) || /^\d{1,2}[-/.]\d{1,2}$/.test(text)) ? 'certain' : undefined;
  },
};
