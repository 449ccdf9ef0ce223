import { describe, expect, it } from 'vitest';
import { rejection } from '../testing/failures.ts';
import { cut, FakeCoordinator } from '@consilium/testing';
import { content } from '../testing/update-samples.ts';
import { fetchBlob } from './blob-fetch.ts';

const never = new AbortController().signal;

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
    expect(await fetchBlob(fake.client, hash, 1000, never)).toEqual(bytes);
    expect(offsets.filter((offset) => offset === 64 || offset === 320)).toEqual([64, 64, 320, 320]);
    expect(await fetchBlob(fake.client, hash, 5000, never)).toEqual(bytes);
  });

  it('refuses what is longer, does not have its hash, or is not there', async () => {
    const fake = new FakeCoordinator();
    const hash = fake.hold(content(1000));
    expect(await rejection(fetchBlob(fake.client, hash, 999, never))).toBe(
      `TASK_INVALID: the content ${hash.slice(0, 12)} is longer than the 999 bytes announced`,
    );
    const wrong = 'd'.repeat(64);
    fake.blobs.set(wrong, content(10));
    expect(await rejection(fetchBlob(fake.client, wrong, 1000, never))).toContain('UPDATE_CORRUPT');
    expect(await rejection(fetchBlob(fake.client, 'e'.repeat(64), 1000, never))).toContain('BLOB_UNKNOWN');
  });

  it('is given up when it is cut again and again, and at once when the agent stops', async () => {
    const fake = new FakeCoordinator();
    const hash = fake.hold(content(10));
    let tries = 0;
    fake.faults.blob = () => {
      tries++;
      throw cut();
    };
    expect(await rejection(fetchBlob(fake.client, hash, 10, never))).toContain('UNREACHABLE');
    expect(tries).toBe(6);
    const stopping = new AbortController();
    fake.faults.blob = () => {
      tries++;
      stopping.abort();
      throw cut();
    };
    expect(await rejection(fetchBlob(fake.client, hash, 10, stopping.signal))).toContain('UNREACHABLE');
    expect(tries).toBe(7);
  });
});
