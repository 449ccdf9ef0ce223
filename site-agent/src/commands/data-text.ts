import { type Basis, type Finding, findingText, type NoteFacts } from '@consilium/deidentify';
import { type ColumnProfile, type ColumnType, typeOf } from '../quality/column-profile.ts';
import { type Guard, guardedShare, middleOf } from '../quality/guarded.ts';
import { guardedNotes, notesLines } from '../quality/note-quality.ts';
import type { HeldRows } from '../border/held-rows.ts';
import type { PatientSurvey } from '../border/patient-survey.ts';

const BASIS_WORDS: Readonly<Record<Basis, string>> = {
  'safe-harbor': 'safe-harbor: without the identifiers of 45 CFR 164.514(b)(2)',
  'expert-determination': 'expert-determination: by the signed record of an expert, 45 CFR 164.514(b)(1)',
  identified: 'IDENTIFIED: THESE DATA ARE NOT DE-IDENTIFIED. They are used under the authority of this hospital alone',
};

/** On what the use of a data set is based. */
export function basisText(basis: Basis): string {
  return BASIS_WORDS[basis];
}

/** What identifies people, a sentence each. */
export function identifiersText(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => `  REFUSED    ${findingText(finding)}`);
}

/** What was read of notes. */
export function notesText(notes: readonly NoteFacts[], guard: Guard): readonly string[] {
  return notes.flatMap((facts) => notesLines(guardedNotes(facts, guard)));
}

/** Whom the patient column names, line by line, with warnings. */
export function surveyText(
  { rows, patients, nobodys, ambiguous, spreadsheet, listed }: PatientSurvey,
  column: string,
): readonly string[] {
  const warnings = [
    ...(nobodys === 0
      ? []
      : [`WARNING: ${nobodys} rows name nobody in ${column} (empty, or characters that nobody sees) and are left out.`]),
    ...(ambiguous === 0
      ? []
      : [
          `WARNING: ${ambiguous} groups of identifiers may each be one person (5, 05 and 5.0; capital letters). Each identifier counts as a person of its own, so that such a person is protected less: make them one in the file.`,
        ]),
    ...(spreadsheet === 0
      ? []
      : [
          `WARNING: ${spreadsheet} identifiers look like 1E+05: a spreadsheet has cut their digits, and several persons may be one.`,
        ]),
  ];
  return [
    `${rows} rows of ${patients} patients by ${column}`,
    ...(rows === patients && rows > 1
      ? [`Each patient has one row: make sure that ${column} is the patient and not the visit.`]
      : []),
    ...warnings,
    ...(listed.length === 0 ? [] : [`  first seen in rows ${listed.join(', ')}`]),
  ];
}

/** Rows that cannot be read, and where the first of them are. */
export function heldRowsText({ held, listed }: HeldRows): readonly string[] {
  if (held === 0) return [];
  const left = held - listed.length;
  return [
    `WARNING: ${held === 1 ? '1 row cannot be read and is' : `${held} rows cannot be read and are`} left out, here and whenever it is read; no coordinator learns of it:`,
    ...listed.map(({ row, problem }) => `  row ${row}: ${problem}`),
    ...(left === 0 ? [] : [`  and ${left} more`]),
  ];
}

/** What a column is made of, as far as that may be shown: no number of it, no code, and shares of many only. */
export function columnFacts(
  profile: ColumnProfile,
  guard: Guard,
): { readonly column: string; readonly type: ColumnType; readonly missing: string; readonly middle?: readonly [number, number] } {
  const type = typeOf(profile);
  const middle = type === 'numbers' ? middleOf(profile.sample, profile.numbers, guard) : undefined;
  return {
    column: profile.name,
    type,
    missing: guardedShare(profile.missing, profile.rows, guard),
    ...(middle === undefined ? {} : { middle }),
  };
}

/** Columns that are listed one by one. */
const LISTED_COLUMNS = 200;

/** What columns are made of, line by line. */
export function columnsText(profiles: readonly ColumnProfile[], guard: Guard): readonly string[] {
  const lines = profiles.slice(0, LISTED_COLUMNS).map((profile) => {
    const { column, type, missing, middle } = columnFacts(profile, guard);
    const range = middle === undefined ? '' : `, nine of ten about ${middle[0]} to ${middle[1]}`;
    return `  ${column}: ${type}${range}; missing: ${missing}`;
  });
  const left = profiles.length - lines.length;
  return [`${profiles.length} columns beside the patient:`, ...lines, ...(left === 0 ? [] : [`  and ${left} more`])];
}
