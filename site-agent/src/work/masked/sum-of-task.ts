import { ConsiliumError } from '@consilium/core';
import { honestSites, isMaskedPlan } from '@consilium/plan';
import { type Grid, sharedGrid } from '@consilium/privacy';
import type { consilium } from '@consilium/proto';
import type { Terms } from '@consilium/secure-sum';
import { attemptOf } from '../../attempt/attempt.ts';
import type { PlannedStudy } from '../../datasets/planned-study.ts';
import type { SumOffer } from '../../masks/sum-store.ts';
import type { OfferedParent } from './sum-accounts.ts';
import type { SiteContext } from '../../session/site-context.ts';

/** The sum under masks that a task, or a request for scores, asks this site into. */
export interface SumOfTask {
  readonly offer: SumOffer;
  readonly terms: Terms;
}

/** What asks: a task, or a request for scores. */
type Asking = Pick<consilium.v1.Task.$Properties, 'key' | 'study' | 'participants' | 'maskedSum' | 'deadlineMs'>;

/** The model that an attempt starts from, or that is scored, and the form of what is summed. */
interface Summed {
  readonly baseHash: string;
  readonly baseBytes: number;
  /** `undefined` where it could not be derived. */
  readonly grid: Grid | undefined;
  readonly words: number;
}

/**
 * The terms of the sum that has to come before the work of a task: what the plan says, which the hospital has approved, under the roster that
 * it has accepted. Of the coordinator's word only names remain: which sites it asks, and which sum came before.
 *
 * @returns `undefined` where each site sends its own noised update
 * @throws ConsiliumError `TASK_INVALID`, `SECURE_SUM_REFUSED`
 */
export function sumOfTask(
  context: Pick<SiteContext, 'sums' | 'catalog'>,
  task: consilium.v1.Task.$Properties,
  planned: PlannedStudy,
): SumOfTask | undefined {
  const { plan, release } = planned;
  const { baseHash, baseBytes } = task;
  const sum = sumOf(context, task, planned, {
    baseHash: baseHash ?? '',
    baseBytes: baseBytes ?? 0,
    grid: release?.grid,
    words: plan.manifest.parameters,
  });
  if (sum === undefined) return undefined;
  const manifest = plan.manifest.tensors.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype }));
  return { ...sum, offer: { ...sum.offer, manifest } };
}

/**
 * The terms of the sum that has to come before noised scores, in the same way.
 *
 * @returns `undefined` where each site sends its own noised scores
 * @throws ConsiliumError as {@link sumOfTask}
 */
export function sumOfScores(
  context: Pick<SiteContext, 'sums' | 'catalog'>,
  request: consilium.v1.EvaluationRequest.$Properties,
  planned: PlannedStudy,
): SumOfTask | undefined {
  const { scores } = planned;
  const { modelHash, modelBytes } = request;
  const [grid, words] = [scores?.release.grid, scores?.layout.dimension ?? 0];
  return sumOf(context, request, planned, { baseHash: modelHash ?? '', baseBytes: modelBytes ?? 0, grid, words });
}

function sumOf(
  { sums, catalog }: Pick<SiteContext, 'sums' | 'catalog'>,
  asking: Asking,
  { plan }: PlannedStudy,
  { baseHash, baseBytes, grid, words }: Summed,
): SumOfTask | undefined {
  const said = asking.maskedSum ?? undefined;
  if (isMaskedPlan(plan) !== (said !== undefined))
    throw invalid(
      said === undefined
        ? 'the plan sums under masks, and the task does not'
        : 'the task sums under masks, and the plan does not',
    );
  if (said === undefined) return undefined;
  if (grid === undefined) throw invalid('the privacy of the plan could not be derived');
  const sites = asking.participants ?? [];
  const stranger = sites.find((site) => !plan.siteIds.includes(site));
  if (stranger !== undefined) throw invalid(`the task asks ${stranger}, which is no site of the plan`);
  const { run, round, attempt, kind = 'training' } = attemptOf(asking.key);
  return {
    offer: {
      study: asking.study ?? '',
      planHash: plan.hash,
      baseHash,
      baseBytes,
      deadlineMs: asking.deadlineMs ?? 0,
      population: catalog.forStudy(plan.document.study).population,
    },
    terms: {
      roster: sums.rosterFor(said.rosterHash ?? ''),
      planHash: plan.hash,
      run,
      round,
      attempt,
      kind,
      baseHash,
      ...sharedGrid(grid),
      words,
      honest: honestSites(plan),
      parent: said.parent ?? '',
      sites,
    },
  };
}

/** The sum from which a task goes on, as the coordinator names it; scores go on from the sum that made their model. */
export function parentOf(
  { maskedSum }: Pick<Asking, 'maskedSum'>,
  { run, round, kind, parent, baseHash }: Pick<Terms, 'run' | 'round' | 'kind' | 'parent' | 'baseHash'>,
): OfferedParent {
  const after = kind === 'evaluation' ? round : round - 1;
  return { run, after, parent, baseHash, bytes: maskedSum?.parentBytes ?? 0, words: maskedSum?.parentWords ?? [] };
}

function invalid(message: string): ConsiliumError<'TASK_INVALID'> {
  return new ConsiliumError({ code: 'TASK_INVALID', message });
}
