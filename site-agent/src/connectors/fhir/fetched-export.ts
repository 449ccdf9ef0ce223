import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { parseJson, readOwnFile, writeFileDurably } from '@consilium/host';
import { z } from 'zod';
import { unsafe } from '../source-file.ts';

/** In the folder of a source, which of the exports that were fetched into it counts. */
export const FETCHED_FILE = 'fetched.json';

/** Names of folders of exports that were fetched, or are being. */
export const EXPORT_FOLDER: RegExp = /^\.fetch-[0-9a-f]{32}$/;

const exportName = z.string().regex(EXPORT_FOLDER);

const pointerSchema = z.strictObject({
  /** The folder beside this file that holds the export: whole, and never changed once it is named here. */
  export: exportName,
  /** The one before, for who still reads it. */
  previous: exportName.optional(),
  server: z.string(),
  fetchedAt: z.iso.datetime(),
  resources: z.int().min(0),
  content: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What a folder says of the export that was fetched into it last. */
export type FetchedExport = z.output<typeof pointerSchema>;

/**
 * What stands in the folder of a source that exports are fetched into; `undefined` for a folder that a person filled.
 *
 * @throws ConsiliumError `CONFIG_INVALID` for a damaged file, `FILE_UNSAFE`, `FILE_UNREADABLE`
 */
export function fetchedExport(folder: string): FetchedExport | undefined {
  const path = join(folder, FETCHED_FILE);
  let content: Buffer | undefined;
  try {
    content = readOwnFile(path);
  } catch (error) {
    throw fromUnknown(error, path);
  }
  return content === undefined ? undefined : parseJson(content.toString('utf8'), pointerSchema, path, 'CONFIG_INVALID').value;
}

/** Lets an export that lies whole in the folder be the one that counts: a crash leaves the one before or this one. @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE` */
export function writeFetchedExport(folder: string, fetched: FetchedExport): void {
  const path = join(folder, FETCHED_FILE);
  try {
    writeFileDurably(path, `${JSON.stringify(fetched, null, 2)}\n`);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

/**
 * The folder that holds the files of a source: the export that was fetched last, or the folder itself.
 *
 * @param isData whether a name is one of data, which no person puts beside a fetched export
 * @throws ConsiliumError `SOURCE_UNSAFE`, and as {@link fetchedExport}
 */
export function folderOfFiles(folder: string, isData: (name: string) => boolean): string {
  const fetched = fetchedExport(folder);
  if (fetched === undefined) return folder;
  const inner = join(folder, fetched.export);
  if (statSync(inner, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw unsafe(
      folder,
      `lacks the export that its ${FETCHED_FILE} names: fetch it again (consilium-site data fetch-fhir ${fetched.server})`,
    );
  if (readdirSync(folder).some(isData))
    throw unsafe(folder, 'holds a fetched export and other files of data beside it: move those to a folder of their own');
  return inner;
}
