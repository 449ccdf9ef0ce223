import { fromUnknown, isConsiliumError, secureRandom } from '@consilium/core';
import {
  type Cleaning,
  dateShiftsOf,
  type HoldReason,
  imagePixelsOf,
  imagePlaceOf,
  type PixelDecoder,
  pixelHolds,
  type PixelValues,
  tokensOf,
  uidMapOf,
} from '@consilium/deidentify';
import type { ImageCell, ImageShelf } from '../images/images-source.ts';
import { type DicomIndex, IMAGE_KEYS, type ImageKey, type IndexedImage } from './dicom-index.ts';
import { IMAGE_CODES } from './image-codes.ts';
import { middleSlice } from './middle-slice.ts';

/** What a hospital says of its DICOM images. */
export interface DicomPlace {
  /** What the cells of the table name. */
  readonly by: ImageKey;
  readonly values: PixelValues;
  /** Faces were removed from all images. */
  readonly defaced: boolean;
}

const KEY_BYTES = 32;
const GONE = 'names a file that cannot be read any more, is none, or is another image now';

/** DICOM images of a folder, found by what stands in their heads, cleaned, and held back where their heads say that a name or a face may be seen. */
export class DicomShelf implements ImageShelf {
  readonly #index: DicomIndex;
  readonly #place: DicomPlace;
  readonly #decode: PixelDecoder;
  readonly #cleaning: Cleaning = unkeptCleaning();
  #images: ReadonlyMap<string, readonly IndexedImage[]> = new Map();
  #stamps: ReadonlyMap<string, string> | undefined;

  constructor(index: DicomIndex, place: DicomPlace, decode: PixelDecoder) {
    this.#index = index;
    this.#place = place;
    this.#decode = decode;
  }

  async open(): Promise<void> {
    await this.#index.refresh();
    this.#images = this.#index.by(this.#place.by);
    this.#stamps = this.#index.stamps();
  }

  async image(name: string): Promise<ImageCell> {
    const named = this.#images.get(name);
    if (named === undefined) return { problem: 'names no image below the folder' };
    const one = named.length === 1 ? named[0] : middleSlice(named);
    if (one === undefined || 'problem' in one) return one;
    try {
      const file = this.#index.read(one.path);
      // What was found and what is read are two looks at one name.
      const found = imagePlaceOf(file);
      if (IMAGE_KEYS.some((key) => found[key] !== one[key])) return { problem: GONE };
      const holds = pixelHolds(file.dataset, this.#place);
      if (holds.length > 0) return { problem: `is held back: ${holds.map((reason) => HELD[reason]).join('; ')}` };
      const pixels = await imagePixelsOf(file, this.#cleaning, this.#place.values, this.#decode);
      // A hospital has said of this folder that it holds no text; see the connector.
      return { ...pixels, cleared: true };
    } catch (error) {
      const { code, message } = fromUnknown(error);
      if (!IMAGE_CODES.has(code)) throw error;
      // Of the others the message may name the path, and with it a patient.
      const isSilent = code === 'DICOM_INVALID' || code === 'DICOM_REFUSED';
      return { problem: isSilent ? message.replace(/^the file /, '') : GONE };
    }
  }

  isCurrent(): boolean {
    const then = this.#stamps;
    if (then === undefined) return true;
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

/** Why pixels wait for a person, in words that follow "is held back:". */
const HELD: Readonly<Record<HoldReason, string>> = {
  'burned-in': 'it says that text is in its pixels',
  'burned-in-unknown': 'text may be in its pixels, and it does not say that there is none',
  'modality-unknown': 'it does not say how it was taken',
  face: 'a face may be seen',
  'face-unknown': 'it does not say which part of the body it shows, and may show a face',
  'hidden-bits': 'something lies in bits that no pixel uses',
};

/** Only pixels go on: what a head has in the place of names is under a key that nobody keeps. */
function unkeptCleaning(): Cleaning {
  const key = new Uint8Array(KEY_BYTES);
  secureRandom().fill(key);
  return {
    options: { basis: 'safe-harbor', dates: 'removed', retain: new Set() },
    tokens: tokensOf(key, 'pixels', 'dicom'),
    uids: uidMapOf(key, 'pixels'),
    shifts: dateShiftsOf(key, 'pixels'),
  };
}
