import type { BlankRule } from '@consilium/deidentify';
import { z } from 'zod';

/** A value of a head, which holds at most 64 characters. */
const LONGEST = 64;
/** A side of an image at most. */
const LARGEST_SIDE = 32_768;
const MOST_RULES = 1000;
const MOST_REGIONS = 100;

const side = z.number().int().min(1).max(LARGEST_SIDE);
const place = z.number().int().min(0).max(LARGEST_SIDE);

/** Where devices write into their images. A rectangle that does not lie within the image is a mistake, and would leave uncovered what it was meant to cover. */
export const blankSchema: z.ZodType<BlankRule[]> = z
  .array(
    z
      .strictObject({
        manufacturer: z.string().trim().min(1).max(LONGEST),
        model: z.string().trim().min(1).max(LONGEST),
        rows: side,
        columns: side,
        regions: z
          .array(z.strictObject({ left: place, top: place, width: side, height: side }))
          .min(1)
          .max(MOST_REGIONS),
      })
      .superRefine(({ rows, columns, regions }, context) => {
        for (const [i, { left, top, width, height }] of regions.entries())
          if (left + width > columns || top + height > rows)
            context.addIssue({
              code: 'custom',
              path: ['regions', i],
              message: `lies outside of an image of ${columns} columns and ${rows} rows`,
            });
      }),
  )
  .min(1)
  .max(MOST_RULES);
