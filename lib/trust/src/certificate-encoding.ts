import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { createRequire } from 'node:module';
import { isIPv4 } from 'node:net';
import { ConsiliumError } from '@consilium/core';
import type forgeModule from 'node-forge';

/** A value in ASN.1. */
export type Asn1 = forgeModule.asn1.Asn1;

let loaded: typeof forgeModule | undefined;

/**
 * What encodes and reads ASN.1. Its own certificates know RSA alone, and its arithmetic does not run in constant time: it describes, and
 * `node:crypto` signs and checks. Loaded with the first certificate that is made, or request that is read: most commands do neither, and would wait for it.
 */
function forge(): typeof forgeModule {
  loaded ??= createRequire(import.meta.url)('node-forge') as typeof forgeModule;
  return loaded;
}

/** Attributes of names (RFC 5280, appendix A.1). */
const NAME_ATTRIBUTES = { commonName: '2.5.4.3', organizationName: '2.5.4.10', organizationalUnitName: '2.5.4.11' } as const;

/** Of certificates and requests that EC keys sign (RFC 5758, section 3.2), and RSA keys (RFC 8017, appendix A.2.4). */
const SIGNED_BY = { ec: '1.2.840.10045.4.3.2', rsa: '1.2.840.113549.1.1.11' } as const;

/** Of years from here on, certificates write four digits (RFC 5280, section 4.1.2.5). */
const LONG_YEARS = 2050;

/** Identifiers of extensions (RFC 5280, section 4.2.1). */
const EXTENSIONS = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
} as const;

/** A name under which a subject is known (RFC 5280, section 4.2.1.6). */
export type GeneralName =
  | { readonly rfc822Name: string }
  | { readonly dNSName: string }
  | { readonly uniformResourceIdentifier: string }
  | { readonly iPAddress: string };

const GENERAL_NAME_TAGS = { rfc822Name: 1, dNSName: 2, uniformResourceIdentifier: 6 } as const;

function primitive(type: forgeModule.asn1.Type, bytes: Uint8Array): Asn1 {
  const { asn1 } = forge();
  return asn1.create(asn1.Class.UNIVERSAL, type, false, Buffer.from(bytes).toString('latin1'));
}

/** A value whose type the context says. */
function tagged(tag: number, content: Uint8Array | readonly Asn1[]): Asn1 {
  const { asn1 } = forge();
  const value = content instanceof Uint8Array ? Buffer.from(content).toString('latin1') : [...content];
  return asn1.create(asn1.Class.CONTEXT_SPECIFIC, tag as forgeModule.asn1.Type, !(content instanceof Uint8Array), value);
}

/** SEQUENCE. */
export function sequence(...values: readonly Asn1[]): Asn1 {
  const { asn1 } = forge();
  return asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, [...values]);
}

/** SET. */
export function setOf(...values: readonly Asn1[]): Asn1 {
  const { asn1 } = forge();
  return asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SET, true, [...values]);
}

/** Members that the context tells apart, as attributes of requests and extensions of certificates are. */
export function explicit(tag: number, ...values: readonly Asn1[]): Asn1 {
  return tagged(tag, values);
}

/** OBJECT IDENTIFIER. */
export function objectIdentifier(id: string): Asn1 {
  const { asn1 } = forge();
  return primitive(asn1.Type.OID, Buffer.from(asn1.oidToDer(id).getBytes(), 'latin1'));
}

/** INTEGER. @param bytes big-endian, not negative, as short as may be */
export function integer(...bytes: readonly number[]): Asn1 {
  return primitive(forge().asn1.Type.INTEGER, Uint8Array.from(bytes));
}

/** OCTET STRING. */
function octetString(bytes: Uint8Array): Asn1 {
  return primitive(forge().asn1.Type.OCTETSTRING, bytes);
}

/** BIT STRING. @param unused bits at the end that do not count */
export function bitString(bytes: Uint8Array, unused = 0): Asn1 {
  return primitive(forge().asn1.Type.BITSTRING, Uint8Array.of(unused, ...bytes));
}

function boolean(value: boolean): Asn1 {
  return primitive(forge().asn1.Type.BOOLEAN, Uint8Array.of(value ? 0xff : 0));
}

/** A point in time, in whole seconds. */
export function time(date: Date): Asn1 {
  const { asn1 } = forge();
  return date.getUTCFullYear() < LONG_YEARS
    ? primitive(asn1.Type.UTCTIME, Buffer.from(asn1.dateToUtcTime(date), 'latin1'))
    : primitive(asn1.Type.GENERALIZEDTIME, Buffer.from(asn1.dateToGeneralizedTime(date), 'latin1'));
}

/** A name of these attributes, in this order. */
export function nameOf(attributes: { readonly [attribute in keyof typeof NAME_ATTRIBUTES]?: string }): Asn1 {
  const parts = Object.entries(attributes).map(([attribute, value]) => {
    const type = objectIdentifier(NAME_ATTRIBUTES[attribute as keyof typeof NAME_ATTRIBUTES]);
    return setOf(sequence(type, primitive(forge().asn1.Type.UTF8, Buffer.from(value, 'utf8'))));
  });
  return sequence(...parts);
}

