import { ConsiliumError, isConsiliumError } from '@consilium/core';
import { loadBackend } from '@consilium/learning';
import { parsePlan } from '@consilium/plan';
import { answerParent } from '../processes/answer-parent.ts';
import { TrialBench } from './trial.ts';
import type { TrialAnswer, TrialQuestion } from './trial-pool.ts';

/** Codes of settings that make no plan, or that no noise brings to the target. */
const IMPOSSIBLE: ReadonlySet<string> = new Set(['PLAN_INVALID', 'PARAMETER_INVALID', 'CALIBRATION_FAILED']);

let bench: TrialBench | undefined;

async function answer(question: TrialQuestion): Promise<TrialAnswer> {
  if (question.t === 'setup') {
    const { planJson, data } = question.setup;
    bench = new TrialBench(parsePlan(planJson), data, await loadBackend());
    return { t: 'ready' };
  }
  if (bench === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: 'the first message is the setup' });
  if (question.t === 'facts') {
    const { seed } = question;
    return { t: 'facts', facts: { patients: await bench.patients(seed), best: (await bench.best(seed)) ?? null } };
  }
  try {
    return { t: 'auc', auc: await bench.run(question.trial) };
  } catch (error) {
    if (isConsiliumError(error) && IMPOSSIBLE.has(error.code)) return { t: 'auc', auc: null };
    throw error;
  }
}

answerParent(answer);
