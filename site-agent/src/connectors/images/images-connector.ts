import { z } from 'zod';
import type { Connector } from '../connector.ts';
import { CSV } from '../csv/csv-connector.ts';
import { csvOptionsSchema } from '../csv/options.ts';
import { fileContent } from '../file-content.ts';
import { PARQUET } from '../parquet-connector.ts';
import { locateFile, openToAllWarnings, requireSafeFolder } from '../source-file.ts';
import { imagesSource } from './images-source.ts';

const columnName = z.string().min(1).max(100);

const schema = z
  .strictObject({
    kind: z.literal('images'),
    /** The table: CSV or Parquet. */
    path: z.string().min(1),
    ...csvOptionsSchema.shape,
    folder: z.string().min(1),
    columns: z.array(columnName).min(1).max(10),
    black: z.number().default(0),
    white: z.number().default(255),
    /** The hospital's word that no image below the folder has names or numbers burned into it. */
    text: z.literal('none', {
      error: 'say "text: none" once people have seen that no image below the folder has names, dates or numbers burned into it',
    }),
  })
  .refine(({ black, white }) => black !== white, { path: ['white'], message: 'black and white are two values' });

type ImagesDescription = z.output<typeof schema>;

/** Image files that a table names. */
export const IMAGES: Connector<ImagesDescription> & { readonly schema: typeof schema } = {
  words: 'table with image files',
  schema,
  locate: (source) => ({ ...source, path: locateFile(source.path), folder: locateFile(source.folder) }),
  identity: ({ path, folder }) => `${path} with images below ${folder}`,
  requireSafe(source, stateFolder) {
    requireSafeFolder(source.folder, stateFolder);
    if (isParquet(source)) PARQUET.requireSafe({ kind: 'parquet', path: source.path }, stateFolder);
    else CSV.requireSafe(csvOf(source), stateFolder);
  },
  warnings: ({ path, folder }) => [...openToAllWarnings(path), ...openToAllWarnings(folder)],
  open(source, stateFolder) {
    const table = isParquet(source)
      ? PARQUET.open({ kind: 'parquet', path: source.path }, stateFolder)
      : CSV.open(csvOf(source), stateFolder);
    return imagesSource(table, source);
  },
};

function csvOf({ path, delimiter, encoding, decimal }: ImagesDescription): Parameters<typeof CSV.open>[0] {
  return {
    kind: 'csv',
    path,
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(decimal === undefined ? {} : { decimal }),
  };
}

function isParquet({ path }: ImagesDescription): boolean {
  return fileContent(path).table === 'parquet';
}
