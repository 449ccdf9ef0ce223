import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError, secureRandom, type SecureRandom } from '@consilium/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadOrCreateKeyFile, readSecretFile, writeSecretFile } from './secret-file.ts';

let folder: string;

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

describe('secret files', () => {
  it('make a key once, readable by the owner only, and give it back', () => {
    const path = join(folder, 'key');
    const made = loadOrCreateKeyFile(path);
    expect(made.length).toBe(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(loadOrCreateKeyFile(path)).toEqual(made);
    expect(readFileSync(path, 'utf8')).toBe(`${made.toString('hex')}\n`);
    expect(loadOrCreateKeyFile(join(folder, 'key-2'))).not.toEqual(made);
  });

  it('take the key of another process that was first', () => {
    const path = join(folder, 'raced');
    const first = '5a'.repeat(32);
    const inner = secureRandom();
    const racing: SecureRandom = {
      kind: 'secure',
      fill(target) {
        writeSecretFile(path, `${first}\n`);
        inner.fill(target);
      },
      fork: () => racing,
    } as SecureRandom;
    expect(loadOrCreateKeyFile(path, racing).toString('hex')).toBe(first);
    expect(readdirSync(folder).filter((name) => name.startsWith('raced'))).toEqual(['raced']);
  });

  it('are refused when others may read them, or when they are no key', () => {
    const path = join(folder, 'open');
    writeSecretFile(path, `${'ab'.repeat(32)}\n`);
    expect(readSecretFile(path).length).toBe(65);
    for (const mode of [0o640, 0o604, 0o620, 0o601]) {
      chmodSync(path, mode);
      expect([mode, codeOf(() => loadOrCreateKeyFile(path))]).toEqual([mode, 'KEY_INVALID']);
    }
    writeSecretFile(join(folder, 'short'), 'abcd\n');
    expect(codeOf(() => loadOrCreateKeyFile(join(folder, 'short')))).toBe('KEY_INVALID');
    expect(codeOf(() => readSecretFile(join(folder, 'absent')))).toBe('KEY_INVALID');
    expect(codeOf(() => readSecretFile(join(path, 'below-a-file')))).toBe('KEY_INVALID');
    mkdirSync(join(folder, 'directory'), { mode: 0o700 });
    expect(codeOf(() => readSecretFile(join(folder, 'directory')))).toBe('KEY_INVALID');
  });

  it('are private whatever a crash left beside them', () => {
    const path = join(folder, 'after-crash');
    writeFileSync(`${path}.new`, 'half', { mode: 0o644 });
    writeSecretFile(path, 'secret');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readSecretFile(path).toString()).toBe('secret');
  });

  it('say why they cannot be written', () => {
    expect(codeOf(() => writeSecretFile(join(folder, 'none', 'x'), 'x'))).toBe('FILE_UNREADABLE');
    expect(codeOf(() => loadOrCreateKeyFile(join(folder, 'none', 'x')))).toBe('FILE_UNREADABLE');
  });
});
