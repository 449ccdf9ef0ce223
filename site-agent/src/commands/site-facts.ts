import { type CompiledPlan, planFromJson } from '@consilium/plan';
import { readPolicy } from '../gate/index.ts';
import { planDifference } from './plan-difference.ts';
import type { SiteFacts } from './plan-text.ts';
import type { SiteFolder } from './site-folder.ts';

/**
 * What the folder of a site says about a plan; nothing where there is no folder yet.
 *
 * @throws ConsiliumError when a file of the folder is damaged
 */
export function siteFacts(folder: SiteFolder, plan: CompiledPlan): SiteFacts {
  if (!folder.exists()) return {};
  const { consortium, address } = folder.config();
  const { study } = plan.document;
  const entry = folder.catalog().entries.find(({ studies }) => studies.includes(study));
  const budget = entry === undefined ? undefined : readPolicy(folder.policyPath).budgets[entry.population];
  const before = lastApproved(folder, plan);
  return {
    asked: { consortium, address },
    ...(entry === undefined ? {} : { dataset: datasetFacts(entry) }),
    ...(budget === undefined ? {} : { budget }),
    ...(before === undefined ? {} : { before }),
  };
}

function datasetFacts({
  dataset,
  population,
  patientColumn,
  heldOut,
  patients,
}: NonNullable<SiteFacts['dataset']>): NonNullable<SiteFacts['dataset']> {
  return { dataset, population, patientColumn, heldOut, patients };
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
