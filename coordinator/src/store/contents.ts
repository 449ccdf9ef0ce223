import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { PRIVATE_FILE_MODE, readFileIfPresent, writeFileDurably, writeFullyBehind } from '@consilium/host';
import type { Sealer } from '@consilium/trust';

/** Models, plans and updates as they lie on the disk. Names are what a content is bound to: none passes for another. */
export interface Contents {
  /** Content as it goes into a row. */
  toRow(name: string, content: Uint8Array): Uint8Array;
  /** Content of a row. @throws ConsiliumError `SEAL_BROKEN` */
  fromRow(name: string, stored: Uint8Array): Uint8Array;
  /** Writes a whole file, durably. @throws what the disk does */
  write(path: string, name: string, content: Uint8Array): void;
  /**
   * Writes a new file that is on disk when this resolves, but for its name, and looks at the content meanwhile; off the event loop. None where a content
   * is bound to its name, which follows from its hash.
   *
   * @param pieces of the content; each is used until the next one is asked for
   * @returns SHA-256, hex
   */
  readonly writeHashed?: (path: string, pieces: Pieces) => Promise<string>;
  /** A whole file; `undefined` when there is none. @throws ConsiliumError `SEAL_BROKEN` */
  read(path: string, name: string): Uint8Array | undefined;
  /**
   * The content of a file from `offset` on, in pieces; also of one that is deleted meanwhile.
   *
   * @param passing whether a piece is used only until the next one is asked for
   * @throws where there is none; `SEAL_BROKEN`
   */
  pieces(path: string, name: string, offset: number, pieceBytes: number, passing?: boolean): AsyncGenerator<Uint8Array>;
}

/** Content piece by piece. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Contents as they are. */
export const CLEAR_CONTENTS: Contents = {
  toRow: (_name, content) => content,
  fromRow: (_name, stored) => stored,
  write: (path, _name, content) => writeFileDurably(path, content),
  writeHashed,
  read: (path) => readFileIfPresent(path),
  async *pieces(path, _name, offset, pieceBytes, passing = false) {
    const file = await open(path, 'r');
    try {
      const kept = passing ? Buffer.allocUnsafe(pieceBytes) : undefined;
      for (let at = offset; ; ) {
        const { bytesRead, buffer } = await file.read(kept ?? Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  },
};

/** Contents sealed under the data key of a folder. */
export function sealedContents(sealer: Sealer): Contents {
  return {
    toRow: (name, content) => sealer.seal(content, name),
    fromRow: (name, stored) => sealer.open(stored, name),
    write(path, name, content) {
      const writer = sealer.createFile(path, name);
      try {
        writer.write(content);
        writer.finish();
      } finally {
        writer.abort();
      }
    },
    read(path, name) {
      if (!existsSync(path)) return undefined;
      const reader = sealer.openFile(path, name);
      try {
        return reader.read(0, reader.length);
      } finally {
        reader.close();
      }
    },
    async *pieces(path, name, offset, pieceBytes) {
      const reader = sealer.openFile(path, name);
      try {
        for (let at = offset; at < reader.length; at += pieceBytes) {
          // A turn for others between two pieces, as reading from the disk gives them.
          await new Promise((resolve) => setImmediate(resolve));
          yield reader.read(at, pieceBytes);
        }
      } finally {
        reader.close();
      }
    },
  };
}

async function writeHashed(path: string, pieces: Pieces): Promise<string> {
  const hash = createHash('sha256');
  const fd = openSync(path, 'wx', PRIVATE_FILE_MODE);
  try {
    for await (const piece of pieces) {
      const written = writeFullyBehind(fd, piece);
      hash.update(piece);
      await written;
    }
    await promisify(fsync)(fd);
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}
