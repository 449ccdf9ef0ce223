import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Authority, createAuthority, issueCertificate } from './authority.ts';
import { keyFacts, requestFor, requireOwnCertificate, waitingKey } from './file-enrolment.ts';
import { checkRequest } from './renewal.ts';
import { generateKeyPair, type KeyPairPem } from './certificate-keys.ts';

const ADA = { consortium: 'cardio', kind: 'user', id: 'ada' } as const;

let root: string;
let authority: Authority;
let pairs: readonly KeyPairPem[];
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'consilium-enrolment-'));
  pairs = await Promise.all([1, 2, 3].map(() => generateKeyPair()));
  authority = createAuthority({ consortium: 'cardio', clock: systemClock, keyPair: pair(0) });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const pair = (i: number): KeyPairPem => pairs[i] as KeyPairPem;

it('a key that waits for its certificate stays until one is there', async () => {
  const path = join(root, 'folder', 'waiting.pem');
  const first = await waitingKey(path);
  expect(existsSync(path)).toBe(true);
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(await waitingKey(path)).toEqual(first);
  rmSync(path);
  expect((await waitingKey(path)).privateKeyPem).not.toBe(first.privateKeyPem);
});

it('a request is of its key, and brings the proof of another where there is one', () => {
  const { fingerprint } = keyFacts(pair(1).privateKeyPem);
  expect(checkRequest(requestFor(ADA, pair(1)))).toEqual({ key: fingerprint, provedKey: undefined });
  expect(checkRequest(requestFor(ADA, pair(1), pair(2).privateKeyPem))).toEqual({
    key: fingerprint,
    provedKey: keyFacts(pair(2).privateKeyPem).fingerprint,
  });
});

it('a certificate is taken of whom it was asked for, for the key that waits, and of nobody else', () => {
  const certificatePem = issueCertificate(authority, {
    csrPem: requestFor(ADA, pair(1)),
    identity: ADA,
    validityDays: 1,
    clock: systemClock,
  });
  const check = { authorityPem: authority.certificatePem, privateKeyPem: pair(1).privateKeyPem, clock: systemClock };
  requireOwnCertificate(certificatePem, ADA, check);
  for (const other of [{ ...ADA, id: 'bob' }, { ...ADA, kind: 'site' } as const, { ...ADA, consortium: 'other' }])
    expect(() => requireOwnCertificate(certificatePem, other, check)).toThrow(/the certificate names user ada of cardio/);
  expect(() => requireOwnCertificate(certificatePem, ADA, { ...check, privateKeyPem: pair(2).privateKeyPem })).toThrow(
    expect.objectContaining({ code: 'CERTIFICATE_INVALID', message: 'the certificate was made for another key' }) as Error,
  );
});
