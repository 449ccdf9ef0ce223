import { X509Certificate } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g;

/** The certificates in a text, in its order. @throws ConsiliumError `CERTIFICATE_INVALID` when one cannot be read, or there is none */
export function certificatesIn(pem: string): readonly X509Certificate[] {
  try {
    const found = [...pem.matchAll(CERTIFICATE)].map(([block]) => new X509Certificate(block));
    if (found.length > 0) return found;
  } catch (error) {
    throw new ConsiliumError({ code: 'CERTIFICATE_INVALID', message: 'a certificate cannot be read', cause: error });
  }
  throw new ConsiliumError({ code: 'CERTIFICATE_INVALID', message: 'there is no certificate' });
}

/** The authority among those in a text that has issued and signed a certificate, if any has. */
export function issuerIn(authorityPem: string, certificate: X509Certificate): X509Certificate | undefined {
  return certificatesIn(authorityPem).find(
    (authority) => authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey),
  );
}
