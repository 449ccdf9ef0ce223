import type { CodedImage, PixelDecoder } from '@consilium/deidentify';
import { builtFile } from '@consilium/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { CODESTREAMS, COLUMNS, madeSamples, ROWS } from '../../testing/codestreams.ts';

type ThreadModule = typeof import('./codec-thread.ts');

/** A thread loads built files, so it is the build that is tested. */
let decodeInThread: ThreadModule['decodeInThread'];
beforeAll(async () => {
  ({ decodeInThread } = (await import(builtFile('site-agent/dist/connectors/codecs/codec-thread.js'))) as ThreadModule);
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
    const decode: PixelDecoder = decodeInThread(0);
    const large = { ...IMAGE, codec: 'jpeg' } as const;
    expect(await decode(large)).toEqual({ problem: 'slow' });
    expect(await decode(large)).toEqual({ problem: 'slow' });
    expect(await decodeInThread()(IMAGE)).toEqual(EXPECTED);
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
