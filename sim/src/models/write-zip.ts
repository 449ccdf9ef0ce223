import { closeSync, openSync } from 'node:fs';
import { writeFully } from '@consilium/host';
import { Zip, ZipPassThrough } from 'fflate';

/** The earliest time that a zip can hold: the same model is the same file. */
const NO_TIME = new Date(1980, 0, 1);

/** Writes a zip without compression, piece by piece: weights do not become smaller. @throws what writing throws */
export function writeZip(path: string, files: Readonly<Record<string, readonly Uint8Array[]>>): void {
  const fd = openSync(path, 'wx');
  try {
    const zip = new Zip((error, chunk) => {
      if (error !== null) throw error;
      writeFully(fd, chunk);
    });
    for (const [name, pieces] of Object.entries(files)) {
      const file = new ZipPassThrough(name);
      file.mtime = NO_TIME;
      zip.add(file);
      for (const piece of pieces) file.push(piece);
      file.push(new Uint8Array(0), true);
    }
    zip.end();
  } finally {
    closeSync(fd);
  }
}
