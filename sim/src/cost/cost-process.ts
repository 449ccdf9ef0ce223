import { ConsiliumError } from '@consilium/core';
import { answerParent } from '../processes/answer-parent.ts';
import type { CostAnswer, CostQuestion } from './cost-pool.ts';
import { type CostSetup, rehearseAt } from './cost-rehearsal.ts';

let known: CostSetup | undefined;

answerParent(async (question: CostQuestion): Promise<CostAnswer> => {
  if (question.t === 'setup') {
    known = question.setup;
    return { t: 'ready' };
  }
  if (known === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: 'the first message is the setup' });
  return { t: 'scores', found: await rehearseAt(known, question.run) };
});
