import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsiliumError, isConsiliumError, sha256Hex } from '@consilium/core';
import { UpdateEncoding } from '@consilium/proto';
import { CHUNK_BYTES } from '@consilium/transport';
import { createSealer } from '@consilium/trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cut, FakeCoordinator } from '../testing/fake-coordinator.ts';
import { onFullDisk } from '@consilium/testing';
import { attemptName, attemptOf } from './attempt.ts';
import { fetchBlob } from './blob-fetch.ts';
import { upload } from './upload.ts';
import { type UpdateMeta, UpdateStore } from './update-store.ts';

const never = new AbortController().signal;
const key = { run: 'run-1', round: 2, attempt: 1 };

let folder: string;
let store: UpdateStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-updates-'));
  store = new UpdateStore(folder, createSealer(new Uint8Array(32).fill(7)));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function metaOf(bytes: Uint8Array): UpdateMeta {
  return {
    ...key,
    study: 'heart',
    planHash: 'a'.repeat(64),
    baseHash: 'b'.repeat(64),
    updateHash: sha256Hex(bytes),
    bytes: bytes.length,
    encoding: UpdateEncoding.UPDATE_ENCODING_GRID_INT32,
    dataset: 'patients',
    charged: true,
  };
}

function content(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => (i * 7 + (i >> 10)) & 255);
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'none';
  } catch (error) {
    if (isConsiliumError(error)) return error.code;
    throw error;
  }
}

async function rejection(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (isConsiliumError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('stored updates', () => {
  it('come back as they were, for their attempt only', () => {
    const bytes = content(300_000);
    store.put(metaOf(bytes), bytes);
    expect(store.open({ ...key, attempt: 2 })).toBeUndefined();
    const stored = store.open(key);
    expect(stored?.meta).toEqual(metaOf(bytes));
    expect(Buffer.compare(stored?.read(0, bytes.length) ?? new Uint8Array(), bytes)).toBe(0);
    expect([...(stored?.read(262_100, 100) ?? [])]).toEqual([...bytes.subarray(262_100, 262_200)]);
    stored?.close();
    expect(store.list()).toEqual([key]);
    store.delete(key);
    store.delete(key);
    expect(store.list()).toEqual([]);
    expect(store.open(key)).toBeUndefined();
  });

  it('are sealed: nothing of them can be read, moved to another attempt, cut or changed', () => {
    const bytes = Buffer.from('a very recognisable update '.repeat(100));
    store.put(metaOf(bytes), bytes);
    const [name = ''] = readdirSync(folder);
    const path = join(folder, name);
    const sealed = readFileSync(path);
    expect(sealed.includes('recognisable')).toBe(false);
    expect(sealed.includes('heart')).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, `${attemptName({ ...key, attempt: 2 })}.sealed`), sealed);
    expect(codeOf(() => store.open({ ...key, attempt: 2 }))).toBe('SEAL_BROKEN');
    for (const change of [
      sealed.subarray(0, -1),
      Buffer.concat([sealed, Buffer.alloc(1)]),
      flipped(sealed, sealed.length >> 1),
    ]) {
      writeFileSync(path, change);
      expect(codeOf(() => store.open(key))).toBe('SEAL_BROKEN');
    }
    const other = new UpdateStore(folder, createSealer(new Uint8Array(32).fill(8)));
    writeFileSync(path, sealed);
    expect(codeOf(() => other.open(key))).toBe('SEAL_BROKEN');
    store.open(key)?.close();
  });

  it('are there whole or not at all when the disk is full', () => {
    const bytes = content(600_000);
    expect(codeOf(() => onFullDisk(() => store.put(metaOf(bytes), bytes)))).toBe('DISK_FULL');
    expect(readdirSync(folder)).toEqual([]);
    store.put(metaOf(bytes), bytes);
    expect(codeOf(() => onFullDisk(() => store.put(metaOf(content(10)), content(10))))).toBe('DISK_FULL');
    const kept = store.open(key);
    expect(kept?.meta.bytes).toBe(600_000);
    kept?.close();
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describe('names of attempts', () => {
  it('are taken only in the form that is safe as a file name', () => {
    expect(attemptOf({ run: 'run-0abc9', round: 1, attempt: 3 })).toEqual({ run: 'run-0abc9', round: 1, attempt: 3 });
    expect(attemptName({ run: 'run-0abc9', round: 1, attempt: 3 })).toBe('run-0abc9.1.3');
    const hostile = [
      '',
      'run-',
      '../../etc/passwd',
      'run-a/../b',
      'run-a.b',
      'run-A',
      'run-a\n',
      'run-a\0',
      `run-${'a'.repeat(41)}`,
      'x',
    ];
    for (const run of hostile) expect(codeOf(() => attemptOf({ run, round: 1, attempt: 1 }))).toBe('MESSAGE_INVALID');
    for (const bad of [
      undefined,
      null,
      {},
      { run: 'run-a' },
      { run: 'run-a', round: 0, attempt: 1 },
      { run: 'run-a', round: 1, attempt: 0 },
    ])
      expect(codeOf(() => attemptOf(bad))).toBe('MESSAGE_INVALID');
  });
});

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
      await upload(fake.client, stored, { sequence: 3, hash: 'c'.repeat(64) }, never);
      stored.close();
      const all = [0, 1, 2, 3].map((i) => i * CHUNK_BYTES);
      expect(offsets).toEqual([...all.slice(0, at + 1), ...all.slice(at)]);
      expect(fake.counted(key)?.bytes.equals(bytes)).toBe(true);
      expect(fake.counted(key)?.header.ledger).toMatchObject({ dataset: 'patients', sequence: 3, hash: 'c'.repeat(64) });
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
    expect(await rejection(upload(fake.client, stored, undefined, never))).toContain('DISK_FULL');
    fake.faults.chunk = (offset) => expect(offset).toBeGreaterThanOrEqual(2 * CHUNK_BYTES);
    await upload(fake.client, stored, undefined, never);
    expect(fake.counted(key)?.header.ledger ?? undefined).toBeUndefined();
    fake.faults.put = () => expect.unreachable('it is counted');
    await upload(fake.client, stored, undefined, never);

    const damaging = new FakeCoordinator();
    let damage = 1;
    damaging.faults.chunk = (offset) => {
      const open = damaging.uploads.get(attemptName(key));
      if (offset > 0 && open !== undefined && damage-- > 0) open.bytes = flipped(open.bytes, 5);
    };
    await upload(damaging.client, stored, undefined, never);
    expect(damaging.counted(key)?.bytes.equals(bytes)).toBe(true);
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
    expect(await rejection(upload(fake.client, stored, undefined, never))).toContain('UNREACHABLE');
    expect(tries).toBe(6);
    fake.ended.add(attemptName(key));
    expect(await rejection(upload(fake.client, stored, undefined, never))).toContain('UPDATE_STALE');
    expect(tries).toBe(6);
    stored.close();
  });
});

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
