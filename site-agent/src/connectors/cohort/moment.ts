/** Date, and the time of day where there is one: as databases, Parquet and CSV write it. A zone behind it is not read: hours count on the clock of the ward. */
const MOMENT = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?/;

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** Hours since the first of January 1970 by the clock on the wall. @returns undefined for text that is no date */
export function hoursOf(text: string | null): number | undefined {
  const found = MOMENT.exec(text ?? '');
  if (found === null) return undefined;
  const [, year, month, day, hour = 0, minute = 0, second = 0] = found;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // 31 February would be a day of March.
  if (new Date(ms).getUTCMonth() !== Number(month) - 1) return undefined;
  return (ms + Number(`0.${found[7] ?? 0}`) * 1000) / HOUR_MS;
}

/** The day of a moment, counted from the first of January 1970. */
export function dayOf(hours: number): number {
  return Math.floor(hours / DAY_HOURS);
}

/** A person's birth as far as it is written down. */
export interface Birth {
  readonly year: number | undefined;
  readonly month: number | undefined;
  readonly day: number | undefined;
}

/** Oldest age that is distinguished; see 45 CFR 164.514(b)(2)(i)(C). */
const TOP_AGE = 90;

/**
 * Age in whole years, 90 for 90 and older; without month or day of birth the difference of the years, as OHDSI counts.
 *
 * @param at hours as {@link hoursOf}
 * @returns undefined without a year of birth, or for a moment before it
 */
export function ageAt({ year, month, day }: Birth, at: number): number | undefined {
  if (year === undefined) return undefined;
  const date = new Date(at * HOUR_MS);
  let age = date.getUTCFullYear() - year;
  if (month !== undefined && day !== undefined) {
    const [m, d] = [date.getUTCMonth() + 1, date.getUTCDate()];
    if (m < month || (m === month && d < day)) age -= 1;
  }
  return age < 0 ? undefined : Math.min(age, TOP_AGE);
}

/** Birth in hours as {@link hoursOf}; where month or day are not known, the first. */
export function birthHours({ year, month, day }: Birth): number | undefined {
  return year === undefined ? undefined : Date.UTC(year, (month ?? 1) - 1, day ?? 1) / HOUR_MS;
}
