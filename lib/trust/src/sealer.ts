import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { ConsiliumError, secureRandom, type SecureRandom } from '@consilium/core';
import { openSealedFile, type SealedFileReader } from './sealed-file-reader.ts';
import { createSealedFile, type SealedFileOptions, type SealedFileWriter } from './sealed-file-writer.ts';
import { NONCE_BYTES, SEALING_KEY_BYTES, sealBroken, TAG_BYTES } from './sealed-format.ts';

/** What a sealed value is bound to, beside its key: opening with another value fails. Say what and where, e.g. `update/run-7/3/1`. */
export type AssociatedData = string | Uint8Array;

/** Seals what a site or coordinator keeps on disk. Everything opens only unchanged, whole, with the same key and associated data. */
export interface Sealer {
  /**
   * AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D section 8.2.2: good for 2^32 values under one key).
   * Layout: `CSL1`, nonce, ciphertext, 16-byte tag.
   */
  seal(bytes: Uint8Array, associated: AssociatedData): Buffer;
  /** @throws ConsiliumError `SEAL_BROKEN` */
  open(sealed: Uint8Array, associated: AssociatedData): Buffer;
  /** A file of any size, sealed segment by segment as it is written; it appears under its name only once it is finished. */
  createFile(path: string, associated: AssociatedData, options?: SealedFileOptions): SealedFileWriter;
  /**
   * Random access to such a file.
   *
   * @param preface what it begins with in the clear. @default nothing
   * @throws ConsiliumError `SEAL_BROKEN` at once when it was cut.
   */
  openFile(path: string, associated: AssociatedData, preface?: Uint8Array): SealedFileReader;
}

const MAGIC = Buffer.from('CSL1', 'latin1');

/** Whether bytes claim to be a sealed value; no PEM, no hex digits and no password of ours begins like that. */
export function looksSealed(bytes: Uint8Array): boolean {
  return MAGIC.equals(bytes.subarray(0, MAGIC.length));
}

/**
 * A sealer for a 32-byte key; see {@link Sealer}. The key itself is never used for encryption: single values and files
 * have keys of their own derived from it (HKDF-SHA-256, RFC 5869), so that nothing of one can pass for the other.
 *
 * @throws ConsiliumError `KEY_INVALID` for a key of another length.
 */
export function createSealer(key: Uint8Array, random: SecureRandom = secureRandom()): Sealer {
  if (key.length !== SEALING_KEY_BYTES) {
    throw new ConsiliumError({
      code: 'KEY_INVALID',
      message: `a sealing key has ${SEALING_KEY_BYTES} bytes, this one has ${key.length}`,
    });
  }
  const valueKey = derive(key, 'consilium/sealed-value/v1');
  const fileKey = derive(key, 'consilium/sealed-file/v1');
  return {
    seal(bytes, associated) {
      const nonce = Buffer.alloc(NONCE_BYTES);
      random.fill(nonce);
      const cipher = createCipheriv('aes-256-gcm', valueKey, nonce).setAAD(bytesOf(associated));
      return Buffer.concat([MAGIC, nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, associated) {
      const start = MAGIC.length + NONCE_BYTES;
      if (sealed.length < start + TAG_BYTES || !looksSealed(sealed)) {
        throw sealBroken('this is not a sealed value');
      }
      const end = sealed.length - TAG_BYTES;
      const decipher = createDecipheriv('aes-256-gcm', valueKey, sealed.subarray(MAGIC.length, start), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(bytesOf(associated)).setAuthTag(sealed.subarray(end));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(start, end)), decipher.final()]);
      } catch (error) {
        throw sealBroken('a sealed value was changed, or sealed with another key or for another purpose', error);
      }
    },
    createFile: (path, associated, options) => createSealedFile(path, fileKey, bytesOf(associated), random, options),
    openFile: (path, associated, preface) => openSealedFile(path, fileKey, bytesOf(associated), preface),
  };
}

function derive(key: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, SEALING_KEY_BYTES));
}

function bytesOf(associated: AssociatedData): Uint8Array {
  return typeof associated === 'string' ? Buffer.from(associated, 'utf8') : associated;
}
