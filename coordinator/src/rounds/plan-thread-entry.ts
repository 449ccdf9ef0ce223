import { parentPort, workerData } from 'node:worker_threads';
import { fromUnknown } from '@consilium/core';
import type { PlanAnswer, PlanQuestion } from './plan-thread.ts';
import { checkPlan, initialModel } from './plan-work.ts';

function answer(question: PlanQuestion): PlanAnswer {
  try {
    if (question.t === 'check') return { t: 'checked', plan: checkPlan(question.json) };
    return { t: 'model', bytes: initialModel(question) };
  } catch (error) {
    const { code, message, details } = fromUnknown(error);
    return { t: 'failed', code, message, details };
  }
}

const said = answer(workerData as PlanQuestion);
parentPort?.postMessage(said, said.t === 'model' ? [said.bytes.buffer as ArrayBuffer] : []);
