import { invalidDicom } from './dicom-error.ts';
import { cut, EOI, lengthAt, markerAt, nextMarker, SOI, SOS, word } from './markers.ts';
import type { PixelDescription } from './pixels.ts';
import { transferSyntaxOf } from './transfer-syntax.ts';

const JPEG_HEADERS = { jfif: 0xffe0, adobe: 0xffee } as const;
const J2K_START = 0xff4f;
const J2K_TILE = 0xff90;
const J2K_DATA = 0xff93;
const J2K_COMMENT = 0xff64;
/** Length of the head of a tile. */
const J2K_TILE_BYTES = 10;
/** Segments that decoders may need: ISO/IEC 15444-1, table A.2, and CAP and CPF of 15444-15. */
const J2K_NEEDED: ReadonlySet<number> = new Set([
  0xff50, 0xff51, 0xff52, 0xff53, 0xff55, 0xff56, 0xff57, 0xff58, 0xff59, 0xff5c, 0xff5d, 0xff5e, 0xff5f, 0xff60, 0xff61, 0xff63,
]);
/** Reserved ones stand below the first; behind the second only those of JPEG-LS are needed. */
const JPEG_NEEDED = { first: 0xffc0, last: 0xffef, lossless: [0xfff7, 0xfff8] } as const;
/** The two that decoders need say no more than this. */
const JFIF_BYTES = 16;
const ADOBE_BYTES = 14;
const RUNS_HEAD = 64;
/** For so many there is room in the head. */
const MOST_SEGMENTS = 15;

/** What the head of an image says of its pixels, as far as compressed ones are held to it. */
export type Compressed = Pick<
  PixelDescription,
  'rows' | 'columns' | 'samplesPerPixel' | 'bitsAllocated' | 'frames' | 'transferSyntax'
>;

/**
 * Compressed pixels that say nothing but pixels: comments, what cameras and programs append to JPEG (EXIF and the like) and what stands behind the end of an image are
 * filled with zeros. Lengths and positions stay, and so does every pixel. The table of offsets is written again.
 *
 * @param fragments the table of offsets, which may be empty, then the pieces
 * @throws ConsiliumError `DICOM_INVALID` for a stream that is not what the head says
 */
export function silentFragments(fragments: readonly Uint8Array[], said: Compressed): readonly Uint8Array[] {
  const [offsets = new Uint8Array(0), ...pieces] = fragments;
  const images = imagesIn(pieces, said);
  if (images.length !== said.frames) throw invalidDicom('it has more or fewer compressed images than it says');
  const silence = silenceBy(said);
  return [offsets.length === 0 ? offsets : offsetsOf(images), ...images.flatMap((image) => silenced(image, silence))];
}

/** The pieces of each image. */
function imagesIn(pieces: readonly Uint8Array[], { transferSyntax }: Compressed): readonly (readonly Uint8Array[])[] {
  const compression = transferSyntaxOf(transferSyntax)?.compression;
  // Never cut (PS3.5, annex G).
  if (compression === 'rle') return pieces.map((piece) => [piece]);
  const start = compression === 'jpeg' ? SOI : J2K_START;
  const images: Uint8Array[][] = [];
  for (const piece of pieces) {
    if (piece.length >= 2 && word(piece, 0) === start) images.push([piece]);
    else if (images.length === 0) throw invalidDicom('its pixels are not compressed as its head says');
    else images.at(-1)?.push(piece);
  }
  return images;
}

function silenceBy(said: Compressed): (image: Buffer) => void {
  const compression = transferSyntaxOf(said.transferSyntax)?.compression;
  if (compression === 'rle') return (image) => silenceRuns(image, said);
  return compression === 'jpeg' ? silenceJpeg : silenceJpeg2000;
}

/** Where each image begins, counted from the first piece (PS3.5, section A.4): a table that came along may hold anything. */
function offsetsOf(images: readonly (readonly Uint8Array[])[]): Uint8Array {
  const offsets = Buffer.alloc(4 * images.length);
  let at = 0;
  for (const [i, image] of images.entries()) {
    offsets.writeUInt32LE(at, 4 * i);
    for (const { length } of image) at += 8 + length + (length % 2);
  }
  return offsets;
}

