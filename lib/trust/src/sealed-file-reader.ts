import { createDecipheriv } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { fileKeyOf, HEADER_BYTES, sealBroken, segmentBytesOf, segmentNonce, TAG_BYTES, withPreface } from './sealed-format.ts';

/** A sealed file, open for reading anywhere; it holds one decrypted segment at a time. */
export interface SealedFileReader {
  /** Bytes of content. */
  readonly length: number;
  /**
   * The bytes from `offset` on, at most `length` of them; fewer only at the end.
   *
   * @throws ConsiliumError `SEAL_BROKEN` when a segment that they touch was changed.
   */
  read(offset: number, length: number): Buffer;
  close(): void;
}

/** See `Sealer.openFile`. */
export function openSealedFile(
  path: string,
  key: Uint8Array,
  associated: Uint8Array,
  preface: Uint8Array = new Uint8Array(),
): SealedFileReader {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    throw fromUnknown(error, path);
  }
  try {
    return new Reader(fd, path, key, associated, preface);
  } catch (error) {
    closeSync(fd);
    throw fromUnknown(error, path);
  }
}

class Reader implements SealedFileReader {
  readonly length: number;
  readonly #fd: number;
  readonly #path: string;
  /** Where the header begins: behind what stands in the clear. */
  readonly #start: number;
  readonly #fileKey: Buffer;
  readonly #segmentBytes: number;
  readonly #segments: number;
  #cached: { readonly index: number; readonly bytes: Buffer };

  constructor(fd: number, path: string, key: Uint8Array, associated: Uint8Array, preface: Uint8Array) {
    this.#fd = fd;
    this.#path = path;
    this.#start = preface.length;
    const header = this.#readRaw(0, HEADER_BYTES);
    const segmentBytes = segmentBytesOf(header);
    const body = fstatSync(fd).size - this.#start - HEADER_BYTES;
    if (segmentBytes === undefined || body < TAG_BYTES) throw sealBroken(`${path} is not a sealed file`);
    this.#segmentBytes = segmentBytes;
    this.#segments = Math.ceil(body / (segmentBytes + TAG_BYTES));
    this.#fileKey = fileKeyOf(key, header, withPreface(associated, preface));
    this.length = body - this.#segments * TAG_BYTES;
    // The last segment says that it is the last, so a file that was cut shows now and not after a day of uploading.
    this.#cached = { index: this.#segments - 1, bytes: this.#decrypt(this.#segments - 1) };
  }

  read(offset: number, length: number): Buffer {
    for (const [field, value] of Object.entries({ offset, length })) {
      if (!Number.isSafeInteger(value) || value < 0) {
        throw new ConsiliumError({
          code: 'PARAMETER_INVALID',
          message: `${field} must be a whole number, 0 or more`,
          details: { field },
        });
      }
    }
    const end = Math.min(offset + length, this.length);
    const result = Buffer.alloc(Math.max(0, end - offset));
    for (let position = offset; position < end; ) {
      const index = Math.floor(position / this.#segmentBytes);
      if (this.#cached.index !== index) this.#cached = { index, bytes: this.#decrypt(index) };
      const within = position - index * this.#segmentBytes;
      position += this.#cached.bytes.copy(result, position - offset, within, within + end - position);
    }
    return result;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #decrypt(index: number): Buffer {
    const size = this.#segmentBytes + TAG_BYTES;
    const sealed = this.#readRaw(HEADER_BYTES + index * size, size);
    const last = index === this.#segments - 1;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#fileKey, segmentNonce(index, last), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const bytes = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
      decipher.final();
      return bytes;
    } catch (error) {
      throw sealBroken(`${this.#path} was changed or cut, or sealed with another key or for another purpose`, error);
    }
  }

  /** Bytes of the file as they stand on disk, from the header on; fewer than asked for only at its end. */
  #readRaw(position: number, length: number): Buffer {
    const buffer = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const n = readSync(this.#fd, buffer, filled, length - filled, this.#start + position + filled);
      if (n === 0) break;
      filled += n;
    }
    return buffer.subarray(0, filled);
  }
}
