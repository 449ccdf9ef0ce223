import type { ImagePixels } from '../zone/batch.ts';
import { refusedDicom } from './dicom-error.ts';
import { type DataSet, type DicomFile, numberOf, TAG, textOf } from './elements.ts';
import { type PixelDescription, pixelsOf } from './pixels.ts';

/** A rectangle of an image in pixels, counted from its upper left corner. */
export interface PixelRegion {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a device writes into its images. A rule is about images of exactly this device and size: at another size the rectangles would lie elsewhere. */
export interface BlankRule {
  /** As the head says it (0008,0070), blanks around it aside. */
  readonly manufacturer: string;
  /** (0008,1090) */
  readonly model: string;
  readonly rows: number;
  readonly columns: number;
  readonly regions: readonly PixelRegion[];
}

const MANUFACTURER = 0x0008_0070;
const MODEL = 0x0008_1090;

/** The rectangles of all rules that are about an image; none where no rule is. */
export function blankRegions(dataset: DataSet, rules: readonly BlankRule[]): readonly PixelRegion[] {
  const [rows, columns] = [numberOf(dataset, TAG.rows), numberOf(dataset, TAG.columns)];
  const [manufacturer, model] = [textOf(dataset, MANUFACTURER), textOf(dataset, MODEL)];
  return rules
    .filter((rule) => rule.rows === rows && rule.columns === columns)
    .filter((rule) => rule.manufacturer === manufacturer && rule.model === model)
    .flatMap(({ regions }) => regions);
}

/** An image with black rectangles in the place of what was there. */
export function blankImage<T extends Pick<ImagePixels, 'width' | 'height' | 'channels' | 'pixels'>>(
  image: T,
  regions: readonly PixelRegion[],
): T {
  if (regions.length === 0) return image;
  // Copies: a slice of a Buffer is the Buffer itself.
  const pixels = image.pixels instanceof Uint16Array ? new Uint16Array(image.pixels) : new Uint8Array(image.pixels);
  forRuns(regions, image, (from, length) => pixels.fill(0, from * image.channels, (from + length) * image.channels));
  return { ...image, pixels };
}

/**
 * A file with black rectangles in every frame; everything else of it stays.
 *
 * @throws ConsiliumError `DICOM_REFUSED` for compressed pixels, pixels of fewer than eight bits, and colours that neighbours share; `DICOM_INVALID`
 */
export function blankFile(file: DicomFile, regions: readonly PixelRegion[]): DicomFile {
  if (regions.length === 0) return file;
  const said = pixelsOf(file);
  const element = file.dataset.get(TAG.pixelData);
  if (!(said.pixelData instanceof Uint8Array) || element?.kind !== 'value')
    throw refusedDicom('its pixels are compressed, and regions of it are to be blanked: export it without compression');
  if (said.bitsAllocated < 8 || said.photometric === 'YBR_FULL_422')
    throw refusedDicom('regions of it are to be blanked, and its pixels are packed in a way in which that is not done');
  const bytes = new Uint8Array(element.bytes);
  const { rows, columns, frames, samplesPerPixel: samples } = said;
  const black = blackSamples(said);
  const size = { width: columns, height: rows };
  for (let frame = 0; frame < frames; frame++)
    for (let sample = 0; sample < samples; sample++) {
      const byPlane = samples === 1 || said.planarConfiguration === 1;
      const start = rows * columns * (frame * samples + (byPlane ? sample : 0)) + (byPlane ? 0 : sample);
      const step = byPlane ? 1 : samples;
      forRuns(regions, size, (from, length) => {
        for (let i = from; i < from + length; i++) write(bytes, start + i * step, black[sample] ?? 0, said.bitsAllocated / 8);
      });
    }
  return { ...file, dataset: new Map(file.dataset).set(TAG.pixelData, { ...element, bytes }) };
}

/** The stored samples of black. Of a palette the first colour: whatever it is, nothing shows in a rectangle of it. */
function blackSamples({ photometric, bitsStored, highBit, pixelRepresentation }: PixelDescription): readonly number[] {
  if (photometric === 'YBR_FULL') return [0, 128, 128];
  const shift = highBit + 1 - bitsStored;
  const most = 2 ** bitsStored;
  // In two's complement the lowest value has its sign alone, the highest everything else.
  const isHighest = (photometric === 'MONOCHROME1') !== (pixelRepresentation === 1);
  const value = pixelRepresentation === 1 ? (isHighest ? most / 2 : most / 2 - 1) : isHighest ? most - 1 : 0;
  return Array<number>(3).fill(value * 2 ** shift);
}

function write(bytes: Uint8Array, sample: number, value: number, width: number): void {
  for (let byte = 0; byte < width; byte++) bytes[sample * width + byte] = Math.floor(value / 256 ** byte) % 256;
}

/** Runs of pixels of the rectangles, cut to the image. */
function forRuns(
  regions: readonly PixelRegion[],
  { width, height }: { readonly width: number; readonly height: number },
  run: (from: number, length: number) => void,
): void {
  for (const region of regions) {
    const length = Math.min(region.left + region.width, width) - region.left;
    if (length <= 0) continue;
    for (let y = region.top; y < Math.min(region.top + region.height, height); y++) run(y * width + region.left, length);
  }
}
