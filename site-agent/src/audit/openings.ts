import type { SecureRandom } from '@consilium/core';
import { AppendFile, type AppendFs, readOwnFile, writeFileDurably } from '@consilium/host';
import { COMMITMENT_KEY_BYTES, commitTo } from '@consilium/transparency';

/** Openings that are kept: at the longest wait between two tries to connect, three days of a coordinator that is down. */
const MOST = 10_000;

/** What opens a commitment: the checkpoint, and the key that it was made with, hex. */
export interface Opening {
  readonly key: string;
  readonly checkpoint: string;
}

/**
 * What this site has committed itself to, and how it opens: written before the commitment leaves. Nobody outside can tell commitments apart
 * without it, so that it is as secret as the log itself.
 */
export class Openings {
  readonly #path: string;
  readonly #random: SecureRandom;
  readonly #fs: AppendFs;
  #file: AppendFile | undefined;
  #count = 0;

  constructor(path: string, random: SecureRandom, fs: AppendFs) {
    this.#path = path;
    this.#random = random;
    this.#fs = fs;
  }

  /** Commits to a checkpoint, under a key of its own even for the same one: whether a log has grown must not show. @throws ConsiliumError `DISK_FULL`, `STORE_FAILED` */
  commit(checkpoint: string): Buffer {
    const key = Buffer.alloc(COMMITMENT_KEY_BYTES);
    this.#random.fill(key);
    const opening: Opening = { key: key.toString('hex'), checkpoint };
    this.#open().append(`${JSON.stringify(opening)}\n`);
    this.#count += 1;
    return commitTo(checkpoint, key);
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #open(): AppendFile {
    if (this.#file !== undefined && this.#count < MOST) return this.#file;
    this.close();
    const lines = readOwnFile(this.#path)?.toString('utf8').split('\n') ?? [''];
    // What a power cut left of a line was never said to anybody; behind it the next one could not be read.
    const torn = lines.pop() !== '';
    const full = lines.length >= MOST;
    if (full) lines.splice(0, lines.length - MOST / 2);
    if (torn || full) {
      writeFileDurably(this.#path, lines.map((line) => `${line}\n`).join(''));
    }
    this.#count = lines.length;
    this.#file = new AppendFile(this.#path, this.#fs);
    return this.#file;
  }
}
