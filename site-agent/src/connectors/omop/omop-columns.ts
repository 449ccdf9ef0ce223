import { type CompiledPlan, type Feature, type TargetColumn, targetColumns } from '@consilium/plan';
import { ucumOf } from '../../mapping/units.ts';
import type { ProposedColumns } from '../cohort/proposed-columns.ts';
import type { EventTableName } from './cdm-tables.ts';
import type { EventColumn, OmopColumn } from './omop-description.ts';

/** Hours of the longest life. */
const LIFE_HOURS = 150 * 366 * 24;
/** To the end of the day on which the cohort begins, whose events may have no time. */
const FIRST_DAY_HOURS = 24;

/** In which table events of a vocabulary mostly lie. */
const TABLES: Readonly<Record<string, EventTableName>> = {
  LOINC: 'measurement',
  SNOMED: 'condition_occurrence',
  ICD10CM: 'condition_occurrence',
  RxNorm: 'drug_exposure',
};

/** By the words in which plans write them; OMOP has concepts for two sexes. */
const SEXES: Readonly<Record<string, string>> = { male: '8507', m: '8507', female: '8532', f: '8532', w: '8532' };

/** Proposes how the columns of a plan are made of an OMOP database: by their concepts, windows and units. */
export function omopColumns({ document, inputs }: CompiledPlan): ProposedColumns<OmopColumn> {
  const { patientId, target } = document.data;
  const columns: Record<string, OmopColumn> = { [patientId]: { from: 'patient' } };
  const open: string[] = [];
  for (const [name, column] of [
    ...targetColumns(target).map((own) => [own.column, own] as const),
    ...inputs.map((input) => [input.name, input.feature] as const),
  ]) {
    const proposed = proposal(name, column);
    if (proposed === undefined) open.push(name);
    else columns[name] = proposed;
  }
  return { columns, open };
}

function proposal(name: string, column: Feature | TargetColumn): OmopColumn | undefined {
  if (column.meaning === 'age' || (/^age$/i.test(name) && column.kind === 'number')) return { from: 'age' };
  const sexes = sexWords(column);
  return sexes === undefined ? eventColumn(column) : { from: 'sex', translate: sexes };
}

/** How the plan calls the sexes, where all its codes are words for them. */
function sexWords(column: Feature | TargetColumn): Record<string, string> | undefined {
  if (column.kind !== 'category') return undefined;
  const words = column.codes.map((code) => [SEXES[code.toLowerCase()], code] as const);
  return words.every(([concept]) => concept !== undefined)
    ? Object.fromEntries(words.map(([concept = '', code]) => [concept, code]))
    : undefined;
}

function eventColumn(column: Feature | TargetColumn): EventColumn | undefined {
  // The common data model holds none.
  if (column.kind === 'image' || column.kind === 'words') return undefined;
  const { concept, window, kind } = column;
  if (concept === undefined) return undefined;
  const numeric = kind === 'number';
  const { from, to, aggregate, anchor } = window ?? {
    from: -LIFE_HOURS,
    to: FIRST_DAY_HOURS,
    anchor: 'cohort-start',
    aggregate: numeric ? 'last' : 'exists',
  };
  const names =
    concept.vocabulary === 'OMOP'
      ? { concepts: concept.codes.map(Number) }
      : { codes: { vocabulary: concept.vocabulary, codes: [...concept.codes] } };
  const counts = aggregate === 'count' || aggregate === 'exists';
  const unit = numeric && !counts && column.unit !== undefined ? ucumOf(column.unit) : undefined;
  const words =
    kind === 'binary' && aggregate === 'exists' ? { '1': column.positive[0] ?? '1', '0': column.negative[0] ?? '0' } : undefined;
  return {
    from: TABLES[concept.vocabulary] ?? (numeric ? 'measurement' : 'condition_occurrence'),
    ...names,
    descendants: true,
    aggregate,
    value: numeric || counts ? 'number' : 'concept',
    hours: [from, to],
    anchor: anchor === 'discharge' ? 'end' : anchor === 'birth' ? 'birth' : 'start',
    ...(unit === undefined ? {} : { unit }),
    ...(words === undefined ? {} : { translate: words }),
  };
}
