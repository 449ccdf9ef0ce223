import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { createRequire } from 'node:module';
import type { AlgorithmIdentifier, Extension, GeneralName, Name, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';

/** What encodes and reads certificates and requests. */
interface Asn1 {
  readonly schema: typeof import('@peculiar/asn1-schema');
  readonly x509: typeof import('@peculiar/asn1-x509');
  readonly csr: typeof import('@peculiar/asn1-csr');
}

let loaded: Asn1 | undefined;

/** Loaded with the first certificate that is made, or request that is read: most commands do neither, and would wait for it. */
export function asn1(): Asn1 {
  if (loaded === undefined) {
    const load = createRequire(import.meta.url);
    loaded = {
      schema: load('@peculiar/asn1-schema') as Asn1['schema'],
      x509: load('@peculiar/asn1-x509') as Asn1['x509'],
      csr: load('@peculiar/asn1-csr') as Asn1['csr'],
    };
  }
  return loaded;
}

/** Attributes of names (RFC 5280, appendix A.1). */
const NAME_ATTRIBUTES = { commonName: '2.5.4.3', organizationName: '2.5.4.10', organizationalUnitName: '2.5.4.11' } as const;

/** Of certificates and requests that EC keys sign (RFC 5758, section 3.2), and RSA keys (RFC 8017, appendix A.2.4). */
const SIGNED_BY = { ec: '1.2.840.10045.4.3.2', rsa: '1.2.840.113549.1.1.11' } as const;

/** A name of these attributes, in this order. */
export function nameOf(attributes: { readonly [attribute in keyof typeof NAME_ATTRIBUTES]?: string }): Name {
  const { x509 } = asn1();
  return new x509.Name(
    Object.entries(attributes).map(([attribute, utf8String]) => {
      const type = NAME_ATTRIBUTES[attribute as keyof typeof NAME_ATTRIBUTES];
      return new x509.RelativeDistinguishedName([
        new x509.AttributeTypeAndValue({ type, value: new x509.AttributeValue({ utf8String }) }),
      ]);
    }),
  );
}

/** An extension. @param value what stands in it, of the schema that `id` names */
export function extension(id: string, critical: boolean, value: object): Extension {
  const { schema, x509 } = asn1();
  return new x509.Extension({ extnID: id, critical, extnValue: new schema.OctetString(schema.AsnConvert.serialize(value)) });
}

/** The extension that says under which names a subject is known. */
export function subjectNames(names: readonly Partial<GeneralName>[]): Extension {
  const { x509 } = asn1();
  const general = names.map((name) => new x509.GeneralName(name));
  return extension(x509.id_ce_subjectAltName, false, new x509.SubjectAlternativeName(general));
}

/** A key as it stands in certificates and requests. */
export function keyInfo(key: KeyObject): SubjectPublicKeyInfo {
  const { schema, x509 } = asn1();
  return schema.AsnConvert.parse(key.export({ type: 'spki', format: 'der' }), x509.SubjectPublicKeyInfo);
}

/** By what a key is named in certificates: SHA-1 of its bits (RFC 5280, section 4.2.1.2, method 1). Nothing is believed for it. */
export function keyIdentifier(key: KeyObject): Uint8Array {
  return createHash('sha1')
    .update(Buffer.from(keyInfo(key).subjectPublicKey))
    .digest();
}

/** How the holder of a key, of a kind that is certified, signs certificates and requests: with SHA-256. */
export function signatureAlgorithm(key: KeyObject): AlgorithmIdentifier {
  const { x509 } = asn1();
  // Parameters are NULL for RSA and absent for ECDSA (RFC 5758, section 3.2; RFC 4055, section 5).
  return key.asymmetricKeyType === 'rsa'
    ? new x509.AlgorithmIdentifier({ algorithm: SIGNED_BY.rsa, parameters: null })
    : new x509.AlgorithmIdentifier({ algorithm: SIGNED_BY.ec });
}

/** {@link signatureAlgorithm} of a private key. */
export function signatureAlgorithmOf(privateKeyPem: string): AlgorithmIdentifier {
  return signatureAlgorithm(createPublicKey(privateKeyPem));
}

/** DER of a value of a schema. */
export function derOf(value: object): Buffer {
  return Buffer.from(asn1().schema.AsnConvert.serialize(value));
}

/** A signature over a value of a schema, in DER. */
export function signatureOver(der: Uint8Array, privateKeyPem: string): ArrayBuffer {
  return new Uint8Array(sign('sha256', der, createPrivateKey(privateKeyPem))).buffer;
}

/** PEM of what is in DER (RFC 7468). */
export function pemOf(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
