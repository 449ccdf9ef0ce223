import { z } from 'zod';
import { CSV } from '../csv/csv-connector.ts';
import { csvOptionsSchema } from '../csv/options.ts';
import { fileContent } from '../file-content.ts';
import { PARQUET } from '../parquet-connector.ts';
import type { Source } from '../source.ts';

/** A table that names images, and the folder below which they are. */
export const namingTableSchema = z.strictObject({
  /** The table: CSV or Parquet. */
  path: z.string().min(1),
  ...csvOptionsSchema.shape,
  folder: z.string().min(1),
  /** Columns of the table whose cells name images. */
  columns: z.array(z.string().min(1).max(100)).min(1).max(10),
});

type NamingTable = z.output<typeof namingTableSchema>;

/** @throws ConsiliumError `SOURCE_UNSAFE`, `FILE_UNREADABLE` */
export function requireSafeNamingTable(source: NamingTable, stateFolder: string): void {
  if (isParquet(source)) PARQUET.requireSafe({ kind: 'parquet', path: source.path }, stateFolder);
  else CSV.requireSafe(csvOf(source), stateFolder);
}

/** The table itself, with the names. */
export function openNamingTable(source: NamingTable, stateFolder: string): Source {
  return isParquet(source)
    ? PARQUET.open({ kind: 'parquet', path: source.path }, stateFolder)
    : CSV.open(csvOf(source), stateFolder);
}

function csvOf({ path, delimiter, encoding, decimal }: NamingTable): Parameters<typeof CSV.open>[0] {
  return {
    kind: 'csv',
    path,
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(decimal === undefined ? {} : { decimal }),
  };
}

function isParquet({ path }: NamingTable): boolean {
  return fileContent(path).table === 'parquet';
}