/** An image may be cut anywhere: it is read as one, and cut again where it was. */
function silenced(pieces: readonly Uint8Array[], silence: (image: Buffer) => void): readonly Uint8Array[] {
  const whole = Buffer.concat(pieces);
  silence(whole);
  let at = 0;
  return pieces.map(({ length }) => whole.subarray(at, (at += length)));
}

/** Runs of bytes (PS3.5, annex G): a head of 64 bytes, then a segment for each byte of a pixel. */
function silenceRuns(image: Buffer, { rows, columns, samplesPerPixel, bitsAllocated }: Compressed): void {
  if (image.length < RUNS_HEAD) throw cut();
  const segments = image.readUInt32LE(0);
  if (segments > MOST_SEGMENTS || segments !== samplesPerPixel * Math.ceil(bitsAllocated / 8)) throw cut();
  image.fill(0, 4 + 4 * segments, RUNS_HEAD);
  let at = RUNS_HEAD;
  for (let i = 0; i < segments; i++) {
    const end = i + 1 < segments ? image.readUInt32LE(8 + 4 * i) : image.length;
    if (image.readUInt32LE(4 + 4 * i) !== at || end < at || end > image.length) throw cut();
    silenceBehindRuns(image, at, end, rows * columns);
    at = end;
  }
}

/** Leaves of a segment what becomes so many bytes. */
function silenceBehindRuns(image: Buffer, from: number, end: number, bytes: number): void {
  let at = from;
  let made = 0;
  while (made < bytes) {
    if (at >= end) throw cut();
    const run = image.readInt8(at);
    // As they are, the same one several times, or nothing.
    made += run >= 0 ? run + 1 : run > -128 ? 1 - run : 0;
    at += run >= 0 ? run + 2 : run > -128 ? 2 : 1;
    if (at > end) throw cut();
    if (run >= 0) image.fill(0, at - Math.max(0, made - bytes), at);
  }
  image.fill(0, at, end);
}

/** A JPEG image that says nothing but pixels: a copy without what is no part of them. @throws ConsiliumError `DICOM_INVALID` */
export function silentJpeg(image: Uint8Array): Uint8Array {
  const copy = Buffer.from(image);
  silenceJpeg(copy);
  return copy;
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
  if (marker < JPEG_NEEDED.first) return true;
  if (marker > JPEG_NEEDED.last) return !JPEG_NEEDED.lossless.some((needed) => needed === marker);
  if (marker < 0xffe0) return false;
  const length = lengthAt(image, at);
  const name = image.toString('latin1', at + 4, at + 9);
  if (marker === JPEG_HEADERS.jfif) return !(name === 'JFIF\0' && length === JFIF_BYTES);
  if (marker === JPEG_HEADERS.adobe) return !(name === 'Adobe' && length === ADOBE_BYTES);
  // Parameters of colours in JPEG-LS (APP8 with this name).
  return !(marker === 0xffe8 && name.startsWith('mrfx') && length <= 8);
}

/** JPEG 2000: segments of the head, then tiles with heads of their own. */
function silenceJpeg2000(image: Buffer): void {
  let at = 2;
  let tile: { readonly start: number; readonly length: number } | undefined;
  for (;;) {
    const marker = markerAt(image, at);
    if (marker === EOI) return void image.fill(0, at + 2);
    if (marker === J2K_DATA && tile !== undefined) {
      // A last tile of no length goes on to the end, whose marker is in no data (ISO/IEC 15444-1, annex A.1).
      if (tile.length === 0) return void image.fill(0, endOfLastTile(image, at) + 2);
      at = tile.start + tile.length;
      tile = undefined;
      continue;
    }
    const after = at + 2 + lengthAt(image, at);
    if (after > image.length) throw cut();
    if (marker === J2K_TILE) {
      if (after !== at + 2 + J2K_TILE_BYTES) throw cut();
      tile = { start: at, length: image.readUInt32BE(at + 6) };
      // Else the walk would not go on.
      if (tile.length !== 0 && tile.length < 14) throw cut();
    }
    if (marker === J2K_COMMENT) image.fill(0, at + 6, after);
    else if (marker !== J2K_TILE && !J2K_NEEDED.has(marker)) image.fill(0, at + 4, after);
    at = after;
  }
}

function endOfLastTile(image: Buffer, from: number): number {
  for (let at = image.indexOf(0xff, from); at !== -1; at = image.indexOf(0xff, at + 1))
    if (image[at + 1] === (EOI & 0xff)) return at;
  throw cut();
}
