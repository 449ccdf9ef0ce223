import { textAt } from '@consilium/deidentify';
import { namesNobody, normalPatientId } from '@consilium/learning';
import type { Source } from '../connectors/source.ts';

/** Suspicious rows that are listed one by one. */
const LISTED_ROWS = 50;

/** Whom the patient column of a source names, for a person of the hospital; nothing of it leaves. */
export interface PatientSurvey {
  readonly rows: number;
  readonly patients: number;
  /** Rows whose identifier is empty, or holds what nobody sees: nobody's, and left out. */
  readonly nobodys: number;
  /** Groups of identifiers that may be one person: `5`, `05` and `5.0`, or `P1` and `p1`. Each is taken for a person of its own. */
  readonly ambiguous: number;
  /** Identifiers in the notation of spreadsheets (`1E+05`), which has lost digits: several persons may be one. */
  readonly spreadsheet: number;
  /** Rows in which such identifiers stand, the first of them, counted from 1. */
  readonly listed: readonly number[];
}

/** A whole number or decimal as programs write it, of at most so many digits that a double keeps it. */
const SHORT_NUMBER = /^[+-]?\d{1,15}(\.\d{0,6})?$/;
const SPREADSHEET = /^[+-]?\d([.,]\d+)?e\+\d+$/i;

/** The form in which two identifiers of one person are likely to meet. */
export function likelyPerson(id: string): string {
  const folded = id.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  if (SHORT_NUMBER.test(folded) || SPREADSHEET.test(folded)) return String(Number(folded.replace(',', '.')));
  return folded;
}

/** Reads one column. @throws ConsiliumError what reading the source throws */
export async function surveyPatients(source: Source, column: string): Promise<PatientSurvey> {
  // Nearly every person has one identifier, and a set of one takes ten times its memory.
  const idsOf = new Map<string, string | Set<string>>();
  const firstRow = new Map<string, number>();
  let rows = 0;
  let nobodys = 0;
  for await (const batch of source.read([column]).batches) {
    rows += batch.length;
    for (let at = 0; at < batch.length; at++) {
      if (batch.problems?.has(at) === true) continue;
      const id = normalPatientId(textAt(batch.columns[0], at));
      if (namesNobody(id)) {
        nobodys++;
        continue;
      }
      if (firstRow.has(id)) continue;
      firstRow.set(id, batch.rows[at] ?? 0);
      const person = likelyPerson(id);
      const ids = idsOf.get(person);
      if (ids === undefined) idsOf.set(person, id);
      else if (typeof ids === 'string') idsOf.set(person, new Set([ids, id]));
      else ids.add(id);
    }
  }
  const ambiguous = [...idsOf.values()].filter((ids) => typeof ids !== 'string');
  const spreadsheet = [...firstRow.keys()].filter((id) => SPREADSHEET.test(id));
  const suspicious = new Set([...ambiguous.flatMap((ids) => [...ids]), ...spreadsheet]);
  return {
    rows,
    patients: firstRow.size,
    nobodys,
    ambiguous: ambiguous.length,
    spreadsheet: spreadsheet.length,
    listed: [...suspicious]
      .map((id) => firstRow.get(id) ?? 0)
      .sort((a, b) => a - b)
      .slice(0, LISTED_ROWS),
  };
}

/** A number of patients as it is declared: two digits, tens below a hundred, at least ten, so that one patient rarely moves it. */
export function roundedPatients(patients: number): number {
  const step = Math.max(10, 10 ** (Math.floor(Math.log10(Math.max(patients, 1))) - 1));
  return Math.max(10, Math.round(patients / step) * step);
}
