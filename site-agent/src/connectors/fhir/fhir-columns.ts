import { type CompiledPlan, type Feature, isUcum, type TargetColumn, targetColumns } from '@consilium/plan';
import type { ProposedColumns } from '../cohort/proposed-columns.ts';
import type { FhirColumn, FhirEventColumn } from './fhir-description.ts';
import type { EventKind } from './resource-kinds.ts';

/** Hours of the longest life. */
const LIFE_HOURS = 150 * 366 * 24;
/** To the end of the day on which the cohort begins, whose events may have no time. */
const FIRST_DAY_HOURS = 24;

/** In which resources events of a vocabulary mostly are. Concept ids of OMOP are in none. */
const KINDS: Readonly<Record<string, EventKind>> = {
  LOINC: 'observation',
  SNOMED: 'condition',
  ICD10CM: 'condition',
  RxNorm: 'medication-request',
};

/** Codes of `Patient.gender`, by the words in which plans write them. */
const SEXES: Readonly<Record<string, string>> = { male: 'male', m: 'male', female: 'female', f: 'female', w: 'female' };

/** Proposes how the columns of a plan are made of FHIR resources: by their concepts, windows and units. */
export function fhirColumns({ document, inputs }: CompiledPlan): ProposedColumns<FhirColumn> {
  const { patientId, target } = document.data;
  const columns: Record<string, FhirColumn> = { [patientId]: { from: 'patient' } };
  const open: string[] = [];
  const named = [
    ...targetColumns(target).map((column) => [column.column, column] as const),
    ...inputs.map((input) => [input.name, input.feature] as const),
  ];
  for (const [name, column] of named) {
    const proposed = proposal(name, column);
    if (proposed === undefined) open.push(name);
    else columns[name] = proposed;
  }
  return { columns, open };
}

function proposal(name: string, column: Feature | TargetColumn): FhirColumn | undefined {
  if (column.meaning === 'age' || (/^age$/i.test(name) && column.kind === 'number')) return { from: 'age' };
  const sexes = sexWords(column);
  return sexes === undefined ? eventColumn(column) : { from: 'sex', translate: sexes };
}

/** How the plan calls the sexes, where all its codes are words for them. */
function sexWords(column: Feature | TargetColumn): Record<string, string> | undefined {
  if (column.kind !== 'category') return undefined;
  const words = column.codes.map((code) => [SEXES[code.toLowerCase()], code] as const);
  if (words.some(([gender]) => gender === undefined)) return undefined;
  return Object.fromEntries(words.flatMap(([gender = '', code]) => (gender === code ? [] : [[gender, code] as const])));
}

function eventColumn(column: Feature | TargetColumn): FhirEventColumn | undefined {
  if (column.kind === 'image' || column.kind === 'words') return undefined;
  const { concept, window, kind } = column;
  const from = concept === undefined ? undefined : KINDS[concept.vocabulary];
  if (concept === undefined || from === undefined) return undefined;
  const numeric = kind === 'number';
  const {
    from: begin,
    to,
    aggregate,
    anchor,
  } = window ?? { from: -LIFE_HOURS, to: FIRST_DAY_HOURS, anchor: 'cohort-start', aggregate: numeric ? 'last' : 'exists' };
  const counts = aggregate === 'count' || aggregate === 'exists';
  const unit = numeric && !counts && column.unit !== undefined && isUcum(column.unit) ? column.unit : undefined;
  const words =
    kind === 'binary' && aggregate === 'exists' ? { '1': column.positive[0] ?? '1', '0': column.negative[0] ?? '0' } : undefined;
  return {
    from,
    codes: [{ vocabulary: concept.vocabulary, codes: [...concept.codes] }],
    aggregate,
    value: numeric || counts ? 'number' : 'code',
    hours: [begin, to],
    anchor: anchor === 'discharge' ? 'end' : anchor === 'birth' ? 'birth' : 'start',
    ...(unit === undefined ? {} : { unit }),
    ...(words === undefined ? {} : { translate: words }),
  };
}
