import type { EventEmitter } from 'node:events';
import { OVER } from './interruptible.ts';

/** The signal of one call, and what is to be done at its end. */
export interface OpenCall {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

/**
 * The calls of a server that are open. They do not listen to its signal each for itself: a signal looks through all its listeners for each that comes or goes,
 * and thousands of sessions are open for days.
 */
export class OpenCalls {
  readonly #hangUps: Set<() => void> = new Set();
  readonly #stopping: AbortSignal;

  constructor(stopping: AbortSignal) {
    this.#stopping = stopping;
    const hangUpAll = (): void => {
      for (const hangUp of this.#hangUps) hangUp();
    };
    stopping.addEventListener('abort', hangUpAll, { once: true });
  }

  open(call: object): OpenCall {
    const hangUp = new AbortController();
    const abort = (): void => hangUp.abort(OVER);
    (call as EventEmitter).once('cancelled', abort);
    if (this.#stopping.aborted) abort();
    this.#hangUps.add(abort);
    return { signal: hangUp.signal, release: () => void this.#hangUps.delete(abort) };
  }
}
