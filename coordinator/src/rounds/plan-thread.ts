import { Worker } from 'node:worker_threads';
import { ConsiliumError, type ErrorCode } from '@consilium/core';
import type { CheckedPlan, PlanText, PlanWork } from './plan-work.ts';

/** Longest that one piece of work takes; callers wait for two minutes. The largest model takes half a minute. */
const LIMIT_MS = 100_000;

/** Heap of the thread: the largest plan takes a fifth of that. Weights are outside of it. */
const HEAP_MB = 1024;

/** Pieces of work that may wait for their turn. */
const MAX_WAITING = 16;

/** What the thread is asked for. */
export type PlanQuestion = { readonly t: 'check'; readonly json: string } | ({ readonly t: 'initialModel' } & PlanText);

/** What it answers. */
export type PlanAnswer =
  | { readonly t: 'checked'; readonly plan: CheckedPlan }
  | { readonly t: 'model'; readonly bytes: Uint8Array }
  | { readonly t: 'failed'; readonly code: ErrorCode; readonly message: string; readonly details: ConsiliumError['details'] };

/**
 * The work done in a thread, one piece after the other and each in a thread of its own, so that what one plan makes of its memory and time
 * is over with it.
 *
 * @param limitMs longest that one piece may take
 */
export function planWorkInThread(limitMs: number = LIMIT_MS): PlanWork {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const ask = async (question: PlanQuestion): Promise<PlanAnswer> => {
    if (waiting >= MAX_WAITING) {
      throw new ConsiliumError({ code: 'QUEUE_FULL', message: `${waiting} plans wait to be worked on: try again later` });
    }
    waiting++;
    const turn = last.then(() => answerOf(question, limitMs));
    last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      waiting--;
    }
  };
  return {
    async check(json) {
      const answer = await ask({ t: 'check', json });
      if (answer.t === 'checked') return answer.plan;
      throw failure(answer);
    },
    async initialModel({ json, hash }) {
      const answer = await ask({ t: 'initialModel', json, hash });
      if (answer.t === 'model') return answer.bytes;
      throw failure(answer);
    },
  };
}

function failure(answer: PlanAnswer): ConsiliumError {
  if (answer.t === 'failed') return new ConsiliumError(answer);
  return new ConsiliumError({ code: 'INTERNAL', message: `the thread answered ${answer.t} to something else` });
}

function answerOf(question: PlanQuestion, limitMs: number): Promise<PlanAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./plan-thread-entry.js', import.meta.url), {
      workerData: question,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const refuse = (why: string, cause?: unknown): void =>
      reject(new ConsiliumError({ code: 'PLAN_INVALID', message: `the plan takes ${why} to be worked on`, cause }));
    const limit = setTimeout(() => {
      refuse(`longer than ${limitMs / 1000} seconds`);
      void worker.terminate();
    }, limitMs);
    worker.once('message', (answer: PlanAnswer) => resolve(answer));
    worker.once('error', (error) => {
      if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') refuse(`more than ${HEAP_MB} MB`, error);
      else reject(error);
    });
    worker.once('exit', () => {
      clearTimeout(limit);
      reject(new ConsiliumError({ code: 'INTERNAL', message: 'the thread ended without an answer' }));
    });
  });
}
