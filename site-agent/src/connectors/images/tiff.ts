import type { DecodedImage } from './decoded-image.ts';
import { tiffHead, type TiffHead } from './tiff-head.ts';
import { unpackBlock } from './tiff-unpack.ts';

/**
 * Decodes a TIFF file of one image: grey, RGB or with a palette, of 8 or 16 bits, in strips or tiles. What is transparent is drawn on black; in which direction
 * somebody held the camera is not looked at.
 *
 * Read here, and not by a library: those that there are unpack whatever a block becomes, keep strings of one image for the next, or take one colour of three.
 *
 * @throws ImageFault
 */
export function decodeTiff(bytes: Buffer): DecodedImage {
  const head = tiffHead(bytes);
  const { width, height } = head;
  const white = 2 ** head.bits - 1;
  const samples = samplesOf(bytes, head);
  if (head.meaning === 'palette') return { width, height, channels: 3, pixels: colours(samples, head), white: WHITE_OF_PALETTE };
  const channels = head.meaning === 'rgb' ? 3 : 1;
  if (head.meaning === 'white') turn(samples, head.samples, white);
  const pixels = head.extra === 'none' ? samples : withoutExtra(samples, head, channels, white);
  return { width, height, channels, pixels, white };
}

/** Colours of a palette have 16 bits. */
const WHITE_OF_PALETTE = 65_535;

type Samples = Uint8Array | Uint16Array;

/** All samples, those of a pixel side by side. */
function samplesOf(bytes: Buffer, head: TiffHead): Samples {
  const { width, height, samples, block, isPlanar } = head;
  const all: Samples = head.bits === 8 ? new Uint8Array(width * height * samples) : new Uint16Array(width * height * samples);
  const across = Math.ceil(width / block.width);
  const perPlane = across * Math.ceil(height / block.height);
  const own = isPlanar ? 1 : samples;
  for (const [i, { offset, bytes: length }] of head.blocks.entries()) {
    const plane = Math.floor(i / perPlane);
    const left = ((i % perPlane) % across) * block.width;
    const top = Math.floor((i % perPlane) / across) * block.height;
    const rows = Math.min(block.height, height - top);
    // The last strip has the rows that are left; tiles are filled up.
    const inBlock = block.width * (block.isTile ? block.height : rows) * own;
    const unpacked = unpackBlock(bytes.subarray(offset, offset + length), head.compression, (inBlock * head.bits) / 8);
    const values = numbersOf(unpacked, head);
    if (head.isDifferences) sumUp(values, block.width * own, own);
    const columns = Math.min(block.width, width - left);
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        for (let c = 0; c < own; c++)
          all[((top + y) * width + left + x) * samples + plane + c] = values[(y * block.width + x) * own + c] as number;
  }
  return all;
}

/** A copy: the file goes, and sums are made in place. */
function numbersOf(bytes: Uint8Array, { bits, isLittleEndian }: TiffHead): Samples {
  if (bits === 8) return Uint8Array.from(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: bytes.length >> 1 }, (_, i) => view.getUint16(2 * i, isLittleEndian));
}

/** TIFF 6.0, section 14; what is larger than a sample begins again at 0. */
function sumUp(values: Samples, line: number, samples: number): void {
  for (let start = 0; start < values.length; start += line)
    for (let i = start + samples; i < start + line; i++) values[i] = (values[i] as number) + (values[i - samples] as number);
}

/** 0 was white; opacity is not turned. */
function turn(values: Samples, samples: number, white: number): void {
  for (let i = 0; i < values.length; i += samples) values[i] = white - (values[i] as number);
}

function withoutExtra(values: Samples, { samples, extra, bits }: TiffHead, channels: 1 | 3, white: number): Samples {
  const count = values.length / samples;
  const pixels: Samples = bits === 8 ? new Uint8Array(count * channels) : new Uint16Array(count * channels);
  for (let i = 0; i < count; i++) {
    const opacity = extra === 'opacity' ? (values[i * samples + channels] as number) / white : 1;
    for (let c = 0; c < channels; c++) pixels[i * channels + c] = Math.round((values[i * samples + c] as number) * opacity);
  }
  return pixels;
}

function colours(values: Samples, { palette, samples }: TiffHead): Uint16Array {
  const count = values.length / samples;
  const pixels = new Uint16Array(3 * count);
  for (let i = 0; i < count; i++)
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = palette[256 * c + (values[i * samples] as number)] as number;
  return pixels;
}
