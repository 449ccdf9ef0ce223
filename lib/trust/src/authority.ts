import { createPrivateKey, createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type Clock, ConsiliumError, secureRandom, type SecureRandom } from '@consilium/core';
import forge from 'node-forge';
import { verifiedRequestKey } from './certificate-request.ts';
import { certificateFingerprint } from './peer-identity.ts';
import { deferredSigner, derOf } from './forge-signing.ts';
import { type Identity, identityUri, isIdentityName } from './identity.ts';
import { checkedRsaPublicKey, generateKeyPairBlocking, type KeyPairPem } from './rsa-keys.ts';

/** Ten years: the authority outlives its studies, and replacing it means that every site joins again. */
export const DEFAULT_AUTHORITY_VALIDITY_DAYS = 3650;

/** A certificate is valid a little before it is made, so that a site whose clock is slightly behind can use it at once. */
export const BACKDATE_MS = 60_000;

const DAY_MS = 86_400_000;
const MAX_VALIDITY_DAYS = 36_500;
const SERIAL_BYTES = 20;
const DNS_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** The certificate authority of one consortium. The private key stays with the coordinator's operator. */
export interface Authority {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** SHA-256 of the certificate in DER, lower-case hex: what a join string carries. */
  readonly fingerprint: string;
}

/** How to make an authority. */
export interface AuthorityInit {
  readonly consortium: string;
  /** @default {@link DEFAULT_AUTHORITY_VALIDITY_DAYS} */
  readonly validityDays?: number;
  readonly clock: Pick<Clock, 'now'>;
  /** @default a fresh pair, made blocking; pass the result of `generateKeyPair()` to stay off the main thread */
  readonly keyPair?: KeyPairPem;
  /** @default the operating system's generator */
  readonly random?: SecureRandom;
}

/** What to certify: a request, whose proof of possession is checked, or a key made by the caller itself. */
export type IssueSubject = { readonly csrPem: string } | { readonly publicKeyPem: string };

/** How to issue one certificate. */
export type IssueInit = IssueSubject & {
  /** Decided by the authority, whatever a request says. */
  readonly identity: Identity;
  /** DNS names and IP addresses under which the coordinator is dialled; only a coordinator may have them. */
  readonly hosts?: readonly string[];
  readonly validityDays: number;
  readonly clock: Pick<Clock, 'now'>;
  /** @default the operating system's generator */
  readonly random?: SecureRandom;
};

/**
 * Makes a self-signed RSA-3072 authority that may sign leaf certificates only (path length 0).
 *
 * @throws ConsiliumError `PARAMETER_INVALID` naming `consortium` or `validityDays`.
 */
export function createAuthority(init: AuthorityInit): Authority {
  if (!isIdentityName(init.consortium)) {
    throw parameterInvalid('consortium', 'consortium must be 1 to 63 characters: a-z, 0-9, and inside also ".", "_" and "-"');
  }
  const validity = validityOf(init.clock, init.validityDays ?? DEFAULT_AUTHORITY_VALIDITY_DAYS);
  const pair = init.keyPair ?? generateKeyPairBlocking();
  const name = [{ name: 'commonName', value: `Consilium authority of ${init.consortium}` }];
  const certificate = newCertificate(createPublicKey(pair.publicKeyPem), validity, init.random ?? secureRandom());
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  const certificatePem = signed(certificate, pair.privateKeyPem);
  return { certificatePem, privateKeyPem: pair.privateKeyPem, fingerprint: certificateFingerprint(certificatePem) };
}

/**
 * An authority read back from its two files.
 *
 * @throws ConsiliumError `CERTIFICATE_INVALID` when the certificate cannot be read, `KEY_INVALID` when the key cannot be, or belongs to another one.
 */
export function loadAuthority(files: { readonly certificatePem: string; readonly privateKeyPem: string }): Authority {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(files.certificatePem);
  } catch (error) {
    throw new ConsiliumError({
      code: 'CERTIFICATE_INVALID',
      message: 'the certificate of the authority cannot be read: the operator restores authority/certificate.pem from a copy',
      cause: error,
    });
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(files.privateKeyPem);
  } catch (error) {
    throw new ConsiliumError({
      code: 'KEY_INVALID',
      message: 'the key of the authority cannot be read: the operator restores authority/key.pem from a copy',
      cause: error,
    });
  }
  if (!certificate.ca || !certificate.checkPrivateKey(key)) {
    throw new ConsiliumError({ code: 'KEY_INVALID', message: 'the key does not belong to the certificate of an authority' });
  }
  return { ...files, fingerprint: certificateFingerprint(files.certificatePem) };
}

