import { basename } from 'node:path';
import { unpacked } from '../csv/bytes.ts';
import type { FhirCounts } from './fhir-counts.ts';
import { openNdjson } from './fhir-folder.ts';
import type { RecordBody, RecordHead } from './fhir-record.ts';
import type { JsonReader } from './json-reader.ts';
import { UnreadJson } from './json-skip.ts';
import { type Line, ndjsonLines } from './ndjson-lines.ts';
import type { RecordMaker } from './resource-record.ts';
import { RESOURCE_TYPES, type ResourceType } from './resource-kinds.ts';
import { type Read, shapeOf, TYPE_SHAPE } from './resource-shapes.ts';

/** How servers begin a line. */
const BEGIN = Buffer.from('{"resourceType":"');
const QUOTE = 0x22;
/** Longest name of a type that is looked for at the beginning of a line. */
const MOST_TYPE_BYTES = 64;

/** Takes what was read of a resource in. */
export interface TakeResources {
  medication(head: RecordHead, medication: Read<'Medication'>): void;
  patient(head: RecordHead, patient: Read<'Patient'>): void;
  /** Everything but medications. */
  record(head: RecordHead, body: RecordBody): void;
}

/** Reads the lines of an export. A line that cannot be read is counted, and hides no other. */
export class ExportReader {
  readonly #reader: JsonReader;
  readonly #types: ReadonlySet<string>;
  readonly #maker: RecordMaker;
  readonly #counts: FhirCounts;

  /** @param types those that anything is wanted of; others are passed over unread */
  constructor(types: ReadonlySet<ResourceType>, reader: JsonReader, maker: RecordMaker, counts: FhirCounts) {
    this.#reader = reader;
    this.#types = types;
    this.#maker = maker;
    this.#counts = counts;
  }

  /** @throws ConsiliumError `DATA_INVALID` for a damaged archive, `FILE_UNREADABLE`, `SOURCE_UNSAFE` */
  async readFile(path: string, take: TakeResources): Promise<void> {
    const file = basename(path);
    // A text that unpacks to much more is no danger here, where no line is kept.
    for await (const lines of ndjsonLines(unpacked(openNdjson(path), Number.POSITIVE_INFINITY)))
      for (const line of lines) this.#readLine(line, file, take);
  }

  #readLine(line: Line, file: string, take: TakeResources): void {
    const { bytes, from, to, number, fault } = line;
    if (fault !== undefined) {
      this.#counts.addLine(fault, file, number);
      return;
    }
    try {
      const named = typeAtBegin(bytes, from, to) ?? this.#reader.read(bytes, from, to, TYPE_SHAPE)?.resourceType;
      const type = RESOURCE_TYPES.find((known) => known === named);
      if (type !== undefined && this.#types.has(type)) this.#readResource(type, line, file, take);
      else if (named === undefined) this.#counts.addLine('shape', file, number);
      else if (named === 'Bundle') this.#counts.addLine('bundle', file, number);
    } catch (error) {
      if (!(error instanceof UnreadJson)) throw error;
      this.#counts.addLine(error.fault === 'absent' ? 'version' : error.fault, file, number);
    }
  }

  #readResource(type: ResourceType, { bytes, from, to, number }: Line, file: string, take: TakeResources): void {
    const resource = this.#reader.read(bytes, from, to, shapeOf(type));
    const head = resource === undefined ? undefined : this.#maker.head(type, resource);
    if (head === undefined) {
      this.#counts.addLine(resource === undefined ? 'shape' : 'no-id', file, number);
      return;
    }
    if (type === 'Medication') return take.medication(head, resource as Read<'Medication'>);
    if (type === 'Patient') take.patient(head, resource as Read<'Patient'>);
    take.record(head, this.#maker.body(type, resource as never));
  }
}

/** The type of a line that begins as servers write it; undefined for others, whose beginning says nothing. */
function typeAtBegin(bytes: Buffer, from: number, to: number): string | undefined {
  for (let i = 0; i < BEGIN.length; i++) if (bytes[from + i] !== BEGIN[i]) return undefined;
  const start = from + BEGIN.length;
  const end = bytes.indexOf(QUOTE, start);
  return end < 0 || end > Math.min(to, start + MOST_TYPE_BYTES) ? undefined : bytes.toString('latin1', start, end);
}
