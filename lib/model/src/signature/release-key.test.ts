import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sampleKeys } from '../testing/sample-dossier.ts';
import { keyHint, makeReleaseKey, readPublicKey, readReleaseKey } from './release-key.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

it('a key is two files, of which the owner alone reads the secret one, and is never overwritten', async () => {
  const made = await makeReleaseKey(at('release.key'));
  expect(statSync(made.secret).mode & 0o777).toBe(0o600);
  expect(made.public).toBe(at('release.key.pub'));
  expect([keyHint(readReleaseKey(made.secret)), keyHint(readPublicKey(made.public))]).toEqual([
    made.fingerprint,
    made.fingerprint,
  ]);
  const before = readFileSync(made.secret, 'utf8');
  await expect(makeReleaseKey(at('release.key'))).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
  rmSync(made.secret);
  await expect(makeReleaseKey(at('release.key'))).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
  writeFileSync(made.secret, before);
  chmodSync(made.secret, 0o644);
  expect(() => readReleaseKey(made.secret)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
});

it('other keys than those on P-256 neither sign nor verify', async () => {
  const { secret } = await makeReleaseKey(at('release.key'));
  expect(() => readPublicKey(secret)).toThrow(/is a secret key/);
  expect(() => readPublicKey(at('none'))).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  expect(() => readReleaseKey(at('none'))).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
  const p384 = sampleKeys('secp384r1');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  for (const [name, content] of [
    ['p384', p384.pem],
    ['rsa', rsa.publicKey.export({ type: 'spki', format: 'pem' })],
    ['text', 'no key'],
  ] as const) {
    writeFileSync(at(name), content);
    expect(() => readPublicKey(at(name))).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
  }
  const wrong = { p384: p384.secret, rsa: rsa.privateKey };
  for (const [name, key] of Object.entries(wrong)) {
    writeFileSync(at(`${name}.key`), key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    expect(() => readReleaseKey(at(`${name}.key`))).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
  }
});
