import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync } from 'node:fs';
import { corrupt } from '@consilium/transparency';
import type { EntrySource } from './entry-source.ts';

const LINE_END = 0x0a;
const PIECE_BYTES = 1024 * 1024;
/** Entries between two places in the file that are remembered. */
const STEP = 256;

/** A log in a file with one entry a line, which others write. What it gives is on the disk: nothing is shipped that a power cut would take back. */
export class EntriesFile implements EntrySource {
  readonly #path: string;
  /** Where entry `i * STEP` begins, counted from 0, as far as the file was read. */
  readonly #places: number[] = [0];
  #entries = 0;
  /** Where the whole lines end that were counted. */
  #end = 0;

  constructor(path: string) {
    this.#path = path;
  }

  size(): number {
    if (!existsSync(this.#path)) return 0;
    const fd = openSync(this.#path, 'r');
    try {
      if (fstatSync(fd).size < this.#end) throw corrupt(`${this.#path} is shorter than it was: its end was cut off`);
      for (const line of lines(fd, this.#end)) {
        this.#end += line.length + 1;
        this.#entries += 1;
        if (this.#entries % STEP === 0) this.#places.push(this.#end);
      }
      return this.#entries;
    } finally {
      closeSync(fd);
    }
  }

  async *after(position: number): AsyncGenerator<string> {
    const size = this.size();
    if (size <= position) return;
    const fd = openSync(this.#path, 'r');
    try {
      fsyncSync(fd);
      let at = Math.floor(position / STEP) * STEP;
      for (const line of lines(fd, this.#places[at / STEP] ?? 0)) {
        at += 1;
        if (at > size) return;
        if (at > position) yield line.toString('utf8');
      }
    } finally {
      closeSync(fd);
    }
  }
}

/** Whole lines from a place in a file, without their ends. */
function* lines(fd: number, from: number): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (let place = from; ; ) {
    const piece = Buffer.alloc(PIECE_BYTES);
    const read = readSync(fd, piece, 0, PIECE_BYTES, place);
    if (read === 0) return;
    place += read;
    rest = Buffer.concat([rest, piece.subarray(0, read)]);
    for (let end = rest.indexOf(LINE_END); end !== -1; end = rest.indexOf(LINE_END)) {
      yield rest.subarray(0, end);
      rest = rest.subarray(end + 1);
    }
  }
}
