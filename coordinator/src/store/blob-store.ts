import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown, makePrivateFolder, readFileIfPresent, sha256Hex, writeFileDurably } from '@consilium/core';

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
    writeFileDurably(path, content);
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
    const content = readFileIfPresent(this.#path(hash));
    if (content === undefined) throw unknown(hash);
    if (sha256Hex(content) !== hash) {
      throw new ConsiliumError({
        code: 'STORE_FAILED',
        message: `the stored content ${hash.slice(0, 12)} no longer has its hash`,
      });
    }
    return content;
  }

  /**
   * The content from `offset` in pieces of at most `chunkBytes`, for the wire; the receiver verifies the hash. Content that is
   * deleted meanwhile is still read to its end.
   *
   * @throws ConsiliumError `BLOB_UNKNOWN`
   */
  async *read(hash: string, offset: number, chunkBytes: number): AsyncGenerator<Buffer> {
    const file = await open(this.#path(hash), 'r').catch((error: unknown) => {
      throw fromUnknown(error).code === 'FILE_UNREADABLE' ? unknown(hash) : error;
    });
    try {
      for (let at = offset; ; ) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  /** Forgets everything but the named content: what a crash left without a name. */
  deleteAllBut(hashes: ReadonlySet<string>): void {
    for (const name of readdirSync(this.#folder)) if (!hashes.has(name)) rmSync(join(this.#folder, name), { force: true });
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
