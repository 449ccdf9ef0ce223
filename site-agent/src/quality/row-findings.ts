import { type CompiledPlan, targetColumns } from '@consilium/plan';
import type { PatientSurvey } from '../border/patient-survey.ts';
import type { DataTable } from './data-table.ts';
import type { QualityFinding } from './quality-finding.ts';
import { THRESHOLDS } from './thresholds.ts';

/** What a person should know of the rows that a plan leaves out, and of those that it keeps. */
export function rowFindings(table: DataTable, survey: PatientSurvey, plan: CompiledPlan): readonly QualityFinding[] {
  return [...lacking(table, survey, plan), ...overCap(table, plan), ...fewLeft(table, plan)];
}

function lacking({ rows, leftOut, patients, dropped }: DataTable, survey: PatientSurvey, plan: CompiledPlan): QualityFinding[] {
  const lost = survey.patients - patients;
  const isMuch = leftOut > THRESHOLDS.leftOut * rows || lost > THRESHOLDS.leftOut * survey.patients;
  if (!isMuch) return [];
  const { patientId, target } = plan.document.data;
  const always = new Set(['', patientId, ...targetColumns(target).map(({ column }) => column)]);
  const guilty = Object.entries(dropped).filter(([column]) => column !== '');
  const columns = guilty.toSorted(([, a], [, b]) => b - a).map(([column, count]) => `${column} (${count})`);
  const people = lost > 0 ? ` and ${share(lost, survey.patients)} of its patients` : '';
  const advice = guilty.some(([column]) => !always.has(column))
    ? '. Another rule for missing cells would keep those that lack neither patient nor target'
    : '';
  return [
    {
      check: 'rows-left-out',
      says: `${share(leftOut, rows)} of its rows${people} are left out${columns.length === 0 ? '' : `, for what they lack: ${columns.join(', ')}`}${advice}`,
    },
  ];
}

function overCap({ rows, overCap: over }: DataTable, plan: CompiledPlan): QualityFinding[] {
  if (over <= THRESHOLDS.leftOut * rows) return [];
  const { maxRowsPerPatient } = plan.document.data;
  return [
    {
      check: 'rows-left-out',
      says: `${over} of ${rows} rows are left out: their patients have ${maxRowsPerPatient} already, the plan's maxRowsPerPatient`,
    },
  ];
}

function fewLeft({ patients, classes, rows, leftOut, missing }: DataTable, plan: CompiledPlan): QualityFinding[] {
  if (patients === 0) return [];
  const seen = Object.entries(classes).filter(([, count]) => count > 0);
  const column = targetColumns(plan.document.data.target).at(-1)?.column ?? '';
  // Of a target that is one class in the whole file its column says so.
  const isByLoss = seen.length === 1 && leftOut > (missing[column] ?? 0) && leftOut < rows;
  return [
    ...(patients < THRESHOLDS.patients
      ? [
          {
            check: 'few-patients' as const,
            says: `only ${patients === 1 ? '1 patient is' : `${patients} patients are`} left: from fewer than ${THRESHOLDS.patients} little is learned, and scores of them say nothing`,
          },
        ]
      : []),
    ...(isByLoss
      ? [{ check: 'one-class' as const, column, says: `${column}: of the rows that are used all are ${seen[0]?.[0] ?? ''}` }]
      : []),
  ];
}

function share(part: number, of: number): string {
  return of === 0 ? 'none' : `${Math.round((100 * part) / of)} %`;
}
