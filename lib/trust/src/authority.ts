import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type Clock, ConsiliumError, secureRandom, type SecureRandom } from '@consilium/core';
import {
  type Asn1,
  asn1Of,
  bitString,
  derOf,
  explicit,
  extension,
  type GeneralName,
  integer,
  issuedBy,
  keyInfo,
  nameOf,
  objectIdentifier,
  ownKey,
  pathOfOne,
  pemOf,
  sequence,
  signatureAlgorithm,
  signedBy,
  subjectNames,
  time,
  valueAt,
} from './certificate-encoding.ts';
import { checkedPublicKey, generateKeyPairBlocking, type KeyPairPem } from './certificate-keys.ts';
import { verifiedRequestKey } from './certificate-request.ts';
import { type Identity, identityUri, isIdentityName } from './identity.ts';
import { certificateFingerprint } from './peer-identity.ts';

/** Ten years: the authority outlives its studies, and replacing it means that every site joins again. */
export const DEFAULT_AUTHORITY_VALIDITY_DAYS = 3650;

/** A certificate is valid a little before it is made, so that a site whose clock is slightly behind can use it at once. */
export const BACKDATE_MS = 60_000;

const DAY_MS = 86_400_000;
const MAX_VALIDITY_DAYS = 36_500;
const SERIAL_BYTES = 20;
/** The third version of certificates counts as two. */
const VERSION_3 = 2;
/** Bits of key usage (RFC 5280, section 4.2.1.3), the first one the highest: certificates and lists of revoked ones, and everything else that is signed. */
const SIGNS_CERTIFICATES = 0b0000_0110;
const SIGNS = 0b1000_0000;
/** Purposes (RFC 5280, section 4.2.1.12). */
const IS_A_SERVER = '1.3.6.1.5.5.7.3.1';
const IS_A_CLIENT = '1.3.6.1.5.5.7.3.2';
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
  /** The certificate of the authority that it follows, whose name it carries: by it members know their consortium. @default nobody's */
  readonly followsPem?: string;
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
 * Makes a self-signed authority, with a key on P-256 unless another is given, that may sign leaf certificates only (path length 0).
 *
 * @throws ConsiliumError `PARAMETER_INVALID` naming `consortium` or `validityDays`.
 */
export function createAuthority(init: AuthorityInit): Authority {
  if (!isIdentityName(init.consortium)) {
    throw parameterInvalid('consortium', 'consortium must be 1 to 63 characters: a-z, 0-9, and inside also ".", "_" and "-"');
  }
  const validity = validityOf(init.clock, init.validityDays ?? DEFAULT_AUTHORITY_VALIDITY_DAYS);
  const pair = init.keyPair ?? generateKeyPairBlocking();
  const key = createPublicKey(pair.publicKeyPem);
  // A name of a consortium has up to 63 characters, and a common name, by RFC 5280, no more than 64.
  const name =
    init.followsPem === undefined
      ? nameOf({ organizationName: init.consortium, commonName: 'Consilium authority' })
      : subjectOf(new X509Certificate(init.followsPem));
  const certificatePem = signedCertificate(
    {
      key,
      validity,
      issuer: name,
      subject: name,
      extensions: [pathOfOne(), extension('keyUsage', bitString(Uint8Array.of(SIGNS_CERTIFICATES), 1), true), ownKey(key)],
    },
    pair.privateKeyPem,
    init.random ?? secureRandom(),
  );
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
  const altNames = [{ uniformResourceIdentifier: uri }, ...hosts.map(hostName)];
  const issuer = new X509Certificate(authority.certificatePem);
  const validity = validityOf(init.clock, init.validityDays);
  if (validity.notAfter.getTime() > Date.parse(issuer.validTo)) {
    throw parameterInvalid('validityDays', 'the certificate would outlive its authority');
  }
  const key = 'csrPem' in init ? verifiedRequestKey(init.csrPem) : checkedPublicKey(init.publicKeyPem);
  // A site that got hold of the authority's own key as its own would be the authority.
  if (key.equals(issuer.publicKey)) {
    throw new ConsiliumError({ code: 'REQUEST_INVALID', message: "the authority's own key cannot be certified again" });
  }
  const { consortium, kind, id } = init.identity;
  return signedCertificate(
    {
      key,
      validity,
      issuer: subjectOf(issuer),
      subject: nameOf({ organizationName: consortium, organizationalUnitName: kind, commonName: id }),
      extensions: [
        extension('basicConstraints', sequence(), true),
        extension('keyUsage', bitString(Uint8Array.of(SIGNS), 7), true),
        extension('extKeyUsage', sequence(objectIdentifier(isCoordinator ? IS_A_SERVER : IS_A_CLIENT))),
        subjectNames(altNames),
        ownKey(key),
        issuedBy(issuer.publicKey),
      ],
    },
    authority.privateKeyPem,
    init.random ?? secureRandom(),
  );
}

/** What a certificate says, but for its serial number. */
interface CertificateContent {
  readonly key: KeyObject;
  readonly validity: Validity;
  readonly issuer: Asn1;
  readonly subject: Asn1;
  readonly extensions: readonly Asn1[];
}

interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

function validityOf(clock: Pick<Clock, 'now'>, days: number): Validity {
  if (!(days > 0 && days <= MAX_VALIDITY_DAYS)) {
    throw parameterInvalid('validityDays', `validityDays must be more than 0 and at most ${MAX_VALIDITY_DAYS}`);
  }
  // Dates in certificates are whole seconds (RFC 5280, section 4.1.2.5).
  const now = Math.floor(clock.now() / 1000) * 1000;
  return { notBefore: new Date(now - BACKDATE_MS), notAfter: new Date(now + days * DAY_MS) };
}

/** 20 octets, positive and never shorter: RFC 5280 section 4.1.2.2 allows no more, and 158 of the bits are random. */
function randomSerial(random: SecureRandom): Uint8Array {
  const bytes = new Uint8Array(SERIAL_BYTES);
  random.fill(bytes);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

/** @returns the certificate as PEM */
function signedCertificate(content: CertificateContent, privateKeyPem: string, random: SecureRandom): string {
  const { key, validity, issuer, subject, extensions } = content;
  const toBeSigned = sequence(
    explicit(0, integer(VERSION_3)),
    integer(...randomSerial(random)),
    signatureAlgorithm(createPublicKey(privateKeyPem)),
    issuer,
    sequence(time(validity.notBefore), time(validity.notAfter)),
    subject,
    keyInfo(key),
    explicit(3, sequence(...extensions)),
  );
  return pemOf('CERTIFICATE', derOf(signedBy(toBeSigned, privateKeyPem)));
}

/** The name of an authority as it stands in its certificate (RFC 5280, section 4.1): behind version, serial number, algorithm, issuer and validity. */
function subjectOf(certificate: X509Certificate): Asn1 {
  return valueAt(valueAt(asn1Of(certificate.raw), 0), 5);
}

function hostName(host: string): GeneralName {
  // A zone ("fe80::1%eth0") is a name of this machine alone, and no certificate can say it.
  if (isIP(host) !== 0 && !host.includes('%')) return { iPAddress: host };
  if (!DNS_NAME.test(host)) throw parameterInvalid('hosts', `"${host}" is neither a DNS name nor an IP address`);
  return { dNSName: host };
}

function parameterInvalid(field: string, message: string): ConsiliumError {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}
