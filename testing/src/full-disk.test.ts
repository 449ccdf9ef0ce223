import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillDisk, onFullDisk } from './full-disk.ts';
import { SmallDisk } from './small-disk.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-full-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes as the product does, by descriptor, and as simple code does, by name. */
function writeBoth(into: string): void {
  const fd = openSync(join(into, 'by-descriptor'), 'w');
  try {
    writeSync(fd, Buffer.from('word'));
  } finally {
    closeSync(fd);
  }
  writeFileSync(join(into, 'by-name'), 'word');
}

describe('a full disk in this process', () => {
  it('has every write fail until it is freed', () => {
    expect(() => onFullDisk(() => writeFileSync(join(folder, 'a'), 'word'))).toThrow(/^ENOSPC/);
    expect(() => onFullDisk(() => writeBoth(folder))).toThrow(/^ENOSPC/);
    writeBoth(folder);
    expect(readFileSync(join(folder, 'by-descriptor'), 'utf8')).toBe('word');
  });

  it('may be full in one place and not in another', () => {
    mkdirSync(join(folder, 'full'));
    const free = fillDisk((path) => path.startsWith(join(folder, 'full/')));
    try {
      writeBoth(folder);
      expect(() => writeBoth(join(folder, 'full'))).toThrow(/^ENOSPC/);
      expect(() => writeFileSync(join(folder, 'full', 'a'), 'word')).toThrow(/^ENOSPC/);
    } finally {
      free();
    }
  });
});

describe('a small disk of another process', () => {
  it.each([undefined, 'injected'] as const)('is full, and free again (%s)', (kind) => {
    const inside = join(folder, 'disk');
    mkdirSync(inside);
    writeFileSync(join(inside, 'kept'), 'word');
    const disk = new SmallDisk(inside, kind);
    const write = (name: string): string => {
      const program = `require('node:fs').writeFileSync(${JSON.stringify(join(inside, name))}, 'x'.repeat(8192))`;
      const { status, stderr } = spawnSync(process.execPath, [...disk.nodeArgs, '--eval', program], { encoding: 'utf8' });
      return status === 0 ? 'written' : (/\bENOSPC\b/.exec(stderr)?.[0] ?? stderr);
    };
    try {
      expect(write('before')).toBe('written');
      disk.fill();
      expect(write('meanwhile')).toBe('ENOSPC');
      disk.free();
      expect(write('after')).toBe('written');
    } finally {
      disk.remove();
    }
    expect(readFileSync(join(inside, 'kept'), 'utf8')).toBe('word');
    expect(readFileSync(join(inside, 'after'), 'utf8')).toHaveLength(8192);
  });
});
