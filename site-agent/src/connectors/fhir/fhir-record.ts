import { RESOURCE_TYPES, type ResourceType } from './resource-kinds.ts';

/** Why a resource that was read makes no event. */
export const REASONS = ['none', 'status', 'no-time', 'no-value', 'bound', 'no-patient'] as const;

/** One of {@link REASONS}. */
export type Reason = (typeof REASONS)[number];

/** Something of a resource that a column or the cohort asks for. */
export interface StoredEvent {
  /** Number of the set of codes that it bears. */
  readonly concept: number;
  /** Begin in hours, and end where there is one, else NaN. */
  readonly time: number;
  readonly end: number;
  /** NaN without one. */
  readonly number: number;
  /** Number of the unit; 0 without one. */
  readonly unit: number;
  readonly code: string;
  /** Place of the component, 0 for the resource itself. */
  readonly part: number;
}

/** Which version of which resource it is. */
export interface RecordHead {
  readonly type: ResourceType;
  /** The line in which it stands, and where in it the id begins and ends: ids become text only where somebody asks. */
  readonly bytes: Buffer;
  readonly idFrom: number;
  readonly idTo: number;
  /** When this version was written, in ms, and its number; -Infinity where it is not said. */
  readonly updated: number;
  readonly version: number;
}

/** What is kept of a resource until all of its patient's are there: nothing that names anybody but ids. */
export interface RecordBody {
  /** Id of the patient; empty where the resource makes no event. */
  readonly patient: string;
  readonly reason: Reason;
  readonly events: readonly StoredEvent[];
  /** Id of the Medication that says the code of a request or statement; empty where it says it itself. */
  readonly medication: string;
  /** Of patients: date of birth, as far as it is written down, and sex. */
  readonly birth: string;
  readonly sex: string;
}

/** A record as it is read again. */
export interface FhirRecord extends RecordBody {
  readonly type: ResourceType;
  readonly id: string;
}

// Where the parts of a record are: type, reason, when and which version, the id with its length, then the body of those that make events.
const REASON_AT = 1;
const UPDATED_AT = 2;
const VERSION_AT = 10;
const ID_AT = 18;
const HEAD_BYTES = 32;
const EVENT_BYTES = 64;
/** Of a length or number: a line is shorter than 2^32 bytes, and so is everything in it. A narrower one would end the reading of everybody's records with one of them. */
const LENGTH_BYTES = 4;

/** Writes records as bytes: the last one from 0 to `length` of `bytes`. */
export class RecordWriter {
  bytes: Buffer = Buffer.alloc(1 << 16);
  length = 0;

  write({ type, bytes, idFrom, idTo, updated, version }: RecordHead, body: RecordBody): void {
    this.#room(HEAD_BYTES + idTo - idFrom);
    const into = this.bytes;
    into[0] = RESOURCE_TYPES.indexOf(type);
    into[REASON_AT] = REASONS.indexOf(body.reason);
    into.writeDoubleLE(updated, UPDATED_AT);
    into.writeDoubleLE(version, VERSION_AT);
    into[ID_AT] = idTo - idFrom;
    let at = ID_AT + 1;
    for (let i = idFrom; i < idTo; i++) into[at++] = bytes[i] as number;
    this.length = at;
    if (body.patient !== '') this.#body(body);
  }

  #body({ patient, medication, birth, sex, events }: RecordBody): void {
    for (const text of [patient, medication, birth, sex]) this.#text(text);
    this.#room(LENGTH_BYTES);
    this.length = this.bytes.writeUInt32LE(events.length, this.length);
    for (const { concept, time, end, number, unit, code, part } of events) {
      this.#room(EVENT_BYTES);
      this.length = this.bytes.writeUInt16LE(concept, this.length);
      for (const value of [time, end, number]) this.length = this.bytes.writeDoubleLE(value, this.length);
      this.length = this.bytes.writeUInt16LE(unit, this.length);
      this.length = this.bytes.writeUInt32LE(part, this.length);
      this.#text(code);
    }
  }

  #text(text: string): void {
    this.#room(LENGTH_BYTES + 3 * text.length);
    const bytes = text === '' ? 0 : this.bytes.write(text, this.length + LENGTH_BYTES, 'utf8');
    this.bytes.writeUInt32LE(bytes, this.length);
    this.length += LENGTH_BYTES + bytes;
  }

  #room(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return;
    const larger = Buffer.alloc(2 * this.bytes.length + bytes);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

/** Whether two records are of the same resource, in whatever versions. */
export function isSameResource(bytes: Buffer, a: number, b: number): boolean {
  if (bytes[a] !== bytes[b]) return false;
  const length = bytes[a + ID_AT] as number;
  for (let i = ID_AT; i <= ID_AT + length; i++) if (bytes[a + i] !== bytes[b + i]) return false;
  return true;
}

/** Why the resource of a record makes no event. */
export function reasonAt(bytes: Buffer, at: number): Reason {
  return REASONS[bytes[at + REASON_AT] as number] ?? 'none';
}

/** Which version of its resource a record is: by the time of writing, then by number. */
export function versionAt(bytes: Buffer, at: number): readonly [updated: number, version: number] {
  return [bytes.readDoubleLE(at + UPDATED_AT), bytes.readDoubleLE(at + VERSION_AT)];
}

/** The patient of a record; undefined for one that makes no event. */
export function patientAt(bytes: Buffer, at: number, end: number): string | undefined {
  const from = at + ID_AT + 1 + (bytes[at + ID_AT] as number);
  const begin = from + LENGTH_BYTES;
  return from < end ? bytes.toString('latin1', begin, begin + bytes.readUInt32LE(from)) : undefined;
}

/** Reads a whole record, which makes events. */
export function recordAt(bytes: Buffer, at: number): FhirRecord {
  return new RecordReader(bytes, at).record();
}

class RecordReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  record(): FhirRecord {
    const type = RESOURCE_TYPES[this.#bytes[this.#at] as number] ?? 'Patient';
    const reason = reasonAt(this.#bytes, this.#at);
    const length = this.#bytes[this.#at + ID_AT] as number;
    const idFrom = this.#at + ID_AT + 1;
    this.#at = idFrom + length;
    const id = this.#bytes.toString('latin1', idFrom, this.#at);
    const patient = this.#text();
    const medication = this.#text();
    const birth = this.#text();
    const sex = this.#text();
    const events: StoredEvent[] = [];
    for (let left = this.#long(); left > 0; left--) events.push(this.#event());
    return { type, reason, id, patient, medication, birth, sex, events };
  }

  #event(): StoredEvent {
    const concept = this.#short();
    const time = this.#double();
    const end = this.#double();
    const number = this.#double();
    const unit = this.#short();
    const part = this.#long();
    return { concept, time, end, number, unit, part, code: this.#text() };
  }

  #double(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  #short(): number {
    const value = this.#bytes.readUInt16LE(this.#at);
    this.#at += 2;
    return value;
  }

  #long(): number {
    const value = this.#bytes.readUInt32LE(this.#at);
    this.#at += LENGTH_BYTES;
    return value;
  }

  #text(): string {
    const length = this.#long();
    const text = length === 0 ? '' : this.#bytes.toString('utf8', this.#at, this.#at + length);
    this.#at += length;
    return text;
  }
}
