import { ConsiliumError, systemClock } from '@consilium/core';
import { type CompiledPlan, identifiersIn } from '@consilium/plan';
import { dataRefusal } from '../border/judge-columns.ts';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import { admitPatientColumn, admitSynthetic, gateFromFiles, readPolicy, requireSmallDelta } from '../gate/index.ts';
import { requireLedgers, requireWitness } from './empty-ledger.ts';
import type { SiteFolder } from './site-folder.ts';
import { unsettledPopulations, unsettledText } from './unsettled.ts';

/** What somebody asks for. */
export interface SyntheticQuestion {
  readonly plan: CompiledPlan;
  readonly entry: DatasetEntry;
  readonly epsilon: number;
  /** @default that of the budget */
  readonly delta?: number;
}

/** What a synthesis may cost, and what is said loudly of it. */
export interface SyntheticTerms {
  readonly delta: number;
  readonly banner?: string;
}

/**
 * Whether this hospital lets synthetic data of a data set be made: by its policy, its data set and what its ledgers are known to hold. No record
 * has a part in it. The budget is asked with the reservation.
 *
 * @throws ConsiliumError with the refusal
 */
export function admitSyntheticData(folder: SiteFolder, { plan, entry, epsilon, delta }: SyntheticQuestion): SyntheticTerms {
  const { study } = plan.document;
  const { dataset, population } = entry;
  const policy = readPolicy(folder.policyPath);
  const { aboveUsual } = admitSynthetic(policy, { study, epsilon });
  if (!entry.studies.includes(study))
    throw new ConsiliumError({ code: 'DATASET_UNKNOWN', message: `the data set ${dataset} does not serve the study ${study}` });
  const catalog = folder.catalog();
  const gate = gateFromFiles({ policyPath: folder.policyPath, stateFolder: folder.statePath, clock: systemClock });
  admitPatientColumn(plan, entry.patientColumn);
  gate.admitAttested(entry);
  gate.admitBasis({ plan, entry, determination: () => catalog.determinationOf(entry) });
  const identifiers = identifiersIn(plan);
  if (identifiers.length > 0) throw dataRefusal(`the plan of ${study}`, identifiers);
  const budget = policy.budgets[population];
  if (budget === undefined)
    throw new ConsiliumError({ code: 'BUDGET_EXCEEDED', message: `the hospital has set no budget for population ${population}` });
  requireSmallDelta('the synthetic file', delta ?? budget.delta, catalog.patientsOf(population));
  requireLedgers(folder);
  requireWitness(folder);
  const restored = unsettledPopulations(folder).get(population);
  if (restored !== undefined)
    throw new ConsiliumError({ code: 'RESTORE_UNCONFIRMED', message: unsettledText(population, restored) });
  const { usualEpsilon } = policy.synthetic;
  const banner = `EPSILON ${epsilon} IS ABOVE ${usualEpsilon}, THE LARGEST THAT THE POLICY OF THIS HOSPITAL CALLS USUAL FOR SYNTHETIC DATA.`;
  return { delta: delta ?? budget.delta, ...(aboveUsual ? { banner } : {}) };
}
