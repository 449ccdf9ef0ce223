import {
  blankImage,
  blankRegions,
  type BlankRule,
  type Cleaning,
  type DicomFile,
  imagePixelsOf,
  type ImagePixels,
  imageSize,
  type PixelDecoder,
  pixelHolds,
  type PixelReason,
  pixelReasons,
  type PixelRegion,
} from '@consilium/deidentify';
import { greyViews, isTooSmallForText } from '../../pixels/grey-views.ts';
import { pixelKey, type PixelRecords } from '../../pixels/pixel-records.ts';
import { TEXT_READER, type TextReader } from '../../pixels/text-reader.ts';
import { unkeptCleaning } from './unkept-cleaning.ts';

/** A file of a folder, as it was read at one time. */
export interface OpenedImage {
  readonly file: DicomFile;
  readonly bytes: Uint8Array;
}

/** What a hospital says of the pixels of all images of a source. */
export interface PixelPlace {
  /** Faces were removed from them. */
  readonly defaced: boolean;
  /** Where devices write into them. */
  readonly blank?: readonly BlankRule[] | undefined;
}

/** Whether the pixels of an image may be used. */
export interface Clearance {
  /** By which decisions about it are remembered. */
  readonly key: string;
  /** What is made black before anything is done with them. */
  readonly regions: readonly PixelRegion[];
  /** Why they must not be used; none where they may. */
  readonly reasons: readonly PixelReason[];
  /** Whether a person has let them through. */
  readonly released: boolean;
}

/** Says of each image whether its pixels may be used: by its head, by what a program has found in them and by what a person has decided, all of it about this image alone. */
export class PixelClearing {
  readonly #records: PixelRecords;
  readonly #place: PixelPlace;
  readonly #decode: PixelDecoder;
  readonly #cleaning: Cleaning = unkeptCleaning();

  constructor(records: PixelRecords, place: PixelPlace, decode: PixelDecoder) {
    this.#records = records;
    this.#place = place;
    this.#decode = decode;
  }

  /** By what is known: nothing is looked at for it. @throws ConsiliumError `FILE_UNSAFE`, `FILE_UNREADABLE` for the records */
  of({ file, bytes }: OpenedImage): Clearance {
    const regions = blankRegions(file.dataset, this.#place.blank ?? []);
    const key = pixelKey(bytes, regions);
    const { rows, columns } = imageSize(file);
    const decision = this.#records.decisionOf(key);
    const reasons = pixelReasons({
      head: pixelHolds(file.dataset, this.#place),
      blanked: regions.length > 0,
      text: isTooSmallForText(columns, rows) ? 'none' : this.#records.textOf(key, TEXT_READER),
      decision,
    });
    return { key, regions, reasons, released: decision === 'released' };
  }

  /** The pixels of an image as studies would get them, whether or not they may. @throws ConsiliumError as {@link imagePixelsOf} */
  async pixels({ file }: OpenedImage, { regions }: Clearance): Promise<Omit<ImagePixels, 'cleared'>> {
    return blankImage(await imagePixelsOf(file, this.#cleaning, 'modality', this.#decode), regions);
  }

  /**
   * Lets a program look for text where none has, and remembers what it finds; then as {@link of}.
   *
   * @throws ConsiliumError as {@link pixels}, `DISK_FULL`
   */
  async look(image: OpenedImage, reader: TextReader): Promise<Clearance> {
    const clearance = this.of(image);
    if (!clearance.reasons.includes('text-unchecked')) return clearance;
    const found = await reader.findsText(greyViews(await this.pixels(image, clearance)));
    if (found === undefined) return clearance;
    this.#records.rememberText(clearance.key, TEXT_READER, found ? 'found' : 'none');
    return this.of(image);
  }
}
