import { isConsiliumError } from '@consilium/core';
import { ctSlice, dicomFile, type MadeElement, type MadeLayout, SYNTAX } from '@consilium/testing/dicom';
import { describe, expect, it } from 'vitest';
import type { ImagePixels } from '../zone/batch.ts';
import { imagePixelsOf, type PixelValues } from './image-pixels.ts';
import type { PixelDecoder } from './pixel-decoder.ts';
import { cleaningOf, read } from './testing/cleaned.ts';

type Pixels = Omit<ImagePixels, 'cleared'>;

/** For images that need none: what is decoded is tried in coded-samples.test.ts, and by the real decoder at the site. */
const NO_DECODER: PixelDecoder = () => Promise.reject(new Error('nothing is to be decoded here'));

async function pixelsIn(more: readonly MadeElement[], values: PixelValues = 'modality', layout?: MadeLayout): Promise<Pixels> {
  return await imagePixelsOf(read(dicomFile(ctSlice({ more }), layout)), cleaningOf(), values, NO_DECODER);
}

/** What the pixels mean, rounded. */
const valuesOf = ({ pixels, slope, intercept }: Pixels): readonly number[] =>
  Array.from(pixels, (stored) => Math.round(10 * (slope * stored + intercept)) / 10);

const image = (columns: number, bits: number, photometric: string, pixels: Uint8Array): readonly MadeElement[] => [
  [0x0028_0004, 'CS', photometric],
  [0x0028_0010, 'US', [1]],
  [0x0028_0011, 'US', [columns]],
  [0x0028_0100, 'US', [bits]],
  [0x0028_0101, 'US', [bits]],
  [0x0028_0102, 'US', [bits - 1]],
  [0x0028_0103, 'US', [0]],
  [0x7fe0_0010, bits === 8 ? 'OB' : 'OW', pixels],
];
const words = (...values: readonly number[]): Uint8Array => new Uint8Array(Int16Array.from(values).buffer);
/** In the place of elements of the same tags. */
const but = (elements: readonly MadeElement[], ...more: readonly MadeElement[]): readonly MadeElement[] => [
  ...elements.filter(([tag]) => !more.some(([other]) => other === tag)),
  ...more,
];
const SIGNED: MadeElement = [0x0028_0103, 'US', [1]];
const UNSCALED: readonly MadeElement[] = [
  [0x0028_1052, 'DS', '0'],
  [0x0028_1053, 'DS', '1'],
];
const window = (center: string, width: string, form?: string): readonly MadeElement[] => [
  [0x0028_1050, 'DS', center],
  [0x0028_1051, 'DS', width],
  ...(form === undefined ? [] : [[0x0028_1056, 'CS', form] as const]),
];

