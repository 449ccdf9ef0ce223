import { type ConsiliumError, refusalOf } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import { PUBLIC_SIZE_FACTOR, type Release } from '@consilium/privacy';
import type { consilium } from '@consilium/proto';
import { attemptOf } from '../attempt/attempt.ts';
import type { ExchangeFacts } from './exchange-rules.ts';
import type { Gate } from './gate.ts';
import { requireSmallDelta } from './small-delta.ts';

/** What this site knows of itself, for a plan to be compared with. */
export interface SiteQuestion {
  readonly siteId: string;
  readonly plan: CompiledPlan;
  /** Patients of this site that train, as the hospital declares them. */
  readonly patients: number;
  /** Patients of the population, as the hospital declares them. */
  readonly declaredPatients: number;
}

/**
 * Whether a plan describes this site: by name, by size and by a delta small enough for its patients. Asked of each task, and of a plan that a
 * person decides about, so that nothing is approved that every task would be refused for.
 *
 * @throws ConsiliumError `TASK_INVALID`, `SIZE_MISSTATED`, `DELTA_TOO_LARGE`
 */
export function admitSite({ siteId, plan, patients, declaredPatients }: SiteQuestion): void {
  const { sites, privacy } = plan.document;
  if (!plan.siteIds.includes(siteId)) throw taskInvalid(`the plan does not name this site (${siteId})`);
  const publicSize = sites[siteId]?.patients;
  if (publicSize !== undefined && patients > publicSize * PUBLIC_SIZE_FACTOR) {
    throw refusalOf({
      code: 'SIZE_MISSTATED',
      // Never the number that the site declares: it is for the plan's author to find out by asking.
      message: `the plan says ${publicSize} training patients at this site, and it declares more than ${PUBLIC_SIZE_FACTOR} times as many: the plan needs a truer number`,
    });
  }
  if (privacy.mechanism !== 'none') requireSmallDelta('the plan', privacy.target.delta, declaredPatients);
}

/** What this site knows when a training task comes; the task itself is the coordinator's word. */
export interface TrainingQuestion extends SiteQuestion {
  readonly rehearsal: boolean;
  readonly nowMs: number;
  readonly release: Release | undefined;
  /** Where this exchange stands in the ledger, and what else stands there of the plan. */
  readonly ledger: Pick<ExchangeFacts, 'state' | 'use'>;
  readonly task: consilium.v1.Task.$Properties;
}

/**
 * Whether this site takes part in a round: whether the task is what its plan says, and the policy of the hospital. The budget is asked
 * when the charge is reserved.
 *
 * @throws ConsiliumError whose code and message are the refusal
 */
export function admitTraining(gate: Pick<Gate, 'admitTask'>, question: TrainingQuestion): void {
  const { plan, release, patients, ledger, task } = question;
  const { document } = plan;
  const invalid = (message: string): never => {
    throw taskInvalid(message);
  };
  admitSite(question);
  if ((task.key?.round ?? 0) > document.rounds) invalid(`round ${task.key?.round} of a plan with ${document.rounds} rounds`);
  if ((task.deadlineMs ?? 0) <= question.nowMs) invalid('the deadline of the task has passed; check the clocks');
  if (!sameManifest(task.manifest ?? [], plan.manifest.tensors)) invalid('the tensors of the task are not those of the plan');
  if (task.baseBytes !== plan.manifest.parameters * 4) invalid('the model of the task does not have the size that the plan says');
  gate.admitTask({
    study: document.study,
    planHash: plan.hash,
    mechanism: document.privacy.mechanism,
    patients,
    exchange: { ...attemptOf(task.key), rounds: document.rounds, ...ledger },
    rehearsal: question.rehearsal,
  });
  if (document.privacy.mechanism !== 'none' && release === undefined) invalid('the privacy of the plan could not be derived');
}

function taskInvalid(message: string): ConsiliumError<'TASK_INVALID'> {
  return refusalOf({ code: 'TASK_INVALID', message });
}

function sameManifest(
  received: readonly consilium.v1.Tensor.$Properties[],
  expected: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: string }[],
): boolean {
  return (
    received.length === expected.length &&
    expected.every(({ name, shape, dtype }, i) => {
      const tensor = received[i];
      return tensor?.name === name && tensor.dtype === dtype && (tensor.shape ?? []).join() === shape.join();
    })
  );
}
