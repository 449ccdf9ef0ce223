import { createPrivateKey, X509Certificate } from 'node:crypto';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { type Clock, ConsiliumError } from '@consilium/core';
import { type Identity, parseIdentityUri } from './identity.ts';
import { keyFingerprint } from './public-key-fingerprint.ts';
import { subjectKeyInfo } from './subject-key.ts';
import { issuerIn } from './trusted-authorities.ts';

/** An identity and the certificate that proved it. */
export interface CertifiedIdentity extends Identity {
  /** Lower-case hex. */
  readonly serial: string;
  /** Fingerprint of the public key (`publicKeyFingerprint`): what admission and revocation go by. */
  readonly key: string;
  /** SHA-256 of the certificate in DER, lower-case hex. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch; streams that are open longer must end here. */
  readonly notAfter: number;
}

/** A certificate as DER, as PEM, as Node reads it, or as Node's TLS sockets hand out the peer's (`getPeerCertificate()`). */
export type CertificateSource = Uint8Array | string | X509Certificate | { readonly raw?: Uint8Array };

/** SHA-256 of a certificate in DER, lower-case hex. @throws ConsiliumError `CERTIFICATE_INVALID` when it cannot be read. */
export function certificateFingerprint(source: CertificateSource): string {
  return fingerprintOf(read(source));
}

/**
 * Who a certificate speaks for: the one SAN URI it has. Says nothing about who issued it: for that there is the TLS
 * handshake, or {@link checkCertificate}.
 *
 * Works on the encoded certificate and never on the text that TLS sockets offer beside it, which different Node versions
 * escape differently.
 *
 * @throws ConsiliumError `CERTIFICATE_INVALID` unless exactly one URI stands there and it is one of ours.
 */
export function parseIdentity(source: CertificateSource): CertifiedIdentity {
  const certificate = read(source);
  return {
    ...parseIdentityUri(onlyUri(certificate.subjectAltName)),
    serial: certificate.serialNumber.toLowerCase(),
    key: keyFingerprint(subjectKeyInfo(certificate.raw)),
    fingerprint: fingerprintOf(certificate),
    notAfter: Date.parse(certificate.validTo),
  };
}

/**
 * The one URI of a subject alternative name as Node prints it (`URI:a, DNS:b`).
 *
 * Node quotes every name that could be mistaken for a separator (CVE-2021-44532). None of ours ever needs that, so a quote
 * anywhere is refused and splitting at the separator is then unambiguous.
 *
 * @throws ConsiliumError `CERTIFICATE_INVALID` for none, several, or quoted names.
 */
export function onlyUri(subjectAltName: string | undefined): string {
  const text = subjectAltName ?? '';
  if (text.includes('"')) throw invalid('the certificate has a subject alternative name with forbidden characters');
  const uris = text.split(', ').filter((name) => name.startsWith('URI:'));
  const [uri] = uris;
  if (uri === undefined || uris.length > 1) {
    throw invalid(`the certificate must name exactly one member of a consortium, it names ${uris.length}`);
  }
  return uri.slice('URI:'.length);
}

/** What {@link checkCertificate} checks a received certificate against. */
export interface CertificateExpectation {
  /** One authority or several, of which one must have issued it. */
  readonly authorityPem: string;
  readonly clock: Pick<Clock, 'now'>;
  /** The private key that must belong to the certificate. */
  readonly privateKeyPem?: string;
}

/**
 * Checks a certificate that arrived outside a TLS handshake, such as the answer to a join or a renewal: issued and signed by
 * the authority, in its validity, made for the given key.
 *
 * @throws ConsiliumError `CERTIFICATE_INVALID` saying which of these does not hold.
 */
export function checkCertificate(source: CertificateSource, expected: CertificateExpectation): CertifiedIdentity {
  const certificate = read(source);
  if (issuerIn(expected.authorityPem, certificate) === undefined) {
    throw invalid('the certificate was not issued by the authority of this consortium');
  }
  const now = expected.clock.now();
  const clock = new Date(now).toISOString();
  const dated = (message: string, advice: string): ConsiliumError =>
    new ConsiliumError({ code: 'CERTIFICATE_INVALID', message: `${message}, and the clock here says ${clock}`, advice });
  if (now < Date.parse(certificate.validFrom))
    throw dated(
      `the certificate is valid only from ${certificate.validFrom}`,
      'Correct the clock of this machine, or of the one that issued it.',
    );
  if (now > Date.parse(certificate.validTo))
    throw dated(
      `the certificate expired on ${certificate.validTo}`,
      'Correct the clock of this machine if it is wrong. If it is right, renew by files: docs/operations.md, "Renewal".',
    );
  if (expected.privateKeyPem !== undefined && !certificate.checkPrivateKey(createPrivateKey(expected.privateKeyPem))) {
    throw invalid('the certificate was made for another key');
  }
  return parseIdentity(certificate.raw);
}

/**
 * The `checkServerIdentity` of a TLS client that dials the coordinator: the usual host name check, and the certificate must
 * also name the coordinator of this consortium.
 */
export function coordinatorIdentityCheck(consortium: string): (host: string, certificate: PeerCertificate) => Error | undefined {
  return (host, certificate) => {
    const wrongHost = checkServerIdentity(host, certificate);
    if (wrongHost !== undefined) return wrongHost;
    let identity: CertifiedIdentity;
    try {
      identity = parseIdentity(certificate);
    } catch (error) {
      return error as ConsiliumError;
    }
    if (identity.kind === 'coordinator' && identity.consortium === consortium) return undefined;
    return invalid(`the server is not the coordinator of ${consortium}`);
  };
}

function read(source: CertificateSource): X509Certificate {
  if (source instanceof X509Certificate) return source;
  const bytes = typeof source === 'string' || source instanceof Uint8Array ? source : source.raw;
  if (bytes === undefined) throw invalid('the other side showed no certificate');
  try {
    return new X509Certificate(bytes);
  } catch (error) {
    throw invalid('the certificate cannot be read', error);
  }
}

function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase();
}

function invalid(message: string, cause?: unknown): ConsiliumError<'CERTIFICATE_INVALID'> {
  return new ConsiliumError({ code: 'CERTIFICATE_INVALID', message, cause });
}
