import { ConsiliumError } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import { PUBLIC_SIZE_FACTOR, type Release } from '@consilium/privacy';
import type { consilium } from '@consilium/proto';
import { attemptOf } from '../attempt/attempt.ts';
import type { ExchangeFacts } from './exchange-rules.ts';
import type { Gate } from './gate.ts';
import { requireSmallDelta } from './small-delta.ts';

/** What this site knows when a training task comes; the task itself is the coordinator's word. */
export interface TrainingQuestion {
  readonly siteId: string;
  readonly rehearsal: boolean;
  readonly nowMs: number;
  readonly plan: CompiledPlan;
  readonly release: Release | undefined;
  /** Patients of this site that train, as the hospital declares them. */
  readonly patients: number;
  /** Patients of the population, as the hospital declares them. */
  readonly declaredPatients: number;
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
  const { siteId, plan, release, patients, ledger, task } = question;
  const { document } = plan;
  const invalid = (message: string): never => {
    throw new ConsiliumError({ code: 'TASK_INVALID', message });
  };
  if (!plan.siteIds.includes(siteId)) invalid(`the plan does not name this site (${siteId})`);
  if ((task.key?.round ?? 0) > document.rounds) invalid(`round ${task.key?.round} of a plan with ${document.rounds} rounds`);
  if ((task.deadlineMs ?? 0) <= question.nowMs) invalid('the deadline of the task has passed; check the clocks');
  if (!sameManifest(task.manifest ?? [], plan.manifest.tensors)) invalid('the tensors of the task are not those of the plan');
  if (task.baseBytes !== plan.manifest.parameters * 4) invalid('the model of the task does not have the size that the plan says');
  const publicSize = document.sites[siteId]?.patients;
  if (publicSize !== undefined && patients > publicSize * PUBLIC_SIZE_FACTOR) {
    invalid(
      `the plan says ${publicSize} patients at this site, but it has more than ${PUBLIC_SIZE_FACTOR} times as many: the plan needs a truer number`,
    );
  }
  if (document.privacy.mechanism !== 'none')
    requireSmallDelta('the plan', document.privacy.target.delta, question.declaredPatients);
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
