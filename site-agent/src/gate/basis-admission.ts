import { ConsiliumError } from '@consilium/core';
import { type Basis, DEFAULT_BASIS, DEIDENTIFIED_BASES } from '@consilium/deidentify';
import type { CompiledPlan } from '@consilium/plan';
import type { Determination } from '../determinations/determination.ts';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import { requireScope } from '../determinations/determination-scope.ts';
import { hasExpired } from '../determinations/determination-store.ts';
import type { Policy } from './policy-schema.ts';

/** What decides whether data may be used on the basis that their hospital names. No record is among it. */
export interface BasisFacts {
  readonly plan: CompiledPlan;
  readonly entry: DatasetEntry;
  /** The determination that is installed for the data set; asked for only where it has to be one. */
  readonly determination: () => Determination | undefined;
  readonly nowMs: number;
}

/** On what a data set is used. */
export function basisOf({ basis = DEFAULT_BASIS }: Pick<DatasetEntry, 'basis'>): Basis {
  return basis;
}

/** What a plan accepts. */
export function acceptedBases({ document }: CompiledPlan): readonly Basis[] {
  return document.data.basis?.accepts ?? DEIDENTIFIED_BASES;
}

/**
 * Whether plan, policy and hospital agree on what the use of a data set is based on: asked before a record is read, so that what is refused tells nothing of one.
 * Whether the records still are as a determination has found them is no question of this kind, and never refuses work: docs/decisions/0024-determinations-refuse-people-only.md.
 *
 * @throws ConsiliumError `BASIS_REFUSED`, `DETERMINATION_INVALID`, `DETERMINATION_EXPIRED`; what reading the determination throws
 */
export function admitBasis(
  { allowIdentified }: Pick<Policy, 'allowIdentified'>,
  { plan, entry, determination, nowMs }: BasisFacts,
): void {
  const basis = basisOf(entry);
  const accepted = acceptedBases(plan);
  if (!accepted.includes(basis))
    throw refused(
      `the data of this hospital are used as ${basis}, and plan ${plan.hash.slice(0, 12)} accepts ${accepted.join(', ')}`,
    );
  if (basis === 'identified' && !allowIdentified)
    throw refused('the policy of this hospital allows no data that are not de-identified');
  if (basis !== 'expert-determination') return;
  const found = determination();
  if (found === undefined)
    throw new ConsiliumError({
      code: 'DETERMINATION_INVALID',
      message: `no expert determination is installed for the data set ${entry.dataset}`,
    });
  requireScope(found, entry, plan);
  if (!hasExpired(found, nowMs)) return;
  throw new ConsiliumError({
    code: 'DETERMINATION_EXPIRED',
    message: `the expert determination of the data of this hospital has ended on ${found.expires}`,
  });
}

function refused(message: string): ConsiliumError<'BASIS_REFUSED'> {
  return new ConsiliumError({ code: 'BASIS_REFUSED', message });
}
