import { setImmediate } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import type { CodedImage, PixelDecoder } from '@consilium/deidentify';
import { builtFile } from '@consilium/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { png } from '../../testing/png-chunk.ts';
import { IMAGE_FILES, writtenSamples } from '../../testing/image-files.ts';
import { CODESTREAMS, COLUMNS, madeSamples, ROWS } from '../../testing/codestreams.ts';

type ThreadModule = typeof import('./codec-thread.ts');

/** A thread loads built files, so it is the build that is tested. */
let decodeInThread: ThreadModule['decodeInThread'];
let decodeFilesInThread: ThreadModule['decodeFilesInThread'];
beforeAll(async () => {
  ({ decodeInThread, decodeFilesInThread } = (await import(
    builtFile('site-agent/dist/connectors/codecs/codec-thread.js')
  )) as ThreadModule);
});

const IMAGE: CodedImage = {
  codec: 'jpeg-ls',
  stream: CODESTREAMS.find(({ what }) => what === 'JPEG-LS')?.stream ?? Buffer.alloc(0),
  width: COLUMNS,
  height: ROWS,
  samples: 1,
  bits: 12,
  toRgb: false,
};
const EXPECTED = { samples: Uint16Array.from(madeSamples('grey12')) };

describe('images decoded in a thread', () => {
  it('are those that others compressed, and keep their streams', async () => {
    const decode = decodeInThread();
    const before = Buffer.from(IMAGE.stream);
    expect(await decode(IMAGE)).toEqual(EXPECTED);
    expect(Buffer.from(IMAGE.stream)).toEqual(before);
  });

  it('are decoded each by itself when several are asked for at once', async () => {
    const decode = decodeInThread();
    const broken = { ...IMAGE, stream: IMAGE.stream.subarray(0, 40) };
    const decoded = await Promise.all([decode(IMAGE), decode(broken), decode(IMAGE)]);
    expect(decoded).toEqual([EXPECTED, { problem: 'broken' }, EXPECTED]);
  });

  it('cost their thread when they take too long, and nothing else', async () => {
    // No image is decoded in no time.
    const decode: PixelDecoder = decodeInThread(() => 0);
    const large = { ...IMAGE, codec: 'jpeg' } as const;
    expect(await decode(large)).toEqual({ problem: 'slow' });
    expect(await decode(large)).toEqual({ problem: 'slow' });
    expect(await decodeInThread()(IMAGE)).toEqual(EXPECTED);
  });

  it('are not slow because the thread that asks is', async () => {
    let limit = 20_000;
    const decode = decodeInThread(() => limit);
    await decode(IMAGE);
    limit = 100;
    // Out of the turn that brought the answer, in which others would be taken in at once.
    await setImmediate();
    const asked = decode(IMAGE);
    // Until the thread has the image.
    for (let i = 0; i < 20; i++) await Promise.resolve();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
    limit = 20_000;
    expect(await Promise.all([asked, decode(IMAGE)])).toEqual([EXPECTED, EXPECTED]);
  });

  it('take no more memory than their pixels need', async () => {
    // The stream says that it is 30,000 pixels wide and high; who asks has not looked.
    const lying = Buffer.from(CODESTREAMS.find(({ what }) => what === 'JPEG 2000')?.stream ?? []);
    for (const at of [8, 12, 24, 28]) lying.writeUInt32BE(30_000, at);
    const decode = decodeInThread();
    const { problem } = (await decode({ ...IMAGE, codec: 'jpeg-2000', stream: lying })) as { readonly problem: string };
    expect(['large', 'broken']).toContain(problem);
    expect(await decode(IMAGE)).toEqual(EXPECTED);
  });
});

/** Nearly as many pixels as are taken. */
const LARGE = png({ width: 7000, height: 7000, depth: 8, colour: 0 }, deflateSync(Buffer.alloc(7000 * 7001)));
const SMALL = png({ width: 1, height: 1, depth: 8, colour: 0 }, deflateSync(Buffer.of(0, 9)));

describe('image files decoded in a thread', () => {
  it.each(['TIFF, grey', 'JPEG, grey'])('%s: are what was written', async (what) => {
    const { file, image } = IMAGE_FILES.find((one) => one.what === what) ?? {};
    if (file === undefined || image === undefined) throw new TypeError(what);
    const decoded = await decodeFilesInThread()(file);
    if ('fault' in decoded) throw new TypeError(decoded.fault);
    const off = Math.max(...writtenSamples(image).map((value, i) => Math.abs(value - (decoded.pixels[i] as number))));
    expect(off).toBeLessThanOrEqual(what.startsWith('JPEG') ? 2 : 0);
  });

  it('leave the agent to its other work', async () => {
    const decode = decodeFilesInThread();
    // So that no thread has to be started while turns are counted.
    await decode(SMALL);
    let turns = 0;
    const other = setInterval(() => turns++, 1);
    expect(await decode(LARGE)).toMatchObject({ width: 7000, height: 7000 });
    clearInterval(other);
    // On the agent's own thread nothing else would have had a turn.
    expect(turns).toBeGreaterThan(20);
  });

  it('are refused in words when they are none, and cost the next one nothing when they take too long', async () => {
    const decode = decodeFilesInThread();
    expect(await decode(Buffer.from('Mustermann'))).toEqual({ fault: 'is no PNG, JPEG or TIFF file' });
    const hurried = decodeFilesInThread(0);
    expect(await hurried(LARGE)).toEqual({ fault: 'is an image file that takes too long to be decoded' });
    expect(await decode(SMALL)).toMatchObject({ pixels: Uint8Array.of(9) });
  });
});
