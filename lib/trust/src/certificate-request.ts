import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import type { CertificationRequest } from '@peculiar/asn1-csr';
import {
  asn1,
  derOf,
  keyInfo,
  nameOf,
  pemOf,
  signatureAlgorithm,
  signatureAlgorithmOf,
  signatureOver,
  subjectNames,
} from './certificate-encoding.ts';
import { generateKeyPairBlocking, isCertificateKey, kindOfKey, type KeyPairPem, WANTED_KEY } from './certificate-keys.ts';
import { type Identity, identityUri } from './identity.ts';

/** Longer requests are refused unread: an RSA-8192 request has 3 KB. */
const MAX_REQUEST_CHARACTERS = 16_384;

const REQUEST = /-----BEGIN (NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]*)-----END \1?CERTIFICATE REQUEST-----/;

/** The attribute of a request that says which extensions are asked for (RFC 2985, section 5.4.2). */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

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

/** Makes a PKCS#10 request (RFC 2986) signed with SHA-256. */
export function createRequest(init: RequestInit): CertificateRequest {
  const uri = identityUri(init.identity);
  const { publicKeyPem, privateKeyPem } = init.keyPair ?? generateKeyPairBlocking();
  const { csr, x509 } = asn1();
  const names = subjectNames([{ uniformResourceIdentifier: uri }]);
  const values = [new Uint8Array(derOf(new x509.Extensions([names]))).buffer];
  const certificationRequestInfo = new csr.CertificationRequestInfo({
    subject: nameOf({ commonName: init.identity.id }),
    subjectPKInfo: keyInfo(createPublicKey(publicKeyPem)),
    attributes: new csr.Attributes([new x509.Attribute({ type: EXTENSION_REQUEST, values })]),
  });
  const request = new csr.CertificationRequest({
    certificationRequestInfo,
    signatureAlgorithm: signatureAlgorithmOf(privateKeyPem),
    signature: signatureOver(derOf(certificationRequestInfo), privateKeyPem),
  });
  return { csrPem: pemOf('CERTIFICATE REQUEST', derOf(request)), privateKeyPem };
}

/**
 * The public key of a request, after checking that the asker holds its private key.
 *
 * @throws ConsiliumError `REQUEST_INVALID` for anything that is not a well-formed request, signed with SHA-256 by its own key of a kind that is certified;
 * it says what is wanted.
 */
export function verifiedRequestKey(csrPem: string): KeyObject {
  if (csrPem.length > MAX_REQUEST_CHARACTERS) throw invalid('the certificate request is too long');
  let request: CertificationRequest;
  let key: KeyObject;
  try {
    request = readRequest(csrPem);
    key = createPublicKey({ key: derOf(request.certificationRequestInfo.subjectPKInfo), format: 'der', type: 'spki' });
  } catch (error) {
    throw invalid('the certificate request cannot be read: it is to be one PKCS#10 request in PEM', error);
  }
  if (!isCertificateKey(key)) throw invalid(`the certificate request is for a key that is ${kindOfKey(key)}: ${WANTED_KEY}`);
  const { certificationRequestInfoRaw: signed, signature, signatureAlgorithm: by } = request;
  if (by.algorithm !== signatureAlgorithm(key).algorithm)
    throw invalid('the certificate request is signed by another algorithm than its key with SHA-256');
  if (signed === undefined || !verify('sha256', new Uint8Array(signed), key, new Uint8Array(signature)))
    throw invalid('the certificate request is not signed by its own key');
  return key;
}

/** @throws Error when there is none, or it cannot be read */
function readRequest(text: string): CertificationRequest {
  const { csr, schema } = asn1();
  const [, , body = ''] = REQUEST.exec(text) ?? [];
  return schema.AsnConvert.parse(Buffer.from(body, 'base64'), csr.CertificationRequest);
}

function invalid(message: string, cause?: unknown): ConsiliumError {
  return new ConsiliumError({ code: 'REQUEST_INVALID', message, cause });
}
