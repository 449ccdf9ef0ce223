import fc from 'fast-check';
import { expect, it } from 'vitest';
import { greyPicture, greyViews, isTooSmallForText } from './grey-views.ts';

const sizes = (width: number, height: number): readonly string[] => {
  const image = { width, height, channels: 1 as const, pixels: new Uint8Array(width * height) };
  return [...greyViews(image)].map((view) => {
    expect(view.pixels).toHaveLength(view.width * view.height);
    return `${view.width}x${view.height}`;
  });
};

it('shows an image as it is and twice as large, against black and against its surroundings', () => {
  expect(sizes(40, 30)).toEqual(['40x30', '80x60', '40x30', '80x60']);
});

it('bounds what is read: large images are not enlarged, and the largest shrunk', () => {
  expect(sizes(2000, 1000)).toEqual(['2000x1000', '2000x1000']);
  expect(sizes(6000, 5000)).toEqual(['3000x2500', '3000x2500']);
});

it('makes 16 bits, colours and any range of greys black to white, and a plain image black', () => {
  const [view] = greyViews({ width: 3, height: 1, channels: 1, pixels: Uint16Array.of(1000, 1500, 2000) });
  expect([...(view?.pixels ?? [])]).toEqual([0, 128, 255]);
  const [colours] = greyViews({ width: 3, height: 1, channels: 3, pixels: Uint8Array.of(0, 0, 0, 255, 0, 0, 255, 255, 255) });
  expect([...(colours?.pixels ?? [])]).toEqual([0, 76, 255]);
  for (const plain of greyViews({ width: 2, height: 2, channels: 1, pixels: new Uint8Array(4).fill(9) }))
    expect(Math.max(...plain.pixels)).toBe(0);
});

it('raises what is hardly brighter than its surroundings', () => {
  const [width, height] = [64, 64];
  // A slope from 0 to 250 with a dot four greys brighter.
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => Math.floor(((i % width) * 250) / width));
  for (const [x, y] of [
    [30, 30],
    [31, 30],
    [30, 31],
    [31, 31],
  ] as const)
    pixels[y * width + x] = (pixels[y * width + x] ?? 0) + 4;
  const views = [...greyViews({ width, height, channels: 1, pixels })];
  const above = (view = views[0]): number => (view?.pixels[30 * width + 30] ?? 0) - (view?.pixels[28 * width + 30] ?? 0);
  expect(above(views[2])).toBeGreaterThan(3 * above(views[0]));
});

it('makes pictures of every size and depth', () => {
  const image = fc
    .record({
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 40 }),
      channels: fc.constantFrom(1 as const, 3 as const),
      deep: fc.boolean(),
    })
    .chain(({ width, height, channels, deep }) => {
      const length = width * height * channels;
      const pixels =
        deep && channels === 1
          ? fc.uint16Array({ minLength: length, maxLength: length })
          : fc.uint8Array({ minLength: length, maxLength: length });
      return fc.record({ width: fc.constant(width), height: fc.constant(height), channels: fc.constant(channels), pixels });
    });
  fc.assert(
    fc.property(image, (one) => {
      const before = one.pixels.slice();
      for (const view of [...greyViews(one), greyPicture(one)]) expect(view.pixels).toHaveLength(view.width * view.height);
      expect(one.pixels).toEqual(before);
    }),
    { numRuns: 60, seed: 21 },
  );
});

it('knows images into which no name fits', () => {
  expect([isTooSmallForText(31, 31), isTooSmallForText(32, 5), isTooSmallForText(5, 32)]).toEqual([true, false, false]);
});
