import { ConsiliumError } from '@consilium/core';
import { MAX_QUEUED } from './limits.ts';

/**
 * A queue of one producer side and one consumer, as an async iterable. A queue that is full drops everything and ends: its consumer gets
 * `QUEUE_FULL`, and the call that it feeds is over, since a message that is left out would be worse.
 */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #waiting: { resolve: (result: IteratorResult<T, undefined>) => void; reject: (error: unknown) => void } | undefined;
  #ended = false;
  #error: unknown;
  readonly #limit: number;

  /** @param limit most items that may wait */
  constructor(limit: number = MAX_QUEUED) {
    this.#limit = limit;
  }

  /** Appends an item; ignored after the end. */
  push(item: T): void {
    if (this.#ended) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting.resolve({ value: item, done: false });
    else if (this.#items.length < this.#limit) this.#items.push(item);
    else {
      this.#items.length = 0;
      this.end(
        new ConsiliumError({ code: 'QUEUE_FULL', message: `${this.#limit} messages wait for a reader that does not read` }),
      );
    }
  }

  /** Ends the queue after the items already in it; with an error, the consumer sees it then. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    if (error === undefined) waiting.resolve({ value: undefined, done: true });
    else waiting.reject(error);
  }

  /** Whether {@link end} was called. */
  get ended(): boolean {
    return this.#ended;
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return {
      next: () => {
        const item = this.#items.shift();
        if (item !== undefined) return Promise.resolve({ value: item, done: false });
        if (!this.#ended) return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
        return this.#error === undefined ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(this.#error);
      },
      return: () => {
        this.end();
        this.#items.length = 0;
        return Promise.resolve({ value: undefined, done: true });
      },
    };
  }
}