/** An extension. @param value what stands in it */
export function extension(name: keyof typeof EXTENSIONS, value: Asn1, critical = false): Asn1 {
  return sequence(objectIdentifier(EXTENSIONS[name]), ...(critical ? [boolean(true)] : []), octetString(derOf(value)));
}

/** What an authority of leaves is: no authority stands below it. */
export function pathOfOne(): Asn1 {
  return extension('basicConstraints', sequence(boolean(true), integer(0)), true);
}

/** The extension that says under which names a subject is known. */
export function subjectNames(names: readonly GeneralName[]): Asn1 {
  return extension('subjectAltName', sequence(...names.map(generalName)));
}

function generalName(name: GeneralName): Asn1 {
  if ('iPAddress' in name) return tagged(7, addressBytes(name.iPAddress));
  const [[kind, text] = []] = Object.entries(name) as [keyof typeof GENERAL_NAME_TAGS, string][];
  return tagged(GENERAL_NAME_TAGS[kind as keyof typeof GENERAL_NAME_TAGS], Buffer.from(text ?? '', 'utf8'));
}

/** The 4 or 16 bytes of an address. */
function addressBytes(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number);
  // In WHATWG's form: every group is in hex, also of an address of IPv4 inside, and one run of zeros is left out.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = short.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return Buffer.from([...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** The extension that names the key of a subject. */
export function ownKey(key: KeyObject): Asn1 {
  return extension('subjectKeyIdentifier', octetString(keyIdentifier(key)));
}

/** The extension that names the key which has signed. */
export function issuedBy(key: KeyObject): Asn1 {
  return extension('authorityKeyIdentifier', sequence(tagged(0, keyIdentifier(key))));
}

/** By what a key is named in certificates: SHA-1 of its bits (RFC 5280, section 4.2.1.2, method 1). Nothing is believed for it. */
function keyIdentifier(key: KeyObject): Uint8Array {
  const bits = valueAt(keyInfo(key), 1).value as string;
  return createHash('sha1')
    .update(Buffer.from(bits.slice(1), 'latin1'))
    .digest();
}

/** A key as it stands in certificates and requests. */
export function keyInfo(key: KeyObject): Asn1 {
  return asn1Of(key.export({ type: 'spki', format: 'der' }));
}

/** How the holder of a key, of a kind that is certified, signs certificates and requests: with SHA-256. */
export function signatureAlgorithm(key: KeyObject): Asn1 {
  const { asn1 } = forge();
  // Parameters are NULL for RSA and absent for ECDSA (RFC 5758, section 3.2; RFC 4055, section 5).
  return key.asymmetricKeyType === 'rsa'
    ? sequence(objectIdentifier(SIGNED_BY.rsa), primitive(asn1.Type.NULL, new Uint8Array()))
    : sequence(objectIdentifier(SIGNED_BY.ec));
}

/** What is signed, how and the signature: the frame of certificates and requests. @param content what is signed */
export function signedBy(content: Asn1, privateKeyPem: string): Asn1 {
  const signature = sign('sha256', derOf(content), createPrivateKey(privateKeyPem));
  return sequence(content, signatureAlgorithm(createPublicKey(privateKeyPem)), bitString(signature));
}

/** A member of a value, by its place. @throws ConsiliumError `CERTIFICATE_INVALID` where there is none */
export function valueAt({ value }: Asn1, place: number): Asn1 {
  const member = Array.isArray(value) ? value[place] : undefined;
  if (member === undefined) throw unreadable();
  return member;
}

/** The bytes of a value that has no members, of a BIT STRING without the count of its unused bits. @throws ConsiliumError `CERTIFICATE_INVALID` */
export function bytesOf({ value, type }: Asn1): Buffer {
  if (typeof value !== 'string') throw unreadable();
  const bytes = Buffer.from(value, 'latin1');
  return type === forge().asn1.Type.BITSTRING ? bytes.subarray(1) : bytes;
}

function unreadable(): ConsiliumError {
  return new ConsiliumError({ code: 'CERTIFICATE_INVALID', message: 'the encoding is that of no certificate or request' });
}

/** What is in DER. @throws Error when it is something else, or something follows it */
export function asn1Of(der: Uint8Array): Asn1 {
  // Types say that there is no such option.
  const options = { strict: true, parseAllBytes: true, decodeBitStrings: false } as unknown as boolean;
  return forge().asn1.fromDer(Buffer.from(der).toString('latin1'), options);
}

/** DER of a value. */
export function derOf(value: Asn1): Buffer {
  return Buffer.from(forge().asn1.toDer(value).getBytes(), 'latin1');
}

/** PEM of what is in DER (RFC 7468). */
export function pemOf(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
