import { ConsiliumError } from '@consilium/core';
import { type DictionaryColumn, type Finding, judgeDictionary } from '@consilium/deidentify';
import type { CompiledPlan } from './compile.ts';
import type { Feature, Target } from './data-dictionary.ts';

/**
 * What a plan reads that identifies people, by the plan alone: names of columns, what they mean, ranges, codes and bands of subgroups.
 * Compiling does not ask, since a plan that a hospital has approved stays a plan: those who write, submit or approve one do.
 */
export function identifiersIn({ document }: Pick<CompiledPlan, 'document'>): readonly Finding[] {
  const { data, evaluation } = document;
  const features = Object.entries(data.features).map(([name, feature]) =>
    columnOf(name, feature, evaluation.subgroups?.[name]?.bands),
  );
  return judgeDictionary([columnOf(data.target.column, data.target), ...features]);
}

function columnOf(name: string, column: Feature | Target, bands?: readonly number[]): DictionaryColumn {
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
