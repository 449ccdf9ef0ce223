import { type ChildProcess, fork } from 'node:child_process';
import { ConsiliumError, type ErrorCode } from '@consilium/core';
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
  | { readonly t: 'facts'; readonly facts: SeedFacts }
  | { readonly t: 'failed'; readonly code: ErrorCode; readonly message: string };

/** Of a process: it is one of several, and each has a core. */
const ONE_CORE = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', OMP_NUM_THREADS: '1' };

interface Waiting {
  readonly question: TrialQuestion;
  readonly resolve: (answer: TrialAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** Processes that run trials side by side, one trial each at a time. @param processes at least 1 */
export function trialPool(setup: TrialSetup, processes: number): TrialRunner {
  const queue: Waiting[] = [];
  const idle = new Set<Worker>();
  const workers = Array.from({ length: processes }, () => new Worker());
  const pump = (): void => {
    for (const worker of [...idle]) {
      const next = queue.shift();
      if (next === undefined) return;
      idle.delete(worker);
      serve(worker, next);
    }
  };
  const serve = (worker: Worker, { question, resolve, reject }: Waiting): void => {
    worker.ask(question).then((answer) => {
      idle.add(worker);
      pump();
      if (answer.t === 'failed') reject(new ConsiliumError(answer));
      else resolve(answer);
    }, reject);
  };
  const ready = Promise.all(
    workers.map(async (worker) => {
      const answer = await worker.ask({ t: 'setup', setup });
      if (answer.t === 'failed') throw new ConsiliumError(answer);
      idle.add(worker);
      pump();
    }),
  );
  const ask = async (question: TrialQuestion): Promise<TrialAnswer> => {
    const answer = new Promise<TrialAnswer>((resolve, reject) => {
      queue.push({ question, resolve, reject });
      ready.catch(reject);
    });
    pump();
    return await answer;
  };
  return {
    async run(trial) {
      const answer = await ask({ t: 'trial', trial });
      if (answer.t !== 'auc') throw unexpected(answer);
      return answer.auc ?? undefined;
    },
    async facts(seed) {
      const answer = await ask({ t: 'facts', seed });
      if (answer.t !== 'facts') throw unexpected(answer);
      return answer.facts;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

/** A process, and what it was last asked. */
class Worker {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #waiting: { readonly resolve: (answer: TrialAnswer) => void; readonly reject: (error: unknown) => void } | undefined;
  #over: ConsiliumError | undefined;

  constructor() {
    // What the native library writes while it starts is for nobody.
    this.#child = fork(new URL('./trial-process.js', import.meta.url), [], {
      env: { ...process.env, ...ONE_CORE },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('message', (answer: TrialAnswer) => {
      this.#waiting?.resolve(answer);
      this.#waiting = undefined;
    });
    this.#ended = new Promise((resolve) => {
      const end = (cause: unknown): void => {
        this.#over = new ConsiliumError({ code: 'INTERNAL', message: 'a process that tries settings has ended', cause });
        this.#waiting?.reject(this.#over);
        this.#waiting = undefined;
        resolve();
      };
      this.#child.once('error', end);
      this.#child.once('exit', (code, signal) => end({ code, signal }));
    });
  }

  /** One question at a time. */
  async ask(question: TrialQuestion): Promise<TrialAnswer> {
    return await new Promise((resolve, reject) => {
      if (this.#over !== undefined) return reject(this.#over);
      this.#waiting = { resolve, reject };
      this.#child.send(question);
    });
  }

  async close(): Promise<void> {
    this.#child.kill();
    await this.#ended;
  }
}

function unexpected(answer: TrialAnswer): ConsiliumError<'INTERNAL'> {
  return new ConsiliumError({
    code: 'INTERNAL',
    message: `a process that tries settings answered ${answer.t} to something else`,
  });
}
