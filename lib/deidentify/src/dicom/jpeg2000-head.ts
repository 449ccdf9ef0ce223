import type { CodestreamHead } from './codestream-head.ts';
import { cut, lengthAt, markerAt, word } from './markers.ts';

export interface Jpeg2000Head extends CodestreamHead {
  /** Samples are in two's complement. */
  readonly isSigned: boolean;
  /** Three samples were made of red, green and blue, and become them again when the image is decoded. */
  readonly isTransformed: boolean;
}

const J2K_START = 0xff4f;
const SIZ = 0xff51;
const COD = 0xff52;
const TILE = 0xff90;
/** Every tile takes some kilobytes before the first pixel is decoded. */
const MOST_TILES = 4096;
/** Layers of quality: programs write up to 50. */
const MOST_LAYERS = 200;

/**
 * Reads the head of a JPEG 2000 codestream.
 *
 * @throws ConsiliumError `DICOM_INVALID` where it is cut off, its samples differ in size, or it says of itself what would take forever to decode
 */
export function jpeg2000Head(image: Uint8Array): Jpeg2000Head {
  if (image.length < 2 || word(image, 0) !== J2K_START) throw cut();
  let size: (CodestreamHead & { readonly isSigned: boolean }) | undefined;
  let isTransformed: boolean | undefined;
  for (let at = 2; ; at += 2 + lengthAt(image, at)) {
    const marker = markerAt(image, at);
    if (marker === TILE) break;
    const body = image.subarray(at + 4, at + 2 + lengthAt(image, at));
    if (marker === SIZ) {
      if (size !== undefined) throw cut();
      size = sizeOf(body);
    } else if (marker === COD) {
      if (body.length < 10 || isTransformed !== undefined || word(body, 2) > MOST_LAYERS) throw cut();
      isTransformed = body[4] === 1;
    }
  }
  if (size === undefined || isTransformed === undefined) throw cut();
  return { ...size, isTransformed };
}

/** ISO/IEC 15444-1, annex A.5.1. */
function sizeOf(body: Uint8Array): CodestreamHead & { readonly isSigned: boolean } {
  if (body.length < 37) throw cut();
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const at = (index: number): number => view.getUint32(2 + 4 * index);
  const [width, height, left, top, tileWidth, tileHeight, tileLeft, tileTop] = [0, 1, 2, 3, 4, 5, 6, 7].map(at) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const samples = view.getUint16(34);
  // Part of a larger picture, which no DICOM image is.
  if (left !== 0 || top !== 0 || tileLeft !== 0 || tileTop !== 0) throw cut();
  if (width === 0 || height === 0 || tileWidth === 0 || tileHeight === 0) throw cut();
  if (Math.ceil(width / tileWidth) * Math.ceil(height / tileHeight) > MOST_TILES) throw cut();
  if (samples < 1 || body.length !== 36 + 3 * samples) throw cut();
  const kind = body[36] as number;
  for (let i = 36; i < body.length; i += 3) if (body[i] !== kind || body[i + 1] !== 1 || body[i + 2] !== 1) throw cut();
  return { width, height, samples, bits: (kind & 0x7f) + 1, isSigned: kind >= 0x80 };
}
