import type { FhirCounts } from './fhir-counts.ts';
import {
  type FhirRecord,
  isSameResource,
  patientAt,
  type RecordBody,
  type RecordHead,
  recordAt,
  RecordWriter,
  reasonAt,
  versionAt,
} from './fhir-record.ts';
import { hashBytes, hashText } from './key-hash.ts';
import type { MergedPatients } from './merged-patients.ts';
import { RESOURCE_TYPES } from './resource-kinds.ts';
import { Spill, type SpilledPart } from './spill.ts';

/** The records of one patient. */
export interface PatientRecords {
  readonly patient: string;
  readonly records: readonly FhirRecord[];
}

/** Records on their way from files in any order to patients one by one. In memory is one part of them at a time. */
export class RecordGroups {
  readonly #writer = new RecordWriter();
  readonly #folder: string;
  readonly #counts: FhirCounts;
  readonly #versions: Spill;

  /** @param folder a private folder, which is removed by who made it */
  constructor(folder: string, counts: FhirCounts) {
    this.#folder = folder;
    this.#counts = counts;
    this.#versions = new Spill(folder, 'versions');
  }

  /** @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE` */
  add(head: RecordHead, body: RecordBody): void {
    const { type, bytes, idFrom, idTo } = head;
    this.#writer.write(head, body);
    const hash = hashBytes(bytes, idFrom, idTo, RESOURCE_TYPES.indexOf(type));
    this.#versions.add(hash, this.#writer.bytes, 0, this.#writer.length);
  }

  /**
   * The patients in an order that only their ids decide, each with the newest version of each resource; can be read once.
   *
   * @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE`
   */
  *patients(merged: MergedPatients): Generator<PatientRecords> {
    const byPatient = new Spill(this.#folder, 'patients');
    try {
      for (const part of this.#versions.read()) this.#toPatients(part, byPatient, merged);
      for (const part of byPatient.read()) yield* patientsIn(part, merged);
    } finally {
      byPatient.close();
    }
  }

  close(): void {
    this.#versions.close();
  }

  #toPatients(part: SpilledPart, byPatient: Spill, merged: MergedPatients): void {
    const { bytes, begins, ends } = part;
    const newest = newestOf(part, () => this.#counts.add('other-patient'));
    this.#counts.add('repeated', begins.length - newest.length);
    for (const record of newest) {
      const [begin, end] = [begins[record] as number, ends[record] as number];
      const reason = reasonAt(bytes, begin);
      if (reason !== 'none') this.#counts.add(reason);
      const patient = patientAt(bytes, begin, end);
      if (patient !== undefined) byPatient.add(hashText(merged.into(patient)), bytes, begin, end);
    }
  }
}

/** Of each resource of a part the newest version, as places in it. @param moved told of each version that names another patient than the one it is compared with */
function newestOf(part: SpilledPart, moved: () => void): readonly number[] {
  const { bytes, begins, ends, hashes } = part;
  const patientOf = (record: number): string | undefined => patientAt(bytes, begins[record] as number, ends[record] as number);
  const newest: number[] = [];
  // A table of open addresses, of places in `newest` and one more: a map would need a text for every id.
  const size = 2 ** Math.ceil(Math.log2(2 * begins.length + 2));
  const table = new Int32Array(size);
  for (let record = 0; record < begins.length; record++) {
    const begin = begins[record] as number;
    for (let slot = (hashes[record] as number) & (size - 1); ; slot = (slot + 1) & (size - 1)) {
      const place = (table[slot] as number) - 1;
      if (place < 0) {
        newest.push(record);
        table[slot] = newest.length;
        break;
      }
      const other = newest[place] as number;
      if (hashes[other] !== hashes[record] || !isSameResource(bytes, begin, begins[other] as number)) continue;
      const [patient, before] = [patientOf(record), patientOf(other)];
      if (patient !== undefined && before !== undefined && patient !== before) moved();
      if (isNewer(part, record, other)) newest[place] = record;
      break;
    }
  }
  return newest;
}

/** By the time of writing, then the number of the version; of two that say the same of themselves, one always, whichever comes first. */
function isNewer({ bytes, begins, ends }: SpilledPart, a: number, b: number): boolean {
  const [at, other] = [begins[a] as number, begins[b] as number];
  const [[updated, version], [otherUpdated, otherVersion]] = [versionAt(bytes, at), versionAt(bytes, other)];
  if (updated !== otherUpdated) return updated > otherUpdated;
  if (version !== otherVersion) return version > otherVersion;
  return Buffer.compare(bytes.subarray(at, ends[a]), bytes.subarray(other, ends[b])) > 0;
}

function* patientsIn({ bytes, begins, hashes }: SpilledPart, merged: MergedPatients): Generator<PatientRecords> {
  const found = new Map<string, { readonly hash: number; readonly records: FhirRecord[] }>();
  for (const [i, begin] of begins.entries()) {
    const record = recordAt(bytes, begin);
    const patient = merged.into(record.patient);
    const known = found.get(patient);
    if (known === undefined) found.set(patient, { hash: hashes[i] as number, records: [record] });
    else known.records.push(record);
  }
  const sorted = Array.from(found, ([patient, { hash, records }]) => ({ patient, hash, records }));
  sorted.sort((a, b) => a.hash - b.hash || (a.patient < b.patient ? -1 : 1));
  for (const { patient, records } of sorted) yield { patient, records };
}
