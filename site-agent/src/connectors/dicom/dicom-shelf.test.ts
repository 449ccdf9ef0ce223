import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testPlan } from '@consilium/testing';
import { ctSlice, dicomFile, type MadeElement, type MadeImage } from '@consilium/testing/dicom';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildDataset } from '../../border/build-dataset.ts';
import { pixelKey, PixelRecords } from '../../pixels/pixel-records.ts';
import { knownSplit } from '../../testing/splits.ts';
import { openSource, requireSafeSource, sourceSchema } from '../source-description.ts';
import type { Source } from '../source.ts';
import { DicomIndex } from './dicom-index.ts';
import { DicomShelf } from './dicom-shelf.ts';

let root = '';
let folder = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'consilium-dicom-source-')));
  folder = join(root, 'archive');
  mkdirSync(folder);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const uid = (last: string | number): string => `1.2.826.0.1.99.9.${last}`;

/** A slice of one pixel, whose value is its number unless said otherwise. */
function slice(path: string, number: number, { more = [], ...image }: MadeImage = {}, value: number = number): void {
  const pixel = new Uint8Array(Int16Array.of(value + 1024).buffer);
  const elements = [[0x7fe0_0010, 'OW', pixel] as const, ...more];
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), dicomFile(ctSlice({ instance: uid(number), number, side: 1, ...image, more: elements })));
}

function sourceOf(names: readonly string[], more: object = {}): Source {
  const path = join(root, 'table.csv');
  writeFileSync(path, ['id,scan,ill', ...names.map((name, i) => `p${i},"${name}",${i % 2 === 0 ? 'yes' : 'no'}`)].join('\n'));
  const description = sourceSchema.parse({ kind: 'dicom', path, folder, columns: ['scan'], text: 'none', ...more });
  requireSafeSource(description, join(root, 'state'));
  return openSource(description, join(root, 'state'));
}

/** Of each cell the value of its pixel, or what is wrong with it. */
async function scansOf(source: Source): Promise<readonly (number | string)[]> {
  const found: (number | string)[] = [];
  for await (const { columns } of source.read(['id', 'scan']).batches) {
    const column = columns[1];
    if (column?.kind !== 'image') throw new TypeError('no images');
    for (const cell of column.cells)
      if (cell === undefined) found.push('missing');
      else found.push('problem' in cell ? cell.problem : cell.slope * (cell.pixels[0] as number) + cell.intercept);
  }
  return found;
}

it('finds images by their UID, wherever they lie and whatever their files are called', async () => {
  slice('a/b/IM0001', 1);
  slice('z', 2);
  expect(await scansOf(sourceOf([uid(2), uid(1), '', uid(3), 'z', '../z']))).toEqual([
    2,
    1,
    'missing',
    'names no image below the folder',
    'names no image below the folder',
    'names no image below the folder',
  ]);
});

it('takes the middle slice in the order of their positions, not of files or numbers', async () => {
  const at = (z: number): readonly MadeElement[] => [[0x0020_0032, 'DS', `0\\0\\${z}`]];
  const series = uid('series');
  for (const [number, z] of [30, -10, 20, 0, 10].entries()) slice(`${number}`, number, { series, more: at(z) }, z);
  slice('copy', 0, { series, more: at(30) }, 30);
  expect(await scansOf(sourceOf([series], { by: 'series' }))).toEqual([10]);
  expect(await scansOf(sourceOf(['1.2.826.0.1.99.1'], { by: 'study' }))).toEqual([10]);
  expect(await scansOf(sourceOf(['MRN-77120934'], { by: 'patient' }))).toEqual([10]);
  slice('other', 9, { series: uid('scout') });
  const [said] = await scansOf(sourceOf(['MRN-77120934'], { by: 'patient' }));
  expect(said).toContain('several series');
  expect(await scansOf(sourceOf([uid('scout')], { by: 'series' }))).toEqual([9]);
});

it('takes the numbers of slices where they say no positions, and guesses nothing', async () => {
  const series = uid('series');
  const without = [0x0020_0032];
  for (const [path, number] of [
    ['a', 3],
    ['b', 1],
    ['c', 2],
  ] as const)
    slice(path, number, { series, without });
  expect(await scansOf(sourceOf([series], { by: 'series' }))).toEqual([2]);
  slice('d', 4, { series, without: [0x0020_0032, 0x0020_0013] });
  expect(await scansOf(sourceOf([series], { by: 'series' }))).toEqual([expect.stringContaining('in which order')]);
});

