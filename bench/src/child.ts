import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** Names, in the environment of a process of a benchmark, what it is to be. */
const ROLE_VARIABLE = 'CONSILIUM_BENCH_ROLE';

/** What a process has used. */
export interface ProcessUse {
  /** Resident bytes now, after a garbage collection. */
  readonly rss: number;
  /** Most resident bytes since the process began. */
  readonly peak: number;
  /** Processor seconds so far. */
  readonly cpuSeconds: number;
}

/** A process of a benchmark, which nothing else has touched: it answers questions one after the other. */
export class Child<Question extends { readonly t: string }> {
  readonly #process: ChildProcess;
  #last: Promise<unknown> = Promise.resolve();

  /** @param path of a module that calls {@link answerAs} with the same role */
  constructor(path: string, role: string) {
    this.#process = fork(path, {
      execArgv: [...process.execArgv, '--expose-gc'],
      env: { ...process.env, [ROLE_VARIABLE]: role },
    });
  }

  /** @throws Error what the process has failed with, or that it ended without an answer */
  ask<Answer>(question: Question): Promise<Answer> {
    const answer = this.#last.then(async () => await this.#ask(question));
    this.#last = answer.catch(() => {});
    return answer as Promise<Answer>;
  }

  /** Ends the process once it has answered. */
  async end(question: Question): Promise<void> {
    const ended = once(this.#process, 'exit');
    await this.ask(question);
    this.#process.disconnect();
    await ended;
  }

  /** Ends the process at once. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #ask(question: Question): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`the process ended with ${code} before it answered`));
      this.#process.once('exit', ended);
      this.#process.once('message', (message) => {
        this.#process.off('exit', ended);
        const { answer, failure } = message as { answer?: unknown; failure?: string };
        if (failure === undefined) resolve(answer);
        else reject(new Error(failure));
      });
      this.#process.send(question);
    });
  }
}

/** Answers the questions of the process that has started this one, if it was started to be this. */
export function answerAs<Question extends { readonly t: string }>(
  role: string,
  answer: (question: Question) => Promise<unknown>,
): void {
  if (process.env[ROLE_VARIABLE] !== role) return;
  process.on('message', (question: Question) => {
    answer(question).then(
      (found) => process.send?.({ answer: found }),
      (error: unknown) => process.send?.({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}

/** What this process has used. */
export function useOfProcess(): ProcessUse {
  globalThis.gc?.();
  const peak = process.resourceUsage().maxRSS * 1024;
  return { rss: process.memoryUsage().rss, peak, cpuSeconds: cpuSeconds() };
}

/** Processor seconds of this process so far. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
