import {
  type Cleaning,
  dateShiftsOf,
  imagePixelsOf,
  type PixelDecoder,
  readDicom,
  tokensOf,
  uidMapOf,
} from '@consilium/deidentify';
import type { MadeElement } from '@consilium/testing/dicom';
import { describe, expect, it } from 'vitest';
import { CODESTREAMS, type Codestream, COLUMNS, compressedSlice, madeSamples, ROWS } from '../../testing/codestreams.ts';
import { decodeNatively, loadCodecs } from './native-codecs.ts';

const codecs = loadCodecs();
const decode: PixelDecoder = (image) => Promise.resolve(decodeNatively(codecs, image));

const KEY = new Uint8Array(32).fill(3);
const CLEANING: Cleaning = {
  options: { basis: 'safe-harbor', dates: 'removed', retain: new Set() },
  tokens: tokensOf(KEY, 'lungs', 'dicom'),
  uids: uidMapOf(KEY, 'lungs'),
  shifts: dateShiftsOf(KEY, 'lungs'),
};

/** What the pixels of a DICOM file mean. */
async function valuesIn(file: Uint8Array, by: PixelDecoder = decode): Promise<readonly number[]> {
  const image = readDicom(file, { inflate: (bytes) => bytes });
  const { pixels, slope, intercept, width, height, channels } = await imagePixelsOf(image, CLEANING, 'modality', by);
  expect([width, height]).toEqual([COLUMNS, ROWS]);
  expect(pixels).toHaveLength(ROWS * COLUMNS * channels);
  return Array.from(pixels, (stored) => slope * stored + intercept);
}

const named = (what: string): Codestream => {
  const found = CODESTREAMS.find((one) => one.what === what);
  if (found === undefined) throw new TypeError(what);
  return found;
};

/** By how much a decoded value may differ; the others by nothing. */
const BOUNDS: Readonly<Record<string, number>> = {
  'JPEG baseline, grey': 1,
  'JPEG baseline, colour': 4,
  'JPEG baseline, colours shared by two pixels': 5,
  'JPEG baseline, red, green and blue': 1,
  'JPEG extended, 12 bits': 6,
  'JPEG-LS, off by 3 at most': 3,
  'JPEG 2000 with losses': 2,
  'JPEG 2000 with losses, colour': 1,
};

