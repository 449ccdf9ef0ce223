import { type Cipher, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';

/** Files over which records are spread: so many that the records of one fit into memory at the largest hospital. */
const PARTS_BITS = 7;
/** Bytes that are collected before they are written. */
const BUFFER_BYTES = 32 * 1024;
/** Before each record: its length, and the hash of its key. */
const FRAME_BYTES = 8;
/** Up to here a loop copies faster than a call of the runtime. */
const LOOP_BYTES = 256;

const CIPHER = 'aes-256-ctr';
const KEY_BYTES = 32;
const IV_BYTES = 16;

interface Part {
  readonly path: string;
  readonly iv: Buffer;
  file: number | undefined;
  cipher: Cipher | undefined;
  buffer: Buffer | undefined;
  used: number;
}

/** Records of a part: each begins at its place in `bytes`, and ends `FRAME_BYTES` before the next. */
export interface SpilledPart {
  readonly bytes: Buffer;
  readonly begins: readonly number[];
  readonly ends: readonly number[];
  readonly hashes: readonly number[];
}

/**
 * Records on their way to others of the same key, which come in any order and are more than memory holds: spread over files by the hash of their key,
 * so that each file holds all records of its keys and can be read alone.
 *
 * The files lie in a private folder under a key that is nowhere but in this process: what a power cut leaves on the disk nobody reads.
 */
export class Spill {
  readonly #parts: readonly Part[];
  readonly #key: Buffer = randomBytes(KEY_BYTES);

  /** @param folder a private folder, which is removed by who made it */
  constructor(folder: string, name: string) {
    this.#parts = Array.from({ length: 2 ** PARTS_BITS }, (_, i) => ({
      path: join(folder, `${name}-${i}`),
      iv: randomBytes(IV_BYTES),
      file: undefined,
      cipher: undefined,
      buffer: undefined,
      used: 0,
    }));
  }

  /** Takes in a copy of a record, which stands from `from` to `to` of `record`. @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE` */
  add(hash: number, record: Buffer, from: number, to: number): void {
    const part = this.#parts[hash >>> (32 - PARTS_BITS)] as Part;
    const bytes = FRAME_BYTES + to - from;
    part.buffer ??= Buffer.alloc(BUFFER_BYTES);
    if (part.used + bytes > part.buffer.length) this.#flush(part);
    if (bytes > part.buffer.length) part.buffer = Buffer.alloc(bytes);
    const { buffer } = part;
    buffer.writeUInt32LE(to - from, part.used);
    buffer.writeUInt32LE(hash, part.used + 4);
    const begin = part.used + FRAME_BYTES;
    if (to - from > LOOP_BYTES) record.copy(buffer, begin, from, to);
    else for (let i = from, at = begin; i < to; i++, at++) buffer[at] = record[i] as number;
    part.used += bytes;
  }

  /** The records part by part, in the order of the hashes of their keys; can be read once. @throws ConsiliumError `FILE_UNREADABLE` */
  *read(): Generator<SpilledPart> {
    for (const part of this.#parts) {
      const bytes = this.#bytesOf(part);
      const begins: number[] = [];
      const ends: number[] = [];
      const hashes: number[] = [];
      for (let at = 0; at < bytes.length; ) {
        const length = bytes.readUInt32LE(at);
        hashes.push(bytes.readUInt32LE(at + 4));
        at += FRAME_BYTES;
        begins.push(at);
        at += length;
        ends.push(at);
      }
      yield { bytes, begins, ends, hashes };
    }
  }

  /** Closes and removes its files. */
  close(): void {
    for (const part of this.#parts) {
      if (part.file === undefined) continue;
      closeSync(part.file);
      part.file = undefined;
      rmSync(part.path, { force: true });
    }
  }

  #flush(part: Part): void {
    if (part.used === 0 || part.buffer === undefined) return;
    try {
      part.file ??= openSync(part.path, 'wx', 0o600);
      part.cipher ??= createCipheriv(CIPHER, this.#key, part.iv);
      const sealed = part.cipher.update(part.buffer.subarray(0, part.used));
      for (let at = 0; at < sealed.length; ) at += writeSync(part.file, sealed, at);
    } catch (error) {
      throw fromUnknown(error, part.path);
    }
    part.used = 0;
  }

  #bytesOf(part: Part): Buffer {
    if (part.file === undefined) {
      // All of it is here still.
      const bytes = part.buffer?.subarray(0, part.used) ?? Buffer.alloc(0);
      part.buffer = undefined;
      return bytes;
    }
    this.#flush(part);
    part.buffer = undefined;
    try {
      closeSync(part.file);
      part.file = undefined;
      return createDecipheriv(CIPHER, this.#key, part.iv).update(readFileSync(part.path));
    } catch (error) {
      throw fromUnknown(error, part.path);
    } finally {
      rmSync(part.path, { force: true });
    }
  }
}
