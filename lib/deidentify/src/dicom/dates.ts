import { dayNumber, readDay } from '../scrub/calendar.ts';
import type { Vr } from './vr.ts';

const DAY_MS = 86_400_000;
const TIME = /^\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?$/;
const DATE_TIME = /^(?<day>\d{8})(?<rest>(?:\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?)?(?:[+-]\d{4})?)$/;

/**
 * A date (DA), or date and time (DT), so many days earlier; a time of day (TM) as it is, since whole days leave it.
 *
 * @returns undefined for what is not written as its representation says
 */
export function daysEarlier(text: string, vr: Vr, days: number): string | undefined {
  if (vr === 'TM') return TIME.test(text) ? text : undefined;
  const { day, rest } = (vr === 'DA' ? { day: text, rest: '' } : DATE_TIME.exec(text)?.groups) ?? {};
  const read = day === undefined ? undefined : readDay(day, 'compact');
  if ((vr !== 'DA' && vr !== 'DT') || read === undefined) return undefined;
  const moved = new Date((dayNumber(read) - days) * DAY_MS);
  return `${moved.toISOString().slice(0, 10).replaceAll('-', '')}${rest}`;
}

const AGE = /^(?<number>\d{3})(?<unit>[DWMY])$/;
const IN_A_YEAR = { D: 365, W: 52, M: 12, Y: 1 } as const;
/** As in tables: 90 is "90 or older" (45 CFR 164.514(b)(2)(i)(C)). */
const OLDEST = '090Y';

/** An age (AS) of at most 90 years. @returns undefined for what is no age */
export function cappedAge(text: string): string | undefined {
  const { number, unit } = AGE.exec(text)?.groups ?? {};
  if (number === undefined || unit === undefined) return undefined;
  return Number(number) / IN_A_YEAR[unit as keyof typeof IN_A_YEAR] >= 90 ? OLDEST : text;
}
