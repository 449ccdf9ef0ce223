import { ConsiliumError } from '@consilium/core';
import { processPool } from '../processes/process-pool.ts';
import type { CostRun, CostRunner, CostScores, CostSetup } from './cost-rehearsal.ts';

/** Asked of a process. */
export type CostQuestion = { readonly t: 'setup'; readonly setup: CostSetup } | { readonly t: 'rehearse'; readonly run: CostRun };

/** Its answer. */
export type CostAnswer = { readonly t: 'ready' } | { readonly t: 'scores'; readonly found: CostScores };

/** Processes that rehearse side by side, one rehearsal each at a time. @param processes at least 1 */
export function costPool(setup: CostSetup, processes: number): CostRunner {
  const pool = processPool<CostQuestion, CostAnswer>(
    new URL('./cost-process.js', import.meta.url),
    { t: 'setup', setup },
    processes,
  );
  return {
    async run(run) {
      const answer = await pool.ask({ t: 'rehearse', run });
      if (answer.t === 'scores') return answer.found;
      throw new ConsiliumError({ code: 'INTERNAL', message: `a process that rehearses answered ${answer.t}` });
    },
    close: () => pool.close(),
  };
}
