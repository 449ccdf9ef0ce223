import { type ChildProcess, fork } from 'node:child_process';
import { ConsiliumError, type ErrorCode } from '@consilium/core';

/** An answer for which there is none. */
export interface Failed {
  readonly t: 'failed';
  readonly code: ErrorCode;
  readonly message: string;
}

/** Processes that answer side by side, one question each at a time. */
export interface ProcessPool<Q, A> {
  /** @throws ConsiliumError what the process has failed with; `INTERNAL` when it has ended */
  ask(question: Q): Promise<A>;
  close(): Promise<void>;
}

/** Of a process: it is one of several, and each has a core. */
const ONE_CORE = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', OMP_NUM_THREADS: '1' };

interface Waiting<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Starts processes of one program.
 *
 * @param program what they run; it answers with `answerParent`
 * @param setup their first question, whose answer says no more than that they are ready
 * @param processes at least 1
 */
export function processPool<Q, A>(program: URL, setup: Q, processes: number): ProcessPool<Q, A> {
  const queue: Waiting<Q, A>[] = [];
  const idle = new Set<Worker<Q, A>>();
  const workers = Array.from({ length: processes }, () => new Worker<Q, A>(program));
  const pump = (): void => {
    for (const worker of [...idle]) {
      const next = queue.shift();
      if (next === undefined) return;
      idle.delete(worker);
      serve(worker, next);
    }
  };
  const serve = (worker: Worker<Q, A>, { question, resolve, reject }: Waiting<Q, A>): void => {
    worker.ask(question).then((answer) => {
      idle.add(worker);
      pump();
      if (isFailed(answer)) reject(new ConsiliumError(answer));
      else resolve(answer);
    }, reject);
  };
  const ready = Promise.all(
    workers.map(async (worker) => {
      const answer = await worker.ask(setup);
      if (isFailed(answer)) throw new ConsiliumError(answer);
      idle.add(worker);
      pump();
    }),
  );
  // Who asks finds out.
  ready.catch(() => {});
  return {
    async ask(question) {
      const answer = new Promise<A>((resolve, reject) => {
        queue.push({ question, resolve, reject });
        ready.catch(reject);
      });
      pump();
      return await answer;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

function isFailed<A>(answer: A | Failed): answer is Failed {
  return typeof answer === 'object' && answer !== null && 't' in answer && answer.t === 'failed';
}

/** A process, and what it was last asked. */
class Worker<Q, A> {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #waiting: { readonly resolve: (answer: A | Failed) => void; readonly reject: (error: unknown) => void } | undefined;
  #over: ConsiliumError | undefined;

  constructor(program: URL) {
    // What the native library writes while it starts is for nobody.
    this.#child = fork(program, [], { env: { ...process.env, ...ONE_CORE }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#child.on('message', (answer: A | Failed) => {
      this.#waiting?.resolve(answer);
      this.#waiting = undefined;
    });
    this.#ended = new Promise((resolve) => {
      const end = (cause: unknown): void => {
        this.#over = new ConsiliumError({ code: 'INTERNAL', message: 'a process that works side by side has ended', cause });
        this.#waiting?.reject(this.#over);
        this.#waiting = undefined;
        resolve();
      };
      this.#child.once('error', end);
      this.#child.once('exit', (code, signal) => end({ code, signal }));
    });
  }

  /** One question at a time. */
  async ask(question: Q): Promise<A | Failed> {
    return await new Promise((resolve, reject) => {
      if (this.#over !== undefined) return reject(this.#over);
      this.#waiting = { resolve, reject };
      this.#child.send(question as object);
    });
  }

  async close(): Promise<void> {
    this.#child.kill();
    await this.#ended;
  }
}
