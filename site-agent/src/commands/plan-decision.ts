import { short } from '@consilium/command-line';
import { ConsiliumError, fromUnknown, systemClock } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import { allowStudy, disallowStudy, readPolicy, type Rights } from '../gate/index.ts';
import type { SiteFolder } from './site-folder.ts';

/** Who decided about a plan, and why. */
interface Decider {
  readonly by: string;
  readonly reason?: string | undefined;
}

/**
 * Approves a plan. The file of the plan decides and is written last: killed before that, or without space on the disk, nothing was approved, neither
 * now nor when another plan of the study is approved later, and rights stay as they were.
 *
 * @returns other plans of the study, by hash, whose approval takes effect again since the study had not been allowed
 * @throws ConsiliumError `DISK_FULL`, `CONFIG_INVALID`, `PARAMETER_INVALID`, and then nothing was approved
 */
export function approvePlan(folder: SiteFolder, plan: CompiledPlan, rights: Rights, { by, reason }: Decider): readonly string[] {
  const approvals = folder.approvals();
  const { study } = plan.document;
  const allowed = readPolicy(folder.policyPath).allowedStudies.includes(study);
  const others = allowed ? [] : approvedPlans(folder, study).filter((hash) => hash !== plan.hash);
  const { metrics, ceiling, runs } = rights;
  folder.record(by, {
    event: 'plan.approved',
    study,
    plan: plan.hash,
    metrics,
    ...(ceiling === undefined ? {} : { epsilon: ceiling.epsilon }),
    runs,
    ...(reason === undefined ? {} : { reason }),
  });
  approvals.keepPlan(plan.hash, plan.json);
  if (!allowed) allowStudy(folder.policyPath, study);
  approvals.decide({ planHash: plan.hash, study, decision: 'approved', rights, by, reason });
  return others;
}

/**
 * Refuses a plan; the study is no longer allowed once no approved plan of it is left. The file of the plan decides and is written first.
 *
 * @returns the plans of the study, by hash, that stay approved
 * @throws ConsiliumError `DISK_FULL`, `CONFIG_INVALID`; its message says where the plan was refused all the same
 */
export function refusePlan(folder: SiteFolder, plan: CompiledPlan, { by, reason }: Decider): readonly string[] {
  const { study } = plan.document;
  folder.record(by, { event: 'plan.refused', study, plan: plan.hash, ...(reason === undefined ? {} : { reason }) });
  folder.approvals().decide({ planHash: plan.hash, study, decision: 'refused', by, reason });
  // One version is refused: the others keep what a person gave them.
  const others = approvedPlans(folder, study);
  try {
    if (others.length === 0) disallowStudy(folder.policyPath, study);
  } catch (error) {
    const { code, message } = fromUnknown(error);
    throw new ConsiliumError({
      code,
      message: `plan ${short(plan.hash)} was refused, but ${study} stays in allowedStudies: ${message}`,
      cause: error,
    });
  }
  return others;
}

/** The plans of a study whose approval has not ended. */
function approvedPlans(folder: SiteFolder, study: string): readonly string[] {
  return folder
    .approvals()
    .list()
    .flatMap((record) => {
      const last = record.decisions.at(-1);
      if (record.study !== study || last?.decision !== 'approved') return [];
      const { expiresMs = Number.POSITIVE_INFINITY } = last.rights;
      return systemClock.now() < expiresMs ? [record.planHash] : [];
    });
}
