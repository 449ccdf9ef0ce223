import { systemClock } from '@consilium/core';
import type { Breakage } from '@consilium/testing';
import { CHUNK_BYTES } from '@consilium/transport';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type BadLine,
  costOfOneCut,
  CUTS,
  EVERY_BYTES,
  LONG_BYTES,
  longContent,
  openBadLine,
  TRANSFER_MS,
} from '../testing/bad-line.ts';
import { fetchBlob } from './blob-fetch.ts';

let line: BadLine;
beforeEach(async () => {
  line = await openBadLine();
}, TRANSFER_MS);
afterEach(async () => await line.close(), TRANSFER_MS);

it.each<[string, Breakage]>([
  ['cut', 'cut'],
  ['reset on this side only', 'reset-client'],
])(
  'a model of 100 MB whose connection is %s twenty times comes, and no time costs two chunks',
  async (_how, breakage) => {
    const { client, fake, proxy } = line;
    const bytes = longContent();
    const hash = fake.hold(bytes);
    fake.chunkBytes = CHUNK_BYTES;
    proxy.cutEvery(EVERY_BYTES, CUTS, { breakage });
    const got = await fetchBlob({ client, clock: systemClock, stopping: new AbortController().signal }, hash, LONG_BYTES);
    expect(proxy.cuts).toBe(CUTS);
    expect(Buffer.from(got).equals(bytes)).toBe(true);
    expect(costOfOneCut(proxy)).toBeLessThan(2 * CHUNK_BYTES);
  },
  TRANSFER_MS,
);