const HELD: readonly (readonly [string, readonly MadeElement[]])[] = [
  ['text is in its pixels', [[0x0028_0301, 'CS', 'YES']]],
  ['text may be in its pixels', [[0x0008_0060, 'CS', 'US']]],
  ['how it was taken', [[0x0008_0060, 'CS', '']]],
  ['a face may be seen', [[0x0018_0015, 'CS', 'HEAD']]],
  ['which part of the body', [[0x0018_0015, 'CS', '']]],
  [
    'bits that no pixel uses',
    [
      [0x0028_0101, 'US', [4]],
      [0x0028_0102, 'US', [3]],
    ],
  ],
];

it.each(HELD)('holds an image back: %s', async (why, more) => {
  slice('a', 1, { more });
  expect(await scansOf(sourceOf([uid(1)]))).toEqual([expect.stringMatching(`is held back \\(PIXELS_UNCLEAR\\): .*${why}`)]);
});

it('lets heads pass where the hospital says that faces were removed, and nothing else', async () => {
  slice('a', 1, { more: [[0x0018_0015, 'CS', 'HEAD']] });
  slice('b', 2, {
    more: [
      [0x0018_0015, 'CS', 'HEAD'],
      [0x0028_0301, 'CS', 'YES'],
    ],
  });
  expect(await scansOf(sourceOf([uid(1), uid(2)], { defaced: true }))).toEqual([
    1,
    expect.stringContaining('text is in its pixels'),
  ]);
});

