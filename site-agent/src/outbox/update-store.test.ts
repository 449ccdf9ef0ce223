import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@consilium/core';
import { onFullDisk } from '@consilium/testing';
import { createSealer } from '@consilium/trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attemptName } from '../attempt/attempt.ts';
import { codeOf } from '../testing/failures.ts';
import { ATTEMPT, content, flipped, metaOf } from '../testing/update-samples.ts';
import { UpdateStore } from './update-store.ts';

const sealer = createSealer(new Uint8Array(32).fill(7));

const key = ATTEMPT;

let folder: string;
let store: UpdateStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-updates-'));
  store = new UpdateStore(folder, sealer);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

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

  it('are a length, a description and the bytes, sealed', () => {
    const bytes = content(12);
    const plain =
      '{"run":"run-1","round":2,"attempt":1,"study":"heart","planHash":"' +
      `${'a'.repeat(64)}","baseHash":"${'b'.repeat(64)}","updateHash":"${sha256Hex(bytes)}",` +
      '"bytes":12,"encoding":1,"population":"patients","honest":1,"charged":true}';
    store.put(metaOf(bytes), bytes);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(plain.length);
    const reader = sealer.openFile(join(folder, 'run-1.2.1.sealed'), 'update/run-1.2.1');
    expect(reader.read(0, reader.length).equals(Buffer.concat([length, Buffer.from(plain), bytes]))).toBe(true);
    reader.close();
  });

  it('are refused by name when their description is not one that this program writes', () => {
    const meta = metaOf(content(4));
    const write = (description: string): void => {
      const writer = sealer.createFile(join(folder, 'run-1.2.1.sealed'), 'update/run-1.2.1');
      const length = Buffer.alloc(4);
      length.writeUInt32LE(description.length);
      writer.write(length);
      writer.write(Buffer.from(description));
      writer.write(content(4));
      writer.finish();
    };
    write(JSON.stringify(meta));
    store.open(key)?.close();
    const { charged: _gone, ...uncharged } = meta;
    for (const change of [
      uncharged,
      { ...meta, charged: 'no' },
      { ...meta, masked: true },
      { ...meta, encoding: 0 },
      { ...meta, encoding: 7 },
      { ...meta, bytes: -1 },
      { ...meta, updateHash: 'A'.repeat(64) },
      { ...meta, attempt: 2 },
      { ...meta, run: 'run-2' },
      [],
      null,
    ]) {
      write(JSON.stringify(change));
      expect([change, codeOf(() => store.open(key))]).toEqual([change, 'SEAL_BROKEN']);
    }
    write('{');
    expect(codeOf(() => store.open(key))).toBe('SEAL_BROKEN');
  });
});
