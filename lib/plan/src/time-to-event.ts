import { z } from 'zod';
import { code, columnName, meaning, range, unit } from './column-fields.ts';
import { MAX_CODES, MAX_INTERVALS } from './limits.ts';

/**
 * A time to an event, of which some patients are censored: nobody knows of them but that it had not happened by then. Two columns and
 * public cut points; the network gives a hazard for each interval.
 */
export const timeToEventTarget = z
  .strictObject({
    kind: z.literal('time-to-event').describe('how long until an event, where follow-up may end before it (survival)'),
    column: columnName.describe('column that holds the time: to the event, or to the end of follow-up'),
    unit: unit.describe('unit of the time, such as d or mo'),
    range: range
      .refine(([low]) => low >= 0, 'times begin at 0 or later')
      .describe('plausible range of the time; times outside are counted and cut to the range, negative ones count as missing'),
    event: z
      .strictObject({
        column: columnName.describe('column that says whether the event was seen'),
        positive: z.array(code).min(1).max(MAX_CODES).describe('codes that mean that the event happened at that time'),
        negative: z.array(code).min(1).max(MAX_CODES).describe('codes that mean that it had not happened by then (censored)'),
      })
      .describe('whether the time ends with the event'),
    intervals: z
      .array(z.number().positive())
      .min(2)
      .max(MAX_INTERVALS)
      .refine((ends) => ends.every((end, i) => i === 0 || end > (ends[i - 1] as number)), 'ends of intervals ascend')
      .describe(
        'where each interval ends, in the unit of the time, from what is known before the study and never from its patients; the first begins at 0, and rows that are followed beyond the last are censored there',
      ),
    meaning,
  })
  .refine(({ range: [, high], intervals }) => (intervals.at(-1) as number) <= high, {
    path: ['intervals'],
    message: 'the last interval ends within the range',
  });

/**
 * How many intervals a row is counted as having survived. An event at time t belongs to the interval that ends at t or next after it; what
 * comes before it was survived. A censored row survived every interval of which it was seen at least half (Gensheimer and Narasimhan 2019,
 * "A scalable discrete-time survival model for neural networks", PeerJ 7:e6257).
 *
 * The three targets of a row are this number, whether the event was seen by the end of the last interval (0 or 1), and the time, at most that end.
 *
 * @param ends where intervals end, ascending
 * @param time at least 0
 */
export function survivedOf(ends: readonly number[], time: number, happened: boolean): number {
  let survived = 0;
  for (const [i, end] of ends.entries()) {
    const begin = i === 0 ? 0 : (ends[i - 1] as number);
    if (happened ? time <= end : time < (begin + end) / 2) break;
    survived++;
  }
  return survived;
}
