import { existsSync } from 'node:fs';
import { isConsiliumError, systemClock } from '@consilium/core';
import { sourcePath } from '../connectors/source-description.ts';
import { planFromJson } from '@consilium/plan';
import { gateFromFiles, type PlanRecord } from '../gate/index.ts';
import { siteRefusals } from './site-facts.ts';
import type { SiteFolder } from './site-folder.ts';
import { unsettledText } from './unsettled.ts';

/** Before the reason why an approval gives nothing. */
export const NO_EFFECT = 'the approval has NO EFFECT (approve the plan again to give it one): ';

/**
 * Why an approval gives nothing, by the gate that the agent asks: the study is not allowed (any more), or it has ended.
 *
 * @throws ConsiliumError for a policy that cannot be read
 */
export function noEffect(folder: SiteFolder, study: string, planHash: string): { readonly noEffect?: string } {
  const { policyPath, statePath: stateFolder } = folder;
  try {
    gateFromFiles({ policyPath, stateFolder, clock: systemClock }).admitPlan({ study, planHash });
    return {};
  } catch (error) {
    if (!isConsiliumError(error, 'STUDY_NOT_ALLOWED') && !isConsiliumError(error, 'PLAN_NOT_APPROVED')) throw error;
    return { noEffect: error.message };
  }
}

/**
 * Everything for which the agent would refuse the next task of a plan that is approved, each a sentence: the approval has ended, the data are gone, or
 * policy, budget and declared numbers are no longer what they were when it was approved. Nothing for a plan that is not approved.
 *
 * @throws ConsiliumError when a file of the folder is damaged
 */
export function approvalProblems(folder: SiteFolder, { planHash, study, decisions }: PlanRecord): readonly string[] {
  const last = decisions.at(-1);
  if (last?.decision !== 'approved') return [];
  const { noEffect: ended } = noEffect(folder, study, planHash);
  if (ended !== undefined) return [ended];
  const entry = folder.catalog().entries.find(({ studies }) => studies.includes(study));
  if (entry === undefined) return [`No data set of this site serves the study ${study}.`];
  const path = sourcePath(entry.source);
  const gone = path === undefined || existsSync(path) ? [] : [`The file of the data set ${entry.dataset} is gone: ${path}.`];
  const json = folder.approvals().planOf(planHash);
  if (json === undefined) return gone;
  const restored = folder.ledgerMarks().unsettled(entry.population);
  const unsettled = restored === undefined ? [] : [`RESTORE_UNCONFIRMED: ${unsettledText(entry.population, restored)}`];
  const refusals = siteRefusals(folder, planFromJson(json, planHash), last.rights, entry);
  return [...gone, ...unsettled, ...refusals.map(({ code, message }) => `${code}: ${message}`)];
}
