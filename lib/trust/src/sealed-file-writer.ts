import { createCipheriv } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConsiliumError, fromUnknown, type SecureRandom } from '@consilium/core';
import { PRIVATE_FILE_MODE, syncFolder, writeFully } from '@consilium/host';
import {
  encodeHeader,
  fileKeyOf,
  MAX_SEGMENT_BYTES,
  MIN_SEGMENT_BYTES,
  SALT_BYTES,
  segmentNonce,
  withPreface,
} from './sealed-format.ts';

/** 256 KiB: one cipher call and one disk write each, and little to decrypt in vain when an upload resumes. */
export const DEFAULT_SEGMENT_BYTES = 256 * 1024;

/** How to seal a file. */
export interface SealedFileOptions {
  /** 1 KiB to 16 MiB. @default {@link DEFAULT_SEGMENT_BYTES} */
  readonly segmentBytes?: number;
  /** Bytes that the file begins with, in the clear; it opens with these alone. @default none */
  readonly preface?: Uint8Array;
}

/** A sealed file being written. Exactly one of `finish` and `abort` ends it. */
export interface SealedFileWriter {
  /** Appends; chunks may have any length. @throws ConsiliumError `DISK_FULL` and others; the file is then gone. */
  write(chunk: Uint8Array): void;
  /** Makes the file durable and gives it its name, replacing an older one. */
  finish(): void;
  /** Removes what was written. Does nothing after `finish`. */
  abort(): void;
}

/** See `Sealer.createFile`. */
export function createSealedFile(
  path: string,
  key: Uint8Array,
  associated: Uint8Array,
  random: SecureRandom,
  options: SealedFileOptions = {},
): SealedFileWriter {
  const segmentBytes = options.segmentBytes ?? DEFAULT_SEGMENT_BYTES;
  if (!Number.isInteger(segmentBytes) || segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > MAX_SEGMENT_BYTES) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: `segmentBytes must be a whole number from ${MIN_SEGMENT_BYTES} to ${MAX_SEGMENT_BYTES}`,
      details: { field: 'segmentBytes' },
    });
  }
  return new Writer(path, key, associated, random, segmentBytes, options.preface ?? new Uint8Array());
}

class Writer implements SealedFileWriter {
  readonly #path: string;
  readonly #temporary: string;
  readonly #fileKey: Buffer;
  readonly #fd: number;
  /** Plaintext of the segment that may still turn out to be the last one. */
  readonly #pending: Buffer;
  #filled = 0;
  #index = 0;
  #ended = false;

  constructor(
    path: string,
    key: Uint8Array,
    associated: Uint8Array,
    random: SecureRandom,
    segmentBytes: number,
    preface: Uint8Array,
  ) {
    this.#path = path;
    this.#temporary = `${path}.new`;
    this.#pending = Buffer.alloc(segmentBytes);
    const salt = Buffer.alloc(SALT_BYTES);
    random.fill(salt);
    const header = encodeHeader(segmentBytes, salt);
    this.#fileKey = fileKeyOf(key, header, withPreface(associated, preface));
    try {
      this.#fd = openSync(this.#temporary, 'w', PRIVATE_FILE_MODE);
    } catch (error) {
      throw fromUnknown(error, path);
    }
    this.#orRemove(() => writeFully(this.#fd, Buffer.concat([preface, header])));
  }

  write(chunk: Uint8Array): void {
    this.#assertOpen();
    this.#orRemove(() => {
      let offset = 0;
      while (offset < chunk.length) {
        // Only once more bytes have come is it certain that a full segment is not the last.
        if (this.#filled === this.#pending.length) this.#writeSegment(false);
        const n = Math.min(chunk.length - offset, this.#pending.length - this.#filled);
        this.#pending.set(chunk.subarray(offset, offset + n), this.#filled);
        this.#filled += n;
        offset += n;
      }
    });
  }

  finish(): void {
    this.#assertOpen();
    this.#orRemove(() => {
      this.#writeSegment(true);
      fsyncSync(this.#fd);
      renameSync(this.#temporary, this.#path);
      syncFolder(dirname(this.#path));
    });
    this.#ended = true;
    closeSync(this.#fd);
  }

  abort(): void {
    if (this.#ended) return;
    this.#ended = true;
    closeSync(this.#fd);
    rmSync(this.#temporary, { force: true });
  }

  #writeSegment(last: boolean): void {
    const cipher = createCipheriv('aes-256-gcm', this.#fileKey, segmentNonce(this.#index, last));
    const sealed = cipher.update(this.#pending.subarray(0, this.#filled));
    cipher.final();
    writeFully(this.#fd, sealed);
    writeFully(this.#fd, cipher.getAuthTag());
    this.#index += 1;
    this.#filled = 0;
  }

  #assertOpen(): void {
    if (this.#ended) throw new ConsiliumError({ code: 'INTERNAL', message: `${this.#path} is already finished or given up` });
  }

  #orRemove(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.abort();
      throw fromUnknown(error, this.#path);
    }
  }
}