describe('grey pixels', () => {
  it('mean what was measured, with and without a sign', async () => {
    const greys = image(3, 16, 'MONOCHROME2', words(0, 24, 2024));
    expect(valuesOf(await pixelsIn(greys))).toEqual([-1024, -1000, 1000]);
    const signed = but(image(3, 16, 'MONOCHROME2', words(-1000, 0, 1000)), SIGNED, [0x0028_1053, 'DS', '0.5']);
    expect(valuesOf(await pixelsIn(signed))).toEqual([-1524, -1024, -524]);
  });

  it('are the bits that count, wherever they stand', async () => {
    // Twelve bits from the fourth on, the highest of which is the sign: 5, -5, and what lies in the others.
    const placed = but(
      image(3, 16, 'MONOCHROME2', words(5 << 4, -5 << 4, (5 << 4) + 15)),
      [0x0028_0101, 'US', [12]],
      SIGNED,
      ...UNSCALED,
    );
    expect(valuesOf(await pixelsIn(placed))).toEqual([5, -5, 5]);
  });

  it('are the brighter the higher, also where 0 is white', async () => {
    const turned = but(image(2, 8, 'MONOCHROME1', Uint8Array.of(0, 200)), ...UNSCALED);
    expect(valuesOf(await pixelsIn(turned))).toEqual([255, 55]);
    expect(valuesOf(await pixelsIn(but(turned, ...window('100.5', '201')), 'window'))).toEqual([255, 0]);
    const signed = but(image(2, 16, 'MONOCHROME1', words(-32_768, 100)), SIGNED, ...UNSCALED);
    expect(valuesOf(await pixelsIn(signed))).toEqual([32_767, -101]);
  });

  it('are seen through the window of the image, by its form', async () => {
    const through = async (...more: readonly MadeElement[]): Promise<readonly number[]> =>
      valuesOf(
        await pixelsIn(but(image(5, 16, 'MONOCHROME2', words(-500, -1, 0, 50, 900)), SIGNED, ...UNSCALED, ...more), 'window'),
      );
    // (x - 0 + 0.5) / 200 + 0.5, and so on, by hand.
    expect(await through(...window('0', '201'))).toEqual([0, 126.9, 128.1, 191.9, 255]);
    expect(await through(...window('0', '200', 'LINEAR_EXACT'))).toEqual([0, 126.2, 127.5, 191.2, 255]);
    expect(await through(...window('0', '200', 'SIGMOID'))).toEqual([0, 126.2, 127.5, 186.4, 255]);
    expect(await through(...window('50', '1'))).toEqual([0, 0, 0, 255, 255]);
  });
});

describe('colours', () => {
  const COLOURS: MadeElement = [0x0028_0002, 'US', [3]];
  const colours = (photometric: string, pixels: Uint8Array, planes = 0): readonly MadeElement[] => [
    ...image(2, 8, photometric, pixels),
    COLOURS,
    [0x0028_0006, 'US', [planes]],
  ];

  it('come pixel by pixel, from pixels and from planes', async () => {
    const expected = { width: 2, height: 1, channels: 3, slope: 1, intercept: 0 };
    for (const made of [colours('RGB', Uint8Array.of(1, 2, 3, 4, 5, 6)), colours('RGB', Uint8Array.of(1, 4, 2, 5, 3, 6), 1)]) {
      const { pixels, ...rest } = await pixelsIn(made);
      expect([rest, [...pixels]]).toEqual([expected, [1, 2, 3, 4, 5, 6]]);
    }
  });

  it('are red, green and blue whatever they were', async () => {
    // Pure red and mid grey.
    const whole = colours('YBR_FULL', Uint8Array.of(76, 85, 255, 128, 128, 128));
    expect([...(await pixelsIn(whole)).pixels]).toEqual([254, 0, 0, 128, 128, 128]);
    const shared = colours('YBR_FULL_422', Uint8Array.of(76, 100, 85, 255));
    expect([...(await pixelsIn(shared)).pixels]).toEqual([254, 0, 0, 255, 24, 24]);
  });

  it.each([8, 16])('are looked up in a palette of %s bits, whose ends go on', async (bits) => {
    const table = (...values: readonly number[]): Uint8Array =>
      words(...values.map((value) => (bits === 16 ? value << 8 : value)));
    const palette: readonly MadeElement[] = [
      ...[0x0028_1101, 0x0028_1102, 0x0028_1103].map((tag): MadeElement => [tag, 'US', [2, 10, bits]]),
      [0x0028_1201, 'OW', table(200, 7)],
      [0x0028_1202, 'OW', table(1, 100)],
      [0x0028_1203, 'OW', table(3, 4)],
    ];
    const coded = [...image(4, 8, 'PALETTE COLOR', Uint8Array.of(0, 10, 11, 255)), ...palette];
    expect([...(await pixelsIn(coded)).pixels]).toEqual([200, 1, 3, 200, 1, 3, 7, 100, 4, 7, 100, 4]);
  });
});

