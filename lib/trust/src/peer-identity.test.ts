import { X509Certificate } from 'node:crypto';
import { isConsiliumError, systemClock } from '@consilium/core';
import forge from 'node-forge';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAuthority, issueCertificate } from './authority.ts';
import { deferredSigner } from './forge-signing.ts';
import type { Identity } from './identity.ts';
import { onlyUri, parseIdentity } from './peer-identity.ts';
import { generateKeyPair, generateKeyPairBlocking, type KeyPairPem } from './rsa-keys.ts';

const site: Identity = { consortium: 'heart', kind: 'site', id: 'cleveland' };
const coordinator: Identity = { consortium: 'heart', kind: 'coordinator', id: 'coordinator' };
const DAY_MS = 86_400_000;

let siteKeys: KeyPairPem;

beforeAll(async () => {
  siteKeys = await generateKeyPair();
});

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isConsiliumError(error)) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('reading an identity', () => {
  it('refuses a peer without a certificate', () => {
    expect(codeOf(() => parseIdentity({}))).toBe('CERTIFICATE_INVALID');
  });

  /** A certificate by the real authority whose names an attacker chose. */
  function forged(altNames: object[]): Buffer {
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = forge.pki.publicKeyFromPem(siteKeys.publicKeyPem);
    certificate.serialNumber = '01';
    certificate.validity.notAfter = new Date(Date.now() + DAY_MS);
    if (altNames.length > 0) certificate.setExtensions([{ name: 'subjectAltName', altNames }]);
    // Nobody checks the signature here, and forge takes long to make one.
    certificate.sign(deferredSigner, forge.md.sha256.create());
    return new X509Certificate(forge.pki.certificateToPem(certificate)).raw;
  }

  it('reads one URI among other names, and refuses every trick with separators and repetitions', () => {
    const uri = 'consilium://heart/site/cleveland';
    expect(
      parseIdentity(
        forged([
          { type: 2, value: 'x.example' },
          { type: 6, value: uri },
          { type: 7, ip: '10.0.0.1' },
        ]),
      ),
    ).toMatchObject(site);
    const hostile: object[][] = [
      [],
      [{ type: 2, value: uri }],
      [
        { type: 6, value: uri },
        { type: 6, value: 'consilium://heart/site/hungary' },
      ],
      [
        { type: 6, value: uri },
        { type: 6, value: uri },
      ],
      [{ type: 2, value: `x.example, URI:${uri}` }],
      [{ type: 6, value: `${uri}, URI:consilium://heart/coordinator` }],
      [{ type: 1, value: `a@b, URI:${uri}` }],
      [{ type: 6, value: `${uri}\0` }],
      [{ type: 6, value: `${uri}"` }],
      [{ type: 6, value: `${uri}\n` }],
      [{ type: 6, value: `${uri}/` }],
      [{ type: 6, value: `${uri}?x` }],
      [{ type: 6, value: 'consilium://heart/site/' }],
      [{ type: 6, value: 'consilium://heart/site/..' }],
      [{ type: 6, value: 'consilium://heart/site/%63leveland' }],
      [{ type: 6, value: 'consilium://user@heart/site/cleveland' }],
      [{ type: 6, value: 'consilium:///site/cleveland' }],
      [{ type: 6, value: 'consilium://heart/operator/cleveland' }],
      [{ type: 6, value: 'Consilium://heart/site/cleveland' }],
      [{ type: 6, value: 'https://heart/site/cleveland' }],
      [{ type: 6, value: 'consilium://heart/coordinator/x' }],
    ];
    for (const names of hostile)
      expect([names, codeOf(() => parseIdentity(forged(names)))]).toEqual([names, 'CERTIFICATE_INVALID']);
  });

  it('reads users and the coordinator, and nothing from an absent name', () => {
    const authority = createAuthority({ consortium: 'heart', clock: systemClock, keyPair: siteKeys });
    const { publicKeyPem } = generateKeyPairBlocking();
    const user: Identity = { consortium: 'heart', kind: 'user', id: 'a.smith' };
    for (const identity of [user, coordinator]) {
      const pem = issueCertificate(authority, { publicKeyPem, identity, validityDays: 1, clock: systemClock });
      expect(parseIdentity(pem)).toMatchObject(identity);
    }
    expect(codeOf(() => onlyUri(undefined))).toBe('CERTIFICATE_INVALID');
    // A quoted name may hold what looks like a separator and another name after it.
    expect(codeOf(() => onlyUri('DNS:"x, URI:consilium://heart/site/a, y"'))).toBe('CERTIFICATE_INVALID');
    expect(onlyUri('DNS:x, URI:consilium://heart/site/a, DNS:y')).toBe('consilium://heart/site/a');
  });
});
