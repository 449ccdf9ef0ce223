import type { ImagePixels } from '../zone/batch.ts';
import { type Cleaning, cleanDicom } from './clean-dicom.ts';
import { invalidDicom, refusedDicom } from './dicom-error.ts';
import { type DataSet, type DicomElement, type DicomFile, TAG, textOf } from './elements.ts';
import { palettePixels } from './palette.ts';
import type { PixelDecoder } from './pixel-decoder.ts';
import { type PixelDescription, pixelsOf } from './pixels.ts';
import { plainSamples } from './plain-samples.ts';
import { transferSyntaxOf } from './transfer-syntax.ts';

/**
 * What the numbers of grey pixels mean: `modality`, what was measured, as the rescale of the image says (Hounsfield units in CT); `window`, how bright a person
 * sees them through the image's own first window, from 0 to 255.
 */
export const PIXEL_VALUES = ['modality', 'window'] as const;
/** One of {@link PIXEL_VALUES}. */
export type PixelValues = (typeof PIXEL_VALUES)[number];

/** Pixels of an image at most: the largest detectors of radiology have a third of them. */
const MOST_PIXELS = 50_000_000;
/** Numbers of a rescale or a window that leave enough of a float's digits to tell pixels apart. */
const LARGEST = 1e9;
const MODALITY_TABLE = 0x0028_3000;
const WINDOW_FUNCTION = 0x0028_1056;

/**
 * Cleans an image of one frame, and takes its pixels as networks want them. In `MONOCHROME1`, where 0 is the brightest, the order of the values is turned, so that more
 * is brighter in all images. Colours and palettes become red, green and blue from 0 to 255. Ask {@link pixelHolds} before whether they may be used.
 *
 * @param decode unpacks JPEG, JPEG-LS and JPEG 2000
 * @throws ConsiliumError `DICOM_REFUSED` for what is not unpacked here, named; `DICOM_INVALID`; what {@link cleanDicom} throws
 */
export async function imagePixelsOf(
  file: DicomFile,
  cleaning: Cleaning,
  values: PixelValues,
  decode: PixelDecoder,
): Promise<Omit<ImagePixels, 'cleared'>> {
  const image = cleanDicom(file, cleaning);
  requireMeaning(file.dataset, image.dataset);
  const { dataset } = image;
  const said = pixelsOf(image);
  if (said.frames !== 1) throw refusedDicom('it has several frames, and one image is wanted');
  if (said.rows * said.columns > MOST_PIXELS) throw refusedDicom(`it has more than ${MOST_PIXELS.toLocaleString('en')} pixels`);
  const size = { width: said.columns, height: said.rows };
  const { photometric, samplesPerPixel } = said;
  if (samplesPerPixel === 3) return { ...size, channels: 3, pixels: await coloursOf(said, decode), slope: 1, intercept: 0 };
  const stored = justified(await plainSamples(said, decode), said);
  if (photometric === 'PALETTE COLOR')
    return { ...size, channels: 3, pixels: palettePixels(stored, dataset, said), slope: 1, intercept: 0 };
  if (photometric !== 'MONOCHROME1' && photometric !== 'MONOCHROME2') throw unknownColours();
  return { ...size, channels: 1, ...greysOf(stored, dataset, said, values) };
}

/** On what it depends what pixels mean, and what has a default where an image says nothing. */
const MEANING = [TAG.planarConfiguration, TAG.rescaleSlope, TAG.rescaleIntercept, WINDOW_FUNCTION, MODALITY_TABLE] as const;

/** What is no number, and therefore goes, must not leave pixels that mean something else. */
function requireMeaning(before: DataSet, clean: DataSet): void {
  if (MEANING.some((tag) => isSaid(before.get(tag)) && !isSaid(clean.get(tag)))) throw noMeaning();
}

function isSaid(element: DicomElement | undefined): boolean {
  return element !== undefined && (element.kind !== 'value' || element.bytes.length > 0);
}

function noMeaning(): ReturnType<typeof invalidDicom> {
  return invalidDicom('it says of its pixels what cannot be (rescale, window, order of colours)');
}

/** The bits that count, and of a sign the order: the lowest value of all that there can be is 0. */
function justified<T extends Uint8Array | Uint16Array>(
  samples: T,
  { bitsStored, highBit, pixelRepresentation }: PixelDescription,
): T {
  const shift = highBit + 1 - bitsStored;
  const mask = 2 ** bitsStored - 1;
  const sign = pixelRepresentation === 1 ? 2 ** (bitsStored - 1) : 0;
  return samples.map((value) => ((value >> shift) & mask) ^ sign) as T;
}

