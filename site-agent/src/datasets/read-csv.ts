import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import type { TrainingData } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import { CsvError, parse } from 'csv-parse';
import { cellError, type Counts, count, encodeFeature, encodeMissing, encodeTarget, neededColumns } from './encode-row.ts';
import { isHeldOut } from './held-out.ts';
import type { TabularDataset } from './tabular-dataset.ts';

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

/** {@link readCsv} for text in memory. */
export async function readCsvText(text: string, plan: CompiledPlan, name = 'data'): Promise<TabularDataset> {
  return await parseCsv(Readable.from([Buffer.from(text, 'utf8')]), plan, name);
}

async function parseCsv(source: Readable, plan: CompiledPlan, name: string): Promise<TabularDataset> {
  const hash = createHash('sha256');
  const parser = parse({ bom: true, trim: true, skip_empty_lines: true, info: true, max_record_size: MAX_RECORD_BYTES });
  const tee = new PassThrough();
  tee.on('data', (chunk: Buffer) => hash.update(chunk));
  // pipe does not forward errors; the parser is what is awaited.
  source.on('error', (error) => parser.destroy(error));
  source.pipe(tee).pipe(parser);
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
  readonly features: number[];
  readonly targets: number[];
  readonly patientOfRow: number[];
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
  #positions: ReadonlyMap<string, number> | undefined;
  #rowsRead = 0;
  #rowsDropped = 0;

  constructor(plan: CompiledPlan) {
    this.#plan = plan;
    this.#missingCodes = new Set(plan.document.data.missing.codes);
    this.#scratch = new Float32Array(plan.inputWidth);
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
    const part = isHeldOut(patient.text, evaluation.heldOut, evaluation.splitSeed ?? 0)
      ? this.#parts.heldOut
      : this.#parts.training;
    const index = part.patients.get(patient.text) ?? part.patients.size;
    part.patients.set(patient.text, index);
    part.patientOfRow.push(index);
    part.features.push(...this.#scratch);
    part.targets.push(...encodeTarget(target, data.target, this.#outOfRange));
  }

  finish(contentHash: string, name: string): TabularDataset {
    if (this.#positions === undefined)
      throw new ConsiliumError({ code: 'DATA_INVALID', message: `${name} is empty: it needs a header row` });
    const width = this.#plan.inputWidth;
    return {
      training: freeze(this.#parts.training, width),
      heldOut: freeze(this.#parts.heldOut, width),
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

function headerPositions(header: readonly string[], needed: readonly string[]): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  for (const [i, name] of header.entries()) {
    if (positions.has(name)) throw cellError({ row: 1, column: name }, 'the header names this column twice');
    positions.set(name, i);
  }
  const absent = needed.filter((name) => !positions.has(name));
  if (absent.length > 0) {
    throw new ConsiliumError({
      code: 'DATA_INVALID',
      message: `row 1: the header lacks ${absent.map((name) => `"${name}"`).join(', ')}`,
      details: { row: 1, column: absent[0] ?? '' },
    });
  }
  return positions;
}

function emptyBuffer(): RowBuffer {
  return { features: [], targets: [], patientOfRow: [], patients: new Map() };
}

/** Patient identifiers end here: from now on a patient is a number. */
function freeze(buffer: RowBuffer, width: number): TrainingData {
  return {
    rows: buffer.patientOfRow.length,
    width,
    features: Float32Array.from(buffer.features),
    targets: Float32Array.from(buffer.targets),
    patientOfRow: Int32Array.from(buffer.patientOfRow),
    patients: buffer.patients.size,
  };
}
