import { systemClock } from '@consilium/core';
import { type CompiledPlan, isMaskedPlan, planFromJson } from '@consilium/plan';
import { type Roster, rosterHash } from '@consilium/secure-sum';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import { basisOf, type ForeseenRefusal, foreseeRefusals, readPolicy, type Rights } from '../gate/index.ts';
import { readLedger } from '../ledger/index.ts';
import { heldRoster } from '../masks/roster-file.ts';
import { planDifference } from './plan-difference.ts';
import { countedSoFar, planLeft, planUsed } from './plan-standing.ts';
import type { SiteFacts } from './plan-text.ts';
import type { SiteFolder } from './site-folder.ts';

/**
 * What the folder of a site says about a plan; nothing where there is no folder yet.
 *
 * @param rights what the plan has, or would have once approved
 * @throws ConsiliumError when a file of the folder is damaged
 */
export function siteFacts(folder: SiteFolder, plan: CompiledPlan, rights: Rights): SiteFacts {
  if (!folder.exists()) return {};
  const { consortium, address } = folder.config();
  const before = lastApproved(folder, plan);
  const known = { asked: { consortium, address }, ...(before === undefined ? {} : { before }) };
  const catalog = folder.catalog();
  const entry = catalog.entries.find(({ studies }) => studies.includes(plan.document.study));
  if (entry === undefined) return known;
  const policy = readPolicy(folder.policyPath);
  const budget = policy.budgets[entry.population];
  const roster = rosterFor(folder, plan);
  const refusals = siteRefusals(folder, plan, rights, entry);
  const counted = countedSoFar(folder.ledgerPath, entry.population, plan.hash);
  const { ceiling } = rights;
  const left = budget === undefined ? undefined : planLeft(plan, counted, budget, rights);
  return {
    ...known,
    dataset: { ...datasetFacts(entry), basis: basisOf(entry) },
    ...(budget === undefined ? {} : { budget }),
    refusals,
    ...(roster === undefined ? {} : { roster: rosterOf(roster) }),
    ...(ceiling === undefined ? {} : { used: planUsed(counted, plan.hash, ceiling.delta) }),
    ...(left === undefined ? {} : { left }),
  };
}

function rosterOf(roster: Roster): NonNullable<SiteFacts['roster']> {
  const { epoch, minimum, colluding } = roster;
  return { epoch, rosterHash: rosterHash(roster), minimum, colluding };
}

/** The roster that a masked plan needs, if one is accepted. */
function rosterFor(folder: SiteFolder, plan: CompiledPlan): Roster | undefined {
  return isMaskedPlan(plan) ? heldRoster(folder.statePath)?.roster : undefined;
}

/**
 * For what the agent would refuse the next task of a plan, by the files of this site.
 *
 * @throws ConsiliumError when one of them is damaged
 */
export function siteRefusals(
  folder: SiteFolder,
  plan: CompiledPlan,
  rights: Rights,
  entry: DatasetEntry,
): readonly ForeseenRefusal[] {
  const ledger = readLedger(folder.ledgerPath, entry.population);
  const catalog = folder.catalog();
  return foreseeRefusals({
    siteId: folder.config().site,
    plan,
    rights,
    entry,
    determination: () => catalog.determinationOf(entry),
    declaredPatients: catalog.patientsOf(entry.population),
    policy: readPolicy(folder.policyPath),
    charges: ledger.charges,
    recorded: ledger.budget,
    roster: rosterFor(folder, plan),
    nowMs: systemClock.now(),
  });
}

function datasetFacts({
  dataset,
  population,
  patientColumn,
  heldOut,
  patients,
  attested,
}: DatasetEntry): Omit<NonNullable<SiteFacts['dataset']>, 'basis'> {
  return { dataset, population, patientColumn, heldOut, patients, ...(attested === undefined ? {} : { attested }) };
}

/** The plan of this study that was approved last, and in what the new one differs. */
function lastApproved(folder: SiteFolder, plan: CompiledPlan): SiteFacts['before'] {
  const approvals = folder.approvals();
  const [last] = approvals
    .list()
    .filter(({ study }) => study === plan.document.study)
    .flatMap(({ planHash, decisions }) =>
      decisions.filter(({ decision }) => decision === 'approved').map(({ timeMs }) => ({ planHash, timeMs })),
    )
    .sort((a, b) => b.timeMs - a.timeMs);
  if (last === undefined) return undefined;
  const json = approvals.planOf(last.planHash);
  if (json === undefined) return last;
  const { document } = planFromJson(json, last.planHash);
  return { ...last, differences: planDifference(document, plan.document) };
}
