import { ConsiliumError } from '@consilium/core';
import type { Batch } from '@consilium/deidentify';
import { inBatches, type RowWithEvents } from '../cohort/cohort-batches.ts';
import { type ColumnMaker, columnMaker } from '../cohort/column-maker.ts';
import { columnsOf } from '../cohort/column-range.ts';
import { ContentHash } from '../content-hash.ts';
import { makeSpillFolder } from '../duckdb/spill-folder.ts';
import { namedError, type Source } from '../source.ts';
import { FhirCounts } from './fhir-counts.ts';
import type { FhirColumn, FhirDescription, FhirEventColumn } from './fhir-description.ts';
import { exportStamp, ndjsonFiles } from './fhir-folder.ts';
import { RecordGroups } from './group-records.ts';
import { Medications } from './medications.ts';
import { MergedPatients } from './merged-patients.ts';
import { JsonReader } from './json-reader.ts';
import { type Known, patientRows } from './patient-events.ts';
import { ExportReader, type TakeResources } from './read-export.ts';
import { RecordMaker } from './resource-record.ts';
import { UnitNumbers } from './unit-numbers.ts';
import { WantedEvents } from './wanted-events.ts';

/** What a reading left out, of which state of the files. */
interface Left {
  readonly stamp: string;
  readonly columns: number;
  readonly counts: FhirCounts;
}

/**
 * A cohort of a folder of FHIR resources as a table: a row for each entry of a patient into the cohort, in an order that only the ids of patients
 * decide; row numbers count from 1.
 *
 * @param stateFolder in which records lie for a while, sealed, since an export may be larger than memory
 */
export function fhirSource(description: FhirDescription, name: string, stateFolder: string): Source {
  const { path } = description;
  let left: Left | undefined;
  const read = (columns: readonly string[]): ReturnType<Source['read']> => {
    const stamp = exportStamp(path);
    const hash = new ContentHash(columns);
    const counts = new FhirCounts();
    async function* all(): AsyncGenerator<Batch> {
      yield* batches(description, name, stateFolder, columns, hash, counts);
      if (left === undefined || left.stamp !== stamp || left.columns < columns.length)
        left = { stamp, columns: columns.length, counts };
    }
    return { batches: all(), contentHash: () => hash.digest(), isCurrent: () => exportStamp(path) === stamp };
  };
  return {
    name,
    columns: async () => [...columnsOf(description).keys()],
    async notices() {
      const columns = [...columnsOf(description).keys()];
      if (left === undefined || left.stamp !== exportStamp(path) || left.columns < columns.length)
        for await (const _ of read(columns).batches);
      return left?.counts.texts() ?? [];
    },
    read,
  };
}

async function* batches(
  description: FhirDescription,
  name: string,
  stateFolder: string,
  columns: readonly string[],
  hash: ContentHash,
  counts: FhirCounts,
): AsyncGenerator<Batch> {
  const described = columnsOf(description);
  const wantedColumns = columns.map((column) => columnNamed(described, column, name));
  const wanted = new WantedEvents();
  const cohortSet = wanted.add(description.cohort);
  const sets = wantedColumns.map((column) => (isEventColumn(column) ? wanted.add(column) : -1));
  const units = new UnitNumbers(wantedColumns.flatMap((column) => (isEventColumn(column) ? (column.unit ?? []) : [])));
  const medications = new Medications(wanted);
  const merged = new MergedPatients();
  const spills = makeSpillFolder(stateFolder);
  const groups = new RecordGroups(spills.path, counts);
  try {
    const reader = new JsonReader();
    const maker = new RecordMaker(wanted, units, reader);
    await readAll(description.path, new ExportReader(wanted.types(), reader, maker, counts), {
      medication: (head, medication) => medications.add(head, medication),
      patient: ({ bytes, idFrom, idTo }, patient) => merged.add(bytes.toString('latin1', idFrom, idTo), patient),
      record: (head, body) => groups.add(head, body),
    });
    counts.add('merged', merged.size());
    const makers = wantedColumns.map((column, i) => makerOf(column, sets[i] as number, units));
    const known: Known = { wanted, medications, counts, cohort: description.cohort, cohortSet };
    for await (const batch of inBatches(makers, rowsOf(groups, merged, known))) {
      hash.add(batch);
      yield batch;
    }
  } catch (error) {
    throw namedError(error, name);
  } finally {
    groups.close();
    spills.remove();
  }
}

async function readAll(path: string, reader: ExportReader, take: TakeResources): Promise<void> {
  for (const file of ndjsonFiles(path)) {
    try {
      await reader.readFile(file, take);
    } catch (error) {
      throw namedError(error, file);
    }
  }
}

async function* rowsOf(groups: RecordGroups, merged: MergedPatients, known: Known): AsyncGenerator<RowWithEvents> {
  for (const patient of groups.patients(merged)) {
    const found = patientRows(patient, known);
    for (const row of found?.rows ?? []) yield { row, events: found?.events ?? [] };
  }
}

function columnNamed(columns: ReadonlyMap<string, FhirColumn>, column: string, name: string): FhirColumn {
  const found = columns.get(column);
  if (found !== undefined) return found;
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: `${name} has no column "${column}" in its description`,
    details: { column },
  });
}

function isEventColumn(column: FhirColumn): column is FhirEventColumn {
  return column.from !== 'patient' && column.from !== 'age' && column.from !== 'sex';
}

function makerOf(column: FhirColumn, set: number, units: UnitNumbers): ColumnMaker {
  const known = { set: new Set([set]), units: units.codes() };
  if (!isEventColumn(column)) return columnMaker(column, known);
  return columnMaker({ ...column, value: column.value === 'code' ? 'concept' : 'number' }, known);
}
