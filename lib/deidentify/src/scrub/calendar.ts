/** How dates are written in a column: a hospital says it, for `03/04/2020` is two days of the year. */
export const DATE_ORDERS = ['iso', 'dmy', 'mdy', 'compact'] as const;
/** One of {@link DATE_ORDERS}: `2020-03-31`, `31.03.2020`, `03/31/2020`, `20200331`. */
export type DateOrder = (typeof DATE_ORDERS)[number];

/** A day of the calendar, as it was written: no time zone moves it. */
export interface CalendarDay {
  readonly year: number;
  /** 1 .. 12 */
  readonly month: number;
  /** 1 .. 31 */
  readonly day: number;
}

/** What may follow a day, and is passed over. */
const TIME = String.raw`(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?`;

const PATTERNS: Readonly<Record<DateOrder, RegExp>> = {
  iso: new RegExp(String.raw`^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})${TIME}$`),
  dmy: new RegExp(String.raw`^(?<day>\d{1,2})(?<sep>[./-])(?<month>\d{1,2})\k<sep>(?<year>\d{4})${TIME}$`),
  mdy: new RegExp(String.raw`^(?<month>\d{1,2})(?<sep>[./-])(?<day>\d{1,2})\k<sep>(?<year>\d{4})${TIME}$`),
  compact: /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
};

const DAY_MS = 86_400_000;

/** The day that a cell holds, in the one way of writing that was said. @returns undefined for everything else, also for days that do not exist */
export function readDay(text: string, order: DateOrder): CalendarDay | undefined {
  const groups = PATTERNS[order].exec(text)?.groups;
  if (groups === undefined) return undefined;
  const read = { year: Number(groups['year']), month: Number(groups['month']), day: Number(groups['day']) };
  const date = new Date(dayNumber(read) * DAY_MS);
  const exists = date.getUTCMonth() + 1 === read.month && date.getUTCDate() === read.day;
  return exists && read.year >= 1800 && read.year < 2200 ? read : undefined;
}

/** Days of 90 years: two events of one life that lie further apart tell an age over 89, so that none beyond is a number of its own. */
export const TOP_AGE_DAYS = Math.floor(90 * 365.25);

/** Days since 1 January 1970. */
export function dayNumber({ year, month, day }: CalendarDay): number {
  return Math.floor(Date.UTC(year, month - 1, day) / DAY_MS);
}

/** Whole years from one day to another, as ages are counted; negative where it lies before. */
export function yearsBetween(from: CalendarDay, to: CalendarDay): number {
  const before = to.month < from.month || (to.month === from.month && to.day < from.day);
  return to.year - from.year - (before ? 1 : 0);
}
