import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ConsiliumError } from '@consilium/core';
import { Decompress } from 'fzstd';
import type { CsvOptions } from './options.ts';
import { wholeLines } from './whole-lines.ts';

/** Tables repeat themselves, and unpack to ten or twenty times their size; beyond this something else was packed. */
const MOST_RATIO = 250;
/** Unpacked bytes up to which nobody asks. */
const FREE_BYTES = 16 * 1024 * 1024;
/** Largest window of a zstd frame: what every reader of the format must take (RFC 8878, 3.1.1.1.2). */
const MOST_WINDOW = 8 * 1024 * 1024;

/** Bytes that say what was packed and how. */
const HEAD_BYTES = 18;

const GZIP = '1f8b';
const ZSTD = '28b52ffd';

type Chunks = AsyncIterable<Buffer>;

/**
 * The text of a CSV file as whole lines of UTF-8, whatever its encoding, unpacked where it is compressed. Bytes that are no such text stay, or become
 * such, so that the record in which they stand shows; of a line beyond the longest the rest is left out.
 *
 * @throws ConsiliumError `DATA_INVALID` for a damaged archive, and one that unpacks to more than a table would
 */
export async function* csvLines(
  bytes: Readable,
  { encoding = 'utf-8' }: CsvOptions,
  maxLineBytes: number,
): AsyncGenerator<Buffer> {
  const text = unpacked(bytes);
  yield* wholeLines(encoding === 'utf-8' ? text : transcoded(text, encoding), maxLineBytes);
}

/**
 * The bytes of a file, unpacked where it is compressed with gzip or zstd.
 *
 * @param mostRatio how many times its size a file may unpack to
 * @throws ConsiliumError `DATA_INVALID` for a damaged archive, and one that unpacks to more
 */
export async function* unpacked(bytes: Readable, mostRatio: number = MOST_RATIO): AsyncGenerator<Buffer> {
  const chunks = bytes[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    let head: Buffer = Buffer.alloc(0);
    while (head.length < HEAD_BYTES) {
      const next = await chunks.next();
      if (next.done === true) break;
      head = Buffer.concat([head, next.value]);
    }
    const packed = { bytes: 0 };
    const all = counted(head, chunks, packed);
    const magic = head.toString('hex', 0, 4);
    if (magic.startsWith(GZIP)) yield* bounded(gunzipped(all), packed, mostRatio);
    else if (magic === ZSTD) yield* bounded(unzstd(all), packed, mostRatio);
    else yield* all;
  } finally {
    bytes.destroy();
  }
}

async function* counted(head: Buffer, chunks: AsyncIterator<Buffer>, packed: { bytes: number }): AsyncGenerator<Buffer> {
  packed.bytes += head.length;
  if (head.length > 0) yield head;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    packed.bytes += next.value.length;
    yield next.value;
  }
}

async function* bounded(chunks: Chunks, packed: { readonly bytes: number }, mostRatio: number): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > FREE_BYTES && total > mostRatio * packed.bytes)
      throw invalid(`unpacks to more than ${mostRatio} times its size, which no table does`);
    yield chunk;
  }
}

async function* gunzipped(packed: Chunks): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const source = Readable.from(packed);
  // Errors of the source end what is awaited.
  source.on('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip) as Chunks;
  } catch (error) {
    const isDamage = error instanceof Error && 'code' in error && /^Z_|^ERR_/.test(String(error.code));
    throw isDamage ? invalid('is a damaged gzip file') : error;
  } finally {
    gunzip.destroy();
    source.destroy();
  }
}

async function* unzstd(packed: Chunks): AsyncGenerator<Buffer> {
  let out: Buffer[] = [];
  const stream = new Decompress((chunk) => out.push(Buffer.from(chunk)));
  let begun = false;
  const push = (chunk: Buffer, last: boolean): void => {
    try {
      stream.push(chunk, last);
    } catch {
      throw invalid('is a damaged zstd file');
    }
  };
  for await (const chunk of packed) {
    if (!begun) requireSmallWindow(chunk);
    begun = true;
    push(chunk, false);
    yield* out;
    out = [];
  }
  push(Buffer.alloc(0), true);
  yield* out;
}

/** A frame says how much memory it wants, and a small one may want gigabytes. RFC 8878, 3.1.1.1. */
function requireSmallWindow(frame: Buffer): void {
  if (windowOf(frame) > MOST_WINDOW) throw invalid('is a zstd file that was packed with --ultra or --long: pack it without');
}

function windowOf(frame: Buffer): number {
  const descriptor = frame[4] ?? 0;
  if ((descriptor & 0x20) === 0) {
    const exponent = (frame[5] ?? 0) >> 3;
    const base = 2 ** (10 + exponent);
    return base + (base / 8) * ((frame[5] ?? 0) & 7);
  }
  // A single segment, whose window is its whole content, behind the number of a dictionary.
  const at = 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  if (frame.length < at + 8) return 0;
  switch (descriptor >> 6) {
    case 0:
      return frame.readUInt8(at);
    case 1:
      return frame.readUInt16LE(at) + 256;
    case 2:
      return frame.readUInt32LE(at);
    default:
      return Number(frame.readBigUInt64LE(at));
  }
}

/** What stands in UTF-8 for what is no text in another encoding: a byte that no character has. */
const NO_TEXT = Buffer.of(0xff);

async function* transcoded(chunks: Chunks, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield utf8Of(decoder.decode(chunk, { stream: true }));
  yield utf8Of(decoder.decode());
}

function utf8Of(text: string): Buffer {
  const parts = text.split('\ufffd').map((part) => Buffer.from(part, 'utf8'));
  return Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [NO_TEXT, part])));
}

function invalid(problem: string): ConsiliumError<'DATA_INVALID'> {
  return new ConsiliumError({ code: 'DATA_INVALID', message: problem });
}
