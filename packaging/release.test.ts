import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CHECKSUMS, readReleaseKey, signChecksums, writeChecksums } from './release.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-release-'));
  for (const name of ['b.deb', 'a.tar.gz']) writeFileSync(join(folder, name), name);
  writeChecksums(
    ['b.deb', 'a.tar.gz'].map((name) => join(folder, name)),
    folder,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string): string => join(folder, name);
const exit = (program: string, ...args: readonly string[]): number | null => spawnSync(program, args, { cwd: folder }).status;

it('the commands for hospitals accept what was signed, and nothing else', () => {
  expect(exit('openssl', 'genpkey', '-algorithm', 'ed25519', '-out', 'release.key')).toBe(0);
  writeFileSync(path('release.pub'), signChecksums(readReleaseKey(path('release.key')), folder));
  const verify = [
    'pkeyutl',
    '-verify',
    '-pubin',
    '-inkey',
    'release.pub',
    '-rawin',
    '-in',
    CHECKSUMS,
    '-sigfile',
    `${CHECKSUMS}.sig`,
  ];
  expect([exit('openssl', ...verify), exit('sha256sum', '--check', '--strict', CHECKSUMS)]).toEqual([0, 0]);

  writeFileSync(path('a.tar.gz'), 'changed');
  expect(exit('sha256sum', '--check', CHECKSUMS)).toBe(1);
  writeChecksums([path('a.tar.gz')], folder);
  expect(exit('openssl', ...verify)).toBe(1);
});

it('lists files by name', () => {
  expect(readFileSync(path(CHECKSUMS), 'utf8')).toMatch(/^[0-9a-f]{64} {2}a\.tar\.gz\n[0-9a-f]{64} {2}b\.deb\n$/);
});

it('refuses a key of another kind, and what is no key', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(path('ec.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  expect(() => readReleaseKey(path('ec.key'))).toThrow('is not an Ed25519 key');
  expect(() => readReleaseKey(path('a.tar.gz'))).toThrow('cannot be read');
});
