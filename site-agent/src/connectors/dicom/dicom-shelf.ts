import { fromUnknown, isConsiliumError } from '@consilium/core';
import {
  blankImage,
  type Cleaning,
  imagePixelsOf,
  imagePlaceOf,
  type ImageProblem,
  type PixelDecoder,
  type PixelValues,
} from '@consilium/deidentify';
import type { PixelRecords } from '../../pixels/pixel-records.ts';
import { heldText } from '../../pixels/reason-text.ts';
import type { ImageCell, ImageShelf } from '../images/images-source.ts';
import { type DicomIndex, IMAGE_KEYS, type ImageKey, type IndexedImage } from './dicom-index.ts';
import { IMAGE_CODES } from './image-codes.ts';
import { middleSlice } from './middle-slice.ts';
import { type OpenedImage, PixelClearing, type PixelPlace } from './pixel-clearing.ts';
import { unkeptCleaning } from './unkept-cleaning.ts';

/** What a hospital says of its DICOM images. */
export interface DicomPlace extends PixelPlace {
  /** What the cells of the table name. */
  readonly by: ImageKey;
  readonly values: PixelValues;
}

const GONE = 'names a file that cannot be read any more, is none, or is another image now';
const UNSAFE_RECORD =
  'is held back (PIXELS_UNCLEAR): others could have written what is remembered of it ("consilium-site data review" says where)';

/**
 * DICOM images of a folder, found by what stands in their heads, cleaned, and held back where head, program or person say that a name or a face may be seen. Nothing is looked for here: what
 * nobody has looked at is held back.
 */
export class DicomShelf implements ImageShelf {
  readonly #index: DicomIndex;
  readonly #place: DicomPlace;
  readonly #decode: PixelDecoder;
  readonly #records: PixelRecords;
  readonly #clearing: PixelClearing;
  readonly #cleaning: Cleaning = unkeptCleaning();
  #images: ReadonlyMap<string, readonly IndexedImage[]> = new Map();
  #stamps: ReadonlyMap<string, string> | undefined;
  #recordStamp: string | undefined;

  constructor(index: DicomIndex, place: DicomPlace, records: PixelRecords, decode: PixelDecoder) {
    this.#index = index;
    this.#place = place;
    this.#decode = decode;
    this.#records = records;
    this.#clearing = new PixelClearing(records, place, decode);
  }

  async open(): Promise<void> {
    // Before anything is read: a decision on the way shows later as one.
    this.#recordStamp = this.#records.stamp();
    await this.#index.refresh();
    this.#images = this.#index.by(this.#place.by);
    this.#stamps = this.#index.stamps();
  }

  async image(name: string): Promise<ImageCell> {
    try {
      const opened = this.find(name);
      if ('problem' in opened) return opened;
      const { reasons, regions } = this.#clearing.of(opened);
      if (reasons.length > 0) return { problem: `is held back (PIXELS_UNCLEAR): ${reasons.map(heldText).join('; ')}` };
      const pixels = blankImage(await imagePixelsOf(opened.file, this.#cleaning, this.#place.values, this.#decode), regions);
      // A hospital has said of this folder that it holds no text; see the connector.
      return { ...pixels, cleared: true };
    } catch (error) {
      // A record is of one image: as a damaged one it holds that image back, and decides about no other.
      return { problem: isConsiliumError(error, 'FILE_UNSAFE') ? UNSAFE_RECORD : problemOf(error) };
    }
  }

  /**
   * The image that a cell names, whether or not it may be used.
   *
   * @throws ConsiliumError of one file, as {@link problemOf} takes it
   */
  find(name: string): OpenedImage | ImageProblem {
    const named = this.#images.get(name);
    if (named === undefined) return { problem: 'names no image below the folder' };
    const one = named.length === 1 ? named[0] : middleSlice(named);
    if (one === undefined) return { problem: GONE };
    if ('problem' in one) return one;
    const opened = this.#index.read(one.path);
    // What was found and what is read are two looks at one name.
    const found = imagePlaceOf(opened.file);
    return IMAGE_KEYS.some((key) => found[key] !== one[key]) ? { problem: GONE } : opened;
  }

  isCurrent(): boolean {
    const then = this.#stamps;
    if (then === undefined) return true;
    if (this.#records.stamp() !== this.#recordStamp) return false;
    const now = this.#stampsNow();
    return now !== undefined && now.size === then.size && [...now].every(([path, stamp]) => then.get(path) === stamp);
  }

  /** Undefined where the folder cannot be looked at: the next reading says why. */
  #stampsNow(): ReadonlyMap<string, string> | undefined {
    try {
      return this.#index.stampsNow();
    } catch (error) {
      if (isConsiliumError(error, 'FILE_UNREADABLE') || isConsiliumError(error, 'SOURCE_UNSAFE')) return undefined;
      throw error;
    }
  }
}

/** What is wrong with one image, in words that name no path, which may be that of a patient. @throws the error where it is about more than the image */
export function problemOf(error: unknown): string {
  const { code, message } = fromUnknown(error);
  if (!IMAGE_CODES.has(code)) throw error;
  const isSilent = code === 'DICOM_INVALID' || code === 'DICOM_REFUSED';
  return isSilent ? message.replace(/^the file /, '') : GONE;
}
