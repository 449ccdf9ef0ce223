import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import forge from 'node-forge';
import { type Identity, identityUri } from './identity.ts';
import { checkedRsaPublicKey, generateKeyPairBlocking, kindOfKey, type KeyPairPem, WANTED_KEY } from './rsa-keys.ts';
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
 * @throws ConsiliumError `REQUEST_INVALID` for anything that is not a well-formed, self-consistent SHA-256 RSA request; it says what is wanted.
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
    const other = keyOfRequest(csrPem);
    if (other !== undefined && other.asymmetricKeyType !== 'rsa')
      throw invalid(`the certificate request is for a key of the kind ${kindOfKey(other)}: ${WANTED_KEY}`, error);
    throw invalid('the certificate request cannot be read: it is to be one PKCS#10 request in PEM', error);
  }
  const key = checkedRsaPublicKey(publicKeyPem);
  if (algorithm !== forge.pki.oids['sha256WithRSAEncryption'])
    throw invalid('the certificate request is signed by another algorithm than sha256WithRSAEncryption');
  if (!verify('sha256', signed, key, signature)) throw invalid('the certificate request is not signed by its own key');
  return key;
}

/** The public key of a request of whatever kind, to say what it is: forge reads RSA alone. `undefined` where there is none. */
function keyOfRequest(csrPem: string): KeyObject | undefined {
  try {
    const [request] = forge.pem.decode(csrPem);
    // CertificationRequest: of its first member, version and subject stand before the key (RFC 2986, section 4).
    const info = (forge.asn1.fromDer(request?.body ?? '').value[0] as forge.asn1.Asn1).value[2] as forge.asn1.Asn1;
    return createPublicKey({ key: derOf(info), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

function invalid(message: string, cause?: unknown): ConsiliumError {
  return new ConsiliumError({ code: 'REQUEST_INVALID', message, cause });
}
