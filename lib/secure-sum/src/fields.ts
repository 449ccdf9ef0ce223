import { createHash } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';

/** A field of a hashed or signed text: bytes, UTF-8 text, or a whole number from 0 to 2^53 - 1. */
export type Field = Uint8Array | string | number;

/** Every hash, key and signature of the protocol names what it is for with one of these, so that none can pass for another. */
export type Label =
  | 'roster'
  | 'context'
  | 'keys'
  | 'keys-of-all'
  | 'commitment'
  | 'neighbours'
  | 'share-key'
  | 'shares'
  | 'sealed-share'
  | 'share-hash'
  | 'complaint'
  | 'sharers'
  | 'pair-mask'
  | 'self-mask'
  | 'coefficients'
  | 'masked'
  | 'survivors'
  | 'agreement'
  | 'unmask'
  | 'transcript'
  | 'transcript-word'
  | 'transcript-file'
  | 'heard';

/** Version of the protocol: part of every label. */
const PROTOCOL = 'consilium/secure-sum/1';

/** The label as it enters a hash or a key derivation. */
export function labelText(label: Label): string {
  return `${PROTOCOL}/${label}`;
}

/**
 * Fields as one byte string that says where each ends: the label, then for each field a 64-bit big-endian length and its bytes; a number
 * is its decimal text. Two different lists of fields never give the same bytes.
 */
export function encodeFields(label: Label, ...fields: readonly Field[]): Buffer {
  const parts = [Buffer.from(labelText(label), 'latin1'), ...fields.map(bytesOf)];
  const whole = Buffer.alloc(parts.reduce((length, part) => length + 8 + part.length, 0));
  let at = 0;
  for (const part of parts) {
    // The upper half of the length is zero: no field has 2^32 bytes.
    whole.writeUInt32BE(part.length, at + 4);
    part.copy(whole, at + 8);
    at += 8 + part.length;
  }
  return whole;
}

/** SHA-256 of {@link encodeFields}, 32 bytes. */
export function hashFields(label: Label, ...fields: readonly Field[]): Buffer {
  return createHash('sha256')
    .update(encodeFields(label, ...fields))
    .digest();
}

function bytesOf(field: Field): Buffer {
  if (typeof field === 'string') return Buffer.from(field, 'utf8');
  if (typeof field !== 'number') return Buffer.from(field.buffer, field.byteOffset, field.byteLength);
  if (!Number.isSafeInteger(field) || field < 0) {
    throw new ConsiliumError({ code: 'PARAMETER_INVALID', message: `a number of a signed text must be whole, not ${field}` });
  }
  return Buffer.from(String(field), 'latin1');
}