describe('compressed pixels', () => {
  it.each(CODESTREAMS.map((one) => [one.what, one] as const))('of %s are what was compressed', async (what, one) => {
    const values = await valuesIn(compressedSlice(one));
    const made = madeSamples(one.image);
    const off = Math.max(...values.map((value, i) => Math.abs(value - (made[i] as number))));
    expect(off).toBeLessThanOrEqual(BOUNDS[what] ?? 0);
    // What is allowed to lose something does so: else it would not be tried.
    expect(off > 0).toBe(what in BOUNDS);
  });

  it.each(CODESTREAMS.map((one) => [one.what, one] as const))('of %s are refused where some are lost', async (_what, one) => {
    for (const share of [0.7, 0.9]) {
      const cut = Buffer.concat([one.stream.subarray(0, Math.floor(one.stream.length * share)), Buffer.of(0xff, 0xd9)]);
      await expect(valuesIn(compressedSlice(one, [], [cut]))).rejects.toThrow(/cut off or broken/);
    }
  });

  it.each(['JPEG lossless, any predictor', 'JPEG-LS', 'JPEG 2000'])('of %s may come in pieces', async (what) => {
    const one = named(what);
    // Pieces have even lengths.
    const cuts = [0, 2, 100, 102, one.stream.length];
    const pieces = cuts.slice(1).map((end, i) => one.stream.subarray(cuts[i], end));
    expect(await valuesIn(compressedSlice(one, [], pieces))).toEqual(madeSamples(one.image));
  });

  it.each<readonly [string, string, readonly MadeElement[]]>([
    ['another height', 'JPEG 2000', [[0x0028_0010, 'US', [ROWS + 1]]]],
    ['another width', 'JPEG-LS', [[0x0028_0011, 'US', [COLUMNS - 1]]]],
    [
      'the sides exchanged',
      'JPEG baseline, grey',
      [
        [0x0028_0010, 'US', [COLUMNS]],
        [0x0028_0011, 'US', [ROWS]],
      ],
    ],
    [
      'more bits than there are',
      'JPEG 2000',
      [
        [0x0028_0101, 'US', [13]],
        [0x0028_0102, 'US', [12]],
      ],
    ],
    [
      'bytes for samples of 12 bits',
      'JPEG extended, 12 bits',
      [
        [0x0028_0100, 'US', [8]],
        [0x0028_0101, 'US', [8]],
        [0x0028_0102, 'US', [7]],
      ],
    ],
    [
      'a colour where there is none',
      'JPEG baseline, grey',
      [
        [0x0028_0002, 'US', [3]],
        [0x0028_0004, 'CS', 'RGB'],
      ],
    ],
    [
      'grey where there is colour',
      'JPEG 2000, colour',
      [
        [0x0028_0002, 'US', [1]],
        [0x0028_0004, 'CS', 'MONOCHROME2'],
      ],
    ],
    ['other colours', 'JPEG baseline, colour', [[0x0028_0004, 'CS', 'RGB']]],
    ['colours as they are, where they were turned', 'JPEG 2000, colour', [[0x0028_0004, 'CS', 'YBR_FULL']]],
    ['turned colours, where they are as they were', 'JPEG 2000, colour as it is', [[0x0028_0004, 'CS', 'YBR_RCT']]],
    ['no sign where there is one', 'JPEG 2000, with sign', [[0x0028_0103, 'US', [0]]]],
    ['bits in another place', 'JPEG lossless, any predictor', [[0x0028_0102, 'US', [13]]]],
    ['a sign, which JPEG with losses does not keep', 'JPEG extended, 12 bits', [[0x0028_0103, 'US', [1]]]],
  ])('are not decoded where the head says %s', async (_what, stream, more) => {
    const file = compressedSlice(named(stream), more);
    await expect(valuesIn(file, () => Promise.reject(new TypeError('decoded')))).rejects.toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^DICOM_(INVALID|REFUSED)$/) as string }) as Error,
    );
  });

  it.each([
    ['JPEG baseline, grey', '70'],
    ['JPEG lossless, any predictor', '50'],
    ['JPEG extended, 12 bits', '50'],
    ['JPEG-LS', '70'],
    ['JPEG-LS, off by 3 at most', '80'],
    ['JPEG 2000', '50'],
  ])('of %s are not decoded as those of another transfer syntax (%s)', async (what, last) => {
    const file = compressedSlice({ ...named(what), syntax: `1.2.840.10008.1.2.4.${last}` });
    await expect(valuesIn(file, () => Promise.reject(new TypeError('decoded')))).rejects.toThrow(
      expect.objectContaining({ code: 'DICOM_INVALID' }) as Error,
    );
  });

  it('are refused by what the decoder says of them', async () => {
    const file = compressedSlice(named('JPEG-LS'));
    const refused = (problem: 'broken' | 'slow' | 'large') => valuesIn(file, () => Promise.resolve({ problem }));
    await expect(refused('broken')).rejects.toThrow('cut off or broken');
    await expect(refused('slow')).rejects.toThrow('take too long');
    await expect(refused('large')).rejects.toThrow('too much memory');
    await expect(valuesIn(file, () => Promise.resolve({ samples: new Uint16Array(3) }))).rejects.toThrow('cut off or broken');
  });
});

it('leaves nothing of one image for the next', () => {
  const { stream } = named('JPEG 2000');
  const image = { codec: 'jpeg-2000', stream, width: COLUMNS, height: ROWS, samples: 1, bits: 12, toRgb: false } as const;
  const whole = decodeNatively(codecs, image);
  // Half an image: where there is no data for pixels they may be anything, but not what lay there before.
  const half = { ...image, stream: Buffer.concat([stream.subarray(0, stream.length >> 1), Buffer.of(0xff, 0xd9)]) };
  const before = decodeNatively(loadCodecs(), half);
  expect(decodeNatively(codecs, half)).toEqual(before);
  expect(decodeNatively(codecs, image)).toEqual(whole);
});
