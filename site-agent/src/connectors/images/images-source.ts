import { lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fromUnknown } from '@consilium/core';
import { type Batch, type ColumnCells, type ImagePixels, type ImageProblem, textAt } from '@consilium/deidentify';
import { ContentHash } from '../content-hash.ts';
import type { Source } from '../source.ts';
import { decodeImage } from './decode-image.ts';
import { ImageFault } from './decoded-image.ts';
import { readImageFile, stampOf } from './image-file.ts';
import { sliceBatch } from './slice-batch.ts';

/** Bytes of pixels after which a batch is handed on: however large a table is, few images are in memory. */
const BATCH_BYTES = 64 * 1024 * 1024;

/** How a hospital keeps images beside a table. */
export interface ImagesPlace {
  /** The folder below which all of them are. */
  readonly folder: string;
  /** Columns of the table whose cells name them. */
  readonly columns: readonly string[];
  /** Pixel values that black and white mean. */
  readonly black: number;
  readonly white: number;
}

type ImageCell = ImagePixels | ImageProblem | undefined;

/** A table in some of whose columns stand images in place of the names of their files. */
export function imagesSource(table: Source, place: ImagesPlace): Source {
  return {
    name: table.name,
    columns: () => table.columns(),
    ...(table.notices === undefined ? {} : { notices: () => (table.notices as () => Promise<readonly string[]>)() }),
    read(columns) {
      const reading = table.read(columns);
      const hash = new ContentHash(columns);
      const seen = new Map<string, string>();
      const at = columns.flatMap((column, i) => (place.columns.includes(column) ? [i] : []));
      return {
        batches: withImages(reading.batches, place, at, seen, hash),
        contentHash: () => hash.digest(),
        isCurrent: () => reading.isCurrent() && [...seen].every(([path, stamp]) => stampNow(path) === stamp),
      };
    },
  };
}

async function* withImages(
  batches: AsyncIterable<Batch>,
  place: ImagesPlace,
  at: readonly number[],
  seen: Map<string, string>,
  hash: ContentHash,
): AsyncGenerator<Batch> {
  const folder = realFolder(place.folder);
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
        const cell = name === '' ? undefined : imageOf(folder, name, place, seen);
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

function imageOf(folder: string, name: string, { black, white }: ImagesPlace, seen: Map<string, string>): ImageCell {
  try {
    const { bytes, stamp } = readImageFile(folder, name);
    seen.set(join(folder, name), stamp);
    const { white: full, ...pixels } = decodeImage(bytes);
    // A hospital has said of this folder that it holds no text; see the connector.
    return { ...pixels, slope: (white - black) / full, intercept: black, cleared: true };
  } catch (error) {
    // No image decides whether there is a table: people count such cells where they check the data set.
    if (error instanceof ImageFault) return { problem: error.message };
    throw error;
  }
}

function stampNow(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? '' : stampOf(stats);
}

/** @throws ConsiliumError `FILE_UNREADABLE` */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    throw fromUnknown(error, folder);
  }
}
