import type { ImagePixels } from '@consilium/deidentify';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resampled } from './resample.ts';

function image(width: number, height: number, channels: 1 | 3, values: readonly number[]): ImagePixels {
  return { width, height, channels, pixels: Uint8Array.from(values), slope: 1, intercept: 0, cleared: true };
}

describe('an image in another size', () => {
  it('has the mean of the area that each pixel covers', () => {
    const four = image(4, 2, 1, [0, 2, 4, 6, 8, 10, 12, 14]);
    expect([...resampled(four, { width: 2, height: 1, channels: 1 })]).toEqual([5, 9]);
    expect([...resampled(four, { width: 4, height: 2, channels: 1 })]).toEqual([...four.pixels]);
    // Each of three covers one pixel and a third.
    const [first, middle, last] = resampled(image(4, 1, 1, [9, 30, 60, 90]), { width: 3, height: 1, channels: 1 });
    expect([first, middle, last].map((value) => value?.toFixed(9))).toEqual([
      ((9 + 30 / 3) / (4 / 3)).toFixed(9),
      (((30 + 60) * (2 / 3)) / (4 / 3)).toFixed(9),
      ((60 / 3 + 90) / (4 / 3)).toFixed(9),
    ]);
    expect([...resampled(image(1, 1, 1, [7]), { width: 2, height: 2, channels: 1 })]).toEqual([7, 7, 7, 7]);
  });

  it('is grey by luminance, and in colour as it was, or grey in each channel', () => {
    const red = image(1, 1, 3, [200, 100, 50]);
    expect(resampled(red, { width: 1, height: 1, channels: 1 })[0]).toBeCloseTo(0.299 * 200 + 0.587 * 100 + 0.114 * 50, 10);
    expect([...resampled(red, { width: 2, height: 1, channels: 3 })]).toEqual([200, 100, 50, 200, 100, 50]);
    expect([...resampled(image(2, 1, 1, [3, 5]), { width: 2, height: 1, channels: 3 })]).toEqual([3, 3, 3, 5, 5, 5]);
  });

  it('keeps the mean of the whole, and lies between its least and largest value', () => {
    const sides = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(sides, sides, sides, sides, fc.infiniteStream(fc.nat(255)), (w, h, width, height, stream) => {
        const values = [...stream.take(w * h)];
        const out = [...resampled(image(w, h, 1, values), { width, height, channels: 1 })];
        const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length;
        expect(mean(out)).toBeCloseTo(mean(values), 8);
        expect(Math.min(...out)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(Math.max(...out)).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }),
      { seed: 3 },
    );
  });
});
