import { type KeyObject, sign, verify } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import forge from 'node-forge';
import { type Identity, identityUri } from './identity.ts';
import { checkedRsaPublicKey, generateKeyPairBlocking, type KeyPairPem } from './rsa-keys.ts';
import { deferredSigner, derOf } from './forge-signing.ts';

/** Longer requests are refused unread: an RSA-8192 request has 3 KB. */
const MAX_REQUEST_CHARACTERS = 16_384;

/** How to make a certificate request. */
export interface RequestInit {
  /** Who asks. Only a hint for a person: the authority decides the identity and ignores what the request says. */
  readonly identity: Identity;
  /** @default a fresh pair, made blocking; pass the result of `generateKeyPair()` to stay off the main thread */
  readonly keyPair?: KeyPairPem;
}

/** A certificate request (PKCS#10) and the private key that never leaves the machine that made it. */
export interface CertificateRequest {
  readonly csrPem: string;
  readonly privateKeyPem: string;
}

/** Makes a PKCS#10 request (RFC 2986) signed with SHA-256 and RSA. */
export function createRequest(init: RequestInit): CertificateRequest {
  const uri = identityUri(init.identity);
  const pair = init.keyPair ?? generateKeyPairBlocking();
  const csr = forge.pki.createCertificationRequest();
  csr.publicKey = forge.pki.publicKeyFromPem(pair.publicKeyPem);
  csr.setSubject([{ name: 'commonName', value: init.identity.id }]);
  csr.setAttributes([
    { name: 'extensionRequest', extensions: [{ name: 'subjectAltName', altNames: [{ type: 6, value: uri }] }] },
  ]);
  csr.sign(deferredSigner, forge.md.sha256.create());
  csr.signature = sign('sha256', derOf(csr.certificationRequestInfo), pair.privateKeyPem).toString('latin1');
  return { csrPem: forge.pki.certificationRequestToPem(csr), privateKeyPem: pair.privateKeyPem };
}

/**
 * The public key of a request, after checking that the asker holds its private key.
 *
 * @throws ConsiliumError `CERTIFICATE_INVALID` for anything that is not a well-formed, self-consistent SHA-256 RSA request.
 */
export function verifiedRequestKey(csrPem: string): KeyObject {
  if (csrPem.length > MAX_REQUEST_CHARACTERS) throw invalid('the certificate request is too long');
  let publicKeyPem: string;
  let signed: Buffer;
  let signature: Buffer;
  let algorithm: string | null;
  try {
    const csr = forge.pki.certificationRequestFromPem(csrPem);
    // An absent key makes this throw, which is what should happen.
    publicKeyPem = forge.pki.publicKeyToPem(csr.publicKey as forge.pki.PublicKey);
    signed = derOf(csr.certificationRequestInfo);
    signature = Buffer.from(String(csr.signature), 'latin1');
    algorithm = csr.signatureOid;
  } catch (error) {
    throw invalid('the certificate request cannot be read', error);
  }
  const key = checkedRsaPublicKey(publicKeyPem);
  if (algorithm !== forge.pki.oids['sha256WithRSAEncryption'] || !verify('sha256', signed, key, signature)) {
    throw invalid('the certificate request is not signed by its own key');
  }
  return key;
}

function invalid(message: string, cause?: unknown): ConsiliumError {
  return new ConsiliumError({ code: 'CERTIFICATE_INVALID', message, cause });
}
