import process from 'node:process';
import { deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { png, pngChunk } from '../../testing/png-chunk.ts';
import { ImageFault } from './decoded-image.ts';
import { decodePng } from './png.ts';

/** How often each input is made up: a few hundred times with all tests, a million for who has the time (`CONSILIUM_FUZZ=1000000`). */
const RUNS = Number(process.env['CONSILIUM_FUZZ'] ?? 500);

/** Decodes what nobody knows: it is an image of the size that it says, or none, in words that quote nothing. */
function decodedOrRefused(bytes: Buffer): 'decoded' | 'refused' {
  try {
    const { width, height, channels, pixels, white } = decodePng(bytes);
    expect(pixels).toHaveLength(width * height * channels);
    for (const value of pixels) if (value > white) throw new TypeError('a pixel is whiter than white');
    return 'decoded';
  } catch (error) {
    if (!(error instanceof ImageFault)) throw error;
    expect(error.message).not.toContain('Mustermann');
    return 'refused';
  }
}

/** Values of each pixel by colour type. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const small = fc.integer({ min: 0, max: 9 });
const anyNumber = fc.oneof(
  { weight: 9, arbitrary: small },
  { weight: 1, arbitrary: fc.constantFrom(65_535, 2 ** 31 - 1, 2 ** 32 - 1) },
);
const chunk = fc
  .tuple(
    fc.constantFrom('PLTE', 'tRNS', 'tEXt', 'iCCP', 'pHYs', 'eXIf', 'IHDR', 'IDAT', 'acTL', 'fdAT', 'x'),
    fc.uint8Array({ maxLength: 20 }),
  )
  .map(([type, data]) => pngChunk(type.padEnd(4), Buffer.from(data)));

it('makes an image of whatever header, chunks and data say, or refuses it', () => {
  const file = fc.record({
    width: anyNumber,
    height: anyNumber,
    depth: fc.constantFrom(1, 2, 4, 8, 16, 3),
    colour: fc.constantFrom(0, 2, 3, 4, 6, 1),
    interlaced: fc.constantFrom(0, 0, 1, 2),
    chunks: fc.array(chunk, { maxLength: 3 }),
    palette: fc.boolean(),
    data: fc.uint8Array({ minLength: 0, maxLength: 900, max: 4 }),
    fits: fc.boolean(),
    packed: fc.constantFrom(true, true, true, false),
  });
  const seen = { decoded: 0, refused: 0 };
  fc.assert(
    fc.property(file, ({ width, height, depth, colour, interlaced, chunks, palette, data, fits, packed }) => {
      const line = Math.ceil((width * (SAMPLES[colour] ?? 1) * depth) / 8) + 1;
      // Half of them have as many bytes as their pixels need.
      const raw = fits ? Buffer.concat([Buffer.from(data), Buffer.alloc(900)]).subarray(0, line * height) : Buffer.from(data);
      const before = palette ? [pngChunk('PLTE', Buffer.alloc(3 * 16, 7)), ...chunks] : chunks;
      const kind = { depth, colour, interlaced };
      seen[decodedOrRefused(png({ width, height, ...kind }, packed ? deflateSync(raw) : raw, before))]++;
    }),
    { numRuns: RUNS, seed: 11 },
  );
  expect(seen.decoded).toBeGreaterThan(RUNS / 50);
  expect(seen.refused).toBeGreaterThan(RUNS / 50);
});

it('stands bytes that were changed, left out and cut off', () => {
  const whole = Buffer.from(
    encode({
      width: 4,
      height: 3,
      depth: 8,
      channels: 3,
      data: Uint8Array.from({ length: 36 }, (_, i) => 7 * i),
      text: { Name: 'Mustermann' },
    }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }),
      fc.nat(whole.length),
      (changes, end) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        decodedOrRefused(bytes);
        decodedOrRefused(bytes.subarray(0, end));
        decodedOrRefused(Buffer.concat([bytes.subarray(0, end), bytes.subarray(Math.min(bytes.length, end + 5))]));
      },
    ),
    { numRuns: RUNS, seed: 12 },
  );
  expect(decodedOrRefused(whole)).toBe('decoded');
});

it('refuses a file of very many empty pieces, of which each takes memory', () => {
  const grey = { width: 1, height: 1, depth: 8, colour: 0 };
  const pieces = (count: number): Buffer =>
    png(grey, deflateSync(Buffer.of(0, 9)), Array<Buffer>(count).fill(pngChunk('tEXt', Buffer.alloc(0))));
  expect([...decodePng(pieces(60_000)).pixels]).toEqual([9]);
  expect(() => decodePng(pieces(70_000))).toThrow('is a PNG file of more than 65,536 pieces');
});
