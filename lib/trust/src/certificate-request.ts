import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import {
  type Asn1,
  asn1Of,
  bitString,
  bytesOf,
  derOf,
  explicit,
  integer,
  keyInfo,
  nameOf,
  objectIdentifier,
  pemOf,
  sequence,
  setOf,
  signatureAlgorithm,
  signedBy,
  subjectNames,
  valueAt,
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
  const extensions = sequence(subjectNames([{ uniformResourceIdentifier: uri }]));
  const info = sequence(
    integer(0),
    nameOf({ commonName: init.identity.id }),
    keyInfo(createPublicKey(publicKeyPem)),
    explicit(0, sequence(objectIdentifier(EXTENSION_REQUEST), setOf(extensions))),
  );
  return { csrPem: pemOf('CERTIFICATE REQUEST', derOf(signedBy(info, privateKeyPem))), privateKeyPem };
}

/**
 * The public key of a request, after checking that the asker holds its private key.
 *
 * @throws ConsiliumError `REQUEST_INVALID` for anything that is not a well-formed request, signed with SHA-256 by its own key of a kind that is certified;
 * it says what is wanted.
 */
export function verifiedRequestKey(csrPem: string): KeyObject {
  if (csrPem.length > MAX_REQUEST_CHARACTERS) throw invalid('the certificate request is too long');
  let request: ReadRequest;
  let key: KeyObject;
  try {
    request = readRequest(csrPem);
    key = createPublicKey({ key: derOf(request.keyInfo), format: 'der', type: 'spki' });
  } catch (error) {
    throw invalid('the certificate request cannot be read: it is to be one PKCS#10 request in PEM', error);
  }
  if (!isCertificateKey(key)) throw invalid(`the certificate request is for a key that is ${kindOfKey(key)}: ${WANTED_KEY}`);
  if (!request.algorithm.equals(derOf(signatureAlgorithm(key))))
    throw invalid('the certificate request is signed by another algorithm than its key with SHA-256');
  if (!verify('sha256', request.signed, key, request.signature))
    throw invalid('the certificate request is not signed by its own key');
  return key;
}

/** What is looked at of a request. */
interface ReadRequest {
  readonly keyInfo: Asn1;
  /** In DER, as the following. */
  readonly signed: Buffer;
  readonly algorithm: Buffer;
  readonly signature: Buffer;
}

/** The parts of CertificationRequest (RFC 2986, section 4). @throws Error when there is none, or it cannot be read */
function readRequest(text: string): ReadRequest {
  const [, , body = ''] = REQUEST.exec(text) ?? [];
  const der = Buffer.from(body, 'base64');
  const request = asn1Of(der);
  const [info, algorithm] = [valueAt(request, 0), valueAt(request, 1)];
  const signature = bytesOf(valueAt(request, 2));
  // No signature covers the frame: it is the one that would be made here.
  if (!derOf(sequence(info, algorithm, bitString(signature))).equals(der))
    throw invalid('the certificate request has another frame');
  // Behind version and subject.
  return { keyInfo: valueAt(info, 2), signed: derOf(info), algorithm: derOf(algorithm), signature };
}

function invalid(message: string, cause?: unknown): ConsiliumError {
  return new ConsiliumError({ code: 'REQUEST_INVALID', message, cause });
}
