import { setImmediate } from 'node:timers/promises';
import { type Batch, type ColumnCells, type ImagePixels, type ImageProblem, textAt } from '@consilium/deidentify';
import { ContentHash } from '../content-hash.ts';
import type { Source } from '../source.ts';
import { sliceBatch } from './slice-batch.ts';

/** Bytes of pixels after which a batch is handed on: however large a table is, few images are in memory. */
const BATCH_BYTES = 64 * 1024 * 1024;

/** What stands in a cell that names an image. */
export type ImageCell = ImagePixels | ImageProblem | undefined;

/** The images of a hospital, for one reading of the table that names them. */
export interface ImageShelf {
  /** Looks where they are, before the first is asked for. @throws ConsiliumError `FILE_UNREADABLE` */
  open(): Promise<void> | void;
  /** The image that a cell names. No image decides whether there is a table: what is wrong with one is said in its cell. */
  image(name: string): ImageCell | Promise<ImageCell>;
  /** Whether all of them still are what they were. */
  isCurrent(): boolean;
}

/**
 * A table in some of whose columns stand images in place of what names them.
 *
 * @param imageColumns columns of the table whose cells name them
 * @param shelf makes one for each reading
 */
export function imagesSource(table: Source, imageColumns: readonly string[], shelf: () => ImageShelf): Source {
  return {
    name: table.name,
    columns: () => table.columns(),
    ...(table.notices === undefined ? {} : { notices: () => (table.notices as () => Promise<readonly string[]>)() }),
    read(columns) {
      const reading = table.read(columns);
      const hash = new ContentHash(columns);
      const images = shelf();
      const at = columns.flatMap((column, i) => (imageColumns.includes(column) ? [i] : []));
      return {
        batches: withImages(reading.batches, images, at, hash),
        contentHash: () => hash.digest(),
        isCurrent: () => reading.isCurrent() && images.isCurrent(),
      };
    },
  };
}

async function* withImages(
  batches: AsyncIterable<Batch>,
  shelf: ImageShelf,
  at: readonly number[],
  hash: ContentHash,
): AsyncGenerator<Batch> {
  if (at.length > 0) await shelf.open();
  for await (const batch of batches) {
    let from = 0;
    let bytes = 0;
    let images = at.map((): ImageCell[] => []);
    const take = (to: number): Batch => {
      const slice = sliceBatch(batch, from, to);
      const columns = slice.columns.map((column, i): ColumnCells => {
        const image = at.indexOf(i);
        return image < 0 ? column : { kind: 'image', cells: images[image] ?? [] };
      });
      from = to;
      bytes = 0;
      images = at.map(() => []);
      const taken = { ...slice, columns };
      hash.add(taken);
      return taken;
    };
    for (let row = 0; row < batch.length; row++) {
      for (const [i, column] of at.entries()) {
        const name = batch.problems?.has(row) === true ? '' : textAt(batch.columns[column], row);
        const cell = name === '' ? undefined : await shelf.image(name);
        if (cell !== undefined && 'pixels' in cell) bytes += cell.pixels.byteLength;
        images[i]?.push(cell);
      }
      // Decoding takes the processor: what else waits for it gets it in between.
      if (at.length > 0) await setImmediate();
      if (bytes >= BATCH_BYTES) yield take(row + 1);
    }
    if (from < batch.length) yield take(batch.length);
  }
}