/**
 * Issues a leaf certificate: SAN URI of the identity, DNS and IP names for the coordinator, client use for sites and users,
 * server use for the coordinator, so that no site's key can pass for the coordinator's.
 *
 * @returns the certificate as PEM
 * @throws ConsiliumError `REQUEST_INVALID` for a bad request or key, `PARAMETER_INVALID` for the rest, naming the field.
 */
export function issueCertificate(authority: Pick<Authority, 'certificatePem' | 'privateKeyPem'>, init: IssueInit): string {
  const uri = identityUri(init.identity);
  const hosts = init.hosts ?? [];
  const isCoordinator = init.identity.kind === 'coordinator';
  if (!isCoordinator && hosts.length > 0) {
    throw parameterInvalid('hosts', 'only the coordinator may have host names: a site is never dialled');
  }
  const altNames = [{ type: 6, value: uri }, ...hosts.map(hostName)];
  const issuer = forge.pki.certificateFromPem(authority.certificatePem);
  const validity = validityOf(init.clock, init.validityDays);
  if (validity.notAfter > issuer.validity.notAfter) {
    throw parameterInvalid('validityDays', 'the certificate would outlive its authority');
  }
  const key = 'csrPem' in init ? verifiedRequestKey(init.csrPem) : checkedRsaPublicKey(init.publicKeyPem);
  // A site that got hold of the authority's own key as its own would be the authority.
  if (key.equals(createPublicKey(authority.certificatePem))) {
    throw new ConsiliumError({ code: 'REQUEST_INVALID', message: "the authority's own key cannot be certified again" });
  }
  const certificate = newCertificate(key, validity, init.random ?? secureRandom());
  certificate.setSubject([
    { name: 'organizationName', value: init.identity.consortium },
    { name: 'organizationalUnitName', value: init.identity.kind },
    { name: 'commonName', value: init.identity.id },
  ]);
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true },
    { name: 'extKeyUsage', serverAuth: isCoordinator, clientAuth: !isCoordinator },
    { name: 'subjectAltName', altNames },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ]);
  return signed(certificate, authority.privateKeyPem);
}

interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

function validityOf(clock: Pick<Clock, 'now'>, days: number): Validity {
  if (!(days > 0 && days <= MAX_VALIDITY_DAYS)) {
    throw parameterInvalid('validityDays', `validityDays must be more than 0 and at most ${MAX_VALIDITY_DAYS}`);
  }
  const now = clock.now();
  return { notBefore: new Date(now - BACKDATE_MS), notAfter: new Date(now + days * DAY_MS) };
}

function newCertificate(publicKey: KeyObject, validity: Validity, random: SecureRandom): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  certificate.serialNumber = randomSerial(random);
  certificate.validity.notBefore = validity.notBefore;
  certificate.validity.notAfter = validity.notAfter;
  return certificate;
}

/** 20 octets, positive and never shorter: RFC 5280 section 4.1.2.2 allows no more, and 158 of the bits are random. */
function randomSerial(random: SecureRandom): string {
  const bytes = Buffer.alloc(SERIAL_BYTES);
  random.fill(bytes);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return bytes.toString('hex');
}

function signed(certificate: forge.pki.Certificate, privateKeyPem: string): string {
  certificate.sign(deferredSigner, forge.md.sha256.create());
  certificate.signature = sign('sha256', derOf(certificate.tbsCertificate), privateKeyPem).toString('latin1');
  return forge.pki.certificateToPem(certificate);
}

function hostName(host: string): { readonly type: 2; readonly value: string } | { readonly type: 7; readonly ip: string } {
  if (isIP(host) !== 0) return { type: 7, ip: host };
  if (!DNS_NAME.test(host)) throw parameterInvalid('hosts', `"${host}" is neither a DNS name nor an IP address`);
  return { type: 2, value: host };
}

function parameterInvalid(field: string, message: string): ConsiliumError {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}
