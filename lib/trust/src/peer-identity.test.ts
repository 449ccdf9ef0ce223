import { createPublicKey } from 'node:crypto';
import { isConsiliumError, systemClock } from '@consilium/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAuthority, issueCertificate } from './authority.ts';
import {
  bitString,
  derOf,
  explicit,
  type GeneralName,
  integer,
  keyInfo,
  nameOf,
  sequence,
  signatureAlgorithm,
  subjectNames,
  time,
} from './certificate-encoding.ts';
import type { Identity } from './identity.ts';
import { onlyUri, parseIdentity } from './peer-identity.ts';
import { generateKeyPair, generateKeyPairBlocking, type KeyPairPem } from './certificate-keys.ts';

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
  function forged(altNames: GeneralName[]): Buffer {
    const key = createPublicKey(siteKeys.publicKeyPem);
    const name = nameOf({ commonName: 'x' });
    const toBeSigned = sequence(
      explicit(0, integer(2)),
      integer(1),
      signatureAlgorithm(key),
      name,
      sequence(time(new Date(Date.now())), time(new Date(Date.now() + DAY_MS))),
      name,
      keyInfo(key),
      ...(altNames.length > 0 ? [explicit(3, sequence(subjectNames(altNames)))] : []),
    );
    // Nobody checks the signature here.
    return derOf(sequence(toBeSigned, signatureAlgorithm(key), bitString(new Uint8Array(8))));
  }

  it('reads one URI among other names, and refuses every trick with separators and repetitions', () => {
    const uri = 'consilium://heart/site/cleveland';
    expect(
      parseIdentity(forged([{ dNSName: 'x.example' }, { uniformResourceIdentifier: uri }, { iPAddress: '10.0.0.1' }])),
    ).toMatchObject(site);
    const hostile: GeneralName[][] = [
      [],
      [{ dNSName: uri }],
      [{ uniformResourceIdentifier: uri }, { uniformResourceIdentifier: 'consilium://heart/site/hungary' }],
      [{ uniformResourceIdentifier: uri }, { uniformResourceIdentifier: uri }],
      [{ dNSName: `x.example, URI:${uri}` }],
      [{ uniformResourceIdentifier: `${uri}, URI:consilium://heart/coordinator` }],
      [{ rfc822Name: `a@b, URI:${uri}` }],
      [{ uniformResourceIdentifier: `${uri}\0` }],
      [{ uniformResourceIdentifier: `${uri}"` }],
      [{ uniformResourceIdentifier: `${uri}\n` }],
      [{ uniformResourceIdentifier: `${uri}/` }],
      [{ uniformResourceIdentifier: `${uri}?x` }],
      [{ uniformResourceIdentifier: 'consilium://heart/site/' }],
      [{ uniformResourceIdentifier: 'consilium://heart/site/..' }],
      [{ uniformResourceIdentifier: 'consilium://heart/site/%63leveland' }],
      [{ uniformResourceIdentifier: 'consilium://user@heart/site/cleveland' }],
      [{ uniformResourceIdentifier: 'consilium:///site/cleveland' }],
      [{ uniformResourceIdentifier: 'consilium://heart/operator/cleveland' }],
      [{ uniformResourceIdentifier: 'Consilium://heart/site/cleveland' }],
      [{ uniformResourceIdentifier: 'https://heart/site/cleveland' }],
      [{ uniformResourceIdentifier: 'consilium://heart/coordinator/x' }],
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
