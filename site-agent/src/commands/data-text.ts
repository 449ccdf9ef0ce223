import { type Finding, findingText } from '@consilium/deidentify';
import type { CompiledPlan } from '@consilium/plan';
import type { PatientSurvey } from '../border/patient-survey.ts';
import type { DatasetReport } from '../datasets/tabular-dataset.ts';

/** What a plan finds in a data set, line by line. */
export function reportText(report: DatasetReport, plan: CompiledPlan): readonly string[] {
  return [
    `${report.rowsRead} rows, ${report.rowsDropped} left out for missing cells, ${report.patients} patients`,
    ...(report.rowsOverCap === 0
      ? []
      : [`${report.rowsOverCap} rows left out beyond the first ${plan.document.data.maxRowsPerPatient} of a patient`]),
    `missing cells: ${byColumn(report.missing)}`,
    `out of range, cut to the range: ${byColumn(report.outOfRange)}`,
    `unreadable, count as missing: ${byColumn(report.unreadable)}`,
    ...report.problems.map(({ row, column, problem }) => `  row ${row}${column === '' ? '' : `, column ${column}`}: ${problem}`),
  ];
}

/** What identifies people, a sentence each. */
export function identifiersText(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => `  REFUSED    ${findingText(finding)}`);
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

function byColumn(counts: Readonly<Record<string, number>>): string {
  const texts = Object.entries(counts).map(([column, n]) => `${column === '' ? 'whole rows' : column} ${n}`);
  return texts.join(', ') || 'none';
}
