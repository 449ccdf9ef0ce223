import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { systemClock } from '@consilium/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAuthority, issueCertificate } from './authority.ts';
import { generateKeyPairBlocking } from './certificate-keys.ts';
import { subjectKeyInfo } from './subject-key.ts';

/** Certificates of an authority on each kind of key that is certified, and of one with a name that needs long lengths. */
function certificates(): readonly X509Certificate[] {
  const authority = createAuthority({ consortium: 'heart', clock: systemClock, keyPair: generateKeyPairBlocking() });
  const rsa = (bits: number): string =>
    generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const hosts = Array.from({ length: 12 }, (_, i) => `host-${i}.hospital.example`);
  const of = (publicKeyPem: string, id: string): X509Certificate => {
    const identity = { consortium: 'heart', kind: 'site', id } as const;
    return new X509Certificate(issueCertificate(authority, { publicKeyPem, identity, validityDays: 1, clock: systemClock }));
  };
  const coordinator = { consortium: 'heart', kind: 'coordinator', id: 'coordinator' } as const;
  const { publicKeyPem } = generateKeyPairBlocking();
  return [
    new X509Certificate(authority.certificatePem),
    of(generateKeyPairBlocking().publicKeyPem, 'a'),
    of(rsa(3072), 'b'),
    of(rsa(4096), 'c'),
    new X509Certificate(
      issueCertificate(authority, { publicKeyPem, identity: coordinator, hosts, validityDays: 1, clock: systemClock }),
    ),
  ];
}

let known: readonly X509Certificate[];

beforeAll(() => {
  known = certificates();
});

describe('the key in a certificate', () => {
  it('is the one that Node exports, byte for byte', () => {
    for (const certificate of known) {
      const exported = certificate.publicKey.export({ type: 'spki', format: 'der' });
      expect(Buffer.from(subjectKeyInfo(certificate.raw)).equals(exported)).toBe(true);
    }
  });

  it('is found in no part of a certificate', () => {
    for (const { raw } of known)
      for (let end = 0; end < raw.length; end++)
        expect(() => subjectKeyInfo(raw.subarray(0, end))).toThrow(
          expect.objectContaining({ code: 'CERTIFICATE_INVALID' }) as Error,
        );
  });

  it('is bytes or a refusal, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.nat(1000), fc.nat(255), (which, place, byte) => {
        const bytes = Uint8Array.from((known[which] as X509Certificate).raw);
        bytes[place % bytes.length] = byte;
        try {
          expect(subjectKeyInfo(bytes).length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toMatchObject({ code: 'CERTIFICATE_INVALID' });
        }
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});
