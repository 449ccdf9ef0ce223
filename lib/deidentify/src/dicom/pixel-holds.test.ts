import { ctSlice, dicomFile, type MadeElement } from '@consilium/testing/dicom';
import { expect, it } from 'vitest';
import { pixelHolds } from './pixel-holds.ts';
import { read } from './testing/cleaned.ts';

const modality = (code: string): MadeElement => [0x0008_0060, 'CS', code];
const burned = (said: string): MadeElement => [0x0028_0301, 'CS', said];
const part = (code: string): MadeElement => [0x0018_0015, 'CS', code];

/** Pixels of 12 bits, all of them of one value in two bytes. */
const twelve = (value: number, sign: 0 | 1, ...more: readonly MadeElement[]): readonly MadeElement[] => [
  [0x0028_0101, 'US', [12]],
  [0x0028_0102, 'US', [11]],
  [0x0028_0103, 'US', [sign]],
  [0x7fe0_0010, 'OW', Buffer.alloc(512).fill(Buffer.of(value & 0xff, value >>> 8))],
  ...more,
];

it.each<readonly [string, readonly MadeElement[], readonly string[]]>([
  ['a CT of the chest', [], []],
  ['one that says that text is in it', [burned('YES')], ['burned-in']],
  ['an ultrasound that says nothing', [modality('US')], ['burned-in-unknown']],
  ['an ultrasound that says something else than NO', [modality('US'), burned('UNKNOWN')], ['burned-in-unknown']],
  ['an ultrasound that says that there is no text', [modality('US'), burned('NO')], []],
  ['a picture of a screen that calls itself CT', [[0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.7']], ['burned-in-unknown']],
  ['a film that was scanned', [modality('CR'), [0x0008_0064, 'CS', 'DF']], ['burned-in-unknown']],
  ['a saved screen', [[0x0008_0008, 'CS', 'DERIVED\\SECONDARY\\SCREEN SAVE']], ['burned-in-unknown']],
  ['an image of no modality', [modality('')], ['modality-unknown']],
  ['an image of a modality that nobody knows', [modality('ZZ')], ['modality-unknown']],
  ['a head', [part('HEAD')], ['face']],
  ['a brain in small letters', [modality('MR'), part('brain')], ['face']],
  ['a slice of who knows what', [part('')], ['face-unknown']],
  ['a head whose face is said to be gone', [part('HEAD'), [0x0028_0302, 'CS', 'NO']], []],
  ['a chest that is said to show who it is', [[0x0028_0302, 'CS', 'YES']], ['face']],
  ['a photograph', [modality('XC'), burned('NO')], ['face']],
  ['a radiograph of a skull', [modality('DX'), part('SKULL')], []],
  ['an overlay in the pixels', [[0x6000_0102, 'US', [12]]], ['hidden-bits']],
  ['pixels that use their bits', twelve(0x0fff, 0), []],
  ['something in bits above the pixels', twelve(0x1fff, 0), ['hidden-bits']],
  ['something in a part of the bits of a sign', twelve(0x1fff, 1), ['hidden-bits']],
  ['something in bits below the pixels', [...twelve(0x0010, 0, [0x0028_0102, 'US', [15]])].filter((_, i) => i !== 1), []],
  ['something there', [...twelve(0x0011, 0, [0x0028_0102, 'US', [15]])].filter((_, i) => i !== 1), ['hidden-bits']],
  ['signs that are repeated', twelve(0xffff, 1), []],
  ['what stands for no measurement', twelve(0xf830, 0, [0x0028_0120, 'US', [0xf830]]), []],
  ['an overlay beside the pixels', [[0x6000_0102, 'US', [0]]], []],
])('%s', (_what, more, reasons) => {
  const { dataset } = read(dicomFile(ctSlice({ more })));
  expect(pixelHolds(dataset, { defaced: false })).toEqual(reasons);
  expect(pixelHolds(dataset, { defaced: true })).toEqual(reasons.filter((reason) => !reason.startsWith('face')));
});
