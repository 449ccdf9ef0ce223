import { ConsiliumError } from '@consilium/core';
import { cellJudge, type ColumnCells, type Finding, type JudgedColumn, type NoteFacts } from '@consilium/deidentify';
import type { CompiledPlan } from '@consilium/plan';
import type { Source } from '../connectors/source.ts';
import { declaredColumns } from './declared-columns.ts';

/** A column of nothing. */
const NO_CELLS: ColumnCells = { kind: 'text', cells: [] };

/** The usual ways of writing nothing, for columns of which no plan says it. */
export const USUALLY_MISSING: ReadonlySet<string> = new Set(['', 'NA', 'N/A', 'n/a', '?', 'NULL', 'null', '.']);

/** What was found in columns. */
export interface JudgedCells {
  readonly findings: readonly Finding[];
  /** What was read of those that hold notes. */
  readonly notes: readonly NoteFacts[];
}

/**
 * Judges columns by every one of their cells, and those that no plan has named by their names too. For a person of the hospital, who decides about them;
 * nothing of it leaves.
 *
 * @param patient the column that names the patient
 * @throws ConsiliumError what reading the source throws
 */
export async function judgeColumns(source: Source, columns: readonly JudgedColumn[], patient: string): Promise<JudgedCells> {
  const judges = columns.map(cellJudge);
  for await (const batch of source.read([patient, ...columns.map(({ name }) => name)]).batches) {
    const own = [batch.columns[0] ?? NO_CELLS, ...(batch.own ?? [])];
    for (const [i, judge] of judges.entries()) judge.cross(batch.columns[i + 1] ?? NO_CELLS, batch, own);
  }
  return { findings: judges.flatMap((judge) => judge.findings()), notes: judges.flatMap((judge) => judge.notes() ?? []) };
}

/** The columns that a name means: not one without a name, and not those that share theirs. */
export function namedOnce(header: readonly string[]): readonly string[] {
  const times = new Map<string, number>();
  for (const name of header) times.set(name, (times.get(name) ?? 0) + 1);
  return header.filter((name) => name !== '' && times.get(name) === 1);
}

/** The columns of a table as such. A name that appears twice, and the patient, are left out: no plan can read the one, and the other is never an input. */
export function undeclaredColumns(header: readonly string[], patientColumn: string): readonly JudgedColumn[] {
  return namedOnce(header)
    .filter((name) => name !== patientColumn)
    .map((name) => ({ name, type: { kind: 'undeclared' }, missing: USUALLY_MISSING }));
}

/** What plans read of a table that has these columns. */
export function columnsOfPlans(plans: readonly CompiledPlan[], header: readonly string[]): readonly JudgedColumn[] {
  const there = new Set(header);
  return plans.flatMap(declaredColumns).filter(({ name }) => there.has(name));
}

/** The refusal of data in which a column that is read identifies people. @param findings at least one; a person reads them beside it */
export function dataRefusal(dataset: string, findings: readonly Finding[]): ConsiliumError<'DEID_REFUSED'> {
  const columns = [...new Set(findings.map(({ column }) => column))];
  return new ConsiliumError({
    code: 'DEID_REFUSED',
    message: `${dataset} holds what identifies people in columns that are read: ${columns.join(', ')}`,
    details: { columns: columns.length },
  });
}
