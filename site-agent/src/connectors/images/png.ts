import { inflateSync } from 'node:zlib';
import { type DecodedPng, decode } from 'fast-png';
import { type DecodedImage, ImageFault, requirePixels } from './decoded-image.ts';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around the data of a chunk. */
const FRAME_BYTES = 12;
/** Bytes of pixels at most, as many as the most pixels in three colours have; to decode them takes some four times as much. */
const MOST_UNPACKED = 160 * 1024 * 1024;
/** Programs write 8 KiB and more into each: the largest file has half as many. An empty one takes more memory than it has bytes. */
const MOST_CHUNKS = 65_536;
/** What pixels are made of; text, times, profiles and EXIF stay behind. */
const KEPT = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS']);
/** Values in each pixel, and the bits that each may have, by colour type: ISO/IEC 15948, 11.2.2. */
const KINDS: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/**
 * Decodes a PNG file. Its chunks are bounded before the decoder sees them: the pixels that it says it has, and the bytes that its data become.
 *
 * @throws ImageFault
 */
export function decodePng(bytes: Buffer): DecodedImage {
  const chunks = chunksOf(bytes);
  const header = chunks[0];
  if (header?.type !== 'IHDR' || header.data.length !== 13) throw new ImageFault('is a PNG file without a header');
  const [width, height] = [header.data.readUInt32BE(0), header.data.readUInt32BE(4)];
  const [depth = 0, colour = -1, , , interlaced = 0] = header.data.subarray(8);
  requirePixels(width, height);
  const kind = KINDS[colour];
  if (kind?.depths.includes(depth) !== true) throw new ImageFault('is a PNG file of an unknown kind');
  if (interlaced !== 0 && depth < 8)
    throw new ImageFault('is an interlaced PNG file of fewer than eight bits, which is not read');
  const data = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data));
  const unpackedBytes = height * (Math.ceil((width * kind.samples * depth) / 8) + 1);
  if (unpackedBytes > MOST_UNPACKED)
    throw new ImageFault(`is a PNG file whose pixels take more than ${MOST_UNPACKED / 1024 / 1024} MiB`);
  requireInflated(data, unpackedBytes);
  let decoded: DecodedPng;
  try {
    const plain = chunks.filter(({ type }) => KEPT.has(type)).map(({ whole }) => whole);
    decoded = decode(Buffer.concat([bytes.subarray(0, SIGNATURE_BYTES), ...plain]), { checkCrc: true });
  } catch {
    throw new ImageFault('is a damaged PNG file');
  }
  const image = pixelsOf(decoded, colour === 3);
  if (image.pixels.length !== width * height * image.channels) throw new ImageFault('is a damaged PNG file');
  return image;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  readonly whole: Buffer;
}

function chunksOf(bytes: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= bytes.length; ) {
    const end = at + FRAME_BYTES + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    const type = bytes.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) });
    if (type === 'IEND') return chunks;
    if (chunks.length >= MOST_CHUNKS)
      throw new ImageFault(`is a PNG file of more than ${MOST_CHUNKS.toLocaleString('en')} pieces`);
    at = end;
  }
  throw new ImageFault('is a PNG file that is cut off');
}

/** A few bytes can become gigabytes: more than the pixels need, with what interlacing adds, is refused before it is made. */
function requireInflated(data: Buffer, expected: number): void {
  try {
    if (inflateSync(data, { maxOutputLength: 2 * expected + 64 }).length < expected)
      throw new ImageFault('is a PNG file with too few pixels');
  } catch (error) {
    throw error instanceof ImageFault ? error : new ImageFault('is a damaged PNG file');
  }
}

/** Without palette, packed bits and transparency: what is transparent is drawn on black. */
function pixelsOf(decoded: DecodedPng, indexed: boolean): DecodedImage {
  const { width, height, depth, palette = [], channels } = decoded;
  const count = width * height;
  if (indexed) {
    const pixels = new Uint8Array(count * 3);
    const at = unpacked(decoded.data as Uint8Array, width, height, depth);
    for (let i = 0; i < count; i++) {
      const colour = palette[at[i] as number];
      if (colour === undefined) throw new ImageFault('is a PNG file with colours that its palette lacks');
      const alpha = (colour[3] ?? 255) / 255;
      for (let c = 0; c < 3; c++) pixels[3 * i + c] = Math.round((colour[c] as number) * alpha);
    }
    return { width, height, channels: 3, pixels, white: 255 };
  }
  const white = 2 ** depth - 1;
  const stored =
    depth < 8 ? unpacked(decoded.data as Uint8Array, width, height, depth) : (decoded.data as Uint8Array | Uint16Array);
  if (channels === 1 || channels === 3) return { width, height, channels, pixels: stored, white };
  const colours = channels === 2 ? 1 : 3;
  const pixels = new (depth === 16 ? Uint16Array : Uint8Array)(count * colours);
  for (let i = 0; i < count; i++) {
    const alpha = (stored[i * (colours + 1) + colours] as number) / white;
    for (let c = 0; c < colours; c++) pixels[i * colours + c] = Math.round((stored[i * (colours + 1) + c] as number) * alpha);
  }
  return { width, height, channels: colours, pixels, white };
}

/** Values of fewer than eight bits, of which each line begins with a byte. */
function unpacked(data: Uint8Array, width: number, height: number, depth: number): Uint8Array {
  if (depth === 8) return data;
  const line = Math.ceil((width * depth) / 8);
  const mask = 2 ** depth - 1;
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const bit = (i % width) * depth;
    const byte = data[Math.floor(i / width) * line + (bit >> 3)] as number;
    return (byte >> (8 - depth - (bit & 7))) & mask;
  });
}
