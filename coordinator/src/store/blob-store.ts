import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, makePrivateFolder, PRIVATE_FILE_MODE, sha256Hex, syncFolder, writeFully } from '@consilium/core';

/** Content-addressed files: a plan or model is named by its SHA-256, so that it can be neither confused nor changed unseen. */
export class BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    makePrivateFolder(folder);
    // What a crash left half-written was never named by anybody.
    for (const name of readdirSync(folder)) if (name.endsWith('.new')) rmSync(join(folder, name), { force: true });
  }

  /** Stores content durably and returns its hash. Storing the same content again changes nothing. */
  put(content: Uint8Array): string {
    const hash = sha256Hex(content);
    const path = this.#path(hash);
    if (existsSync(path)) return hash;
    const fd = openSync(`${path}.new`, 'w', PRIVATE_FILE_MODE);
    try {
      writeFully(fd, content);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(`${path}.new`, path);
    syncFolder(this.#folder);
    return hash;
  }

  /** Length in bytes. @throws ConsiliumError `BLOB_UNKNOWN` */
  size(hash: string): number {
    const path = this.#path(hash);
    if (!existsSync(path)) throw unknown(hash);
    return statSync(path).size;
  }

  /** The whole content, its hash verified. @throws ConsiliumError `BLOB_UNKNOWN`, `STORE_FAILED` when the disk altered it */
  get(hash: string): Buffer {
    const path = this.#path(hash);
    if (!existsSync(path)) throw unknown(hash);
    const content = readFileSync(path);
    if (sha256Hex(content) !== hash) {
      throw new ConsiliumError({
        code: 'STORE_FAILED',
        message: `the stored content ${hash.slice(0, 12)} no longer has its hash`,
      });
    }
    return content;
  }

  /** The content from `offset` in pieces of at most `chunkBytes`, for the wire; the receiver verifies the hash. */
  async *read(hash: string, offset: number, chunkBytes: number): AsyncGenerator<Buffer> {
    if (offset >= this.size(hash)) return;
    for await (const chunk of createReadStream(this.#path(hash), { start: offset, highWaterMark: chunkBytes }))
      yield chunk as Buffer;
  }

  /** Forgets content that nothing refers to any more. */
  delete(hash: string): void {
    rmSync(this.#path(hash), { force: true });
  }

  #path(hash: string): string {
    // The hash comes from the wire: anything but hex could name another file.
    if (!/^[0-9a-f]{64}$/.test(hash)) throw unknown(hash);
    return join(this.#folder, hash);
  }
}

function unknown(hash: string): ConsiliumError<'BLOB_UNKNOWN'> {
  return new ConsiliumError({ code: 'BLOB_UNKNOWN', message: `no content with the hash ${JSON.stringify(hash.slice(0, 64))}` });
}
