import { closeSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import { writeFully, writeFullyBehind } from '@consilium/host';
import type { Sealer } from '@consilium/trust';

/** Bytes read at a time; a multiple of a word. */
const READ_BYTES = 1024 * 1024;
const WORD_BYTES = 4;

/** The end of a growing file. */
export interface GrowingEnd {
  /** `data` must stay as it is until this is done. */
  append(data: Uint8Array): Promise<void> | void;
  /** Writes what was appended and still waits; the caller syncs. */
  flush(): void;
}

/** Files that grow piece by piece, are cut, and grow on. */
export interface GrowingFiles {
  /** Bytes of content that a file holds whole. */
  size(path: string): number;
  /** The same, after what a crash has left behind it of a piece was cut off. */
  mended(path: string): number;
  /** @param at bytes of content so far */
  end(fd: number, name: string, at: number): GrowingEnd;
  /** The content in pieces of whole words, but for what is left over at its end. A piece is good until the next one is asked for. @throws ConsiliumError `SEAL_BROKEN` */
  content(path: string, name: string): Generator<Uint8Array>;
}

/** Content as it is. */
export const CLEAR_UPDATES: GrowingFiles = {
  size: (path) => statSync(path).size,
  mended: (path) => statSync(path).size,
  end: (fd) => ({ append: (data) => writeFullyBehind(fd, data), flush: () => {} }),
  *content(path) {
    const fd = openSync(path, 'r');
    try {
      const buffer = new Uint8Array(READ_BYTES);
      for (let n = readSync(fd, buffer); n > 0; n = readSync(fd, buffer)) yield buffer.subarray(0, n);
    } finally {
      closeSync(fd);
    }
  },
};

/** Bytes that wait for one seal: who sends an update byte by byte must not fill the disk with tags. */
const PIECE_BYTES = 256 * 1024;
/** Of the length before each piece. */
const LENGTH_BYTES = 4;
/** What sealing adds to a piece: magic, nonce and tag. */
const SEAL_BYTES = 32;

/**
 * Content sealed piece by piece: length of the sealed piece (4 bytes, big-endian), the piece, and so on. Each is bound to the name of the file and
 * to its place in it. That the last piece is missing shows by the length and hash that the update has announced.
 */
export function sealedUpdates(sealer: Sealer): GrowingFiles {
  const whole = (path: string): { readonly content: number; readonly file: number } => {
    let content = 0;
    let file = 0;
    for (const { start, length } of lengthsOf(path)) {
      content += length - SEAL_BYTES;
      file = start + length;
    }
    return { content, file };
  };
  return {
    size: (path) => whole(path).content,
    mended(path) {
      const { content, file } = whole(path);
      if (file < statSync(path).size) truncateSync(path, file);
      return content;
    },
    end(fd, name, at) {
      const waiting = Buffer.alloc(PIECE_BYTES);
      let filled = 0;
      let place = at;
      const flush = (): void => {
        if (filled === 0) return;
        const sealed = sealer.seal(waiting.subarray(0, filled), placeOf(name, place));
        const length = Buffer.alloc(LENGTH_BYTES);
        length.writeUInt32BE(sealed.length);
        place += filled;
        filled = 0;
        writeFully(fd, Buffer.concat([length, sealed]));
      };
      return {
        append(data) {
          for (let offset = 0; offset < data.length; ) {
            const n = Math.min(data.length - offset, PIECE_BYTES - filled);
            waiting.set(data.subarray(offset, offset + n), filled);
            filled += n;
            offset += n;
            if (filled === PIECE_BYTES) flush();
          }
        },
        flush,
      };
    },
    *content(path, name) {
      const fd = openSync(path, 'r');
      try {
        let place = 0;
        let rest: Uint8Array = new Uint8Array(0);
        for (const { start, length } of lengthsOf(path)) {
          const sealed = Buffer.alloc(length);
          readSync(fd, sealed, 0, length, start);
          const bytes = sealer.open(sealed, placeOf(name, place));
          place += bytes.length;
          // In memory of its own: words begin where words may begin.
          const joined = new Uint8Array(rest.length + bytes.length);
          joined.set(rest);
          joined.set(bytes, rest.length);
          const words = joined.length - (joined.length % WORD_BYTES);
          rest = joined.slice(words);
          yield joined.subarray(0, words);
        }
        if (rest.length > 0) yield rest;
      } finally {
        closeSync(fd);
      }
    },
  };
}

/** Where the sealed pieces of a file lie that are there in full. */
function* lengthsOf(path: string): Generator<{ readonly start: number; readonly length: number }> {
  const fd = openSync(path, 'r');
  try {
    const { size } = statSync(path);
    const header = Buffer.alloc(LENGTH_BYTES);
    for (let at = 0; at + LENGTH_BYTES <= size; ) {
      readSync(fd, header, 0, LENGTH_BYTES, at);
      const length = header.readUInt32BE(0);
      const start = at + LENGTH_BYTES;
      if (length <= SEAL_BYTES || length > PIECE_BYTES + SEAL_BYTES || start + length > size) return;
      yield { start, length };
      at = start + length;
    }
  } finally {
    closeSync(fd);
  }
}

function placeOf(name: string, place: number): string {
  return `${name}/${place}`;
}
