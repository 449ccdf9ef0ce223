import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { type ColumnProfile, ColumnProfiler } from '@consilium/site-agent';
import { csvRows } from '../csv-table.ts';
import { siteIdOf } from '../site-id.ts';

/** Somebody's own file, with a column that names the hospitals. */
export interface TableQuestion {
  readonly path: string;
  readonly siteColumn: string;
  readonly target: string;
  /** @default the one column whose name says it */
  readonly patientId?: string;
}

/** A hospital as the file names it. */
export interface NamedSite {
  readonly id: string;
  /** Every way in which the file writes it. */
  readonly names: readonly string[];
  /** Different patients: for the owner of the file alone, unless it is public. */
  readonly patients: number;
}

/** What a first plan needs to know of a file. Holds cells; what of it may stand in a plan is decided elsewhere. */
export interface TableFacts {
  readonly fileName: string;
  readonly patientColumn: string;
  /** All columns, in the order of the file. */
  readonly profiles: ReadonlyMap<string, ColumnProfile>;
  readonly sites: readonly NamedSite[];
  readonly atSeveralSites: number;
}

/** How files call the column of the patient, the surest first; of lower case, without what stands between letters. */
const PATIENT_NAMES: readonly RegExp[] = [
  /^patient(?:id|no|nr|number|key)?$/u,
  /^(?:(?:subject|person|pat)(?:id|no|nr|number|key)?|pseudonym)$/u,
  /^(?:mrn|pid)$/u,
  /^(?:case|record|study)?id$/u,
];

/** Reads the whole file once. @throws ConsiliumError `FILE_UNREADABLE`, `DATA_INVALID`, `USAGE` for a column that is not there */
export function tableFacts({ path, siteColumn, target, patientId }: TableQuestion): TableFacts {
  const [header, ...rows] = csvRows(textOf(path));
  if (header === undefined || rows.length === 0) throw invalid(`${path} has no rows`);
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (twice !== undefined) throw invalid(`the header of ${path} has the name "${twice}" twice: rename one of them`);
  const position = (column: string, option: string): number => {
    const at = header.indexOf(column);
    if (at >= 0) return at;
    const near = header.find((name) => name.toLowerCase() === column.toLowerCase());
    throw usage(
      `${option} ${column}: ${path} has no such column${near === undefined ? '' : `, but "${near}"`}; it has ${header.join(', ')}`,
    );
  };
  const siteAt = position(siteColumn, '--site-column');
  position(target, '--target');
  const patientColumn = patientId ?? guessPatient(header, [siteColumn, target], path);
  const patientAt = position(patientColumn, '--patient-id');
  const whole = { length: rows.length, rows: rows.map((_, i) => i + 2), columns: [] };
  const profiles = header.map((name, i) => {
    const profiler = new ColumnProfiler(name);
    profiler.add({ kind: 'text', cells: rows.map((row) => row[i] ?? '') }, whole);
    return profiler;
  });
  return {
    fileName: basename(path),
    patientColumn,
    profiles: new Map(profiles.map((profiler, i) => [header[i] as string, profiler.profile()])),
    ...sitesOf(rows, siteAt, patientAt, siteColumn),
  };
}

function sitesOf(
  rows: readonly (readonly string[])[],
  siteAt: number,
  patientAt: number,
  siteColumn: string,
): Pick<TableFacts, 'sites' | 'atSeveralSites'> {
  const names = new Map<string, Set<string>>();
  const patients = new Map<string, Set<string>>();
  const sitesOfPatient = new Map<string, Set<string>>();
  let without = 0;
  for (const row of rows) {
    const name = row[siteAt] ?? '';
    const id = siteIdOf(name);
    if (id === '') without++;
    const patient = row[patientAt] ?? '';
    names.set(id, (names.get(id) ?? new Set()).add(name));
    patients.set(id, (patients.get(id) ?? new Set()).add(patient));
    sitesOfPatient.set(patient, (sitesOfPatient.get(patient) ?? new Set()).add(id));
  }
  if (without > 0)
    throw invalid(`column ${siteColumn} is empty in ${without} rows: say there where these patients were, or take the rows out`);
  return {
    sites: [...names.keys()]
      .sort()
      .map((id) => ({ id, names: [...(names.get(id) ?? [])].sort(), patients: patients.get(id)?.size ?? 0 })),
    atSeveralSites: [...sitesOfPatient.values()].filter((sites) => sites.size > 1).length,
  };
}

function guessPatient(header: readonly string[], taken: readonly string[], path: string): string {
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/gu, '');
  const [found = []] = PATIENT_NAMES.map((pattern) =>
    header.filter((name) => !taken.includes(name) && pattern.test(plain(name))),
  ).filter((names) => names.length > 0);
  const [only, other] = found;
  if (only !== undefined && other === undefined) return only;
  throw usage(
    only === undefined
      ? `no column of ${path} is named like a patient: name it with --patient-id, and where each row is a patient of its own, add a column that counts the rows. Its columns are ${header.join(', ')}`
      : `several columns of ${path} could name the patient: choose one of ${found.join(', ')} with --patient-id`,
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function usage(message: string): ConsiliumError<'USAGE'> {
  return new ConsiliumError({ code: 'USAGE', message });
}

function invalid(message: string): ConsiliumError<'DATA_INVALID'> {
  return new ConsiliumError({ code: 'DATA_INVALID', message });
}
