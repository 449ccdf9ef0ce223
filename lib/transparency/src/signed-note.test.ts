import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { rawPublicKey, readVerifierKey, signNote, writeVerifierKey } from './signed-note.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const verifier = { name: 'consilium/heart/oslo', publicKey: rawPublicKey(createPublicKey(privateKey)) };
const ROOT = Buffer.alloc(32, 7);

const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

test('signs as Ed25519 prescribes: the same text has one signature', () => {
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 1)]),
    format: 'der',
    type: 'pkcs8',
  });
  expect(signNote('one\n', 'a', key)).toBe(signNote('one\n', 'a', key));
});

test('takes no change of any byte of a checkpoint', () => {
  const note = signCheckpoint({ origin: verifier.name, size: 12, root: ROOT }, privateKey);
  expect(openCheckpoint(note, verifier)).toEqual({ origin: verifier.name, size: 12, root: ROOT });
  const bytes = Buffer.from(note, 'utf8');
  for (let i = 0; i < bytes.length; i += 1) {
    const changed = Buffer.from(bytes);
    changed[i] = (bytes[i] ?? 0) ^ 1;
    expect(codeOf(() => openCheckpoint(changed.toString('utf8'), verifier))).toBe('AUDIT_CORRUPT');
  }
  for (let end = 0; end < note.length; end += 1)
    expect(codeOf(() => openCheckpoint(note.slice(0, end), verifier))).toBe('AUDIT_CORRUPT');
});

test('takes no checkpoint of another log or another key', () => {
  const other = generateKeyPairSync('ed25519').privateKey;
  const foreign = signCheckpoint({ origin: 'consilium/heart/rome', size: 12, root: ROOT }, privateKey);
  expect(codeOf(() => openCheckpoint(foreign, verifier))).toBe('AUDIT_CORRUPT');
  const forged = signCheckpoint({ origin: verifier.name, size: 12, root: ROOT }, other);
  expect(codeOf(() => openCheckpoint(forged, verifier))).toBe('AUDIT_CORRUPT');
});

test('passes over what others have signed as well', () => {
  const note = signCheckpoint({ origin: verifier.name, size: 3, root: ROOT }, privateKey);
  const witness = signNote('x\n', 'witness', generateKeyPairSync('ed25519').privateKey).split('\n').at(-2);
  expect(openCheckpoint(`${note}${witness}\n`, verifier).size).toBe(3);
});

test.each(['', 'a+b', 'a b', 'a\u2003b'])('gives no key the name %j', (name) => {
  expect(codeOf(() => writeVerifierKey({ ...verifier, name }))).toBe('PARAMETER_INVALID');
});

test('takes no verifier key with another hash, algorithm or length', () => {
  const good = writeVerifierKey(verifier);
  const [name = '', hash = '', key = ''] = good.split('+', 3);
  const rest = good.slice(name.length + hash.length + 2);
  expect(readVerifierKey(good).name).toBe(verifier.name);
  for (const bad of [
    `${name}x+${hash}+${rest}`,
    `${name}+00000000+${rest}`,
    `${name}+${hash}+Ag${rest.slice(2)}`,
    `${name}+${hash}+${key.slice(0, 8)}`,
    '',
  ])
    expect(codeOf(() => readVerifierKey(bad))).toBe('AUDIT_CORRUPT');
});
