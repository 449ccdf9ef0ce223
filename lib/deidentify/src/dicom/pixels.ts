import { invalidDicom } from './dicom-error.ts';
import { type DataSet, type DicomFile, numberOf, numbersOf, TAG, textOf } from './elements.ts';

/** What the bytes of an image mean. */
export interface PixelDescription {
  readonly rows: number;
  readonly columns: number;
  /** 1 for greys and palettes, 3 for colours. */
  readonly samplesPerPixel: number;
  /** 0: colours by pixel, 1: by plane. */
  readonly planarConfiguration: 0 | 1;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  /** 0: unsigned, 1: two's complement. */
  readonly pixelRepresentation: 0 | 1;
  /** Such as `MONOCHROME2`. */
  readonly photometric: string;
  /** A stored value v means slope * v + intercept; 1 and 0 where the image says nothing. */
  readonly rescale: { readonly slope: number; readonly intercept: number };
  /** The first window of the image, in rescaled values. */
  readonly window: { readonly center: number; readonly width: number } | undefined;
  /** Distances of rows and of columns in mm. */
  readonly spacing: { readonly row: number; readonly column: number } | undefined;
  readonly frames: number;
  /** UID: how {@link pixelData} is written. */
  readonly transferSyntax: string;
  /** Plain pixels in little endian order, exactly as many as the image has; or, of compressed ones, the pieces after the table of offsets. */
  readonly pixelData: Uint8Array | readonly Uint8Array[];
}

/** A side of an image at most; what is larger is a slide or a lie. */
const LARGEST_SIDE = 32_768;
const MOST_FRAMES = 100_000;

/**
 * Describes the pixels of an image.
 *
 * @throws ConsiliumError `DICOM_INVALID` where something that pixels need is missing or impossible, or there are fewer of them than the image says
 */
export function pixelsOf({ dataset, transferSyntax }: DicomFile): PixelDescription {
  const element = dataset.get(TAG.pixelData);
  if (element === undefined || element.kind === 'sequence') throw invalidDicom('it has no pixels');
  const shape = shapeOf(dataset);
  const [slope = 1] = numbersOf(dataset.get(TAG.rescaleSlope)) ?? [];
  const [intercept = 0] = numbersOf(dataset.get(TAG.rescaleIntercept)) ?? [];
  const center = numberOf(dataset, TAG.windowCenter);
  const width = numberOf(dataset, TAG.windowWidth);
  const [row, column] = numbersOf(dataset.get(TAG.pixelSpacing)) ?? [];
  return {
    ...shape,
    rescale: { slope, intercept },
    window: center === undefined || width === undefined ? undefined : { center, width },
    spacing: row === undefined || column === undefined ? undefined : { row, column },
    transferSyntax,
    pixelData: element.kind === 'fragments' ? element.fragments.slice(1) : exactly(element.bytes, plainBytes(shape)),
  };
}

/** How large an image says it is; 0 where it does not say it. */
export function imageSize({ dataset }: DicomFile): { readonly rows: number; readonly columns: number } {
  return { rows: numberOf(dataset, TAG.rows) ?? 0, columns: numberOf(dataset, TAG.columns) ?? 0 };
}

type Shape = Omit<PixelDescription, 'rescale' | 'window' | 'spacing' | 'transferSyntax' | 'pixelData'>;

function shapeOf(dataset: DataSet): Shape {
  const within = (tag: number, what: string, allowed: (value: number) => boolean, absent?: number): number => {
    const value = numberOf(dataset, tag) ?? absent;
    if (value === undefined || !Number.isInteger(value) || !allowed(value))
      throw invalidDicom(`it does not say ${what}, or nothing that can be`);
    return value;
  };
  const bitsAllocated = within(TAG.bitsAllocated, 'how many bits a pixel takes', (bits) => [1, 8, 16, 32].includes(bits));
  const bitsStored = within(TAG.bitsStored, 'how many bits of a pixel count', (bits) => bits >= 1 && bits <= bitsAllocated);
  return {
    rows: within(TAG.rows, 'how many rows it has', (rows) => rows >= 1 && rows <= LARGEST_SIDE),
    columns: within(TAG.columns, 'how many columns it has', (columns) => columns >= 1 && columns <= LARGEST_SIDE),
    samplesPerPixel: within(TAG.samplesPerPixel, 'how many samples a pixel has', (samples) => samples === 1 || samples === 3),
    planarConfiguration: within(TAG.planarConfiguration, 'the order of its colours', (order) => order === 0 || order === 1, 0) as
      | 0
      | 1,
    bitsAllocated,
    bitsStored,
    highBit: within(TAG.highBit, 'where the bits of a pixel stand', (bit) => bit >= bitsStored - 1 && bit < bitsAllocated),
    pixelRepresentation: within(TAG.pixelRepresentation, 'whether pixels have a sign', (sign) => sign === 0 || sign === 1) as
      | 0
      | 1,
    photometric: textOf(dataset, TAG.photometric),
    frames: within(TAG.frames, 'how many frames it has', (frames) => frames >= 1 && frames <= MOST_FRAMES, 1),
  };
}

/** Bytes of plain pixels, padding to an even number not counted. */
function plainBytes({ rows, columns, frames, samplesPerPixel, bitsAllocated, photometric }: Shape): number {
  // Two pixels share their colours (PS3.3, section C.7.6.3.1.2).
  const samples = photometric === 'YBR_FULL_422' ? 2 : samplesPerPixel;
  return Math.ceil((rows * columns * frames * samples * bitsAllocated) / 8);
}

function exactly(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length < length) throw invalidDicom('it has fewer pixels than it says');
  return bytes.subarray(0, length);
}
