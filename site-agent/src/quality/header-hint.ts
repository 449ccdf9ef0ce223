import { ConsiliumError, isConsiliumError } from '@consilium/core';
import { nearestWord } from '@consilium/host';
import { type CompiledPlan, targetColumns } from '@consilium/plan';
import type { Source } from '../connectors/source.ts';

/**
 * An error of a table that lacks columns of a plan, with the names there that may be meant: for the person whose table it is. The advice of an error
 * never crosses the wire.
 */
export async function withHeaderHint(error: unknown, source: Source, plan: CompiledPlan): Promise<unknown> {
  const hint = isConsiliumError(error, 'DATA_INVALID') ? await headerHint(source, plan) : undefined;
  if (hint === undefined || !isConsiliumError(error)) return error;
  const { code, message, details } = error;
  return new ConsiliumError({ code, message, details, cause: error, advice: `${hint}. ${error.advice}` });
}

/** What may be wrong with the names of a table; `undefined` where all that a plan reads are there, or none is like any of them. */
export async function headerHint(source: Source, plan: CompiledPlan): Promise<string | undefined> {
  const { patientId, target } = plan.document.data;
  const needed = [
    ...new Set([patientId, ...targetColumns(target).map(({ column }) => column), ...plan.inputs.map(({ name }) => name)]),
  ];
  let there: readonly string[];
  try {
    there = await source.columns();
  } catch (error) {
    // The error at hand says already why the table has no names.
    if (isConsiliumError(error)) return undefined;
    throw error;
  }
  const absent = needed.filter((name) => !there.includes(name));
  if (absent.length === 0) return undefined;
  const free = there.filter((name) => !needed.includes(name));
  const near = absent.flatMap((name) => {
    const meant = nearestWord(name, free);
    return meant === undefined ? [] : [`"${meant}" where the plan says "${name}"`];
  });
  if (near.length > 0) return `The table has ${near.join(', ')}`;
  return absent.length === needed.length ? 'None of the columns of the plan is there: is the first row the header?' : undefined;
}
