import { z } from 'zod';

/** What a CSV file cannot say of itself; each has a default. */
export const csvOptionsSchema = z.strictObject({
  /** One character between cells. @default a comma, or what a first line `sep=;` names */
  delimiter: z.enum([',', ';', '\t', '|', ':', '~']).optional(),
  /** @default utf-8 */
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-15']).optional(),
  /** How decimal numbers are written. @default point */
  decimal: z.enum(['point', 'comma']).optional(),
});

type Options = z.output<typeof csvOptionsSchema>;

/** How a CSV file is written. */
export type CsvOptions = { readonly [K in keyof Options]?: Options[K] | undefined };
