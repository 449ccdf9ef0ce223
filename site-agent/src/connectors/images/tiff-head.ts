import { ImageFault, requirePixels } from './decoded-image.ts';

/** Tags of which pixels are made (TIFF 6.0, part 1, and sections 11, 14, 15 and 18); all others stay where they are. */
const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planar: 284,
  predictor: 317,
  colours: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  extraSamples: 338,
  sampleFormat: 339,
} as const;

/** Bytes of a value by its type: bytes, words and double words, which are all that these tags have. */
const WIDTHS: Readonly<Record<number, 1 | 2 | 4>> = { 1: 1, 3: 2, 4: 4 };
const ENTRY_BYTES = 12;
/** Strips or tiles: an image of the most pixels in strips of one row has half of them. */
const MOST_BLOCKS = 65_536;
/** Bytes of pixels at most, in the image and in one of its blocks. */
const MOST_BYTES = 160 * 1024 * 1024;
/** The same of all blocks together, with what fills the last ones up. */
const MOST_UNPACKED = 2 * MOST_BYTES;

/** A strip or a tile of a file. */
export interface TiffBlock {
  readonly offset: number;
  readonly bytes: number;
}

/** What a TIFF file says of its one image. */
export interface TiffHead {
  readonly isLittleEndian: boolean;
  readonly width: number;
  readonly height: number;
  readonly bits: 8 | 16;
  /** Of a pixel, what is no colour included. */
  readonly samples: number;
  readonly meaning: 'black' | 'white' | 'rgb' | 'palette';
  /** What the last sample is, where there is one more than colours: opacity, which colours have been multiplied by or not, or something else. */
  readonly extra: 'none' | 'multiplied' | 'opacity' | 'other';
  readonly compression: number;
  /** Samples are differences to those of the pixel before. */
  readonly isDifferences: boolean;
  /** Colours come one after the other, each in blocks of its own. */
  readonly isPlanar: boolean;
  /** Red of all colours, then green, then blue. */
  readonly palette: readonly number[];
  /** A strip is a block as wide as the image. */
  readonly block: { readonly width: number; readonly height: number; readonly isTile: boolean };
  /** Row by row, plane by plane. */
  readonly blocks: readonly TiffBlock[];
}

/**
 * Reads what a TIFF file says of its image, without reading a pixel.
 *
 * @throws ImageFault for what is no such file, holds several images, or an image of a kind that is not read
 */
export function tiffHead(bytes: Buffer): TiffHead {
  const fields = fieldsOf(bytes);
  const one = (tag: number, absent?: number): number => {
    const [value = absent] = fields.values(tag);
    if (value === undefined) throw damaged();
    return value;
  };
  const all = (tag: number, absent: number, allowed: readonly number[], what: string): number => {
    const values = fields.values(tag);
    const value = values[0] ?? absent;
    if (!allowed.includes(value) || values.some((other) => other !== value)) throw notRead(what);
    return value;
  };
  const [width, height] = [one(TAG.width), one(TAG.height)];
  requirePixels(width, height);
  all(TAG.fillOrder, 1, [1], 'the bits of a byte turned round');
  all(TAG.sampleFormat, 1, [1], 'samples with signs or points');
  const bits = all(TAG.bits, 1, [8, 16], 'other than 8 or 16 bits') as 8 | 16;
  const samples = one(TAG.samples, 1);
  const meaning = MEANINGS[one(TAG.photometric)];
  if (meaning === undefined || (meaning === 'palette' && bits !== 8))
    throw notRead('other colours than grey, RGB and a palette of 256');
  const more = samples - (meaning === 'rgb' ? 3 : 1);
  if (more !== 0 && more !== 1) throw notRead('other than one or three colours');
  const isPlanar = all(TAG.planar, 1, [1, 2], 'an unknown order') === 2 && samples > 1;
  const block = blockOf(fields, width, height, one);
  const sampleBytes = bits / 8;
  if (width * height * samples * sampleBytes > MOST_BYTES || block.width * block.height * samples * sampleBytes > MOST_BYTES)
    throw new ImageFault(`is a TIFF file whose pixels take more than ${MOST_BYTES / 1024 / 1024} MiB`);
  const blocks = blocksOf(fields, block, { width, height, planes: isPlanar ? samples : 1 }, bytes.length);
  // Of an image of one row each tile may be as high as a tile can be: what is filled up is unpacked like any pixel.
  if (blocks.length * block.width * block.height * (isPlanar ? 1 : samples) * sampleBytes > MOST_UNPACKED)
    throw new ImageFault(`is a TIFF file whose tiles take more than ${MOST_UNPACKED / 1024 / 1024} MiB`);
  const palette = meaning === 'palette' ? fields.values(TAG.colours) : [];
  if (meaning === 'palette' && palette.length !== 3 * 256) throw damaged();
  return {
    isLittleEndian: fields.isLittleEndian,
    width,
    height,
    bits,
    samples,
    meaning,
    extra: more === 0 ? 'none' : (EXTRAS[one(TAG.extraSamples, 0)] ?? 'other'),
    compression: one(TAG.compression, 1),
    isDifferences: all(TAG.predictor, 1, [1, 2], 'an unknown prediction') === 2,
    isPlanar,
    palette,
    block,
    blocks,
  };
}