/** Runs of PS3.5, annex G: every segment as runs of one byte each, of a byte that repeats as a run. */
function runs(...segments: readonly Uint8Array[]): MadeElement {
  const packed = segments.map((bytes) => {
    const out: number[] = [128];
    for (let at = 0; at < bytes.length; ) {
      const value = bytes[at] as number;
      let end = at + 1;
      while (end < bytes.length && bytes[end] === value && end - at < 128) end++;
      if (end - at > 1) out.push(257 - (end - at), value);
      else out.push(0, value);
      at = end;
    }
    return Uint8Array.from(out.length % 2 === 0 ? out : [...out, 128]);
  });
  const head = Buffer.alloc(64);
  head.writeUInt32LE(segments.length, 0);
  let at = 64;
  for (const [i, { length }] of packed.entries()) {
    head.writeUInt32LE(at, 4 + 4 * i);
    at += length;
  }
  return [0x7fe0_0010, 'OB', { fragments: [new Uint8Array(0), Buffer.concat([head, ...packed])] }];
}

describe('compressed pixels', () => {
  const RLE: MadeLayout = { syntax: SYNTAX.rle };

  it('are unpacked from runs, of one and two bytes and of colours', async () => {
    const deep = but(
      image(4, 16, 'MONOCHROME2', words(0)),
      ...UNSCALED,
      runs(Uint8Array.of(1, 1, 1, 2), Uint8Array.of(0, 9, 9, 9)),
    );
    expect(valuesOf(await pixelsIn(deep, 'modality', RLE))).toEqual([256, 265, 265, 521]);
    const flat = but(image(300, 8, 'MONOCHROME2', words(0)), ...UNSCALED, runs(new Uint8Array(300).fill(7)));
    expect(valuesOf(await pixelsIn(flat, 'modality', RLE))).toEqual(Array(300).fill(7));
    const colours = but(
      image(2, 8, 'RGB', words(0)),
      [0x0028_0002, 'US', [3]],
      [0x0028_0006, 'US', [1]],
      runs(Uint8Array.of(1, 4), Uint8Array.of(2, 5), Uint8Array.of(3, 6)),
    );
    expect([...(await pixelsIn(colours, 'modality', RLE)).pixels]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

it.each<readonly [string, readonly MadeElement[], string]>([
  [
    'several frames',
    [
      [0x0028_0008, 'IS', '2'],
      [0x0028_0010, 'US', [8]],
    ],
    'several frames',
  ],
  [
    'no number of bits that is unpacked',
    [
      [0x0028_0100, 'US', [32]],
      [0x0028_0010, 'US', [8]],
    ],
    'neither 8 nor 16 bits',
  ],
  ['another meaning', [[0x0028_0004, 'CS', 'HSV']], 'not known here'],
  ['no slope', [[0x0028_1053, 'DS', '0']], 'what cannot be'],
  ['a slope that leaves no digits', [[0x0028_1053, 'DS', '1e300']], 'what cannot be'],
  ['no palette', but(image(256, 8, 'PALETTE COLOR', new Uint8Array(256))), 'no palette'],
])('an image of %s is refused', async (_, more, words) => {
  await expect(pixelsIn(more)).rejects.toThrow(words);
  await expect(pixelsIn(more)).rejects.toThrow(
    expect.toSatisfy((error) => isConsiliumError(error, 'DICOM_REFUSED') || isConsiliumError(error, 'DICOM_INVALID')) as Error,
  );
});

it('is no image through a window that it does not have, or that cannot be', async () => {
  const greys = image(2, 8, 'MONOCHROME2', Uint8Array.of(1, 2));
  const without = dicomFile(ctSlice({ more: greys, without: [0x0028_1050, 0x0028_1051] }));
  await expect(imagePixelsOf(read(without), cleaningOf(), 'window', NO_DECODER)).rejects.toThrow('has no window');
  await expect(pixelsIn([...greys, ...window('1', '0')], 'window')).rejects.toThrow('none that can be');
});
