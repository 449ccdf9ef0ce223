import { ConsiliumError } from '@consilium/core';

/** Tags of DER (X.690, 8.1.2) that stand where this looks. */
const SEQUENCE = 0x30;
const VERSION = 0xa0;

/** Members of a certificate before its subject's key: serial number, algorithm, issuer, validity, subject (RFC 5280, section 4.1). */
const BEFORE_KEY = 5;

/** One value in DER: its tag, where its content begins, and where it ends. */
interface Value {
  readonly tag: number;
  readonly content: number;
  readonly end: number;
}

/**
 * The public key of a certificate (SPKI, DER), as it stands there. Node would decode and encode it, which costs as much as a signature, with every connection.
 *
 * @param certificate in DER, which something else has read already: no more is looked at than where the key stands
 * @throws ConsiliumError `CERTIFICATE_INVALID`
 */
export function subjectKeyInfo(certificate: Uint8Array): Uint8Array {
  const whole = valueAt(certificate, 0, SEQUENCE);
  const signed = valueAt(certificate, whole.content, SEQUENCE);
  const first = valueAt(certificate, signed.content);
  let at = first.tag === VERSION ? first.end : signed.content;
  for (let i = 0; i < BEFORE_KEY; i++) at = valueAt(certificate, at).end;
  const key = valueAt(certificate, at, SEQUENCE);
  if (key.end > signed.end) throw unreadable();
  return certificate.subarray(at, key.end);
}

function valueAt(der: Uint8Array, at: number, wanted?: number): Value {
  const tag = der[at];
  const first = der[at + 1];
  if (tag === undefined || first === undefined || (wanted !== undefined && tag !== wanted)) throw unreadable();
  // A length below 128 is one byte; longer ones say in how many bytes they follow (X.690, 8.1.3).
  const more = first < 0x80 ? 0 : first - 0x80;
  if (first === 0x80 || more > 3) throw unreadable();
  let length = more === 0 ? first : 0;
  for (let i = 0; i < more; i++) length = length * 256 + (der[at + 2 + i] ?? 0);
  const content = at + 2 + more;
  if (content + length > der.length) throw unreadable();
  return { tag, content, end: content + length };
}

function unreadable(): ConsiliumError<'CERTIFICATE_INVALID'> {
  return new ConsiliumError({ code: 'CERTIFICATE_INVALID', message: 'the certificate cannot be read' });
}