it('passes over what is no image, counts it, and follows no link', async () => {
  slice('a', 1);
  writeFileSync(join(folder, 'Zebulonsen.pdf'), '%PDF');
  slice('report', 2, { more: [[0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.88.11']] });
  writeFileSync(join(root, 'outside'), dicomFile(ctSlice({ instance: uid(7) })));
  symlinkSync(join(root, 'outside'), join(folder, 'link'));
  symlinkSync(root, join(folder, 'up'));
  mkdirSync(join(folder, ...Array<string>(40).fill('d')), { recursive: true });
  const source = sourceOf([uid(1), uid(2), uid(7)]);
  expect(await scansOf(source)).toEqual([1, expect.stringContaining('is not taken'), 'names no image below the folder']);
  const notices = (await source.notices?.()) ?? [];
  expect(notices).toEqual([
    '1 of 5 files are no image that is taken: DICOM_INVALID',
    '2 of 5 files are no image that is taken: SOURCE_UNSAFE',
    expect.stringContaining('1 folders were passed over'),
  ]);
  expect(notices.join()).not.toContain('Zebulonsen');
});

it('sees that files came, went or changed, and reads them as they are then', async () => {
  slice('a', 1);
  const source = sourceOf([uid(1), uid(2)]);
  const reading = source.read(['scan']);
  for await (const _ of reading.batches);
  expect(reading.isCurrent()).toBe(true);
  slice('b', 2);
  expect(reading.isCurrent()).toBe(false);
  expect(await scansOf(source)).toEqual([1, 2]);
  slice('a', 1, {}, 500);
  expect(await scansOf(source)).toEqual([500, 2]);
  rmSync(join(folder, 'b'));
  expect(await scansOf(source)).toEqual([500, 'names no image below the folder']);
});

it('says of a folder that is gone that it has changed, and the next reading says why', async () => {
  slice('a', 1);
  const source = sourceOf([uid(1)]);
  const reading = source.read(['scan']);
  for await (const _ of reading.batches);
  rmSync(folder, { recursive: true });
  expect(reading.isCurrent()).toBe(false);
  await expect(scansOf(source)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});

it('takes no other image that came in the place of one while the table was read', async () => {
  slice('a', 1);
  slice('b', 2);
  const index = new DicomIndex(folder, join(root, 'state'));
  const records = new PixelRecords(join(root, 'state'));
  const place = { by: 'instance', values: 'modality', defaced: false } as const;
  const shelf = new DicomShelf(index, place, records, () => Promise.reject(new Error('plain pixels are not decoded')));
  await shelf.open();
  slice('a', 3);
  expect(await shelf.image(uid(1))).toEqual({ problem: expect.stringContaining('another image now') as string });
  expect(await shelf.image(uid(2))).toMatchObject({ cleared: true });
});

it('is a source only where people have looked at the images', () => {
  expect(() => sourceOf([], { text: undefined })).toThrow('names, dates or numbers burned into it');
});

it('gives plans the pixels of images that may be used; the patients of all others do not train', async () => {
  const plan = testPlan('dp-fedsgd', {
    data: {
      patientId: 'id',
      target: { kind: 'binary', column: 'ill', positive: ['yes'], negative: ['no'] },
      features: { scan: { kind: 'image', width: 1, height: 1, channels: 1, window: { centre: 0, width: 200 } } },
      missing: { rule: 'range-middle' },
    },
  });
  slice('a', 1, {}, -50);
  slice('b', 2, { more: [[0x0028_0301, 'CS', 'YES']] });
  slice('c', 3, {}, 900);
  const { training, report } = await buildDataset(sourceOf([uid(1), uid(2), uid(3), uid(4)]), plan, knownSplit(0));
  expect([...training.features]).toEqual([-0.5, 1]);
  expect([training.patients, report.rowsDropped]).toEqual([2, 2]);
  expect(report.problems.map(({ row, problem }) => `${row} ${problem}`)).toEqual([
    '3 is held back (PIXELS_UNCLEAR): it says that text is in its pixels',
    '5 names no image below the folder',
  ]);
});

it('takes nothing from one patient for what the files of another say', async () => {
  const unnamed = { without: [0x0008_0018] };
  slice('b', 2, { patient: 'B', series: uid('b'), instance: uid('shared') });
  slice('d', 4, { patient: 'D', series: uid('d'), ...unnamed });
  const names = ['B', 'D'];
  const before = await scansOf(sourceOf(names, { by: 'patient' }));
  expect(before[0]).toBe(2);
  // An image of the same name, and one of none, that come first by path.
  slice('a', 1, { patient: 'A', series: uid('a'), instance: uid('shared') });
  slice('c', 3, { patient: 'C', series: uid('c'), ...unnamed });
  expect(await scansOf(sourceOf(names, { by: 'patient' }))).toEqual(before);
  expect(await scansOf(sourceOf([uid('shared')]))).toEqual(['names images of several patients']);
});

it('holds one image back of which others may have changed what is remembered, and no other', async () => {
  slice('a', 1);
  slice('b', 2);
  const records = new PixelRecords(join(root, 'state'));
  const [key = ''] = ['a'].map((path) => pixelKey(readFileSync(join(folder, path)), []));
  records.decide(key, { decision: 'released', by: 'r', at: '2026-01-01T00:00:00Z' });
  chmodSync(join(root, 'state', 'pixels', 'decisions', `${key}.json`), 0o666);
  expect(await scansOf(sourceOf([uid(1), uid(2)]))).toEqual([expect.stringContaining('is held back'), 2]);
});

it('passes over what is opened as no file is, such as a socket', async () => {
  slice('a', 1);
  const server = createServer().listen(join(folder, 's'));
  await once(server, 'listening');
  try {
    const source = sourceOf([uid(1)]);
    expect(await scansOf(source)).toEqual([1]);
    expect(await source.notices?.()).toEqual(['1 of 2 files are no image that is taken: FILE_UNREADABLE']);
  } finally {
    server.close();
  }
});

it('passes over one file that cannot even be looked at', async () => {
  slice('a', 1);
  // A path longer than the system takes, made from within.
  const name = 'x'.repeat(250);
  const enough = Math.floor((4090 - folder.length) / (name.length + 1));
  const rest = 'y'.repeat(4090 - folder.length - enough * (name.length + 1) - 1);
  const into = [...Array.from({ length: enough }, () => name), ...(rest === '' ? [] : [rest])];
  execFileSync(
    'bash',
    ['-c', `for part in "$@"; do mkdir "$part" && cd "$part" || exit 1; done; echo > 'one more file'`, 'make', ...into],
    {
      cwd: folder,
    },
  );
  try {
    expect(await scansOf(sourceOf([uid(1)]))).toEqual([1]);
  } finally {
    execFileSync('rm', ['-rf', folder]);
  }
});
