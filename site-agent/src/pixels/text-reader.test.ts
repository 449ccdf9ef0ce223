import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type Canvas, drawText, imageOf, TEXTURES, type Texture, textured } from '../testing/drawn-text.ts';
import { greyViews } from './grey-views.ts';
import { TEXT_READER, TextReader } from './text-reader.ts';

const reader = new TextReader();
afterAll(async () => await reader.close());
const SLOW = 300_000;
const SIDE = 256;

const findsText = async (canvas: Canvas, by: TextReader = reader): Promise<boolean | undefined> =>
  await by.findsText(greyViews(imageOf(canvas)));

/** An image with a name, drawn so, on a texture. */
function named(texture: Texture, scale: number, grey: number, inverted = false): Canvas {
  const canvas = textured(texture, SIDE, SIDE, scale + grey);
  drawText(canvas, 'MUELLER ANNA', { x: 8, y: 8, scale, grey });
  drawText(canvas, '12/03/1955', { x: 8, y: 14 + 7 * scale, scale, grey });
  return inverted ? { ...canvas, pixels: canvas.pixels.map((value) => 255 - value) } : canvas;
}

describe('the reader of text in pixels', () => {
  it.each(TEXTURES.flatMap((texture) => [1, 2, 3].map((scale) => [texture, scale] as const)))(
    'finds a name that a console writes over %s in letters of %i times seven pixels',
    { timeout: SLOW },
    async (texture, scale) => {
      expect(await findsText(named(texture, scale, 255))).toBe(true);
      expect(await findsText(named(texture, scale, 255, true))).toBe(true);
    },
  );

  it.each(TEXTURES)('finds none in %s', { timeout: SLOW }, async (texture) => {
    for (const seed of [1, 2]) expect(await findsText(textured(texture, SIDE, SIDE, seed))).toBe(false);
  });

  it('finds the same whatever it has read before', { timeout: SLOW }, async () => {
    const images = [named('grain', 2, 160), named('rounds', 1, 90), textured('slopes', SIDE, SIDE, 9)];
    const alone: unknown[] = [];
    for (const image of images) {
      const fresh = new TextReader();
      alone.push(await findsText(image, fresh));
      await fresh.close();
    }
    const together: unknown[] = [];
    for (const image of [...images].reverse()) together.unshift(await findsText(image));
    expect(together).toEqual(alone);
  });

  it('gives up what takes too long, has found nothing out, and reads on with the next image', { timeout: SLOW }, async () => {
    const hurried = new TextReader(1);
    expect(await findsText(named('slopes', 2, 255), hurried)).toBeUndefined();
    await hurried.close();
    expect(await findsText(named('slopes', 2, 255))).toBe(true);
  });

  it('is of the versions that are installed, whose names stand beside what it has found', () => {
    const versionOf = (name: string): string => {
      const entry = createRequire(import.meta.url).resolve(name);
      const folder = entry.slice(0, entry.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length);
      return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
    };
    expect(TEXT_READER).toContain(`tesseract.js ${versionOf('tesseract.js')}`);
    expect(TEXT_READER).toContain(`eng ${versionOf('@tesseract.js-data/eng')}`);
  });

  it('looks up no name and opens no connection, in no thread, and writes no file', { timeout: SLOW }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'consilium-offline-'));
    try {
      const log = join(folder, 'attempts');
      const threads = join(folder, 'threads');
      // Loaded before anything else by the program and by each of its threads.
      writeFileSync(
        join(folder, 'offline.cjs'),
        `const { appendFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');
appendFileSync(${JSON.stringify(threads)}, isMainThread ? 'main\\n' : 'thread\\n');
const refuse = (what) => () => { appendFileSync(${JSON.stringify(log)}, what + '\\n'); throw new Error('offline: ' + what); };
const net = require('node:net'); const dns = require('node:dns'); const dgram = require('node:dgram');
net.Socket.prototype.connect = refuse('connect');
for (const module of [dns, dns.promises]) for (const name of Object.keys(module)) if (/^(lookup|resolve|reverse)/.test(name)) module[name] = refuse('dns ' + name);
dgram.createSocket = refuse('dgram');
globalThis.fetch = refuse('fetch');
`,
      );
      const here = dirname(fileURLToPath(import.meta.url));
      const built = (name: string): string => JSON.stringify(join(here, '../../dist', name));
      writeFileSync(
        join(folder, 'read.mjs'),
        `import { TextReader } from ${built('pixels/text-reader.js')};
import { greyViews } from ${built('pixels/grey-views.js')};
const image = JSON.parse(process.argv[2]);
const reader = new TextReader();
process.stdout.write(String(await reader.findsText(greyViews({ ...image, channels: 1, pixels: Uint8Array.from(image.pixels) }))));
await reader.close();
try { await fetch('https://example.org'); } catch {}
`,
      );
      const small = textured('slopes', 120, 40, 1);
      drawText(small, 'SMITH', { x: 8, y: 8, scale: 2, grey: 255 });
      const said = execFileSync(
        process.execPath,
        [
          '--disallow-code-generation-from-strings',
          '--require',
          join(folder, 'offline.cjs'),
          join(folder, 'read.mjs'),
          JSON.stringify({ ...small, pixels: [...small.pixels] }),
        ],
        { encoding: 'utf8', cwd: folder },
      );
      expect(said).toBe('true');
      // The guard was there in both, and saw the one attempt that the script makes by itself.
      expect(readFileSync(threads, 'utf8').trim().split('\n').sort()).toEqual(['main', 'thread']);
      expect(readFileSync(log, 'utf8')).toBe('fetch\n');
      expect(readdirSync(folder).sort()).toEqual(['attempts', 'offline.cjs', 'read.mjs', 'threads']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
