import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { ConsiliumError } from '@consilium/core';
import type { Batch } from '@consilium/deidentify';
import { cellError } from '../../datasets/cell.ts';
import { ContentHash } from '../content-hash.ts';
import { CsvBatch } from './batch.ts';
import { csvLines } from './bytes.ts';
import { pointNumber } from '../decimal-comma.ts';
import { type Header, readHeader } from './header.ts';
import type { CsvOptions } from './options.ts';
import { MAX_RECORD_BYTES } from './scanner.ts';
import { fileStamp, openTableFile } from '../source-file.ts';
import { namedError, type Source } from '../source.ts';

/** Bytes that one read of a file brings: one batch or a few. */
const READ_BYTES = 256 * 1024;

/** Most rows of a batch, most cells of one, and fewest rows all the same: what is made for each of 20,000 columns costs more than one cell of it. */
const BATCH = { rows: 4096, cells: 1 << 20, fewest: 16 };

/** Where the bytes of a table come from. */
export interface ByteOrigin {
  readonly name: string;
  open(): Readable;
  /** Differs when the bytes may differ. */
  stamp(): string;
}

/** A CSV file: RFC 4180 in UTF-8, unless options say otherwise, header in the first row; gzip or zstd by its first bytes. */
export function csvFile(path: string, options: CsvOptions = {}): Source {
  const open = (): Readable => createReadStream(path, { fd: openTableFile(path), highWaterMark: READ_BYTES });
  return csvSource({ name: path, open, stamp: () => fileStamp(path) }, options);
}

/** {@link csvFile} for bytes from anywhere. Rows are the lines in which records end; the header is row 1 unless a line `sep=` stands before it. */
export function csvSource(origin: ByteOrigin, options: CsvOptions = {}): Source {
  const { name } = origin;
  return {
    name,
    async columns() {
      const chunks = chunksWithHeader(origin, options);
      try {
        const first = await chunks.next(0);
        if (first.done === true) throw empty();
        const { header } = first.value;
        if (header.separators !== undefined) throw separatedOtherwise(header, header.separators);
        return header.names;
      } catch (error) {
        throw namedError(error, name);
      } finally {
        await chunks.return();
      }
    },
    read(columns) {
      // Before the first byte is read: a change on the way shows later as one.
      const stamp = origin.stamp();
      const hash = new ContentHash(columns);
      return {
        batches: hashed(batches(origin, options, columns), hash),
        contentHash: () => hash.digest(),
        isCurrent: () => origin.stamp() === stamp,
      };
    },
  };
}

async function* hashed(read: AsyncIterable<Batch>, hash: ContentHash): AsyncGenerator<Batch> {
  for await (const batch of read) {
    hash.add(batch);
    yield batch;
  }
}

function empty(): ConsiliumError<'DATA_INVALID'> {
  return new ConsiliumError({ code: 'DATA_INVALID', message: 'is empty: it needs a header row' });
}

/** Lines of a file behind its header. */
interface Chunk {
  readonly header: Header;
  readonly bytes: Buffer;
  readonly last: boolean;
}

/** The text of a file in pieces that begin with a record; who asks for the next one says how many bytes of the last one were whole records. */
async function* chunksWithHeader(origin: ByteOrigin, options: CsvOptions): AsyncGenerator<Chunk, void, number> {
  let header: Header | undefined;
  let rest: Buffer = Buffer.alloc(0);
  for await (const lines of csvLines(origin.open(), options, MAX_RECORD_BYTES)) {
    rest = rest.length === 0 ? lines : Buffer.concat([rest, lines]);
    if (header !== undefined && rest.length < header.bytes * BATCH.fewest) continue;
    if (header === undefined) {
      header = readHeader(rest, false, options);
      if (header === undefined) continue;
      rest = rest.subarray(header.bytes);
    }
    // What is left is one record that has begun, and no longer than one may be.
    rest = rest.subarray(yield { header, bytes: rest, last: false });
  }
  header ??= readHeader(rest, true, options);
  if (header === undefined) return;
  yield { header, bytes: header.isLast ? Buffer.alloc(0) : rest, last: true };
}

async function* batches(origin: ByteOrigin, options: CsvOptions, columns: readonly string[]): AsyncGenerator<Batch> {
  const chunks = chunksWithHeader(origin, options);
  const rows = Math.max(BATCH.fewest, Math.min(BATCH.rows, Math.floor(BATCH.cells / columns.length)));
  let batch: CsvBatch | undefined;
  try {
    for (let next = await chunks.next(0); next.done !== true; ) {
      const { header, bytes, last } = next.value;
      batch ??= new CsvBatch(
        headerPositions(header, columns),
        header.names.length,
        namedColumns(header.names),
        rows,
        options.decimal === 'comma' ? pointNumber : undefined,
      );
      let at = 0;
      for (;;) {
        const rest = bytes.subarray(at);
        const consumed = header.scanner.scan(rest, last, batch, rows);
        const isFull = batch.length === rows;
        if (batch.length > 0) yield batch.take(rest.subarray(0, consumed));
        at += consumed;
        if (!isFull) break;
      }
      next = await chunks.next(at);
    }
    if (batch === undefined) throw empty();
  } catch (error) {
    throw namedError(error, origin.name);
  } finally {
    // Closes the file.
    await chunks.return();
  }
}

/** Columns up to the last that has a name. */
function namedColumns(names: readonly string[]): number {
  return 1 + names.findLastIndex((name) => name !== '');
}

/**
 * Where each needed column stands. A file without a header begins with a patient, so nothing of its first row may be quoted:
 * columns are named as the plan names them, or by their number.
 */
function headerPositions(header: Header, needed: readonly string[]): readonly number[] {
  const { names, row, separators } = header;
  // The first place of each name, and the second one of those that appear twice: a header may have 20,000.
  const first = new Map<string, number>();
  const second = new Map<string, number>();
  for (const [at, name] of names.entries()) {
    if (!first.has(name)) first.set(name, at);
    else if (!second.has(name)) second.set(name, at);
  }
  const wanted = needed.map((name) => name.normalize('NFC'));
  const absent = wanted.filter((name) => !first.has(name));
  if (absent.length > 0) {
    if (separators !== undefined) throw separatedOtherwise(header, separators);
    const message = `row ${row}: the header lacks ${absent.map((name) => `"${name}"`).join(', ')}`;
    throw new ConsiliumError({ code: 'DATA_INVALID', message, details: { row, column: absent[0] ?? '' } });
  }
  return wanted.map((name) => {
    const at = first.get(name) as number;
    const again = second.get(name);
    if (again === undefined) return at;
    throw cellError({ row, column: name }, `the header has the same name in columns ${at + 1} and ${again + 1}`);
  });
}

/** The refusal of a header whose one cell holds what other programs write between cells. */
function separatedOtherwise({ row }: Header, separators: string): ConsiliumError<'DATA_INVALID'> {
  return new ConsiliumError({
    code: 'DATA_INVALID',
    message: `row ${row}: the columns are separated by ${separators}: say so with --delimiter, or save the file with commas`,
    details: { row },
  });
}
