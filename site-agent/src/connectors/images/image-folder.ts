import { lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import type { FileDecoder } from './decode-image.ts';
import { ImageFault } from './decoded-image.ts';
import { readImageFile, stampOf } from './image-file.ts';
import type { ImageCell, ImageShelf } from './images-source.ts';

/** How a hospital keeps images beside a table. */
export interface ImagesPlace {
  /** The folder below which all of them are. */
  readonly folder: string;
  /** Pixel values that black and white mean. */
  readonly black: number;
  readonly white: number;
}

/** A folder of image files, named by cells as they lie in it. */
export class ImageFolder implements ImageShelf {
  readonly #place: ImagesPlace;
  readonly #decode: FileDecoder;
  readonly #seen: Map<string, string> = new Map();
  #folder = '';

  constructor(place: ImagesPlace, decode: FileDecoder) {
    this.#place = place;
    this.#decode = decode;
  }

  open(): void {
    try {
      this.#folder = realpathSync(this.#place.folder);
    } catch (error) {
      throw fromUnknown(error, this.#place.folder);
    }
  }

  async image(name: string): Promise<ImageCell> {
    const { black, white } = this.#place;
    try {
      const { bytes, stamp } = readImageFile(this.#folder, name);
      this.#seen.set(join(this.#folder, name), stamp);
      const decoded = await this.#decode(bytes);
      if ('fault' in decoded) return { problem: decoded.fault };
      const { white: full, ...pixels } = decoded;
      // A hospital has said of this folder that it holds no text; see the connector.
      return { ...pixels, slope: (white - black) / full, intercept: black, cleared: true };
    } catch (error) {
      // People count such cells where they check the data set.
      if (error instanceof ImageFault) return { problem: error.message };
      throw error;
    }
  }

  isCurrent(): boolean {
    return [...this.#seen].every(([path, stamp]) => stampNow(path) === stamp);
  }
}

/** Of a file that is not there always the same. */
export function stampNow(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? '' : stampOf(stats);
}
