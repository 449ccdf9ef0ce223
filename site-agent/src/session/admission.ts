import { ConsiliumError } from '@consilium/core';
import { PUBLIC_SIZE_FACTOR } from '@consilium/privacy';
import type { consilium } from '@consilium/proto';
import type { StudyRoom } from '../training/study-room.ts';
import type { SiteContext } from './site-context.ts';

/**
 * Whether this site takes part in a round: the policy of the hospital, and whether the task is what its plan says. The ledger
 * decides on the budget when it reserves.
 *
 * @throws ConsiliumError whose code and message are the refusal
 */
export function admitTask(context: SiteContext, room: StudyRoom, task: consilium.v1.Task.$Properties): void {
  const { plan, dataset, release } = room;
  const { document } = plan;
  const invalid = (message: string): never => {
    throw new ConsiliumError({ code: 'TASK_INVALID', message });
  };
  if (!plan.siteIds.includes(context.siteId)) invalid(`the plan does not name this site (${context.siteId})`);
  if ((task.key?.round ?? 0) > document.rounds) invalid(`round ${task.key?.round} of a plan with ${document.rounds} rounds`);
  if ((task.deadlineMs ?? 0) <= context.clock.now()) invalid('the deadline of the task has passed; check the clocks');
  if (!sameManifest(task.manifest ?? [], plan.manifest.tensors)) invalid('the tensors of the task are not those of the plan');
  if (task.baseBytes !== plan.manifest.parameters * 4) invalid('the model of the task does not have the size that the plan says');
  const publicSize = document.sites[context.siteId]?.patients;
  if (publicSize !== undefined && dataset.training.patients > publicSize * PUBLIC_SIZE_FACTOR) {
    invalid(
      `the plan says ${publicSize} patients at this site, but it has more than ${PUBLIC_SIZE_FACTOR} times as many: the plan needs a truer number`,
    );
  }
  context.policy.admitTask({
    study: document.study,
    planHash: plan.hash,
    mechanism: document.privacy.mechanism,
    patients: dataset.training.patients,
    rehearsal: context.rehearsal,
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
