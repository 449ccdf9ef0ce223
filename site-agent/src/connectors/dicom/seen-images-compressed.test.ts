import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtFile } from '@consilium/testing';
import { ctSlice, dicomFile, type MadeElement } from '@consilium/testing/dicom';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { compressed, COMPRESSIONS } from '../../testing/compress.ts';
import { drawText, textured } from '../../testing/drawn-text.ts';
import { sourceSchema } from '../source-description.ts';

const SLOW = 400_000;
const WIDTH = 180;
const HEIGHT = 90;
const BLANK = { left: 0, top: 0, width: WIDTH, height: 34 };

/** A thread loads built files, so it is the build that is tested. */
let built: typeof import('./seen-images.ts') & typeof import('../../pixels/text-reader.ts');
beforeAll(async () => {
  const load = async (path: string): Promise<object> => (await import(builtFile(`site-agent/dist/${path}`))) as object;
  built = Object.assign({}, await load('connectors/dicom/seen-images.js'), await load('pixels/text-reader.js')) as typeof built;
});

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'consilium-compressed-')));
  mkdirSync(join(root, 'archive'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const uid = (number: number): string => `1.2.826.0.1.99.8.${number}`;

/** A slice with a name at this height, or without one. */
function put(number: number, by: keyof typeof COMPRESSIONS, y: number | undefined, more: readonly MadeElement[] = []): void {
  const canvas = textured('slopes', WIDTH, HEIGHT, number);
  if (y !== undefined) drawText(canvas, 'ZEBULON MARY', { x: 8, y, scale: 2, grey: 255 });
  const stream = compressed(canvas, by);
  // Pieces have even lengths.
  const even = stream.length % 2 === 0 ? stream : Buffer.concat([stream, Buffer.of(0)]);
  const own: readonly MadeElement[] = [
    [0x0028_0010, 'US', [HEIGHT]],
    [0x0028_0011, 'US', [WIDTH]],
    [0x0028_0100, 'US', [8]],
    [0x0028_0101, 'US', [8]],
    [0x0028_0102, 'US', [7]],
    [0x0028_0103, 'US', [0]],
    [0x7fe0_0010, 'OB', { fragments: [new Uint8Array(0), even] }],
  ];
  const image = ctSlice({ instance: uid(number), more: [...own, ...more] });
  writeFileSync(join(root, 'archive', String(number)), dicomFile(image, { syntax: COMPRESSIONS[by].syntax }));
}

it.each(Object.keys(COMPRESSIONS) as readonly (keyof typeof COMPRESSIONS)[])(
  'finds text in pixels of %s, and blanks them as they are decoded',
  { timeout: SLOW },
  async (by) => {
    put(1, by, undefined);
    put(2, by, 56);
    put(3, by, 8, [[0x0028_0301, 'CS', 'YES']]);
    const path = join(root, 'table.csv');
    writeFileSync(path, ['id,scan', ...[1, 2, 3].map((number) => `p${number},${uid(number)}`), ''].join('\n'));
    const rule = { manufacturer: 'GE MEDICAL SYSTEMS', model: 'QuintScan 64', rows: HEIGHT, columns: WIDTH, regions: [BLANK] };
    const described = { kind: 'dicom', path, folder: join(root, 'archive'), columns: ['scan'], text: 'none' } as const;
    const seen: (readonly string[])[] = [];
    for (const blank of [[], [{ blank: [rule] }]]) {
      const source = sourceSchema.parse(Object.assign({}, described, ...blank));
      if (source.kind !== 'dicom') throw new TypeError('no images');
      const reader = new built.TextReader();
      for await (const { reasons, pixels } of built.seenImages(source, join(root, 'state'), reader)) {
        seen.push(reasons);
        const top = (await pixels()).pixels.subarray(0, WIDTH * BLANK.height);
        expect(Math.max(...top) === 0).toBe(source.blank !== undefined);
      }
      await reader.close();
    }
    expect(seen).toEqual([[], ['text-found'], ['burned-in', 'text-found'], [], ['text-found'], []]);
  },
);
