import { createHash, type Hash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { ConsiliumError } from '@consilium/core';
import type { Batch } from '@consilium/deidentify';
import { CsvError, parse } from 'csv-parse';
import { cellError } from '../datasets/cell.ts';
import { closedQuotes } from './csv-quotes.ts';
import { openTableFile } from './source-file.ts';
import { namedError, type Source } from './source.ts';
import { utf8Lines } from './utf8-lines.ts';

/** Longest record in bytes. */
const MAX_RECORD_BYTES = 1024 * 1024;

/** Bytes of the file behind one batch: about as many as one read of a file brings. */
const BATCH_BYTES = 64 * 1024;

/** Fewest rows of a batch: one row of 20,000 columns is larger than a batch, and whatever is made for each column of one costs more than its cells. */
const BATCH_ROWS = 16;

/** Where the bytes of a table come from. */
export interface ByteOrigin {
  readonly name: string;
  open(): Readable;
  /** Differs when the bytes may differ. */
  stamp(): string;
}

/** A CSV file: RFC 4180, UTF-8, header in the first row. */
export function csvFile(path: string): Source {
  return csvSource({ name: path, open: () => createReadStream(path, { fd: openTableFile(path) }), stamp: () => fileStamp(path) });
}

/** {@link csvFile} for bytes from anywhere. Rows are the lines in which records end, the header is row 1. */
export function csvSource(origin: ByteOrigin): Source {
  const { name } = origin;
  return {
    name,
    columns: () => headerOf(origin),
    read(columns) {
      // Before the first byte is read: a change on the way shows later as one.
      const stamp = origin.stamp();
      const hash = createHash('sha256');
      return {
        batches: batches(origin, columns, hash),
        contentHash: () => hash.copy().digest('hex'),
        isCurrent: () => origin.stamp() === stamp,
      };
    },
  };
}

/** What csv-parse hands out for each record. */
interface Parsed {
  readonly record: readonly string[];
  /** Lines and bytes of the file up to the end of the record. */
  readonly info: { readonly lines: number; readonly bytes: number };
}

async function headerOf(origin: ByteOrigin): Promise<readonly string[]> {
  try {
    for await (const { record } of records(origin.open(), createHash('sha256'))) return record;
  } catch (error) {
    throw namedError(error instanceof CsvError ? csvError(error) : error, origin.name);
  }
  return [];
}

async function* batches(origin: ByteOrigin, columns: readonly string[], hash: Hash): AsyncGenerator<Batch> {
  let positions: readonly number[] | undefined;
  let width = 0;
  let batch = new TextBatch(0);
  let batchEnd = BATCH_BYTES;
  try {
    for await (const { record, info } of records(origin.open(), hash)) {
      if (positions === undefined) {
        positions = headerPositions(record, columns);
        width = record.length;
        batch = new TextBatch(positions.length);
        continue;
      }
      batch.add(info.lines, record.length === width ? positions.map((at) => record[at] ?? '') : undefined);
      if (info.bytes < batchEnd || batch.length < BATCH_ROWS) continue;
      yield batch;
      batch = new TextBatch(positions.length);
      batchEnd = info.bytes + BATCH_BYTES;
    }
    if (positions === undefined) throw new ConsiliumError({ code: 'DATA_INVALID', message: 'is empty: it needs a header row' });
  } catch (error) {
    // Rows that were read stand before the one that could not be: what is wrong with them comes first.
    if (batch.length > 0) yield batch;
    throw namedError(error instanceof CsvError ? csvError(error) : error, origin.name);
  }
  if (batch.length > 0) yield batch;
}

/** A batch in the making. */
class TextBatch implements Batch {
  readonly rows: number[] = [];
  readonly columns: readonly { readonly kind: 'text'; readonly cells: string[] }[];
  readonly problems: Map<number, string> = new Map();

  constructor(width: number) {
    this.columns = Array.from({ length: width }, () => ({ kind: 'text', cells: [] }));
  }

  get length(): number {
    return this.rows.length;
  }

  /** @param cells `undefined` for a row that is as long as no other one */
  add(row: number, cells: readonly string[] | undefined): void {
    if (cells === undefined) this.problems.set(this.length, 'has another number of cells than the header');
    this.rows.push(row);
    for (const [i, column] of this.columns.entries()) column.cells.push(cells?.[i] ?? '');
  }
}

/** The records of a file. Leaving the loop closes the file. */
function records(bytes: Readable, hash: Hash): AsyncIterable<Parsed> {
  const parser = parse({
    bom: true,
    trim: true,
    // Files that were edited on several machines mix line ends.
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    // Such a row is left out: it must not decide whether there is a data set.
    relax_column_count: true,
    // A quote inside a cell is part of it.
    relax_quotes: true,
    info: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  async function* checked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const lines of closedQuotes(utf8Lines(chunks, MAX_RECORD_BYTES))) {
      hash.update(lines);
      yield lines;
    }
  }
  // Errors of any part end the parser, which is what is awaited.
  pipeline(bytes, checked, parser, () => {});
  return parser as AsyncIterable<Parsed>;
}

/** The parser quotes what it read in its messages; a person gets the kind of problem only. */
function csvError(error: CsvError): ConsiliumError<'DATA_INVALID'> {
  const row = typeof error.lines === 'number' ? error.lines : 0;
  return new ConsiliumError({ code: 'DATA_INVALID', message: `row ${row}: ${csvProblem(error)}`, details: { row } });
}

function csvProblem(error: CsvError): string {
  if (error.code === 'CSV_MAX_RECORD_SIZE') return 'is longer than 1 MiB';
  return `is not valid CSV (${error.code})`;
}

/**
 * Where each needed column stands. A file without a header begins with a patient, so nothing of its first row may be quoted:
 * columns are named as the plan names them, or by their number.
 */
function headerPositions(header: readonly string[], needed: readonly string[]): readonly number[] {
  const positions = new Map<string, number>();
  for (const [i, name] of header.entries()) {
    const before = positions.get(name);
    if (before !== undefined) {
      const column = needed.includes(name) ? name : `number ${i + 1}`;
      throw cellError({ row: 1, column }, `the header has the same name in columns ${before + 1} and ${i + 1}`);
    }
    positions.set(name, i);
  }
  const absent = needed.filter((name) => !positions.has(name));
  if (absent.length === 0) return needed.map((name) => positions.get(name) ?? -1);
  const semicolons = header.length === 1 && (header[0] ?? '').includes(';');
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: semicolons
      ? 'row 1: the columns are separated by semicolons: save the file as CSV with commas'
      : `row 1: the header lacks ${absent.map((name) => `"${name}"`).join(', ')}`,
    details: { row: 1, column: absent[0] ?? '' },
  });
}

function fileStamp(path: string): string {
  const { size, mtimeMs, ino } = statSync(path, { throwIfNoEntry: false }) ?? { size: -1, mtimeMs: -1, ino: -1 };
  return `${size}/${mtimeMs}/${ino}`;
}
