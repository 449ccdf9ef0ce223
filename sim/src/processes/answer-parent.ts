import { fromUnknown } from '@consilium/core';
import type { Failed } from './process-pool.ts';

/** Answers every question of the process that started this one, and ends with it. */
export function answerParent<Q, A>(answer: (question: Q) => Promise<A>): void {
  const serve = async (question: Q): Promise<void> => {
    let said: A | Failed;
    try {
      said = await answer(question);
    } catch (error) {
      const { code, message } = fromUnknown(error);
      said = { t: 'failed', code, message };
    }
    process.send?.(said);
  };
  process.on('message', (question: Q) => void serve(question));
  // Nobody is left to answer to.
  process.on('disconnect', () => process.exit());
}
