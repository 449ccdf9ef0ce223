import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { isConsiliumError } from '@consilium/core';
import type { ColumnCells } from '@consilium/deidentify';
import { builtFile, testPlan } from '@consilium/testing';
import { encode } from 'fast-png';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildDataset } from '../../border/build-dataset.ts';
import { png as pngOf, pngChunk as chunk } from '../../testing/png-chunk.ts';
import { knownSplit } from '../../testing/splits.ts';
import type { Source } from '../source.ts';

/** A thread loads built files, so it is the build that is tested. */
let openSource: typeof import('../source-description.ts').openSource;
let requireSafeSource: typeof import('../source-description.ts').requireSafeSource;
let sourceSchema: typeof import('../source-description.ts').sourceSchema;
beforeAll(async () => {
  ({ openSource, requireSafeSource, sourceSchema } = (await import(
    builtFile('site-agent/dist/connectors/source-description.js')
  )) as typeof import('../source-description.ts'));
});

let root = '';
let folder = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'consilium-images-')));
  folder = join(root, 'scans');
  mkdirSync(join(folder, 'ward'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** An image of 2 by 2 whose pixels count up. */
const grey = (text: Record<string, string> = {}): Uint8Array =>
  encode({ width: 2, height: 2, depth: 8, channels: 1, data: Uint8Array.of(0, 50, 100, 255), text });

/** A source of a table that names these files, one a patient. */
function sourceOf(names: readonly string[], more: object = {}): Source {
  const path = join(root, 'table.csv');
  writeFileSync(path, ['id,scan,ill', ...names.map((name, i) => `p${i},"${name}",${i % 2 === 0 ? 'yes' : 'no'}`)].join('\n'));
  const description = sourceSchema.parse({ kind: 'images', path, folder, columns: ['scan'], text: 'none', ...more });
  requireSafeSource(description, join(root, 'state'));
  return openSource(description, join(root, 'state'));
}

async function scansOf(source: Source): Promise<Extract<ColumnCells, { kind: 'image' }>['cells']> {
  const cells = [];
  for await (const batch of source.read(['id', 'scan']).batches) {
    const column = batch.columns[1];
    if (column?.kind !== 'image') throw new TypeError('no images');
    cells.push(...column.cells);
  }
  return cells;
}

async function scan(bytes: Uint8Array, more?: object) {
  writeFileSync(join(folder, 'a.png'), bytes);
  return (await scansOf(sourceOf(['a.png'], more)))[0];
}

/** A PNG file whose header says this. */
function png(
  width: number,
  height: number,
  [depth, colour]: readonly [number, number],
  data: Buffer,
  ...before: Buffer[]
): Buffer {
  return pngOf({ width, height, depth, colour }, data, before);
}

describe('images that a table names', () => {
  it('are pixels, with nothing else of their files', async () => {
    const read = await scan(grey({ Patient: 'Mustermann' }));
    expect(read).toEqual({
      width: 2,
      height: 2,
      channels: 1,
      pixels: Uint8Array.of(0, 50, 100, 255),
      slope: 1,
      intercept: 0,
      cleared: true,
    });
  });

  it('mean the same in 8 and 16 bits, and what the hospital says of black and white', async () => {
    const data = Uint16Array.of(0, 65_535, 32_768, 257);
    const deep = encode({ width: 2, height: 2, depth: 16, channels: 1, data });
    expect(await scan(deep)).toMatchObject({ pixels: data, slope: 255 / 65_535, intercept: 0 });
    expect(await scan(deep, { black: -1000, white: 3000 })).toMatchObject({ slope: 4000 / 65_535, intercept: -1000 });
  });

  it('are drawn on black where they are transparent, and without palette', async () => {
    const alpha = encode({ width: 2, height: 1, depth: 8, channels: 2, data: Uint8Array.of(100, 255, 100, 51) });
    expect(await scan(alpha)).toMatchObject({ channels: 1, pixels: Uint8Array.of(100, 20) });
    const palette = chunk('PLTE', Buffer.from([255, 0, 0, 0, 0, 255]));
    // Three pixels of two bits in one byte: 1, 0, 1.
    const coded = png(3, 1, [2, 3], deflateSync(Buffer.from([0, 0b01_00_01_00])), palette);
    expect(await scan(coded)).toMatchObject({ channels: 3, pixels: Uint8Array.of(0, 0, 255, 255, 0, 0, 0, 0, 255) });
    const bits = png(9, 1, [1, 0], deflateSync(Buffer.from([0, 0b1010_0000, 0b1000_0000])));
    expect(await scan(bits)).toMatchObject({ pixels: Uint8Array.of(1, 0, 1, 0, 0, 0, 0, 0, 1), slope: 255 });
  });

  it('lie below the folder: no link, no way out, nothing but files', async () => {
    writeFileSync(join(root, 'outside.png'), grey());
    writeFileSync(join(folder, 'ward', 'a.png'), grey());
    symlinkSync(join(root, 'outside.png'), join(folder, 'link.png'));
    symlinkSync(root, join(folder, 'up'));
    linkSync(join(folder, 'ward', 'a.png'), join(folder, 'same.png'));
    execFileSync('mkfifo', [join(folder, 'pipe.png')]);
    const names = [
      'ward/a.png',
      '../outside.png',
      join(root, 'outside.png'),
      'link.png',
      'up/outside.png',
      'ward',
      'pipe.png',
      'none.png',
      './ward/a.png',
      'ward//a.png',
      '',
      'same.png',
    ];
    const seen = (await scansOf(sourceOf(names))).map((cell) =>
      cell === undefined ? 'missing' : 'problem' in cell ? cell.problem : 'read',
    );
    expect(seen).toEqual([
      'read',
      expect.stringContaining('no file below the folder'),
      expect.stringContaining('no file below the folder'),
      expect.stringContaining('not there'),
      expect.stringContaining('behind a link'),
      expect.stringContaining('no plain file'),
      expect.stringContaining('no plain file'),
      expect.stringContaining('not there'),
      expect.stringContaining('no file below the folder'),
      expect.stringContaining('no file below the folder'),
      'missing',
      'read',
    ]);
    expect(seen.join()).not.toContain('outside');
  });

  it('are refused by what they say of themselves, before they take memory', async () => {
    const bomb = png(6000, 6000, [8, 0], deflateSync(Buffer.alloc(200 * 1024 * 1024), { level: 9 }));
    const before = process.memoryUsage().arrayBuffers;
    const small = png(10, 10, [8, 0], deflateSync(Buffer.alloc(200 * 1024 * 1024), { level: 9 }));
    const cases: [Uint8Array, string][] = [
      [png(30_000, 30_000, [8, 0], Buffer.alloc(10)), 'more than 50,000,000 pixels'],
      // Scaled to a square, it would be longer than memory: of one patient, and nobody's data set were read.
      [png(1, 5_000_000, [8, 0], deflateSync(Buffer.alloc(10_000_000))), 'more than 32,768 pixels a side'],
      [png(5000, 5000, [16, 6], deflateSync(Buffer.alloc(10))), 'more than 160 MiB'],
      [png(0, 5, [8, 0], Buffer.alloc(10)), 'without pixels'],
      [small, 'damaged'],
      [bomb.subarray(0, 1000), 'cut off'],
      [png(100, 100, [8, 0], deflateSync(Buffer.alloc(10))), 'too few pixels'],
      [png(2, 2, [7, 0], deflateSync(Buffer.alloc(20))), 'unknown kind'],
      [png(2, 2, [8, 5], deflateSync(Buffer.alloc(20))), 'unknown kind'],
      [Buffer.from('GIF89a'), 'no PNG, JPEG or TIFF file'],
      [Buffer.alloc(0), 'no PNG, JPEG or TIFF file'],
      [Buffer.concat([Buffer.from(grey()).subarray(0, 40), Buffer.alloc(30)]), 'cut off'],
    ];
    for (const [bytes, problem] of cases)
      expect(await scan(bytes)).toEqual({ problem: expect.stringContaining(problem) as string });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(500e6);
  });

  it('are known by their pixels, in however many batches they come, and by when their files change', async () => {
    writeFileSync(join(folder, 'a.png'), grey());
    writeFileSync(join(folder, 'b.png'), grey({ Comment: 'the same pixels' }));
    const hashOf = async (names: readonly string[]): Promise<string> => {
      const reading = sourceOf(names).read(['id', 'scan']);
      for await (const _ of reading.batches);
      return reading.contentHash();
    };
    expect(await hashOf(['a.png', 'a.png'])).toBe(await hashOf(['b.png', 'b.png']));
    expect(await hashOf(['a.png', 'a.png'])).not.toBe(await hashOf(['a.png', '']));
    const reading = sourceOf(['a.png']).read(['scan']);
    for await (const _ of reading.batches);
    expect(reading.isCurrent()).toBe(true);
    writeFileSync(join(folder, 'a.png'), encode({ width: 1, height: 1, depth: 8, channels: 1, data: Uint8Array.of(1) }));
    expect(reading.isCurrent()).toBe(false);
    rmSync(join(folder, 'a.png'));
    expect(reading.isCurrent()).toBe(false);
  });

  it('are sources only where people have looked at them, and below no folder of the agent', () => {
    writeFileSync(join(root, 'table.csv'), 'id,scan\n');
    expect(() => sourceOf([], { text: undefined })).toThrow('names, dates or numbers burned into it');
    const description = sourceSchema.parse({
      kind: 'images',
      path: join(root, 'table.csv'),
      folder,
      columns: ['scan'],
      text: 'none',
    });
    for (const state of [join(folder, 'state'), root]) {
      mkdirSync(state, { recursive: true });
      expect(() => requireSafeSource(description, state)).toThrow(
        expect.toSatisfy((error) => isConsiliumError(error, 'SOURCE_UNSAFE')) as Error,
      );
    }
  });
});

describe('what a plan gets of images', () => {
  const plan = testPlan('dp-fedsgd', {
    data: {
      patientId: 'id',
      target: { kind: 'binary', column: 'ill', positive: ['yes'], negative: ['no'] },
      features: { scan: { kind: 'image', width: 1, height: 2, channels: 1, window: { centre: 100, width: 100 } } },
      missing: { rule: 'range-middle' },
    },
  });

  it('is scaled by area, cut to the window, and one row is one image', async () => {
    writeFileSync(join(folder, 'a.png'), grey());
    const { training } = await buildDataset(sourceOf(['a.png', 'a.png']), plan, knownSplit(0));
    // Means 25 and 177.5 against a window from 50 to 150.
    expect([...training.features]).toEqual([-1, 1, -1, 1]);
  });

  it('leaves patients out of whom there is no image, says why, and decides nothing by one', async () => {
    writeFileSync(join(folder, 'a.png'), grey());
    writeFileSync(join(folder, 'bad.png'), 'Mustermann');
    const { training, report } = await buildDataset(sourceOf(['a.png', 'bad.png', '', '../x', 'a.png']), plan, knownSplit(0));
    expect([training.rows, training.patients, report.rowsDropped]).toEqual([2, 2, 3]);
    expect([report.missing, report.unreadable]).toEqual([{ scan: 1 }, { scan: 2 }]);
    expect(report.problems.map(({ row, problem }) => `${row} ${problem}`)).toEqual([
      '3 is no PNG, JPEG or TIFF file',
      expect.stringMatching(/^5 names no file below the folder/),
    ]);
    const none = await buildDataset(sourceOf(['bad.png']), plan, knownSplit(0));
    expect(none.training.rows).toBe(0);
  });

  it('is nothing where the column holds text', async () => {
    writeFileSync(join(root, 'plain.csv'), 'id,scan,ill\np1,7,yes\n');
    const source = openSource({ kind: 'csv', path: join(root, 'plain.csv') }, join(root, 'state'));
    const { training, report } = await buildDataset(source, plan, knownSplit(0));
    expect([training.rows, report.problems[0]?.problem]).toEqual([0, expect.stringContaining('is no image')]);
  });
});
