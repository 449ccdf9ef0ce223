import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { endianness } from 'node:os';
import { ConsiliumError } from '@consilium/core';
import type { FeatureReader } from './training-data.ts';

/** A {@link FeatureReader} over an open file. */
export interface FeatureFile extends FeatureReader {
  close(): void;
}

/** Rows that one write holds: large enough to amortise the call. */
const ROWS_PER_WRITE = 1024;

/**
 * Writes rows as float32 in the byte order of this machine, for {@link openFeatureFile} on the same machine. The file is readable
 * by its owner only; what it holds is a patient's.
 *
 * @throws ConsiliumError `DATA_INVALID` for a value that is not finite, named by row only.
 */
export function writeFeatureFile(path: string, width: number, rows: Iterable<Float32Array>): number {
  const file = openSync(path, 'wx', 0o600);
  const block = new Float32Array(ROWS_PER_WRITE * width);
  let count = 0;
  const flush = (n: number): void => {
    let at = 0;
    const bytes = new Uint8Array(block.buffer, 0, 4 * n * width);
    while (at < bytes.length) at += writeSync(file, bytes, at);
  };
  try {
    for (const row of rows) {
      if (row.length !== width || !row.every(Number.isFinite)) {
        throw new ConsiliumError({
          code: 'DATA_INVALID',
          message: `row ${count} must have ${width} finite values`,
          details: { row: count },
        });
      }
      block.set(row, (count % ROWS_PER_WRITE) * width);
      count += 1;
      if (count % ROWS_PER_WRITE === 0) flush(ROWS_PER_WRITE);
    }
    flush(count % ROWS_PER_WRITE);
    return count;
  } finally {
    closeSync(file);
  }
}

/**
 * Opens a file of {@link writeFeatureFile}: rows are read when a batch needs them, and the operating system's cache keeps
 * what fits, so that data larger than memory can be trained on.
 *
 * @throws ConsiliumError `DATA_INVALID` when the file does not hold `rows` rows.
 */
export function openFeatureFile(path: string, rows: number, width: number): FeatureFile {
  const bytes = statSync(path).size;
  if (bytes !== 4 * rows * width) {
    throw new ConsiliumError({
      code: 'DATA_INVALID',
      message: `the feature file has ${bytes} bytes, not those of ${rows} rows of ${width} values (${endianness()})`,
    });
  }
  const file = openSync(path, 'r');
  return {
    read(row, target, offset) {
      const view = new Uint8Array(target.buffer, target.byteOffset + 4 * offset, 4 * width);
      let at = 0;
      while (at < view.length) {
        const got = readSync(file, view, at, view.length - at, 4 * row * width + at);
        if (got === 0)
          throw new ConsiliumError({ code: 'DATA_INVALID', message: 'the feature file was shortened while it was read' });
        at += got;
      }
    },
    close: () => closeSync(file),
  };
}
