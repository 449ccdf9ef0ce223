import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { isHeldOut } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import { CsvError, parse } from 'csv-parse';
import { cellError, type Counts, count, encodeFeature, encodeMissing, encodeTarget, neededColumns } from './encode-row.ts';
import { GrowingArray } from './growing-array.ts';
import { standardise } from './standardise.ts';
import { SubgroupCollector } from './subgroups.ts';
import type { TabularDataset, TabularRows } from './tabular-dataset.ts';
import { utf8Lines } from './utf8-lines.ts';

/** Longest record in bytes; a missing quote would otherwise swallow the rest of the file. */
const MAX_RECORD_BYTES = 1024 * 1024;

/**
 * Reads a CSV file (RFC 4180, UTF-8, header in the first row) as a plan sees it.
 *
 * @throws ConsiliumError `DATA_INVALID` naming row and column, `FILE_UNREADABLE`
 */
export async function readCsv(path: string, plan: CompiledPlan): Promise<TabularDataset> {
  return await parseCsv(createReadStream(path), plan, path);
}

/** {@link readCsv} for text in memory. @internal */
export async function readCsvText(text: string, plan: CompiledPlan, name = 'data'): Promise<TabularDataset> {
  return await parseCsv(Readable.from([Buffer.from(text, 'utf8')]), plan, name);
}

async function parseCsv(source: Readable, plan: CompiledPlan, name: string): Promise<TabularDataset> {
  const hash = createHash('sha256');
  const parser = parse({
    bom: true,
    trim: true,
    // Files that were edited on several machines mix line ends.
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    info: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  async function* checked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const lines of utf8Lines(chunks, MAX_RECORD_BYTES)) {
      hash.update(lines);
      yield lines;
    }
  }
  // Errors of any part end the parser, which is what is awaited; leaving the loop closes the file.
  pipeline(source, checked, parser, () => {});
  const builder = new DatasetBuilder(plan);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
      builder.add(record, info.lines);
  } catch (error) {
    throw asDataError(error, name);
  }
  return builder.finish(hash.digest('hex'), name);
}

function asDataError(error: unknown, name: string): ConsiliumError {
  if (error instanceof CsvError) {
    const row = typeof error.lines === 'number' ? error.lines : 0;
    return new ConsiliumError({ code: 'DATA_INVALID', message: `${name} row ${row}: ${csvProblem(error)}`, details: { row } });
  }
  const known = fromUnknown(error, name);
  if (known.code !== 'DATA_INVALID') return known;
  return new ConsiliumError({ code: 'DATA_INVALID', message: `${name} ${known.message}`, details: known.details });
}

