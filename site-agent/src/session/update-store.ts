import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolder } from '@consilium/host';
import type { UpdateEncoding } from '@consilium/proto';
import type { Sealer } from '@consilium/trust';
import { type Attempt, attemptName } from './attempt.ts';

/** What a stored update is bound to. */
export interface UpdateMeta extends Attempt {
  readonly study: string;
  readonly planHash: string;
  readonly baseHash: string;
  /** SHA-256 of the bytes, hex. */
  readonly updateHash: string;
  readonly bytes: number;
  readonly encoding: UpdateEncoding;
  readonly dataset: string;
  /** Whether a charge in the ledger pays for it: always, but in rehearsals without privacy. */
  readonly charged: boolean;
}

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
      const description = Buffer.from(JSON.stringify(meta), 'utf8');
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
    const length = reader.read(0, 4).readUInt32LE(0);
    const meta = JSON.parse(reader.read(4, length).toString('utf8')) as UpdateMeta;
    const start = 4 + length;
    return { meta, read: (offset, n) => reader.read(start + offset, n), close: () => reader.close() };
  }

  /** Attempts with a stored update. */
  list(): readonly Attempt[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith(SUFFIX))
      .map((name) => {
        const [run = '', round, attempt] = name.slice(0, -SUFFIX.length).split('.');
        return { run, round: Number(round), attempt: Number(attempt) };
      });
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
