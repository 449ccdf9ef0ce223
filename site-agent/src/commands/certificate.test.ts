import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError, systemClock } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import {
  type Authority,
  createAuthority,
  createRequest,
  generateKeyPair,
  issueCertificate,
  readIdentityFolder,
  writeIdentityFolder,
  writeSecretFile,
} from '@consilium/trust';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { takeCertificate } from './certificate.ts';
import { SiteFolder } from './site-folder.ts';

let authority: Authority;
let privateKeyPem: string;
let certificate: { certificatePem: string; authorityPem: string };
let folder: SiteFolder;

beforeAll(async () => {
  const [authorityKeys, siteKeys] = await Promise.all([generateKeyPair(), generateKeyPair()]);
  authority = createAuthority({ consortium: 'cardio', clock: systemClock, keyPair: authorityKeys });
  const request = createRequest({ identity: { consortium: 'cardio', kind: 'site', id: 'north' }, keyPair: siteKeys });
  privateKeyPem = request.privateKeyPem;
  certificate = {
    certificatePem: issueCertificate(authority, {
      identity: { consortium: 'cardio', kind: 'site', id: 'north' },
      csrPem: request.csrPem,
      validityDays: 30,
      clock: systemClock,
    }),
    authorityPem: authority.certificatePem,
  };
});

beforeEach(() => {
  folder = new SiteFolder(mkdtempSync(join(tmpdir(), 'consilium-site-')));
  makePrivateFolder(folder.path);
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'localhost:1' });
  writeSecretFile(folder.pendingKeyPath, privateKeyPem);
});
afterEach(() => rmSync(folder.path, { recursive: true, force: true }));

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (isConsiliumError(error)) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('taking in a certificate', () => {
  it('leaves the key in the identity alone, and may be repeated', () => {
    for (let time = 0; time < 2; time++) {
      expect(takeCertificate(folder, certificate, systemClock).site).toBe('north');
      expect(existsSync(folder.pendingKeyPath)).toBe(false);
      expect(readIdentityFolder(folder.identityPath).privateKeyPem).toBe(privateKeyPem);
    }
  });

  it('completes what a crash before the removal left', () => {
    writeIdentityFolder(folder.identityPath, {
      ...certificate,
      privateKeyPem,
      consortium: 'cardio',
      address: 'localhost:1',
    });
    takeCertificate(folder, certificate, systemClock);
    expect(existsSync(folder.pendingKeyPath)).toBe(false);
  });

  it('keeps the waiting key when the certificate is not for this site, or no key is there', () => {
    folder.writeConfig({ site: 'south', consortium: 'cardio', address: 'localhost:1' });
    expect(codeOf(() => takeCertificate(folder, certificate, systemClock))).toBe('CERTIFICATE_INVALID');
    expect(readFileSync(folder.pendingKeyPath, 'utf8')).toBe(privateKeyPem);
    expect(existsSync(folder.identityPath)).toBe(false);
    rmSync(folder.pendingKeyPath);
    expect(codeOf(() => takeCertificate(folder, certificate, systemClock))).toBe('KEY_INVALID');
  });
});
