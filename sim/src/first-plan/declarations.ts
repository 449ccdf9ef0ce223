import { readYamlFile } from '@consilium/host';
import { MEANINGS } from '@consilium/deidentify';
import { z } from 'zod';

const code = z.union([z.string().min(1), z.number()]).transform(String);

const column = z.strictObject({
  kind: z.enum(['number', 'category', 'leave-out']).optional(),
  unit: z.string().min(1).optional(),
  range: z.tuple([z.number(), z.number()]).optional(),
  codes: z.array(code).min(2).optional(),
  positive: z.array(code).min(1).optional(),
  negative: z.array(code).min(1).optional(),
  meaning: z.enum(MEANINGS).optional(),
  description: z.string().optional(),
});

/** What a dictionary says; each part may be left out. */
const declarationsSchema = z.strictObject({
  /** By name of the column. */
  columns: z.record(z.string(), column).default({}),
  /** Public, rounded numbers of training patients, by identifier of the site. */
  sites: z.record(z.string(), z.number().int().positive()).default({}),
  /** Cells that mean missing beside the usual ones. */
  missing: z.array(code).default([]),
});

/** What people say of a column. */
export type DeclaredColumn = z.output<typeof column>;
/** What people say of a file without looking into it for every cell. */
export type Declarations = z.output<typeof declarationsSchema>;

/** Nothing said. */
export const NOTHING_DECLARED: Declarations = { columns: {}, sites: {}, missing: [] };

/** Reads a dictionary. @throws ConsiliumError `DATA_INVALID` with every line that is wrong */
export function readDeclarations(path: string): Declarations {
  return readYamlFile(path, declarationsSchema, 'DATA_INVALID').value;
}
