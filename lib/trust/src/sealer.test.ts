import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError, secureRandom } from '@consilium/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer } from './sealer.ts';
import { HEADER_BYTES, TAG_BYTES } from './sealed-format.ts';

let folder: string;
const key = Buffer.alloc(32, 7);
const sealer = createSealer(key);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-trust-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isConsiliumError(error)) return error.code;
    throw error;
  }
  return 'accepted';
}

function bytes(length: number): Buffer {
  const buffer = Buffer.alloc(length);
  secureRandom().fill(buffer);
  return buffer;
}

describe('a sealed value', () => {
  it('opens unchanged with the same key and associated data, and is another text each time', () => {
    for (const length of [0, 1, 1000]) {
      const plain = bytes(length);
      const sealed = sealer.seal(plain, 'update/1');
      expect(sealed.length).toBe(length + 32);
      expect(sealer.open(sealed, 'update/1')).toEqual(plain);
      expect(sealer.open(sealed, Buffer.from('update/1'))).toEqual(plain);
      expect(sealer.seal(plain, 'update/1')).not.toEqual(sealed);
    }
  });

  it('does not open after any change, cut, with other data, or with another key', () => {
    const sealed = sealer.seal(Buffer.from('model'), 'a');
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(i) ^ 1, i);
      expect([i, codeOf(() => sealer.open(changed, 'a'))]).toEqual([i, 'SEAL_BROKEN']);
      expect([i, codeOf(() => sealer.open(sealed.subarray(0, i), 'a'))]).toEqual([i, 'SEAL_BROKEN']);
    }
    expect(codeOf(() => sealer.open(sealed, 'b'))).toBe('SEAL_BROKEN');
    expect(codeOf(() => createSealer(Buffer.alloc(32, 8)).open(sealed, 'a'))).toBe('SEAL_BROKEN');
  });

  it('refuses a key of another length', () => {
    expect(codeOf(() => createSealer(Buffer.alloc(31)))).toBe('KEY_INVALID');
  });
});

