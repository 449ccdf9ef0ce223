import { createHmac } from 'node:crypto';
import type { SecureRandom } from '@consilium/core';
import { AppendFile, type AppendFs, readOwnFile, writeFileDurably } from '@consilium/host';
import { COMMITMENT_KEY_BYTES, commitTo, corrupt } from '@consilium/transparency';

/** Commitments after which the file is made shorter. By their number alone: when it happens must not say whether data were read. */
export const COMPACT_AFTER = 10_000;

/** What opens a commitment: the checkpoint, and the key that it was made with, hex. */
export interface Opening {
  readonly key: string;
  readonly checkpoint: string;
}

/** Openings of one checkpoint: their keys follow from the seed (hex) and their numbers, `from` and `to` included. */
interface OpeningRange {
  readonly seed: string;
  readonly from: number;
  readonly to: number;
  readonly checkpoint: string;
}

/** A line of the file; an {@link Opening} as earlier versions wrote it. */
type StoredLine = Opening | OpeningRange;

/**
 * What this site has committed itself to, and how it opens: written before the commitment leaves. Nobody outside can tell commitments apart
 * without it, so that it is as secret as the log itself.
 *
 * None is ever given up, or a coordinator that greets often enough would push out those that it does not want to be opened. Of a
 * log that does not change all of them are one line in the end, so that the file grows no faster than the log.
 */
export class Openings {
  readonly #path: string;
  readonly #random: SecureRandom;
  readonly #fs: AppendFs;
  #file: AppendFile | undefined;
  /** Lines since the file was made shorter. */
  #count = 0;
  /** Of the checkpoint that was committed to last. */
  #last: OpeningRange | undefined;

  constructor(path: string, random: SecureRandom, fs: AppendFs) {
    this.#path = path;
    this.#random = random;
    this.#fs = fs;
  }

  /** Commits to a checkpoint, under a key of its own even for the same one: whether a log has grown must not show. @throws ConsiliumError `DISK_FULL`, `STORE_FAILED` */
  commit(checkpoint: string): Buffer {
    // Drawn each time, used for another checkpoint only: an export must not open what is committed to after it.
    const fresh = Buffer.alloc(COMMITMENT_KEY_BYTES);
    this.#random.fill(fresh);
    const same = this.#last?.checkpoint === checkpoint ? this.#last : undefined;
    const number = same === undefined ? 0 : same.to + 1;
    const next: OpeningRange = { seed: same?.seed ?? fresh.toString('hex'), from: number, to: number, checkpoint };
    this.#open().append(`${JSON.stringify(next)}\n`);
    this.#last = next;
    this.#count += 1;
    return commitTo(checkpoint, keyOf(next.seed, number));
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #open(): AppendFile {
    if (this.#file !== undefined && this.#count < COMPACT_AFTER) return this.#file;
    this.close();
    const lines = readOwnFile(this.#path)?.toString('utf8').split('\n') ?? [''];
    // What a power cut left of a line was never said to anybody; behind it the next one could not be read.
    const torn = lines.pop() !== '';
    this.#count = lines.length;
    if (torn || this.#count >= COMPACT_AFTER) {
      writeFileDurably(this.#path, [...merged(lines)].map((line) => `${JSON.stringify(line)}\n`).join(''));
      this.#count = 0;
    }
    this.#file = new AppendFile(this.#path, this.#fs);
    return this.#file;
  }
}

/** The openings in a file of {@link Openings}, one for each commitment, in their order. @throws ConsiliumError `AUDIT_CORRUPT` */
export function* openingsIn(content: Buffer): Generator<Opening> {
  // A last line without its end was never said to anybody.
  for (const line of content.toString('utf8').split('\n').slice(0, -1)) {
    const stored = parsed(line);
    if ('key' in stored) yield stored;
    else
      for (let number = stored.from; number <= stored.to; number += 1)
        yield { key: keyOf(stored.seed, number).toString('hex'), checkpoint: stored.checkpoint };
  }
}

function keyOf(seed: string, number: number): Buffer {
  return createHmac('sha256', Buffer.from(seed, 'hex')).update(String(number), 'utf8').digest();
}

/** Lines that follow each other for one checkpoint become one. */
function* merged(lines: readonly string[]): Generator<StoredLine> {
  let before: OpeningRange | undefined;
  for (const line of lines) {
    const stored = parsed(line);
    if ('seed' in stored && before?.seed === stored.seed && before.to + 1 === stored.from) {
      before = { ...before, to: stored.to };
      continue;
    }
    if (before !== undefined) yield before;
    before = 'seed' in stored ? stored : undefined;
    if (before === undefined) yield stored;
  }
  if (before !== undefined) yield before;
}

function parsed(line: string): StoredLine {
  try {
    return JSON.parse(line) as StoredLine;
  } catch (error) {
    throw corrupt('openings.jsonl holds what is no JSON', error);
  }
}
