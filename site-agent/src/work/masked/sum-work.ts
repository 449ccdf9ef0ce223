import type { consilium } from '@consilium/proto';
import { decodeEvent, encodeMessage, type Mask, type SiteMessage } from '@consilium/secure-sum';
import { type Attempt, attemptOf, wireKey } from '../../attempt/attempt.ts';
import { toldError } from '../../gate/index.ts';
import type { Work, WorkTools } from '../work.ts';
import { evaluationWork } from '../evaluation/evaluation-work.ts';
import { trainingWork } from '../training/training-work.ts';

/**
 * What comes next in a sum under masks: taken in, written down, answered; and the training of the round, or the scoring of its model, once the sum
 * asks for it, as its task or request said.
 *
 * @throws ConsiliumError `MESSAGE_INVALID` for what no sum says
 */
export function sumWork(tools: WorkTools, told: consilium.v1.SumTold.$Properties): Work {
  const { context } = tools;
  const attempt = attemptOf(told.key);
  const key = wireKey(attempt);
  const event = decodeEvent(told.event ?? new Uint8Array());
  let say: SiteMessage | undefined;
  let due: Work | undefined;
  const work = (): Work => {
    due ??= workOf(tools, attempt);
    return due;
  };
  return {
    attempt,
    async hear() {
      const heard = await context.sums.hear(attempt, event);
      say = heard.say;
      return heard.work ? 'work' : 'say';
    },
    said: () => (say === undefined ? undefined : { sumSaid: { key, message: encodeMessage(say) } }),
    admit: () => work().admit(),
    readmit: (stored) => work().readmit(stored),
    accepted: () => undefined,
    declined(as, error) {
      if (due !== undefined) return due.declined(as, error);
      // It has left, now or before: it says again what it left with.
      const complaint = context.sums.complaint(attempt);
      if (complaint !== undefined) return { sumSaid: { key, message: encodeMessage(complaint) } };
      const problem = toldError(error);
      return attempt.kind === 'evaluation' ? { evaluationDeclined: { key, problem } } : { taskFailed: { key, problem } };
    },
  };
}

/** The work that a sum asks for, as its task or request said. */
function workOf(tools: WorkTools, attempt: Attempt): Work {
  const { sums } = tools.context;
  const offer = sums.offerOf(attempt);
  const key = wireKey(attempt);
  const masks = (): readonly Mask[] => sums.masks(attempt);
  if (attempt.kind === undefined) return trainingWork(tools, { key, ...offer }, masks);
  const { baseHash: modelHash, baseBytes: modelBytes, ...said } = offer;
  return evaluationWork(tools, { key, ...said, modelHash, modelBytes }, masks);
}
