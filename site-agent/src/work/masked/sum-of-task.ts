import { ConsiliumError } from '@consilium/core';
import { honestSites, isMaskedPlan } from '@consilium/plan';
import type { consilium } from '@consilium/proto';
import type { Terms } from '@consilium/secure-sum';
import { attemptOf } from '../../attempt/attempt.ts';
import type { PlannedStudy } from '../../datasets/planned-study.ts';
import type { SumOffer } from '../../masks/sum-store.ts';
import type { SiteContext } from '../../session/site-context.ts';

/** The sum under masks that a task asks this site into. */
export interface SumOfTask {
  readonly offer: SumOffer;
  readonly terms: Terms;
}

/**
 * The terms of the sum that has to come before the work of a task: what the plan says, which the hospital has approved, under the roster that
 * it has accepted. Of the coordinator's word only names remain: which sites it asks, and which sum came before.
 *
 * @returns `undefined` where each site sends its own noised update
 * @throws ConsiliumError `TASK_INVALID`, `SECURE_SUM_REFUSED`
 */
export function sumOfTask(
  { sums }: Pick<SiteContext, 'sums'>,
  task: consilium.v1.Task.$Properties,
  { plan, release }: PlannedStudy,
): SumOfTask | undefined {
  const said = task.maskedSum ?? undefined;
  if (isMaskedPlan(plan) !== (said !== undefined))
    throw invalid(
      said === undefined
        ? 'the plan sums under masks, and the task does not'
        : 'the task sums under masks, and the plan does not',
    );
  if (said === undefined) return undefined;
  if (release === undefined) throw invalid('the privacy of the plan could not be derived');
  const sites = task.participants ?? [];
  const stranger = sites.find((site) => !plan.siteIds.includes(site));
  if (stranger !== undefined) throw invalid(`the task asks ${stranger}, which is no site of the plan`);
  const { run, round, attempt } = attemptOf(task.key);
  return {
    offer: {
      study: task.study ?? '',
      planHash: plan.hash,
      baseHash: task.baseHash ?? '',
      baseBytes: task.baseBytes ?? 0,
      manifest: plan.manifest.tensors.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype })),
      deadlineMs: task.deadlineMs ?? 0,
    },
    terms: {
      roster: sums.rosterFor(said.rosterHash ?? ''),
      planHash: plan.hash,
      run,
      round,
      attempt,
      kind: 'training',
      baseHash: task.baseHash ?? '',
      scale: release.grid.scale,
      words: plan.manifest.parameters,
      honest: honestSites(plan),
      parent: said.parent ?? '',
      sites,
    },
  };
}

function invalid(message: string): ConsiliumError<'TASK_INVALID'> {
  return new ConsiliumError({ code: 'TASK_INVALID', message });
}
