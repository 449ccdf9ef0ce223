import { z } from 'zod';

/**
 * Hours of 90 years: a value in a window further away, whatever it is counted from, would tell ages over 89 apart (45 CFR 164.514(b)(2)(i)(C)).
 */
const MAX_HOURS = 90 * 8766;
const TOO_FAR = `a window lies within ${MAX_HOURS} hours, which are 90 years: values further away tell ages over 89 apart`;

/** What becomes of the values in a window. */
const AGGREGATES = ['last', 'first', 'min', 'max', 'mean', 'count', 'exists'] as const;

/** Events of a patient from which hours are counted. When they were, only the hospital knows. */
const ANCHORS = ['cohort-start', 'admission', 'discharge', 'procedure', 'diagnosis', 'birth'] as const;

const hours = z.number().min(-MAX_HOURS, TOO_FAR).max(MAX_HOURS, TOO_FAR);

/** From which of a patient's values a cell is made, where the hospital has many of them. */
export const windowSchema = z
  .strictObject({
    from: hours.describe('first hour of the window, relative to the anchor: -24 is a day before it'),
    to: hours.describe('end of the window in hours relative to the anchor; a value at this very moment is outside'),
    aggregate: z
      .enum(AGGREGATES)
      .describe(
        'what becomes of the values in the window: `last` and `first` in time, `min`, `max`, `mean`; `count` is how many there are, `exists` is 1 or 0',
      ),
    anchor: z
      .enum(ANCHORS)
      .describe('event from which hours are counted; each hospital says where its data hold it, and no date leaves it'),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'a window ends after it begins' });
