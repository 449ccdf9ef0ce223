import { PIXEL_VALUES } from '@consilium/deidentify';
import { z } from 'zod';
import { DECODE } from '../codecs/codec-thread.ts';
import type { Connector } from '../connector.ts';
import { imagesSource } from '../images/images-source.ts';
import { namingTableSchema, openNamingTable, requireSafeNamingTable } from '../images/naming-table.ts';
import { locateFile, openToAllWarnings, requireSafeFolder } from '../source-file.ts';
import { DicomIndex, IMAGE_KEYS } from './dicom-index.ts';
import { PixelRecords } from '../../pixels/pixel-records.ts';
import { blankSchema } from './blank-schema.ts';
import { DicomShelf } from './dicom-shelf.ts';

const schema = z.strictObject({
  kind: z.literal('dicom'),
  ...namingTableSchema.shape,
  /** What the cells of the table name. */
  by: z.enum(IMAGE_KEYS).default('instance'),
  values: z.enum(PIXEL_VALUES).default('modality'),
  /** Faces were removed from all images. */
  defaced: z.boolean().default(false),
  /** Where devices write into their images: made black before anything else is done with them. */
  blank: blankSchema.optional(),
  /** The hospital's word that no image below the folder has names or numbers burned into it, but where `blank` takes them away. */
  text: z.literal('none', {
    error: 'say "text: none" once people have seen that no image below the folder has names, dates or numbers burned into it',
  }),
});

/** DICOM images as a hospital describes them. */
export type DicomDescription = z.output<typeof schema>;

/** DICOM images that a table names. */
export const DICOM: Connector<DicomDescription> & { readonly schema: typeof schema } = {
  words: 'table with DICOM images',
  schema,
  locate: (source) => ({ ...source, path: locateFile(source.path), folder: locateFile(source.folder) }),
  identity: ({ path, folder }) => `${path} with DICOM images below ${folder}`,
  requireSafe(source, stateFolder) {
    requireSafeFolder(source.folder, stateFolder);
    requireSafeNamingTable(source, stateFolder);
  },
  warnings: ({ path, folder }) => [...openToAllWarnings(path), ...openToAllWarnings(folder)],
  open(source, stateFolder) {
    // Kept from reading to reading: what stands in the head of a file is looked at again only when the file has changed.
    const index = new DicomIndex(source.folder, stateFolder);
    const records = new PixelRecords(stateFolder);
    const table = openNamingTable(source, stateFolder);
    const images = imagesSource(table, source.columns, () => new DicomShelf(index, source, records, DECODE));
    return {
      ...images,
      async notices() {
        await index.refresh();
        return [...((await table.notices?.()) ?? []), ...index.notices()];
      },
    };
  },
};
