import { z } from 'zod';
import { DECODE_FILE } from '../codecs/codec-thread.ts';
import type { Connector } from '../connector.ts';
import { locateFile, openToAllWarnings, requireSafeFolder } from '../source-file.ts';
import { ImageFolder } from './image-folder.ts';
import { imagesSource } from './images-source.ts';
import { namingTableSchema, openNamingTable, requireSafeNamingTable } from './naming-table.ts';

const schema = z
  .strictObject({
    kind: z.literal('images'),
    ...namingTableSchema.shape,
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
    requireSafeNamingTable(source, stateFolder);
  },
  warnings: ({ path, folder }) => [...openToAllWarnings(path), ...openToAllWarnings(folder)],
  open: (source, stateFolder) =>
    imagesSource(openNamingTable(source, stateFolder), source.columns, () => new ImageFolder(source, DECODE_FILE)),
};
