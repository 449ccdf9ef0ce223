import { setImmediate } from 'node:timers/promises';
import { type ImagePixels, textAt } from '@consilium/deidentify';
import { PixelRecords } from '../../pixels/pixel-records.ts';
import type { TextReader } from '../../pixels/text-reader.ts';
import { DECODE } from '../codecs/codec-thread.ts';
import { openNamingTable } from '../images/naming-table.ts';
import type { DicomDescription } from './dicom-connector.ts';
import { DicomIndex } from './dicom-index.ts';
import { DicomShelf, problemOf } from './dicom-shelf.ts';
import { type Clearance, PixelClearing } from './pixel-clearing.ts';

/** An image that a source would give to studies, and whether it may. */
export interface SeenImage extends Clearance {
  /** As studies would get them. */
  pixels(): Promise<Omit<ImagePixels, 'cleared'>>;
}

/**
 * Goes through the images that the table of a source names, each once, and lets a program look for text where none has. Those that are no image, or cannot be read, have
 * no place here: nobody gets them.
 *
 * @param told learns how many of how many names are done
 * @throws ConsiliumError as reading the source does, `DISK_FULL`
 */
export async function* seenImages(
  source: DicomDescription,
  stateFolder: string,
  reader: TextReader,
  told: (done: number, of: number) => void = () => {},
): AsyncGenerator<SeenImage, void, undefined> {
  const records = new PixelRecords(stateFolder);
  const shelf = new DicomShelf(new DicomIndex(source.folder, stateFolder), source, records, DECODE);
  const clearing = new PixelClearing(records, source, DECODE);
  await shelf.open();
  const names = await namesIn(source, stateFolder);
  const seen = new Set<string>();
  let done = 0;
  for (const name of names) {
    const image = await lookAt(shelf, clearing, name, reader);
    told(++done, names.size);
    if (image === undefined || seen.has(image.key)) continue;
    seen.add(image.key);
    yield image;
    await setImmediate();
  }
}

async function namesIn(source: DicomDescription, stateFolder: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const { length, columns, problems } of openNamingTable(source, stateFolder).read(source.columns).batches)
    for (let row = 0; row < length; row++) {
      if (problems?.has(row) === true) continue;
      for (const column of columns) names.add(textAt(column, row));
    }
  names.delete('');
  return names;
}

async function lookAt(
  shelf: DicomShelf,
  clearing: PixelClearing,
  name: string,
  reader: TextReader,
): Promise<SeenImage | undefined> {
  try {
    const opened = shelf.find(name);
    if ('problem' in opened) return undefined;
    const clearance = await clearing.look(opened, reader);
    return { ...clearance, pixels: () => clearing.pixels(opened, clearance) };
  } catch (error) {
    // Throws what is about more than this image.
    problemOf(error);
    return undefined;
  }
}
