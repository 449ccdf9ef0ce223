import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isConsiliumError } from '@consilium/core';
import { readOwnFile } from './own-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-own-'));
  path = join(folder, 'policy.yaml');
  writeFileSync(path, 'text', { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function refusal(): string {
  try {
    return String(readOwnFile(path));
  } catch (error) {
    if (isConsiliumError(error, 'FILE_UNSAFE')) return error.message;
    throw error;
  }
}

it.each([0o600, 0o640, 0o644, 0o400])('what others may at most read is read (mode %o)', (mode) => {
  chmodSync(path, mode);
  expect(refusal()).toBe('text');
});

it.each([0o620, 0o602, 0o666, 0o777])('what others may write is refused, with the command that mends it (mode %o)', (mode) => {
  chmodSync(path, mode);
  expect(refusal()).toBe(
    `${path} can be written by others (mode ${mode.toString(8)}): run "chmod go-w ${path}" after reading what it says`,
  );
});

it('so is what lies in a folder where others may replace it, but not in one like /tmp', () => {
  chmodSync(folder, 0o777);
  expect(refusal()).toContain(`${folder} can be written by others (mode 777): run "chmod go-w ${folder}"`);
  chmodSync(folder, 0o1777);
  expect(refusal()).toBe('text');
});

it.runIf(process.geteuid?.() === 0)('what belongs to another user is refused', () => {
  chownSync(path, 12_345, 12_345);
  expect(refusal()).toBe(`${path} belongs to another user (12345): run "chown 0 ${path}" after reading what it says`);
  chownSync(path, 0, 0);
  chownSync(folder, 12_345, 12_345);
  expect(refusal()).toContain(`${folder} belongs to another user`);
});

it('a file that is not there is none, and a folder is no file', () => {
  rmSync(path);
  expect(readOwnFile(path)).toBeUndefined();
  mkdirSync(path, { mode: 0o700 });
  expect(() => readOwnFile(path)).toThrow(/EISDIR/);
});
