import { sleep, systemClock } from '@consilium/core';
import { CHUNK_BYTES } from '@consilium/transport';
import { describe, expect, it } from 'vitest';
import { rejection } from '../testing/failures.ts';
import { cut, FakeCoordinator, HandClock, settled } from '@consilium/testing';
import { content } from '../testing/update-samples.ts';
import { fetchBlob, fetchLimitMs } from './blob-fetch.ts';

/** What fetching works with: a coordinator, a clock and the agent's end. */
function of({ client }: FakeCoordinator, change: Partial<Parameters<typeof fetchBlob>[0]> = {}): Parameters<typeof fetchBlob>[0] {
  return { client, clock: systemClock, stopping: new AbortController().signal, ...change };
}

describe('fetching content', () => {
  it('resumes where it was cut and takes exactly what was named', async () => {
    const bytes = content(1000);
    const fake = new FakeCoordinator();
    const hash = fake.hold(bytes);
    const offsets: number[] = [];
    let cuts = 5;
    fake.faults.blob = (offset) => {
      offsets.push(offset);
      if (offset === 64 * (6 - cuts) && cuts-- > 0) throw cut();
    };
    expect(await fetchBlob(of(fake), hash, 1000)).toEqual(bytes);
    expect(offsets.filter((offset) => offset === 64 || offset === 320)).toEqual([64, 64, 320, 320]);
    expect(await fetchBlob(of(fake), hash, 5000)).toEqual(bytes);
  });

  it('is cut as often as it likes, as long as it goes forward', async () => {
    const bytes = content(9 * CHUNK_BYTES + 5);
    const fake = new FakeCoordinator();
    fake.chunkBytes = CHUNK_BYTES;
    const hash = fake.hold(bytes);
    let calls = 0;
    let at = 0;
    fake.faults.blob = (offset) => {
      if (offset === at) calls++;
      else {
        at = offset;
        throw cut();
      }
    };
    expect(Buffer.from(await fetchBlob(of(fake), hash, bytes.length)).equals(bytes)).toBe(true);
    expect(calls).toBe(10);
  });

  it('refuses what is longer, does not have its hash, or is not there', async () => {
    const fake = new FakeCoordinator();
    const hash = fake.hold(content(1000));
    expect(await rejection(fetchBlob(of(fake), hash, 999))).toBe(
      `TASK_INVALID: the content ${hash.slice(0, 12)} is longer than the 999 bytes announced`,
    );
    const wrong = 'd'.repeat(64);
    fake.blobs.set(wrong, content(10));
    expect(await rejection(fetchBlob(of(fake), wrong, 1000))).toContain('UPDATE_CORRUPT');
    expect(await rejection(fetchBlob(of(fake), 'e'.repeat(64), 1000))).toContain('BLOB_UNKNOWN');
  });

  it('is given up when it is cut again and again, and at once when the agent stops', async () => {
    const fake = new FakeCoordinator();
    const hash = fake.hold(content(10));
    let tries = 0;
    fake.faults.blob = () => {
      tries++;
      throw cut();
    };
    expect(await rejection(fetchBlob(of(fake), hash, 10))).toContain('UNREACHABLE');
    expect(tries).toBe(6);
    const stopping = new AbortController();
    fake.faults.blob = () => {
      tries++;
      stopping.abort();
      throw cut();
    };
    expect(await rejection(fetchBlob(of(fake, { stopping: stopping.signal }), hash, 10))).toContain('UNREACHABLE');
    expect(tries).toBe(7);
  });

  it('has a time that follows from its size, and what trickles in is given up then', async () => {
    expect([0, 3 * 2 ** 20, 4e8].map(fetchLimitMs)).toEqual([60_000, 108_000, 6_163_516]);
    const fake = new FakeCoordinator();
    const clock = new HandClock(0);
    const limitMs = fetchLimitMs(10_000);
    const bytes = content(10_000);
    const hash = fake.hold(bytes);
    let pieces = 0;
    fake.chunkBytes = 1;
    // A byte a second, and a cut now and then: each is soon enough for a connection that is watched for silence.
    let cuts = 4;
    fake.faults.blob = async () => {
      pieces += 1;
      await sleep(clock, 1000);
      if (pieces % 10 === 0 && cuts-- > 0) throw cut();
    };
    let ended = '';
    const fetching = rejection(fetchBlob(of(fake, { clock }), hash, 10_000)).then((how) => (ended = how));
    await clock.advance(limitMs - 1);
    expect([ended, pieces]).toEqual(['', 61]);
    await clock.advance(1);
    await fetching;
    expect(ended).toBe(`UNREACHABLE: the content ${hash.slice(0, 12)} of at most 10000 bytes did not come in 60 s`);
    await clock.advance(10_000);
    expect(pieces).toBeLessThan(64);
  });

  it('leaves no timer behind', async () => {
    const fake = new FakeCoordinator();
    const clock = new HandClock(0);
    await fetchBlob(of(fake, { clock }), fake.hold(content(100)), 100);
    await settled();
    expect(clock.pending).toBe(0);
  });

  it('is an error when a piece of it has no bytes', async () => {
    const fake = new FakeCoordinator();
    const hash = fake.hold(content(1000));
    let pieces = 0;
    fake.faults.blob = () => {
      pieces += 1;
      if (pieces === 3) fake.chunkBytes = 0;
      if (pieces > 50) throw new Error('empty pieces without end');
    };
    expect(await rejection(fetchBlob(of(fake), hash, 1000))).toBe(
      `TASK_INVALID: the content ${hash.slice(0, 12)} came in a piece without bytes`,
    );
    expect(pieces).toBeLessThan(10);
  });
});
