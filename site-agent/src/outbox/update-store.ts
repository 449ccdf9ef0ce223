import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolder } from '@consilium/host';
import type { Sealer } from '@consilium/trust';
import { type Attempt, attemptFromName, attemptName } from '../attempt/attempt.ts';
import { decodeMeta, encodeMeta, type UpdateMeta } from './update-meta.ts';

/** A stored update, open for reading; close it. */
export interface StoredUpdate {
  readonly meta: UpdateMeta;
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

const SUFFIX = '.sealed';

/**
 * Noised updates on their way out, sealed on disk: whatever is cut or killed, the same attempt always sends the same bytes.
 * Layout of a file's content: length of the description (4 bytes, little-endian), description as JSON, the update.
 */
export class UpdateStore {
  readonly #folder: string;
  readonly #sealer: Sealer;

  constructor(folder: string, sealer: Sealer) {
    this.#folder = folder;
    this.#sealer = sealer;
    makePrivateFolder(folder);
  }

  /** Stores an update durably. */
  put(meta: UpdateMeta, bytes: Uint8Array): void {
    const name = attemptName(meta);
    const writer = this.#sealer.createFile(this.#path(name), associated(name));
    try {
      const description = encodeMeta(meta);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(description.length);
      writer.write(length);
      writer.write(description);
      writer.write(bytes);
      writer.finish();
    } finally {
      writer.abort();
    }
  }

  /** Opens the update of an attempt, or `undefined` when there is none. @throws ConsiliumError `SEAL_BROKEN` */
  open(attempt: Attempt): StoredUpdate | undefined {
    const name = attemptName(attempt);
    const path = this.#path(name);
    if (!existsSync(path)) return undefined;
    const reader = this.#sealer.openFile(path, associated(name));
    try {
      const length = reader.read(0, 4).readUInt32LE(0);
      const meta = decodeMeta(reader.read(4, length).toString('utf8'), attempt);
      const start = 4 + length;
      return { meta, read: (offset, n) => reader.read(start + offset, n), close: () => reader.close() };
    } catch (error) {
      reader.close();
      throw error;
    }
  }

  /** SHA-256 of the update of an attempt, hex; `undefined` when there is none. @throws ConsiliumError `SEAL_BROKEN` */
  hashOf(attempt: Attempt): string | undefined {
    const stored = this.open(attempt);
    stored?.close();
    return stored?.meta.updateHash;
  }

  /** Attempts with a stored update. */
  list(): readonly Attempt[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith(SUFFIX))
      .map((name) => attemptFromName(name.slice(0, -SUFFIX.length)));
  }

  /** Forgets the update of an attempt. */
  delete(attempt: Attempt): void {
    rmSync(this.#path(attemptName(attempt)), { force: true });
  }

  #path(name: string): string {
    return join(this.#folder, `${name}${SUFFIX}`);
  }
}

function associated(name: string): string {
  return `update/${name}`;
}