const MEANINGS: Readonly<Record<number, TiffHead['meaning']>> = { 0: 'white', 1: 'black', 2: 'rgb', 3: 'palette' };
const EXTRAS: Readonly<Record<number, TiffHead['extra']>> = { 0: 'other', 1: 'multiplied', 2: 'opacity' };

interface Fields {
  readonly isLittleEndian: boolean;
  /** The numbers of a tag; none where it is absent. */
  values(tag: number): readonly number[];
}

function fieldsOf(bytes: Buffer): Fields {
  const isLittleEndian = bytes[0] === 0x49;
  const number = (at: number, width: 1 | 2 | 4): number => {
    if (at + width > bytes.length) throw damaged();
    return isLittleEndian ? bytes.readUIntLE(at, width) : bytes.readUIntBE(at, width);
  };
  const start = number(4, 4);
  const count = number(start, 2);
  const entries = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const at = start + 2 + i * ENTRY_BYTES;
    entries.set(number(at, 2), at);
  }
  if (number(start + 2 + count * ENTRY_BYTES, 4) !== 0) throw notRead('several images');
  return {
    isLittleEndian,
    values(tag) {
      const at = entries.get(tag);
      if (at === undefined) return [];
      const width = WIDTHS[number(at + 2, 2)];
      const length = number(at + 4, 4);
      if (width === undefined || length > MOST_BLOCKS) throw damaged();
      const first = width * length <= 4 ? at + 8 : number(at + 8, 4);
      return Array.from({ length }, (_, i) => number(first + i * width, width));
    },
  };
}

function blockOf(
  fields: Fields,
  width: number,
  height: number,
  one: (tag: number, absent?: number) => number,
): TiffHead['block'] {
  const isTile = fields.values(TAG.tileWidth).length > 0;
  const block = isTile
    ? { width: one(TAG.tileWidth), height: one(TAG.tileHeight), isTile }
    : { width, height: Math.min(height, one(TAG.rowsPerStrip, height)), isTile };
  requirePixels(block.width, block.height);
  return block;
}

function blocksOf(
  fields: Fields,
  block: TiffHead['block'],
  { width, height, planes }: { readonly width: number; readonly height: number; readonly planes: number },
  fileBytes: number,
): readonly TiffBlock[] {
  const offsets = fields.values(block.isTile ? TAG.tileOffsets : TAG.stripOffsets);
  const lengths = fields.values(block.isTile ? TAG.tileBytes : TAG.stripBytes);
  const count = Math.ceil(width / block.width) * Math.ceil(height / block.height) * planes;
  if (count > MOST_BLOCKS || offsets.length !== count || lengths.length !== count) throw damaged();
  // Blocks that share their bytes would make of a small file more work than of the largest one.
  if (lengths.reduce((sum, bytes) => sum + bytes, 0) > fileBytes) throw damaged();
  return offsets.map((offset, i) => {
    const bytes = lengths[i] as number;
    if (offset + bytes > fileBytes) throw damaged();
    return { offset, bytes };
  });
}

export function damaged(): ImageFault {
  return new ImageFault('is a damaged TIFF file');
}

/** @param what never quotes the file */
export function notRead(what: string): ImageFault {
  return new ImageFault(`is a TIFF file with ${what}, which is not read`);
}
