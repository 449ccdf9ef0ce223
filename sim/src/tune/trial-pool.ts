import { ConsiliumError } from '@consilium/core';
import { processPool } from '../processes/process-pool.ts';
import type { Trial, TuningData } from './trial.ts';

/** What runs trials. */
export interface TrialRunner {
  /** AUC of a trial; `undefined` where its settings make no plan, or no noise reaches the target with them. @throws ConsiliumError */
  run(trial: Trial): Promise<number | undefined>;
  /** What is known of the patients of a seed. @throws ConsiliumError */
  facts(seed: string): Promise<SeedFacts>;
  close(): Promise<void>;
}

/** The patients of a seed. */
export interface SeedFacts {
  /** Who train. */
  readonly patients: number;
  /** AUC that no model can pass; null for a public file. */
  readonly best: number | null;
}

/** Told to a process before anything else. */
export interface TrialSetup {
  readonly planJson: string;
  readonly data: TuningData;
}

/** Asked of a process. */
export type TrialQuestion =
  | { readonly t: 'setup'; readonly setup: TrialSetup }
  | { readonly t: 'trial'; readonly trial: Trial }
  | { readonly t: 'facts'; readonly seed: string };

/** Its answer. */
export type TrialAnswer =
  | { readonly t: 'ready' }
  | { readonly t: 'auc'; readonly auc: number | null }
  | { readonly t: 'facts'; readonly facts: SeedFacts };

/** Processes that run trials side by side, one trial each at a time. @param processes at least 1 */
export function trialPool(setup: TrialSetup, processes: number): TrialRunner {
  const pool = processPool<TrialQuestion, TrialAnswer>(
    new URL('./trial-process.js', import.meta.url),
    { t: 'setup', setup },
    processes,
  );
  return {
    async run(trial) {
      const answer = await pool.ask({ t: 'trial', trial });
      if (answer.t !== 'auc') throw unexpected(answer);
      return answer.auc ?? undefined;
    },
    async facts(seed) {
      const answer = await pool.ask({ t: 'facts', seed });
      if (answer.t !== 'facts') throw unexpected(answer);
      return answer.facts;
    },
    close: () => pool.close(),
  };
}

function unexpected(answer: TrialAnswer): ConsiliumError<'INTERNAL'> {
  return new ConsiliumError({
    code: 'INTERNAL',
    message: `a process that tries settings answered ${answer.t} to something else`,
  });
}
