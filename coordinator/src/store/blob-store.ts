import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown, sha256Hex } from '@consilium/core';
import { makePrivateFolder, syncFolder } from '@consilium/host';
import { CLEAR_CONTENTS, type Contents, type Pieces } from './contents.ts';
import { type Database, SMALL_BYTES } from './database.ts';
import type { Tx } from './dialect.ts';
import { referencedAmong, referencedHashes } from './references.ts';

/** Bytes that are hashed while as many are written. */
const PIECE_BYTES = 1024 * 1024;

const HASH = /^[0-9a-f]{64}$/;

/** Content on its way into the store. */
export interface StagedBlob {
  readonly hash: string;
  /** Stores it as part of a write: with that it is durable, and without it nobody names it. */
  alongside(tx: Tx): Promise<void>;
}

/**
 * Content named by its SHA-256, so that a plan or model can be neither confused nor changed unseen: in the database up to
 * {@link SMALL_BYTES}, in files beyond.
 */
export class BlobStore {
  readonly #folder: string;
  readonly #database: Database;
  readonly #contents: Contents;
  /** Contents that {@link stageBehind} was given. */
  #staged = 0;

  constructor(folder: string, database: Database, contents: Contents = CLEAR_CONTENTS) {
    this.#folder = folder;
    this.#database = database;
    this.#contents = contents;
    makePrivateFolder(folder);
    // What a crash left half-written was never named by anybody.
    for (const name of readdirSync(folder)) if (name.endsWith('.new')) rmSync(join(folder, name), { force: true });
  }

