import type { Breakage } from '@consilium/testing';
import { CHUNK_BYTES } from '@consilium/transport';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BadLine, costOfOneCut, CUTS, EVERY_BYTES, longContent, openBadLine, TRANSFER_MS } from '../testing/bad-line.ts';
import { ATTEMPT, metaOf } from '../testing/update-samples.ts';
import { upload } from './upload.ts';

let line: BadLine;
beforeEach(async () => {
  line = await openBadLine();
}, TRANSFER_MS);
afterEach(async () => await line.close(), TRANSFER_MS);

it.each<[string, Breakage]>([
  ['cut', 'cut'],
  ['reset on this side only', 'reset-client'],
])(
  'an update of 100 MB whose connection is %s twenty times arrives, and no time costs two chunks',
  async (_how, breakage) => {
    const { client, fake, proxy } = line;
    const bytes = longContent();
    proxy.cutEvery(EVERY_BYTES, CUTS, { breakage });
    const update = {
      meta: metaOf(bytes),
      read: (offset: number, length: number) => bytes.subarray(offset, offset + length),
      close() {},
    };
    const { signal } = new AbortController();
    await upload(client, update, { ledger: undefined, leave: () => {}, sumMessage: undefined, signal });
    expect(proxy.cuts).toBe(CUTS);
    expect(fake.counted(ATTEMPT)?.bytes.equals(bytes)).toBe(true);
    expect(costOfOneCut(proxy)).toBeLessThan(2 * CHUNK_BYTES);
  },
  TRANSFER_MS,
);
