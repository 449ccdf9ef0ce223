import { ConsiliumError } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import { decodeEvent, encodeMessage, type SiteMessage } from '@consilium/secure-sum';
import { attemptOf, wireKey } from '../../attempt/attempt.ts';
import { toldError } from '../../gate/index.ts';
import type { Work, WorkTools } from '../work.ts';
import { trainingWork } from '../training/training-work.ts';

/**
 * What comes next in a sum under masks: taken in, written down, answered; and the training of the round once the sum asks for it, as its
 * task said.
 *
 * @throws ConsiliumError `MESSAGE_INVALID` for what no sum says, or under the key of no training
 */
export function sumWork(tools: WorkTools, told: consilium.v1.SumTold.$Properties): Work {
  const { context } = tools;
  const attempt = attemptOf(told.key);
  if (attempt.kind !== undefined)
    throw new ConsiliumError({
      code: 'MESSAGE_INVALID',
      message: 'the coordinator spoke of a sum under the key of an evaluation',
    });
  const key = wireKey(attempt);
  const event = decodeEvent(told.event ?? new Uint8Array());
  let say: SiteMessage | undefined;
  let complaint: SiteMessage | undefined;
  let training: Work | undefined;
  const work = (): Work => {
    training ??= trainingWork(tools, { key, ...context.sums.offerOf(attempt) }, () => context.sums.masks(attempt));
    return training;
  };
  return {
    attempt,
    hear() {
      try {
        const heard = context.sums.hear(attempt, event);
        say = heard.say;
        return heard.work ? 'work' : 'say';
      } catch (error) {
        complaint = context.sums.complaint(attempt);
        throw error;
      }
    },
    said: () => (say === undefined ? undefined : { sumSaid: { key, message: encodeMessage(say) } }),
    admit: () => work().admit(),
    readmit: (stored) => work().readmit(stored),
    accepted: () => undefined,
    declined(as, error) {
      if (training !== undefined) return training.declined(as, error);
      if (complaint !== undefined) return { sumSaid: { key, message: encodeMessage(complaint) } };
      return { taskFailed: { key, problem: toldError(error) } };
    },
  };
}
