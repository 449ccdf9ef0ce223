import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { CHUNK_BYTES } from '@consilium/transport';
import { createSealer } from '@consilium/trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attemptName } from '../attempt/attempt.ts';
import { rejection } from '../testing/failures.ts';
import { cut, FakeCoordinator } from '@consilium/testing';
import { ATTEMPT, content, flipped, metaOf } from '../testing/update-samples.ts';
import { type Leaving, upload } from './upload.ts';
import { UpdateStore } from './update-store.ts';

const freely: Leaving = {
  ledger: undefined,
  leave: () => {},
  sumMessage: undefined,
  signal: new AbortController().signal,
};
const key = ATTEMPT;

let folder: string;
let store: UpdateStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-updates-'));
  store = new UpdateStore(folder, createSealer(new Uint8Array(32).fill(7)));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('an upload', () => {
  const size = 3 * CHUNK_BYTES + 5000;

  it('resumes at whichever chunk it was cut, and arrives as it was stored', async () => {
    const bytes = content(size);
    store.put(metaOf(bytes), bytes);
    for (let at = 0; at <= 3; at++) {
      const fake = new FakeCoordinator();
      const offsets: number[] = [];
      let cuts = 1;
      fake.faults.chunk = (offset) => {
        offsets.push(offset);
        if (offset === at * CHUNK_BYTES && cuts-- > 0) throw cut();
      };
      const stored = store.open(key);
      if (stored === undefined) throw new Error('it was stored');
      const ledger = { sequence: 3, hash: 'c'.repeat(64), mac: 'd'.repeat(64) };
      await upload(fake.client, stored, { ...freely, ledger });
      stored.close();
      const all = [0, 1, 2, 3].map((i) => i * CHUNK_BYTES);
      expect(offsets).toEqual([...all.slice(0, at + 1), ...all.slice(at)]);
      expect(fake.counted(key)?.bytes.equals(bytes)).toBe(true);
      expect(fake.counted(key)?.header.ledger).toMatchObject({
        dataset: 'patients',
        sequence: 3,
        hash: 'c'.repeat(64),
        mac: 'd'.repeat(64),
      });
    }
  });

  it('sends nothing that is counted already, resumes across sessions, and survives bytes damaged on the way', async () => {
    const bytes = content(size);
    store.put(metaOf(bytes), bytes);
    const stored = store.open(key);
    if (stored === undefined) throw new Error('it was stored');
    const fake = new FakeCoordinator();
    fake.faults.chunk = (offset) => {
      if (offset === 2 * CHUNK_BYTES) throw new ConsiliumError({ code: 'DISK_FULL', message: 'full' });
    };
    // The coordinator's own full disk is not a cut: no hammering, the next session tries again.
    expect(await rejection(upload(fake.client, stored, freely))).toContain('DISK_FULL');
    fake.faults.chunk = (offset) => expect(offset).toBeGreaterThanOrEqual(2 * CHUNK_BYTES);
    await upload(fake.client, stored, freely);
    expect(fake.counted(key)?.header.ledger ?? undefined).toBeUndefined();
    fake.faults.put = () => expect.unreachable('it is counted');
    await upload(fake.client, stored, freely);

    const damaging = new FakeCoordinator();
    let damage = 1;
    damaging.faults.chunk = (offset) => {
      const open = damaging.uploads.get(attemptName(key));
      if (offset > 0 && open !== undefined && damage-- > 0) open.bytes = flipped(open.bytes, 5);
    };
    await upload(damaging.client, stored, freely);
    expect(damaging.counted(key)?.bytes.equals(bytes)).toBe(true);
    stored.close();
  });

  it('is cut as often as it likes, as long as it goes forward', async () => {
    const bytes = content(9 * CHUNK_BYTES + 5);
    store.put(metaOf(bytes), bytes);
    const stored = store.open(key);
    if (stored === undefined) throw new Error('it was stored');
    const fake = new FakeCoordinator();
    let puts = 0;
    fake.faults.put = () => void puts++;
    fake.faults.chunk = (offset) => {
      if (offset === puts * CHUNK_BYTES) throw cut();
    };
    await upload(fake.client, stored, freely);
    expect(puts).toBe(10);
    expect(fake.counted(key)?.bytes.equals(bytes)).toBe(true);
    stored.close();
  });

  it('is given up when nothing gets through, or at a refusal', async () => {
    const bytes = content(10);
    store.put(metaOf(bytes), bytes);
    const stored = store.open(key);
    if (stored === undefined) throw new Error('it was stored');
    const fake = new FakeCoordinator();
    let tries = 0;
    fake.faults.put = () => {
      tries++;
      throw cut();
    };
    expect(await rejection(upload(fake.client, stored, freely))).toContain('UNREACHABLE');
    expect(tries).toBe(6);
    fake.ended.add(attemptName(key));
    expect(await rejection(upload(fake.client, stored, freely))).toContain('UPDATE_STALE');
    expect(tries).toBe(6);
    stored.close();
  });
});