  /** Prepares content for a write that names it. Large content is a durable file already when this returns. */
  stage(content: Uint8Array): StagedBlob {
    const hash = sha256Hex(content);
    if (content.length <= SMALL_BYTES) return smallBlob(hash, this.#contents.toRow(blobName(hash), content));
    const path = this.#path(hash);
    // A file may be there that an earlier try could not make durable: its name is synced again, which costs little.
    if (existsSync(path)) syncFolder(this.#folder);
    else this.#contents.write(path, blobName(hash), content);
    return { hash, alongside: () => Promise.resolve() };
  }

  /** {@link stage} off the event loop, for content that may be large. It must stay as it is until this resolves. */
  async stageBehind(content: Uint8Array): Promise<StagedBlob> {
    function* pieces(): Generator<Uint8Array> {
      for (let at = 0; at < content.length; at += PIECE_BYTES) yield content.subarray(at, at + PIECE_BYTES);
    }
    return this.#contents.writeHashed === undefined ? this.stage(content) : await this.stagePieces(pieces(), content.length);
  }

  /** {@link stage} of content that is made piece by piece. @param pieces each is used until the next one is asked for @param bytes of all */
  async stagePieces(pieces: Pieces, bytes: number): Promise<StagedBlob> {
    const { writeHashed } = this.#contents;
    if (bytes <= SMALL_BYTES || writeHashed === undefined) return this.stage(await wholeOf(pieces, bytes));
    // The name follows from the content, which is looked at while it is written.
    const unnamed = join(this.#folder, `staged-${this.#staged++}.new`);
    try {
      const hash = await writeHashed(unnamed, pieces);
      const path = this.#path(hash);
      if (!existsSync(path)) renameSync(unnamed, path);
      syncFolder(this.#folder);
      return { hash, alongside: () => Promise.resolve() };
    } finally {
      rmSync(unnamed, { force: true });
    }
  }

  /** Stores content durably and returns its hash. Storing the same content again changes nothing. */
  async put(content: Uint8Array): Promise<string> {
    const staged = this.stage(content);
    await this.#database.transaction('store content', (tx) => staged.alongside(tx));
    return staged.hash;
  }

  /** The whole content, its hash verified. @throws ConsiliumError `BLOB_UNKNOWN`, `SEAL_BROKEN`, `STORE_FAILED` when the disk altered it */
  async get(hash: string): Promise<Uint8Array> {
    const content = (await this.#small(hash)) ?? this.#contents.read(this.#path(hash), blobName(hash));
    if (content === undefined) throw unknown(hash);
    requireHash(hash, sha256Hex(content));
    return content;
  }

  /**
   * The content from `offset` in pieces of at most `chunkBytes`, for the wire; the receiver verifies the hash. Content that is
   * deleted meanwhile is still read to its end.
   *
   * @param passing whether a piece is used only until the next one is asked for
   * @throws ConsiliumError `BLOB_UNKNOWN`, `SEAL_BROKEN`
   */
  async *read(hash: string, offset: number, chunkBytes: number, passing = false): AsyncGenerator<Uint8Array> {
    const path = this.#path(hash);
    const small = await this.#small(hash);
    if (small !== undefined) {
      for (let at = offset; at < small.length; at += chunkBytes) yield small.subarray(at, at + chunkBytes);
      return;
    }
    try {
      yield* this.#contents.pieces(path, blobName(hash), offset, chunkBytes, passing);
    } catch (error) {
      throw fromUnknown(error).code === 'FILE_UNREADABLE' ? unknown(hash) : error;
    }
  }

  /**
   * The whole content in pieces, for who makes nothing durable of it before it has come to its end: only there its hash is verified.
   *
   * @param pieceBytes at most; a piece is good until the next one is asked for
   * @throws ConsiliumError `BLOB_UNKNOWN`, `SEAL_BROKEN`, `STORE_FAILED` when the disk altered it
   */
  async *verified(hash: string, pieceBytes: number): AsyncGenerator<Uint8Array> {
    const found = createHash('sha256');
    for await (const piece of this.read(hash, 0, pieceBytes, true)) {
      found.update(piece);
      yield piece;
    }
    requireHash(hash, found.digest('hex'));
  }

  /**
   * Forgets those of the hashes that nothing refers to. No reference can appear meanwhile: the write has the database for
   * itself. It waits for no disk, since what a power cut brings back goes at the next start.
   */
  async forget(hashes: readonly string[]): Promise<void> {
    const forget = async (tx: Tx): Promise<void> => {
      const needed = await referencedAmong(tx, hashes);
      for (const hash of hashes) if (!needed.has(hash)) await this.#delete(hash, tx);
    };
    if (hashes.length > 0) await this.#database.transaction('forget content', forget, true);
  }

  /** Forgets all content that nothing refers to: what a crash left without a name. */
  async forgetUnreferenced(): Promise<void> {
    const forget = async (tx: Tx): Promise<void> => {
      const needed = await referencedHashes(tx);
      const small = await tx.selectFrom('blobs').select('hash').execute();
      const stored = [...small.map((row) => row.hash), ...readdirSync(this.#folder).filter((name) => HASH.test(name))];
      for (const hash of stored) if (!needed.has(hash)) await this.#delete(hash, tx);
    };
    await this.#database.transaction('forget content', forget, true);
  }

  async #small(hash: string): Promise<Uint8Array | undefined> {
    const row = await this.#database.query.selectFrom('blobs').select('content').where('hash', '=', hash).executeTakeFirst();
    return row === undefined ? undefined : this.#contents.fromRow(blobName(hash), row.content);
  }

  async #delete(hash: string, tx: Tx): Promise<void> {
    rmSync(this.#path(hash), { force: true });
    await tx.deleteFrom('blobs').where('hash', '=', hash).execute();
  }

  #path(hash: string): string {
    // The hash comes from the wire: anything but hex could name another file.
    if (!HASH.test(hash)) throw unknown(hash);
    return join(this.#folder, hash);
  }
}

function requireHash(wanted: string, found: string): void {
  if (found !== wanted)
    throw new ConsiliumError({
      code: 'STORE_FAILED',
      message: `the stored content ${wanted.slice(0, 12)} no longer has its hash`,
    });
}

async function wholeOf(pieces: Pieces, bytes: number): Promise<Uint8Array> {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for await (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole.subarray(0, at);
}

/** What a blob is bound to where it is sealed. */
export function blobName(hash: string): string {
  return `blob/${hash}`;
}

function smallBlob(hash: string, stored: Uint8Array): StagedBlob {
  return {
    hash,
    async alongside(tx) {
      await tx
        .insertInto('blobs')
        .values({ hash, content: stored })
        .onConflict((c) => c.doNothing())
        .execute();
    },
  };
}

function unknown(hash: string): ConsiliumError<'BLOB_UNKNOWN'> {
  return new ConsiliumError({ code: 'BLOB_UNKNOWN', message: `no content with the hash ${JSON.stringify(hash.slice(0, 64))}` });
}