/** The parser quotes what it read in its messages; a person gets the kind of problem only. */
function csvProblem(error: CsvError): string {
  if (error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') return 'has another number of cells than the header';
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is opened and never closed';
  if (error.code === 'CSV_MAX_RECORD_SIZE') return 'is longer than 1 MiB: a quote may be missing';
  return `is not valid CSV (${error.code})`;
}

/** Rows on their way into columns. */
interface RowBuffer {
  readonly features: GrowingArray<Float32Array>;
  readonly targets: GrowingArray<Float32Array>;
  readonly patientOfRow: GrowingArray<Int32Array>;
  readonly patients: Map<string, number>;
}

class DatasetBuilder {
  readonly #plan: CompiledPlan;
  readonly #parts: { readonly training: RowBuffer; readonly heldOut: RowBuffer } = {
    training: emptyBuffer(),
    heldOut: emptyBuffer(),
  };
  readonly #missing: Counts = new Map();
  readonly #outOfRange: Counts = new Map();
  readonly #missingCodes: ReadonlySet<string>;
  readonly #scratch: Float32Array;
  readonly #subgroups: SubgroupCollector;
  #positions: ReadonlyMap<string, number> | undefined;
  #rowsRead = 0;
  #rowsDropped = 0;

  constructor(plan: CompiledPlan) {
    this.#plan = plan;
    this.#missingCodes = new Set(plan.document.data.missing.codes);
    this.#scratch = new Float32Array(plan.inputWidth);
    this.#subgroups = new SubgroupCollector(plan);
  }

  add(record: readonly string[], row: number): void {
    if (this.#positions === undefined) {
      this.#positions = headerPositions(record, neededColumns(this.#plan));
      return;
    }
    this.#rowsRead++;
    const { data, evaluation } = this.#plan.document;
    const positions = this.#positions;
    const cell = (column: string): { text: string; row: number; column: string } => ({
      text: record[positions.get(column) ?? -1] ?? '',
      row,
      column,
    });
    const patient = cell(data.patientId);
    const target = cell(data.target.column);
    const absent = [patient, target].filter(({ text }) => this.#missingCodes.has(text));
    for (const { column } of absent) count(this.#missing, column);
    let drop = absent.length > 0;
    this.#scratch.fill(0);
    for (const input of this.#plan.inputs) {
      const value = cell(input.name);
      if (!this.#missingCodes.has(value.text)) {
        encodeFeature(value, input, this.#scratch, 0, this.#outOfRange);
        continue;
      }
      count(this.#missing, input.name);
      if (data.missing.rule === 'drop-row') drop = true;
      else encodeMissing(input, this.#scratch, 0);
    }
    if (drop) {
      this.#rowsDropped++;
      return;
    }
    const part = isHeldOut(patient.text, evaluation.heldOut, evaluation.splitSeed) ? this.#parts.heldOut : this.#parts.training;
    const index = part.patients.get(patient.text) ?? part.patients.size;
    part.patients.set(patient.text, index);
    if (part === this.#parts.heldOut) {
      const textOf = (column: string): string | undefined => {
        const { text } = cell(column);
        return this.#missingCodes.has(text) ? undefined : text;
      };
      this.#subgroups.add(index, row, textOf);
    }
    // First, so that a bad target leaves no half row behind.
    const targets = encodeTarget(target, data.target, this.#outOfRange);
    part.patientOfRow.append([index]);
    part.features.append(this.#scratch);
    part.targets.append(targets);
  }

  finish(contentHash: string, name: string): TabularDataset {
    if (this.#positions === undefined)
      throw new ConsiliumError({ code: 'DATA_INVALID', message: `${name} is empty: it needs a header row` });
    const width = this.#plan.inputWidth;
    const training = freeze(this.#parts.training, width);
    const heldOut = freeze(this.#parts.heldOut, width);
    if (this.#plan.document.data.standardise === 'site') standardise(training, [training, heldOut]);
    return {
      training,
      heldOut,
      subgroups: this.#subgroups.finish(),
      contentHash,
      report: {
        rowsRead: this.#rowsRead,
        rowsDropped: this.#rowsDropped,
        patients: this.#parts.training.patients.size + this.#parts.heldOut.patients.size,
        missing: Object.fromEntries(this.#missing),
        outOfRange: Object.fromEntries(this.#outOfRange),
      },
    };
  }
}

/**
 * Where each needed column stands. A file without a header begins with a patient, so nothing of its first row may be told:
 * columns are named as the plan names them, or by their number.
 */
function headerPositions(header: readonly string[], needed: readonly string[]): ReadonlyMap<string, number> {
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
  if (absent.length === 0) return positions;
  const semicolons = header.length === 1 && (header[0] ?? '').includes(';');
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: semicolons
      ? 'row 1: the columns are separated by semicolons: save the file as CSV with commas'
      : `row 1: the header lacks ${absent.map((name) => `"${name}"`).join(', ')}`,
    details: { row: 1, column: absent[0] ?? '' },
  });
}

function emptyBuffer(): RowBuffer {
  return {
    features: new GrowingArray((length) => new Float32Array(length)),
    targets: new GrowingArray((length) => new Float32Array(length)),
    patientOfRow: new GrowingArray((length) => new Int32Array(length)),
    patients: new Map(),
  };
}

/** Patient identifiers end here: from now on a patient is a number. */
function freeze(buffer: RowBuffer, width: number): TabularRows {
  return {
    rows: buffer.patientOfRow.length,
    width,
    features: buffer.features.finish(),
    targets: buffer.targets.finish(),
    patientOfRow: buffer.patientOfRow.finish(),
    patients: buffer.patients.size,
  };
}
