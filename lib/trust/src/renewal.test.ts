import { beforeAll, expect, it } from 'vitest';
import { createRequest } from './certificate-request.ts';
import { publicKeyFingerprint } from './public-key-fingerprint.ts';
import { addRenewalProof, checkRequest } from './renewal.ts';
import { generateKeyPair, type KeyPairPem } from './certificate-keys.ts';

const identity = { consortium: 'cardio', kind: 'site', id: 'north' } as const;
const refused = expect.objectContaining({ code: 'REQUEST_INVALID' }) as Error;

let first: KeyPairPem;
let second: KeyPairPem;
let third: KeyPairPem;
beforeAll(async () => {
  [first, second, third] = (await Promise.all([1, 2, 3].map(() => generateKeyPair()))) as [KeyPairPem, KeyPairPem, KeyPairPem];
});

const request = (keyPair: KeyPairPem): string => createRequest({ identity, keyPair }).csrPem;

it('a request names its key, and the key that vouches for it where there is one', () => {
  const key = publicKeyFingerprint(second.privateKeyPem);
  expect(checkRequest(request(second))).toEqual({ key, provedKey: undefined });
  const renewal = addRenewalProof(request(second), first.privateKeyPem);
  expect(checkRequest(renewal)).toEqual({ key, provedKey: publicKeyFingerprint(first.privateKeyPem) });
  // As files travel.
  expect(checkRequest(renewal.replaceAll('\n', '\r\n'))).toEqual(checkRequest(renewal));
});

it('a proof serves for the request that it was made for, and for the key that made it', () => {
  const renewal = addRenewalProof(request(second), first.privateKeyPem);
  const proof = renewal.slice(renewal.indexOf('-----BEGIN PUBLIC KEY'));
  expect(() => checkRequest(`${request(third)}\n${proof}`)).toThrow(refused);
  const oldKey = proof.slice(0, proof.indexOf('-----BEGIN CONSILIUM'));
  expect(() => checkRequest(renewal.replace(oldKey, third.publicKeyPem))).toThrow(refused);
  expect(() => checkRequest(renewal.replace(oldKey, ''))).toThrow(refused);
  expect(() => checkRequest(proof)).toThrow(refused);
});
