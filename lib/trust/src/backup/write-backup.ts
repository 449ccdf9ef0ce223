import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { ConsiliumError, fromUnknown, secureRandom, type SecureRandom } from '@consilium/core';
import type { KeyStoreAddress } from '../key-store/address.ts';
import { wrapDataKey } from '../key-store/wrapping.ts';
import { createSealer } from '../sealer.ts';
import type { SealedFileWriter } from '../sealed-file-writer.ts';
import { SEALING_KEY_BYTES } from '../sealed-format.ts';
import { BACKUP_FORMAT, type BackupFacts, type BackupManifest, type BackupPart, writeManifest } from './manifest.ts';
import { BACKUP_PURPOSE, encodePreface, LENGTH_BYTES } from './preface.ts';

/** Bytes that are read and sealed at a time. */
export const PIECE_BYTES = 1024 * 1024;

/** A backup that is being written. Exactly one of `finish` and `abort` ends it. */
export class BackupWriter {
  readonly #path: string;
  readonly #sealed: SealedFileWriter;
  readonly #parts: BackupPart[] = [];

  /** Use {@link createBackup}. */
  constructor(path: string, sealed: SealedFileWriter) {
    this.#path = path;
    this.#sealed = sealed;
  }

  /** Adds a part of which the content is at hand. @throws ConsiliumError `DISK_FULL` */
  add(path: string, content: Uint8Array): void {
    this.#sealed.write(content);
    this.#parts.push({ path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') });
  }

  /**
   * Adds a file as far as it reaches when it is opened: what is appended meanwhile is not in it.
   *
   * @param each given every piece, which is good until the next one
   * @throws ConsiliumError `FILE_UNREADABLE`, `DISK_FULL`
   */
  addFile(path: string, source: string, each: (piece: Buffer) => void = () => {}): void {
    let fd: number;
    try {
      fd = openSync(source, 'r');
    } catch (error) {
      throw fromUnknown(error, source);
    }
    try {
      const { size } = fstatSync(fd);
      const hash = createHash('sha256');
      const buffer = Buffer.alloc(PIECE_BYTES);
      let bytes = 0;
      while (bytes < size) {
        const read = readSync(fd, buffer, 0, Math.min(PIECE_BYTES, size - bytes), bytes);
        // It was cut back: a write into it had failed.
        if (read === 0) break;
        const piece = buffer.subarray(0, read);
        hash.update(piece);
        each(piece);
        this.#sealed.write(piece);
        bytes += read;
      }
      this.#parts.push({ path, bytes, sha256: hash.digest('hex') });
    } catch (error) {
      throw fromUnknown(error, source);
    } finally {
      closeSync(fd);
    }
  }

  /** Writes the manifest, makes the file durable and gives it its name. @throws ConsiliumError `DISK_FULL`; nothing has the name then */
  finish(facts: BackupFacts): BackupManifest {
    const manifest: BackupManifest = { format: BACKUP_FORMAT, ...facts, parts: this.#parts };
    const bytes = writeManifest(manifest);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(bytes.length);
    requireFree(this.#path);
    this.#sealed.write(bytes);
    this.#sealed.write(length);
    this.#sealed.finish();
    return manifest;
  }

  /** Removes what was written. Does nothing after `finish`. */
  abort(): void {
    this.#sealed.abort();
  }
}

/**
 * Begins a backup under a key of its own, which a key store wraps. It has its name only once it is whole and on the disk: whatever a crash leaves
 * beside it (`<name>.new`) lacks its end and does not open.
 *
 * @throws ConsiliumError `TARGET_EXISTS`, `KEY_STORE_UNAVAILABLE`, `KEY_INVALID`, `DISK_FULL`, `FILE_UNREADABLE`
 */
export function createBackup(path: string, store: KeyStoreAddress, random: SecureRandom = secureRandom()): BackupWriter {
  requireFree(path);
  // What a crash left there may have other rights, or be a link that somebody put in the way.
  rmSync(`${path}.new`, { force: true });
  const key = Buffer.alloc(SEALING_KEY_BYTES);
  random.fill(key);
  const preface = encodePreface({ address: store, wrapped: wrapDataKey(store, key, random) });
  return new BackupWriter(path, createSealer(key, random).createFile(path, BACKUP_PURPOSE, { preface }));
}

function requireFree(path: string): void {
  if (!existsSync(path)) return;
  throw new ConsiliumError({ code: 'TARGET_EXISTS', message: `there is something at ${path} already` });
}
