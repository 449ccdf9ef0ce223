import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, createAuthority, issueCertificate } from './authority.ts';
import { readIdentityFolder, writeIdentityFolder } from './identity-folder.ts';
import { dropNext, nextKey, promoteNext, readNextIdentity, readNextKey, writeNextCertificate } from './next-identity.ts';
import { generateKeyPair, type KeyPairPem } from './certificate-keys.ts';

let authority: Authority;
let first: KeyPairPem;
let root: string;
let folder: string;
beforeAll(async () => {
  const [authorityKeys, keys] = await Promise.all([generateKeyPair(), generateKeyPair()]);
  authority = createAuthority({ consortium: 'cardio', clock: systemClock, keyPair: authorityKeys });
  first = keys;
});
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-next-'));
  folder = join(root, 'identity');
  writeIdentityFolder(folder, {
    certificatePem: certificateFor(first),
    privateKeyPem: first.privateKeyPem,
    authorityPem: authority.certificatePem,
    consortium: 'cardio',
    address: 'localhost:1',
  });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function certificateFor({ publicKeyPem }: KeyPairPem): string {
  const identity = { consortium: 'cardio', kind: 'site', id: 'north' } as const;
  return issueCertificate(authority, { publicKeyPem, identity, validityDays: 90, clock: systemClock });
}

describe('the identity that follows', () => {
  it("is nobody's but the owner's, waits beside the one in use, and takes its place", async () => {
    const pair = await nextKey(folder);
    expect(statSync(join(folder, 'next-key.pem')).mode & 0o777).toBe(0o600);
    expect(await nextKey(folder)).toEqual(pair);
    expect(readNextKey(folder)).toBe(pair.privateKeyPem);
    expect(readNextIdentity(folder)).toBeUndefined();
    promoteNext(folder);
    expect(readIdentityFolder(folder).privateKeyPem).toBe(first.privateKeyPem);
    writeNextCertificate(folder, certificateFor(pair));
    expect(readNextIdentity(folder)?.privateKeyPem).toBe(pair.privateKeyPem);
    expect(readIdentityFolder(folder).privateKeyPem).toBe(first.privateKeyPem);
    promoteNext(folder);
    expect(readIdentityFolder(folder).privateKeyPem).toBe(pair.privateKeyPem);
    expect(statSync(join(folder, 'key.pem')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['authority.pem', 'certificate.pem', 'connection.json', 'key.pem']);
  });

  it('may be forgotten', async () => {
    writeNextCertificate(folder, certificateFor(await nextKey(folder)));
    dropNext(folder);
    expect(readIdentityFolder(folder).privateKeyPem).toBe(first.privateKeyPem);
    expect(readNextKey(folder)).toBeUndefined();
  });

  it.each(['reads', 'makes the next key', 'forgets the next one'])(
    'killed between the two steps of the change, the folder holds the new one for who %s first',
    async (what) => {
      const pair = await nextKey(folder);
      writeNextCertificate(folder, certificateFor(pair));
      // The first step of the change alone.
      renameSync(join(folder, 'next-certificate.pem'), join(folder, 'certificate.pem'));
      if (what === 'makes the next key') expect((await nextKey(folder)).privateKeyPem).not.toBe(pair.privateKeyPem);
      if (what === 'forgets the next one') dropNext(folder);
      expect(readIdentityFolder(folder).privateKeyPem).toBe(pair.privateKeyPem);
    },
  );

  it('half of a pair, or halves of two, count for nothing', async () => {
    const pair = await nextKey(folder);
    writeNextCertificate(folder, certificateFor(first));
    expect(readNextIdentity(folder)).toBeUndefined();
    promoteNext(folder);
    writeFileSync(join(folder, 'next-certificate.pem'), 'damaged');
    expect(readNextIdentity(folder)).toBeUndefined();
    expect(readIdentityFolder(folder).privateKeyPem).toBe(first.privateKeyPem);
    rmSync(join(folder, 'next-key.pem'));
    writeNextCertificate(folder, certificateFor(pair));
    expect(readNextIdentity(folder)).toBeUndefined();
    expect(existsSync(join(folder, 'next-key.pem'))).toBe(false);
  });
});
