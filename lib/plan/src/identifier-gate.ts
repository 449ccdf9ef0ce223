import { ConsiliumError } from '@consilium/core';
import { type DictionaryColumn, type Finding, judgeDictionary } from '@consilium/deidentify';
import { rangeStems } from './column-list.ts';
import type { CompiledPlan } from './compile.ts';
import { type DeclaredFeature, type Feature, type TargetColumn, targetColumns } from './data-dictionary.ts';
import { columnFeature, featureColumns } from './input-layout.ts';
import { noteTerms } from './words-feature.ts';

type Many = Extract<DeclaredFeature, { kind: 'series' | 'group' }>;

/**
 * What a plan reads that identifies people, by the plan alone: names of columns, what they mean, ranges, codes and bands of subgroups.
 * Compiling does not ask, since a plan that a hospital has approved stays a plan: those who write, submit or approve one do.
 */
export function identifiersIn({ document }: Pick<CompiledPlan, 'document'>): readonly Finding[] {
  const { data, evaluation } = document;
  const target = judgeDictionary(targetColumns(data.target).map((column) => columnOf(column.column, column)));
  const features = Object.entries(data.features).flatMap(([name, feature]) =>
    feature.kind === 'series' || feature.kind === 'group'
      ? judgeMany(name, feature)
      : judgeDictionary([columnOf(name, feature, evaluation.subgroups?.[name]?.bands)]),
  );
  return [...target, ...features];
}

/**
 * Every column of a feature that has many, and the names that say what all of them are: that of the feature (`age` of the columns `t0` to
 * `t9`), and that of a range without its numbers (`ssn` of `ssn{0..3}`). What several have is said of the first.
 */
function judgeMany(name: string, feature: Many): readonly Finding[] {
  const single = columnFeature(feature);
  const columns = [...new Set([...featureColumns(name, feature), ...rangeStems(feature.columns), name])].map((column) =>
    columnOf(column, single),
  );
  const byReason = new Map<string, Finding[]>();
  for (const finding of judgeDictionary(columns)) {
    const reason = JSON.stringify([finding.letter, finding.rule, finding.found]);
    const same = byReason.get(reason);
    if (same === undefined) byReason.set(reason, [finding]);
    else same.push(finding);
  }
  return [...byReason.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const found = others.length === 0 ? first.found : `${first.found}, as for others of ${name}`;
    return [{ ...first, found }];
  });
}

function columnOf(name: string, column: Feature | TargetColumn, bands?: readonly number[]): DictionaryColumn {
  if (column.kind === 'image') return { name, type: { kind: 'image' } };
  if (column.kind === 'words') return { name, type: { kind: 'words', terms: noteTerms(column) } };
  const { meaning } = column;
  if (column.kind === 'number') {
    const { unit, range } = column;
    return { name, meaning, type: { kind: 'number', unit, range, ...(bands === undefined ? {} : { bands }) } };
  }
  const codes = column.kind === 'binary' ? [...column.positive, ...column.negative] : column.codes;
  return { name, meaning, type: { kind: 'category', codes } };
}

/** The refusal of a plan that reads what identifies people. @param findings at least one; a person reads them beside it */
export function identifierRefusal(
  { study }: { readonly study: string },
  findings: readonly Finding[],
): ConsiliumError<'DEID_REFUSED'> {
  const columns = [...new Set(findings.map(({ column }) => column))];
  return new ConsiliumError({
    code: 'DEID_REFUSED',
    message: `the plan of ${study} reads what identifies people: ${columns.join(', ')}`,
    details: { columns: columns.length },
  });
}
