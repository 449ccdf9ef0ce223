import { hash } from 'node:crypto';
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
  const parts: (Uint8Array | string)[] = [labelText(label)];
  for (const field of fields) parts.push(typeof field === 'number' ? digitsOf(field) : field);
  let length = 0;
  for (const part of parts) length += 8 + bytesIn(part);
  const whole = Buffer.alloc(length);
  let at = 0;
  for (const part of parts) {
    const bytes = bytesIn(part);
    // The upper half of the length is zero: no field has 2^32 bytes.
    whole.writeUInt32BE(bytes, at + 4);
    at += 8;
    if (typeof part === 'string') whole.write(part, at, 'utf8');
    else whole.set(part, at);
    at += bytes;
  }
  return whole;
}

/** SHA-256 of {@link encodeFields}, 32 bytes. */
export function hashFields(label: Label, ...fields: readonly Field[]): Buffer {
  return hash('sha256', encodeFields(label, ...fields), 'buffer');
}

function bytesIn(part: Uint8Array | string): number {
  return typeof part === 'string' ? Buffer.byteLength(part, 'utf8') : part.length;
}

function digitsOf(number: number): string {
  if (Number.isSafeInteger(number) && number >= 0) return String(number);
  throw new ConsiliumError({ code: 'PARAMETER_INVALID', message: `a number of a signed text must be whole, not ${number}` });
}
