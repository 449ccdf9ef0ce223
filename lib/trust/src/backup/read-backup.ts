import { createHash } from 'node:crypto';
import { ConsiliumError, isConsiliumError } from '@consilium/core';
import { type KeyStoreAddress, writeKeyStore } from '../key-store/address.ts';
import { unwrapDataKey } from '../key-store/wrapping.ts';
import { createSealer } from '../sealer.ts';
import type { SealedFileReader } from '../sealed-file-reader.ts';
import { type BackupManifest, type BackupPart, readManifest } from './manifest.ts';
import { BACKUP_PURPOSE, type BackupKey, LENGTH_BYTES, readPreface } from './preface.ts';
import { PIECE_BYTES } from './write-backup.ts';

/** A backup that was opened; nothing of it is on the disk in the clear. */
export class Backup {
  readonly manifest: BackupManifest;
  /** SHA-256 of the manifest, hex: what names this backup in audit logs. */
  readonly id: string;
  readonly #path: string;
  readonly #sealed: SealedFileReader;
  readonly #places: ReadonlyMap<string, { readonly part: BackupPart; readonly at: number }>;

  /** Use {@link openBackup}. */
  constructor(path: string, sealed: SealedFileReader) {
    this.#path = path;
    this.#sealed = sealed;
    const end = sealed.length - LENGTH_BYTES;
    const bytes = end < 0 ? 0 : sealed.read(end, LENGTH_BYTES).readUInt32BE(0);
    const start = end - bytes;
    if (start < 0) throw invalid(`${path} holds no manifest`);
    const { manifest, id } = readManifest(sealed.read(start, bytes), path);
    this.manifest = manifest;
    this.id = id;
    const places = new Map<string, { part: BackupPart; at: number }>();
    let at = 0;
    for (const part of manifest.parts) {
      places.set(part.path, { part, at });
      at += part.bytes;
    }
    if (at !== start) throw invalid(`${path} holds ${start} bytes, and its manifest names ${at}`);
    this.#places = places;
  }

  /** Whether there is such a part. */
  has(path: string): boolean {
    return this.#places.has(path);
  }

  /** Paths of parts below a folder, without that folder and its slash. */
  below(folder: string): readonly string[] {
    return [...this.#places.keys()].flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : []));
  }

  /** A part in pieces; the last one only once its hash was that of the manifest. @throws ConsiliumError `SEAL_BROKEN`, `BACKUP_INVALID` */
  *pieces(path: string): Generator<Buffer> {
    const place = this.#places.get(path);
    if (place === undefined) throw invalid(`${this.#path} has no part ${path}`);
    const { part, at } = place;
    const hash = createHash('sha256');
    for (let done = 0; done < part.bytes; ) {
      const piece = this.#sealed.read(at + done, Math.min(PIECE_BYTES, part.bytes - done));
      hash.update(piece);
      done += piece.length;
      if (done < part.bytes) yield piece;
      else {
        this.#requireHash(part, hash.digest('hex'));
        yield piece;
      }
    }
    if (part.bytes === 0) this.#requireHash(part, hash.digest('hex'));
  }

  /** A whole part; `undefined` where there is none. @throws ConsiliumError as {@link pieces} */
  read(path: string): Buffer | undefined {
    return this.has(path) ? Buffer.concat([...this.pieces(path)]) : undefined;
  }

  /** Reads all of it. @returns bytes of content @throws ConsiliumError as {@link pieces} */
  readAll(): number {
    let bytes = 0;
    for (const path of this.#places.keys()) for (const piece of this.pieces(path)) bytes += piece.length;
    return bytes;
  }

  close(): void {
    this.#sealed.close();
  }

  #requireHash({ path, sha256 }: BackupPart, found: string): void {
    if (found !== sha256) throw invalid(`${path} in ${this.#path} has not the hash that the manifest names`);
  }
}

/**
 * Opens a backup.
 *
 * @param store where its key store lies here, as a person says: who forges a backup can name a passphrase of his own in it
 * @throws ConsiliumError `USAGE` where no store is named; `BACKUP_INVALID` for what is none, or of another version; `KEY_STORE_UNAVAILABLE`, `KEY_STORE_WRONG`; `SEAL_BROKEN` for one that was changed
 * or cut
 */
export function openBackup(path: string, store: KeyStoreAddress | undefined): Backup {
  const preface = readPreface(path);
  const sealed = createSealer(keyOf(path, preface, store)).openFile(path, BACKUP_PURPOSE, preface.bytes);
  try {
    return new Backup(path, sealed);
  } catch (error) {
    sealed.close();
    throw error;
  }
}

function keyOf(path: string, { address, wrapped }: BackupKey, store: KeyStoreAddress | undefined): Buffer {
  // Nothing has shown yet who wrote the file: what opens is no sign that it is yours, if the file itself may say what opens it.
  if (store === undefined)
    throw new ConsiliumError({
      code: 'USAGE',
      message: `name what encrypted ${path}: anyone who forges a backup can name a passphrase of their own in it`,
      advice: `It says so of itself; use this if it is yours: --key-store ${JSON.stringify(writeKeyStore(address))}`,
    });
  try {
    return unwrapDataKey(store, wrapped);
  } catch (error) {
    if (!isConsiliumError(error, 'KEY_STORE_UNAVAILABLE') && !isConsiliumError(error, 'KEY_STORE_WRONG')) throw error;
    const { code, message } = error;
    throw new ConsiliumError({
      code,
      message: `${path} does not open: ${message}`,
      advice: 'Name what the backup was made under, where it lies on this machine: --key-store.',
      cause: error,
    });
  }
}

function invalid(message: string): ConsiliumError<'BACKUP_INVALID'> {
  return new ConsiliumError({ code: 'BACKUP_INVALID', message });
}