describe('a sealed file', () => {
  const segmentBytes = 1024;
  const sealedSegment = segmentBytes + TAG_BYTES;

  function writeFile(name: string, plain: Buffer, chunk = 700): string {
    const path = join(folder, name);
    const writer = sealer.createFile(path, name, { segmentBytes });
    for (let offset = 0; offset < plain.length; offset += chunk) writer.write(plain.subarray(offset, offset + chunk));
    writer.finish();
    writer.abort();
    return path;
  }

  function readAll(path: string, associated: string): Buffer {
    const reader = sealer.openFile(path, associated);
    try {
      return reader.read(0, reader.length);
    } finally {
      reader.close();
    }
  }

  it('gives back any length, from anywhere', () => {
    for (const length of [0, 1, 1023, 1024, 1025, 4096, 5000]) {
      const plain = bytes(length);
      const path = writeFile(`plain-${length}`, plain);
      const reader = sealer.openFile(path, `plain-${length}`);
      expect(reader.length).toBe(length);
      for (const [offset, size] of [
        [0, length],
        [0, 1],
        [1020, 10],
        [1024, 1024],
        [length, 5],
        [length + 5, 5],
        [3, 100_000],
      ] as const) {
        expect(reader.read(offset, size)).toEqual(plain.subarray(offset, offset + size));
      }
      reader.close();
    }
    expect(statSync(join(folder, 'plain-5000')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('uses 256 KiB segments by default', () => {
    const plain = bytes(600_000);
    const path = join(folder, 'default');
    const writer = sealer.createFile(path, 'x');
    writer.write(plain);
    writer.finish();
    expect(statSync(path).size).toBe(HEADER_BYTES + plain.length + 3 * TAG_BYTES);
    expect(readAll(path, 'x').equals(plain)).toBe(true);
  });

  it('does not open when cut at any place, extended, or with anything else associated', () => {
    const path = writeFile('cut', bytes(2500));
    const whole = readFileSync(path);
    const cut = join(folder, 'cut-copy');
    for (let length = 0; length < whole.length; length += length % 40 === 0 ? 1 : 39) {
      writeFileSync(cut, whole.subarray(0, length));
      expect([length, codeOf(() => readAll(cut, 'cut'))]).toEqual([length, 'SEAL_BROKEN']);
    }
    // Cut cleanly after a whole segment: only the final flag tells.
    writeFileSync(cut, whole.subarray(0, HEADER_BYTES + sealedSegment));
    expect(codeOf(() => sealer.openFile(cut, 'cut'))).toBe('SEAL_BROKEN');
    writeFileSync(cut, Buffer.concat([whole, Buffer.alloc(1)]));
    expect(codeOf(() => sealer.openFile(cut, 'cut'))).toBe('SEAL_BROKEN');
    writeFileSync(cut, whole);
    expect(codeOf(() => sealer.openFile(cut, 'other'))).toBe('SEAL_BROKEN');
    expect(codeOf(() => readAll(cut, 'cut'))).toBe('accepted');
  });

  it('shows segments changed, swapped, repeated, or taken from another file', () => {
    const whole = readFileSync(writeFile('order', bytes(3000)));
    const other = readFileSync(writeFile('order', bytes(3000)));
    const copy = join(folder, 'order-copy');
    const segment = (source: Buffer, index: number): Buffer =>
      source.subarray(HEADER_BYTES + index * sealedSegment, HEADER_BYTES + (index + 1) * sealedSegment);
    const header = whole.subarray(0, HEADER_BYTES);
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(HEADER_BYTES + 5) ^ 1, HEADER_BYTES + 5);
    const saltChanged = Buffer.from(whole);
    saltChanged.writeUInt8(saltChanged.readUInt8(20) ^ 1, 20);
    const sizeChanged = Buffer.from(whole);
    sizeChanged.writeUInt32BE(2048, 4);
    const sizeSilly = Buffer.from(whole);
    sizeSilly.writeUInt32BE(1, 4);
    const variants: [string, Buffer][] = [
      ['changed', changed],
      ['salt', saltChanged],
      ['size', sizeChanged],
      ['silly size', sizeSilly],
      ['swapped', Buffer.concat([header, segment(whole, 1), segment(whole, 0), segment(whole, 2)])],
      ['repeated', Buffer.concat([header, segment(whole, 0), segment(whole, 0), segment(whole, 2)])],
      ['dropped', Buffer.concat([header, segment(whole, 0), segment(whole, 2)])],
      ['foreign', Buffer.concat([header, segment(other, 0), segment(whole, 1), segment(whole, 2)])],
    ];
    for (const [name, content] of variants) {
      writeFileSync(copy, content);
      expect([name, codeOf(() => readAll(copy, 'order'))]).toEqual([name, 'SEAL_BROKEN']);
    }
    // What is not touched by a change still reads.
    writeFileSync(copy, changed);
    const reader = sealer.openFile(copy, 'order');
    expect(reader.read(1024, 1024).length).toBe(1024);
    reader.close();
  });

  it('leaves the old file when it is given up, and nothing when the disk is full', () => {
    const path = writeFile('old', Buffer.from('old'));
    const writer = sealer.createFile(path, 'old', { segmentBytes });
    writer.write(bytes(5000));
    writer.abort();
    expect(readAll(path, 'old').toString()).toBe('old');
    expect(codeOf(() => writer.write(bytes(1)))).toBe('INTERNAL');
    expect(codeOf(() => writer.finish())).toBe('INTERNAL');
    // A real ENOSPC from the kernel.
    symlinkSync('/dev/full', `${path}.new`);
    expect(codeOf(() => sealer.createFile(path, 'old'))).toBe('DISK_FULL');
    expect(existsSync(`${path}.new`)).toBe(false);
    expect(readAll(path, 'old').toString()).toBe('old');
  });

  it('refuses bad parameters and paths', () => {
    for (const size of [0, 1023, 1024.5, 2 ** 25, Number.NaN]) {
      expect(codeOf(() => sealer.createFile(join(folder, 'x'), 'x', { segmentBytes: size }))).toBe('PARAMETER_INVALID');
    }
    expect(codeOf(() => sealer.createFile(join(folder, 'none', 'x'), 'x'))).toBe('FILE_UNREADABLE');
    expect(codeOf(() => sealer.openFile(join(folder, 'none'), 'x'))).toBe('FILE_UNREADABLE');
    const reader = sealer.openFile(writeFile('bad', Buffer.from('abc')), 'bad');
    for (const [offset, length] of [
      [-1, 1],
      [0, -1],
      [0.5, 1],
      [0, Number.NaN],
    ] as const) {
      expect(codeOf(() => reader.read(offset, length))).toBe('PARAMETER_INVALID');
    }
    reader.close();
  });
});
