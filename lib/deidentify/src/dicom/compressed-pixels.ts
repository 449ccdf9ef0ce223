import { invalidDicom } from './dicom-error.ts';
import { transferSyntaxOf } from './transfer-syntax.ts';

const SOI = 0xffd8;
const EOI = 0xffd9;
const SOS = 0xffda;
const COM = 0xfffe;
const JPEG_HEADERS = { jfif: 0xffe0, adobe: 0xffee } as const;
const J2K_START = 0xff4f;
const J2K_TILE = 0xff90;
const J2K_DATA = 0xff93;
const J2K_COMMENT = 0xff64;
/** The two that decoders need say no more than this. */
const JFIF_BYTES = 16;
const ADOBE_BYTES = 14;

/**
 * Compressed pixels that say nothing but pixels: comments, what cameras and programs append to JPEG (EXIF and the like) and what stands behind the end of an image are
 * filled with zeros. Lengths and positions stay, and so does every pixel.
 *
 * @param fragments the table of offsets, then the pieces
 * @throws ConsiliumError `DICOM_INVALID` for a stream that is not what the transfer syntax says
 */
export function silentFragments(fragments: readonly Uint8Array[], transferSyntax: string): readonly Uint8Array[] {
  const [offsets = new Uint8Array(0), ...pieces] = fragments;
  const compression = transferSyntaxOf(transferSyntax)?.compression;
  if (pieces.length === 0) throw invalidDicom('it has no pixels');
  if (compression === 'rle') return [offsets, ...pieces];
  const start = compression === 'jpeg' ? SOI : J2K_START;
  const silence = compression === 'jpeg' ? silenceJpeg : silenceJpeg2000;
  const images: Uint8Array[][] = [];
  for (const piece of pieces) {
    if (piece.length >= 2 && word(piece, 0) === start) images.push([piece]);
    else if (images.length === 0) throw invalidDicom('its pixels are not compressed as its head says');
    else images.at(-1)?.push(piece);
  }
  return [offsets, ...images.flatMap((image) => silenced(image, silence))];
}

/** An image may be cut anywhere: it is read as one, and cut again where it was. */
function silenced(pieces: readonly Uint8Array[], silence: (image: Buffer) => void): readonly Uint8Array[] {
  const whole = Buffer.concat(pieces);
  silence(whole);
  let at = 0;
  return pieces.map(({ length }) => whole.subarray(at, (at += length)));
}

/** JPEG and JPEG-LS: segments with their lengths, and behind each start of a scan its data up to the next marker. */
function silenceJpeg(image: Buffer): void {
  let at = 2;
  for (;;) {
    const marker = markerAt(image, at);
    if (marker === EOI) return void image.fill(0, at + 2);
    const after = at + 2 + lengthAt(image, at);
    if (after > image.length) throw cut();
    if (isTold(image, marker, at)) image.fill(0, at + 4, after);
    at = marker === SOS ? nextMarker(image, after) : after;
  }
}

/** Whether a segment tells people or programs something, and no decoder. */
function isTold(image: Buffer, marker: number, at: number): boolean {
  if (marker === COM) return true;
  if (marker < 0xffe0 || marker > 0xffef) return false;
  const length = lengthAt(image, at);
  const name = image.toString('latin1', at + 4, at + 9);
  if (marker === JPEG_HEADERS.jfif) return !(name === 'JFIF\0' && length === JFIF_BYTES);
  if (marker === JPEG_HEADERS.adobe) return !(name === 'Adobe' && length === ADOBE_BYTES);
  // Parameters of colours in JPEG-LS (APP8 with this name).
  return !(marker === 0xffe8 && name.startsWith('mrfx') && length <= 8);
}

/** Where the next marker stands: in data a byte 0xFF is followed by a stuffed one, or by a restart. */
function nextMarker(image: Buffer, from: number): number {
  for (let at = image.indexOf(0xff, from); at !== -1; at = image.indexOf(0xff, at + 1)) {
    const next = image[at + 1] ?? 0;
    if (next >= 0x80 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw cut();
}

/** JPEG 2000: segments of the head, then tiles with heads of their own. */
function silenceJpeg2000(image: Buffer): void {
  let at = 2;
  let tile: { readonly start: number; readonly length: number } | undefined;
  for (;;) {
    const marker = markerAt(image, at);
    if (marker === EOI) return void image.fill(0, at + 2);
    if (marker === J2K_DATA && tile !== undefined) {
      // A last tile of no length goes on to the end.
      if (tile.length === 0) return;
      at = tile.start + tile.length;
      tile = undefined;
      continue;
    }
    const after = at + 2 + lengthAt(image, at);
    if (after > image.length) throw cut();
    if (marker === J2K_TILE) {
      tile = { start: at, length: image.readUInt32BE(at + 6) };
      // Else the walk would not go on.
      if (tile.length !== 0 && tile.length < 14) throw cut();
    }
    if (marker === J2K_COMMENT) image.fill(0, at + 6, after);
    at = after;
  }
}

function markerAt(image: Buffer, at: number): number {
  if (at + 2 > image.length) throw cut();
  const marker = word(image, at);
  if (marker >>> 8 !== 0xff || marker === 0xff00) throw cut();
  return marker;
}

function lengthAt(image: Buffer, at: number): number {
  if (at + 4 > image.length) throw cut();
  const length = image.readUInt16BE(at + 2);
  if (length < 2) throw cut();
  return length;
}

function cut(): ReturnType<typeof invalidDicom> {
  return invalidDicom('a compressed image in it is cut off or broken');
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
