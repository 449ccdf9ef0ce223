import { ctSlice, dicomFile, type MadeElement, SYNTAX } from '@consilium/testing/dicom';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blankFile, blankImage, blankRegions, type BlankRule } from './blank-pixels.ts';
import { TAG } from './elements.ts';
import { imagePixelsOf } from './image-pixels.ts';
import type { PixelDecoder } from './pixel-decoder.ts';
import { pixelsOf } from './pixels.ts';
import { cleaningOf, read } from './testing/cleaned.ts';

const NO_DECODER: PixelDecoder = () => Promise.reject(new Error('plain pixels are not decoded'));

const SIDE = 6;
const COLOURS = 3;

/** How pixels may be written: bits, samples, sign, colours, order. */
const FORMS: readonly (readonly [string, readonly MadeElement[]])[] = [
  ['16 bits with a sign', []],
  ['16 bits without', [[0x0028_0103, 'US', [0]]]],
  ['turned', [[0x0028_0004, 'CS', 'MONOCHROME1']]],
  [
    'turned, without a sign',
    [
      [0x0028_0004, 'CS', 'MONOCHROME1'],
      [0x0028_0103, 'US', [0]],
    ],
  ],
  [
    '12 bits that do not begin at the lowest',
    [
      [0x0028_0101, 'US', [12]],
      [0x0028_0102, 'US', [13]],
    ],
  ],
  ['8 bits', eight('MONOCHROME2', 1)],
  ['colours by pixel', eight('RGB', COLOURS)],
  ['colours by plane', [...eight('RGB', COLOURS), [0x0028_0006, 'US', [1]]]],
  ['brightness and colours', eight('YBR_FULL', COLOURS)],
];

function eight(photometric: string, samples: number): readonly MadeElement[] {
  return [
    [0x0028_0002, 'US', [samples]],
    [0x0028_0004, 'CS', photometric],
    ...(samples === 1 ? [] : [[0x0028_0006, 'US', [0]] as const]),
    [0x0028_0100, 'US', [8]],
    [0x0028_0101, 'US', [8]],
    [0x0028_0102, 'US', [7]],
    [0x0028_0103, 'US', [0]],
    [0x7fe0_0010, 'OB', Uint8Array.from({ length: SIDE * SIDE * samples }, (_, i) => (i * 41) % 256)],
  ];
}

/** The later of two elements with one tag. */
const once = (elements: readonly MadeElement[]): readonly MadeElement[] => [
  ...new Map(elements.map((element) => [element[0], element])).values(),
];
const made = (more: readonly MadeElement[]): ReturnType<typeof read> =>
  read(dicomFile(ctSlice({ side: SIDE, more: once(more) })));

const region = fc.record({
  left: fc.nat(SIDE - 1),
  top: fc.nat(SIDE - 1),
  width: fc.integer({ min: 1, max: SIDE + 2 }),
  height: fc.integer({ min: 1, max: SIDE + 2 }),
});

it.each(FORMS)('makes rectangles black, and nothing else, in pixels of %s', async (_form, more) => {
  const file = made(more);
  const before = await imagePixelsOf(file, cleaningOf(), 'modality', NO_DECODER);
  await fc.assert(
    fc.asyncProperty(fc.array(region, { maxLength: 3 }), async (regions) => {
      const inside = (at: number): boolean => {
        const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
        return regions.some((r) => x >= r.left && x < r.left + r.width && y >= r.top && y < r.top + r.height);
      };
      const { channels, pixels } = before;
      const expected = pixels.map((value, i) => (inside(Math.floor(i / channels)) ? 0 : value));
      expect(blankImage(before, regions).pixels).toEqual(expected);
      const blanked = await imagePixelsOf(blankFile(file, regions), cleaningOf(), 'modality', NO_DECODER);
      expect(blanked.pixels).toEqual(expected);
    }),
    { numRuns: 60, seed: 14 },
  );
});

it('leaves the file that it was given, and does every frame', () => {
  const pixels = Uint8Array.from({ length: 2 * SIDE * SIDE }, () => 77);
  const file = made([...eight('MONOCHROME2', 1), [0x0028_0008, 'IS', '2'], [0x7fe0_0010, 'OB', pixels]]);
  const blanked = blankFile(file, [{ left: 0, top: 0, width: SIDE, height: SIDE - 1 }]);
  const left = (from: typeof file): readonly number[] => [...(pixelsOf(from).pixelData as Uint8Array)];
  expect(left(file).filter((value) => value === 77)).toHaveLength(2 * SIDE * SIDE);
  expect(
    left(blanked)
      .map((value, i) => (value === 77 ? Math.floor(i / SIDE) % SIDE : -1))
      .filter((row) => row >= 0),
  ).toEqual(Array<number>(2 * SIDE).fill(SIDE - 1));
  expect(blanked.dataset.get(TAG.rows)).toBe(file.dataset.get(TAG.rows));
});

it('refuses what is compressed or packed, and nothing where nothing is to be blanked', () => {
  const all = [{ left: 0, top: 0, width: 1, height: 1 }];
  const compressed = read(
    dicomFile(ctSlice({ more: [[0x7fe0_0010, 'OB', { fragments: [new Uint8Array(0), Uint8Array.of(0xff, 0xd8)] }]] }), {
      syntax: SYNTAX.jpeg,
    }),
  );
  expect(() => blankFile(compressed, all)).toThrow('compressed');
  expect(blankFile(compressed, [])).toBe(compressed);
  const shared = made([...eight('YBR_FULL_422', COLOURS)]);
  expect(() => blankFile(shared, all)).toThrow('packed');
});

it('knows images of exactly one device and size', () => {
  const rule: BlankRule = { manufacturer: 'GE MEDICAL SYSTEMS', model: 'QuintScan 64', rows: SIDE, columns: SIDE, regions: [] };
  const [first, second] = [0, 1].map((left) => ({ left, top: 0, width: 1, height: 1 }));
  const rules = [first, second].map((one) => ({ ...rule, regions: one === undefined ? [] : [one] }));
  const { dataset } = made([]);
  expect(blankRegions(dataset, rules)).toEqual([first, second]);
  for (const other of [{ model: 'QuintScan 65' }, { manufacturer: 'GE' }, { rows: SIDE + 1 }, { columns: SIDE - 1 }])
    expect(blankRegions(dataset, [{ ...rule, ...other, regions: rules[0]?.regions ?? [] }])).toEqual([]);
});
