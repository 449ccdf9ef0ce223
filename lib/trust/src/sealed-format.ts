import { createHash, hkdfSync } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';

/*
 * A sealed file: header, then segments, each AES-256-GCM under a key of this file alone, with its index and whether it is
 * the last one in the nonce. So segments cannot be changed, moved, dropped, repeated or taken from another file, and a
 * file cut after a whole segment lacks its last one. This is the STREAM construction of Hoang, Reyhanitabar, Rogaway and
 * Vizar, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015, section 7.
 *
 *   header   `CSF1` | segment size, 4 bytes big-endian | salt, 32 bytes
 *   key      HKDF-SHA-256(file key, salt, SHA-256(header | associated data))
 *   segment  ciphertext (segment size, the last 0 to segment size) | tag, 16 bytes
 *   nonce    index, 8 bytes big-endian | 0 0 0 | 1 for the last segment, else 0
 */

/** Length of a sealing key: AES-256. */
export const SEALING_KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
export const SALT_BYTES = 32;
export const MAGIC_BYTES = 4;
export const HEADER_BYTES = MAGIC_BYTES + 4 + SALT_BYTES;
const MAGIC = Buffer.from('CSF1', 'latin1');

/** Smallest and largest segment: each costs 16 bytes and one cipher call, and is held in memory whole. */
export const MIN_SEGMENT_BYTES = 1024;
export const MAX_SEGMENT_BYTES = 16 * 1024 * 1024;

/** The header of a file with these segments and this salt. */
export function encodeHeader(segmentBytes: number, salt: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(segmentBytes);
  return Buffer.concat([MAGIC, size, salt]);
}

/** The segment size that a header names, or `undefined` when it is none of ours. */
export function segmentBytesOf(header: Buffer): number | undefined {
  if (header.length !== HEADER_BYTES || !MAGIC.equals(header.subarray(0, MAGIC_BYTES))) return undefined;
  const size = header.readUInt32BE(MAGIC_BYTES);
  return size >= MIN_SEGMENT_BYTES && size <= MAX_SEGMENT_BYTES ? size : undefined;
}

/** The key of one file, bound to its header and associated data. */
export function fileKeyOf(key: Uint8Array, header: Buffer, associated: Uint8Array): Buffer {
  const context = createHash('sha256').update(header).update(associated).digest();
  return Buffer.from(hkdfSync('sha256', key, header.subarray(MAGIC_BYTES + 4), context, 32));
}

/** What the key of a file is bound to that begins with bytes in the clear: these as well. */
export function withPreface(associated: Uint8Array, preface: Uint8Array): Uint8Array {
  return preface.length === 0 ? associated : Buffer.concat([associated, preface]);
}

/** The nonce of segment `index`. */
export function segmentNonce(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeBigUInt64BE(BigInt(index));
  nonce.writeUInt8(last ? 1 : 0, NONCE_BYTES - 1);
  return nonce;
}

/** The error of everything that does not open. */
export function sealBroken(message: string, cause?: unknown): ConsiliumError<'SEAL_BROKEN'> {
  return new ConsiliumError({ code: 'SEAL_BROKEN', message, cause });
}
