import process from 'node:process';
import {
  type CodedImage,
  dateShiftsOf,
  imagePixelsOf,
  type PixelDecoder,
  readDicom,
  tokensOf,
  uidMapOf,
} from '@consilium/deidentify';
import { isConsiliumError } from '@consilium/core';
import { builtFile } from '@consilium/testing';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { CODESTREAMS, COLUMNS, compressedSlice, ROWS } from '../../testing/codestreams.ts';
import { IMAGE_FILES } from '../../testing/image-files.ts';
import { decodeImage } from '../images/decode-image.ts';
import { ImageFault } from '../images/decoded-image.ts';

/** How often each kind of input is made up: two thousand times in all, or as often as is asked for (`CONSILIUM_FUZZ=100000`). */
const RUNS = Number(process.env['CONSILIUM_FUZZ'] ?? 700);
/** An instance of the codecs takes some 10 ms; machines of tests are slow. */
const LIMIT_MS = Math.max(600_000, RUNS * 300);
/** What a decoder may leave behind: several instances that nobody has collected yet. */
const MOST_GROWTH = 1024 * 1024 * 1024;

/** A thread, since one that hangs can be ended; it loads built files. */
let decode: PixelDecoder;
beforeAll(async () => {
  const built = (await import(
    builtFile('site-agent/dist/connectors/codecs/codec-thread.js')
  )) as typeof import('./codec-thread.ts');
  const inThread = built.decodeInThread(() => 60_000);
  decode = async (image) => {
    const decoded = await inThread(image);
    if ('problem' in decoded && decoded.problem === 'slow') throw new TypeError('a decoder hangs');
    return decoded;
  };
});

const KEY = new Uint8Array(32).fill(3);
const CLEANING = {
  options: { basis: 'safe-harbor', dates: 'removed', retain: new Set<never>() },
  tokens: tokensOf(KEY, 'lungs', 'dicom'),
  uids: uidMapOf(KEY, 'lungs'),
  shifts: dateShiftsOf(KEY, 'lungs'),
} as const;

interface Changes {
  readonly bytes: readonly (readonly [at: number, byte: number])[];
  readonly end: number;
  readonly hole: number;
}

/** Mostly nothing, sometimes a number. */
const rarely = (max: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(max) });

/** Bytes changed (half of them in the head, where sizes and tables stand), something left out, something cut off; the first four bytes say what a file is. */
const changes: fc.Arbitrary<Changes> = fc.record({
  bytes: fc.array(fc.tuple(fc.oneof(fc.nat(150), fc.nat(20_000)), fc.nat(255)), { maxLength: 4 }),
  end: rarely(20_000),
  hole: rarely(9),
});

function changed(whole: Buffer, { bytes, end, hole }: Changes): Buffer {
  const copy = Buffer.from(whole);
  for (const [at, byte] of bytes) copy[4 + (at % (copy.length - 4))] = byte;
  const middle = copy.length >> 1;
  const made = Buffer.concat([copy.subarray(0, middle - hole), copy.subarray(middle)]);
  return end === 0 ? made : made.subarray(0, 4 + (end % (made.length - 4)));
}

async function grownBy(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage().rss;
  await work();
  return process.memoryUsage().rss - before;
}

it(
  'makes an image of the size in its head of each changed DICOM file, or refuses it in words that quote nothing',
  async () => {
    const seen = { decoded: 0, refused: 0 };
    const grown = await grownBy(() =>
      fc.assert(
        fc.asyncProperty(fc.constantFrom(...CODESTREAMS), changes, async (one, change) => {
          const file = compressedSlice({ ...one, stream: changed(one.stream, change) });
          try {
            const image = await imagePixelsOf(readDicom(file, { inflate: (bytes) => bytes }), CLEANING, 'modality', decode);
            expect([image.width, image.height, image.pixels.length]).toEqual([COLUMNS, ROWS, COLUMNS * ROWS * image.channels]);
            seen.decoded++;
          } catch (error) {
            if (!isConsiliumError(error, 'DICOM_INVALID') && !isConsiliumError(error, 'DICOM_REFUSED')) throw error;
            seen.refused++;
          }
        }),
        { numRuns: RUNS, seed: 21 },
      ),
    );
    expect(seen.decoded).toBeGreaterThan(RUNS / 20);
    expect(seen.refused).toBeGreaterThan(RUNS / 20);
    expect(grown).toBeLessThan(MOST_GROWTH);
  },
  LIMIT_MS,
);

it(
  'decodes or refuses streams at which nobody has looked, whatever size is asked for',
  async () => {
    const mostly = <T>(value: T, others: fc.Arbitrary<T>): fc.Arbitrary<T> =>
      fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: others });
    const size = fc.oneof(fc.integer({ min: 1, max: 64 }), fc.constant(5000));
    const asked = fc.record({
      codec: mostly<CodedImage['codec'] | undefined>(undefined, fc.constantFrom('jpeg', 'jpeg-ls', 'jpeg-2000')),
      width: mostly(COLUMNS, size),
      height: mostly(ROWS, size),
      bits: fc.constantFrom(8, 12, 12, 16),
      samples: mostly<1 | 3>(1, fc.constant(3)),
      toRgb: fc.boolean(),
    });
    const seen = { decoded: 0, refused: 0 };
    const grown = await grownBy(() =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...CODESTREAMS),
          changes,
          asked,
          async ({ what, stream }, change, { codec, ...image }) => {
            const own = what.startsWith('JPEG-LS') ? 'jpeg-ls' : what.startsWith('JPEG 2000') ? 'jpeg-2000' : 'jpeg';
            const decoded = await decode({ ...image, codec: codec ?? own, stream: changed(stream, change) });
            if ('samples' in decoded) expect(decoded.samples).toHaveLength(image.width * image.height * image.samples);
            seen['samples' in decoded ? 'decoded' : 'refused']++;
          },
        ),
        { numRuns: RUNS, seed: 22 },
      ),
    );
    expect(seen.decoded).toBeGreaterThan(RUNS / 20);
    expect(seen.refused).toBeGreaterThan(RUNS / 20);
    expect(grown).toBeLessThan(MOST_GROWTH);
  },
  LIMIT_MS,
);

it(
  'makes an image of each changed JPEG or TIFF file, or refuses it in words that quote nothing',
  async () => {
    const seen = { decoded: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...IMAGE_FILES), changes, async ({ file }, change) => {
        try {
          const { width, height, channels, pixels, white } = await decodeImage(changed(file, change), decode);
          expect(pixels).toHaveLength(width * height * channels);
          for (const value of pixels) if (value > white) throw new TypeError('a pixel is whiter than white');
          seen.decoded++;
        } catch (error) {
          if (!(error instanceof ImageFault)) throw error;
          expect(error.message).not.toContain('Mustermann');
          seen.refused++;
        }
      }),
      { numRuns: RUNS, seed: 23 },
    );
    expect(seen.decoded).toBeGreaterThan(RUNS / 20);
    expect(seen.refused).toBeGreaterThan(RUNS / 20);
  },
  LIMIT_MS,
);
