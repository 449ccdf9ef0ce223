import { canonicalJson, type Json, sha256Hex } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import type { Determination } from './determination.ts';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import { invalid } from './signed-determination.ts';

/** What of a data set and a plan a determination is about: nothing in it knows a record. */
export function scopeOf({ dataset, source, patientColumn, accepted }: DatasetEntry, plan: CompiledPlan): Determination['scope'] {
  const hash = (value: unknown): string => sha256Hex(canonicalJson(value as Json));
  return {
    dataset,
    source: hash({ source, patientColumn, ...(accepted === undefined ? {} : { accepted }) }),
    dictionary: hash(plan.document.data),
  };
}

/** Whether a determination covers a data set as a plan reads it. */
export function isInScope({ scope }: Determination, entry: DatasetEntry, plan: CompiledPlan): boolean {
  return canonicalJson(scope) === canonicalJson(scopeOf(entry, plan));
}

/** The same, with what is another one. @throws ConsiliumError `DETERMINATION_INVALID` */
export function requireScope({ scope }: Determination, entry: DatasetEntry, plan: CompiledPlan): void {
  const now = scopeOf(entry, plan);
  if (scope.dataset !== now.dataset) throw invalid(`it is about the data set ${scope.dataset}, not ${now.dataset}`);
  if (scope.source !== now.source)
    throw invalid(`the data set ${now.dataset} has had another source, mapping or patient column when it was made`);
  if (scope.dictionary !== now.dictionary)
    throw invalid(`it is about another data dictionary than that of plan ${plan.hash.slice(0, 12)}`);
}
