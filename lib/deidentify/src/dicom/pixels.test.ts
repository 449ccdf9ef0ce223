import { ctSlice, dicomFile, type MadeElement } from '@consilium/testing/dicom';
import { expect, it } from 'vitest';
import { cleanDicom } from './clean-dicom.ts';
import { type PixelDescription, pixelsOf } from './pixels.ts';
import { cleaningOf, read } from './testing/cleaned.ts';

const described = (more: readonly MadeElement[] = []): PixelDescription =>
  pixelsOf(cleanDicom(read(dicomFile(ctSlice({ more }))), cleaningOf()));

it('says what the bytes of a cleaned image mean', () => {
  const { pixelData, ...rest } = described();
  expect(rest).toEqual({
    rows: 16,
    columns: 16,
    samplesPerPixel: 1,
    planarConfiguration: 0,
    bitsAllocated: 16,
    bitsStored: 16,
    highBit: 15,
    pixelRepresentation: 1,
    photometric: 'MONOCHROME2',
    rescale: { slope: 1, intercept: -1024 },
    window: { center: 40, width: 400 },
    spacing: { row: 0.703_125, column: 0.703_125 },
    frames: 1,
    transferSyntax: '1.2.840.10008.1.2.1',
  });
  expect(pixelData).toHaveLength(512);
});

it.each<readonly [string, readonly MadeElement[], Partial<PixelDescription>]>([
  [
    'two frames',
    [
      [0x0028_0008, 'IS', '2'],
      [0x0028_0010, 'US', [8]],
    ],
    { frames: 2, rows: 8 },
  ],
  [
    'colours of two bytes a pixel',
    [
      [0x0028_0004, 'CS', 'YBR_FULL_422'],
      [0x0028_0002, 'US', [3]],
      [0x0028_0100, 'US', [8]],
      [0x0028_0101, 'US', [8]],
      [0x0028_0102, 'US', [7]],
    ],
    { samplesPerPixel: 3, bitsAllocated: 8 },
  ],
  [
    'no window and no scale',
    [
      [0x0028_1050, 'DS', ''],
      [0x0028_1052, 'DS', ''],
      [0x0028_1053, 'DS', ''],
    ],
    { window: undefined, rescale: { slope: 1, intercept: 0 } },
  ],
])('with %s', (_what, more, expected) => {
  expect(described(more)).toMatchObject(expected);
});
