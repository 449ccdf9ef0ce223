import { sha256Hex } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import { attemptName, attemptOf } from '../../attempt/attempt.ts';
import { admitTraining, toldError } from '../../gate/index.ts';
import { timed } from '../../session/phases.ts';
import type { OutboxWork, WorkTools } from '../work.ts';
import { makeUpdate } from './round-update.ts';

/**
 * Training of one round: admitted by plan, policy and size, charged with the events of the plan's release, answered by an update.
 *
 * @throws ConsiliumError `MESSAGE_INVALID` for a task that names no attempt
 */
export function trainingWork({ context, studies, models }: WorkTools, task: consilium.v1.Task.$Properties): OutboxWork {
  const attempt = attemptOf(task.key);
  const key = { ...attempt };
  return {
    attempt,
    leaves: 'outbox',
    async admit() {
      const { plan, release, dataset: data, trainer } = await studies.get(task.planHash ?? '', task.study ?? '');
      const { study } = plan.document;
      const { patients } = data.training;
      const { siteId, rehearsal } = context;
      admitTraining(context.gate, { siteId, rehearsal, nowMs: context.clock.now(), plan, release, patients, task });
      const { dataset } = context.catalog.forStudy(study);
      const charge =
        release === undefined
          ? undefined
          : { dataset, key: { study, planHash: plan.hash, ...attempt }, events: release.eventsPerRound };
      return {
        charge,
        async run() {
          const baseHash = task.baseHash ?? '';
          const base = await timed(context, attempt, 'fetch', () => models.get(baseHash, task.baseBytes ?? 0));
          const random = context.random.fork(`${siteId}/${attemptName(attempt)}`);
          const { encoding, bytes } = await timed(context, attempt, 'train', () =>
            makeUpdate({ plan, release, siteId, trainer, patients, base, random }),
          );
          const meta = {
            ...attempt,
            study,
            planHash: plan.hash,
            baseHash,
            updateHash: sha256Hex(bytes),
            bytes: bytes.length,
            encoding,
            dataset,
            charged: charge !== undefined,
          };
          return { leaves: 'outbox', meta, bytes };
        },
      };
    },
    accepted: () => ({ taskAnswer: { key } }),
    declined(as, error) {
      if (as === 'failed') return { taskFailed: { key, problem: toldError(error) } };
      context.log.warn({ ...attempt, code: error.code }, `task refused: ${error.message}`);
      return { taskAnswer: { key, refusal: toldError(error) } };
    },
  };
}