type Greys = Pick<ImagePixels, 'pixels' | 'slope' | 'intercept'>;

function greysOf(stored: Uint8Array | Uint16Array, dataset: DataSet, said: PixelDescription, values: PixelValues): Greys {
  const { rescale, bitsStored, pixelRepresentation, photometric } = said;
  if (dataset.has(MODALITY_TABLE)) throw refusedDicom('what its pixels mean is in a table (modality LUT), which is not read');
  const isTurned = photometric === 'MONOCHROME1';
  const lowest = pixelRepresentation === 1 ? -(2 ** (bitsStored - 1)) : 0;
  const measured = { slope: rescale.slope, intercept: rescale.intercept + rescale.slope * lowest };
  if (!isUsable(measured.slope) || !isUsable(measured.intercept) || measured.slope === 0) throw noMeaning();
  const most = 2 ** bitsStored - 1;
  if (values === 'window') return windowed(stored, measured, isTurned, windowOf(dataset, said));
  return { pixels: isTurned ? stored.map((value) => most - value) : stored, ...measured };
}

function isUsable(number: number): boolean {
  return Math.abs(number) <= LARGEST;
}

/** Brightness from 0 to 1 of what was measured. */
type Brightness = (value: number) => number;

/** PS3.3, section C.11.2.1. @throws ConsiliumError `DICOM_REFUSED` */
function windowOf(dataset: DataSet, { window }: PixelDescription): Brightness {
  if (window === undefined) throw refusedDicom('it has no window, through which its pixels are wanted');
  const { center, width } = window;
  const form = textOf(dataset, WINDOW_FUNCTION) || 'LINEAR';
  if (!isUsable(center) || !isUsable(width) || width <= 0 || (form === 'LINEAR' && width < 1))
    throw invalidDicom('its window is none that can be');
  switch (form) {
    case 'LINEAR':
      if (width === 1) return (value) => (value <= center - 0.5 ? 0 : 1);
      return (value) => (value - (center - 0.5)) / (width - 1) + 0.5;
    case 'LINEAR_EXACT':
      return (value) => (value - center) / width + 0.5;
    case 'SIGMOID':
      return (value) => 1 / (1 + Math.exp((-4 * (value - center)) / width));
    default:
      throw refusedDicom('its window has a form that is not known');
  }
}

const WHITE = 65_535;

function windowed(
  stored: Uint8Array | Uint16Array,
  { slope, intercept }: { readonly slope: number; readonly intercept: number },
  isTurned: boolean,
  brightness: Brightness,
): Greys {
  const pixels = Uint16Array.from(stored, (value) => {
    const bright = Math.min(1, Math.max(0, brightness(slope * value + intercept)));
    return Math.round(WHITE * (isTurned ? 1 - bright : bright));
  });
  return { pixels, slope: 255 / WHITE, intercept: 0 };
}

async function coloursOf(said: PixelDescription, decode: PixelDecoder): Promise<Uint8Array> {
  const { photometric, bitsAllocated, bitsStored, pixelRepresentation } = said;
  if (bitsAllocated !== 8 || bitsStored !== 8 || pixelRepresentation !== 0)
    throw refusedDicom('its colours have other than 8 bits');
  const isRgb = photometric === 'RGB' || (isJpeg2000(said) && (photometric === 'YBR_RCT' || photometric === 'YBR_ICT'));
  if (!isRgb && photometric !== 'YBR_FULL' && photometric !== 'YBR_FULL_422') throw unknownColours();
  const samples = (await plainSamples(said, decode)) as Uint8Array;
  return isRgb ? samples : toRgb(samples);
}

/** In which colours are turned while they are decoded (PS3.5, section 8.2.4). */
function isJpeg2000({ transferSyntax }: PixelDescription): boolean {
  return transferSyntaxOf(transferSyntax)?.compression === 'jpeg2000';
}

/** PS3.3, section C.7.6.3.1.2, the other way round. */
function toRgb(samples: Uint8Array): Uint8Array {
  const pixels = new Uint8ClampedArray(samples.length);
  for (let at = 0; at + 2 < samples.length; at += 3) {
    const [y = 0, b = 0, r = 0] = [samples[at], samples[at + 1], samples[at + 2]];
    pixels[at] = y + 1.402 * (r - 128);
    pixels[at + 1] = y - 0.344_136 * (b - 128) - 0.714_136 * (r - 128);
    pixels[at + 2] = y + 1.772 * (b - 128);
  }
  return new Uint8Array(pixels.buffer);
}

function unknownColours(): ReturnType<typeof refusedDicom> {
  return refusedDicom('what its pixels mean (photometric interpretation) is not known here');
}
