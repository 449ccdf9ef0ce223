import { setImmediate } from 'node:timers/promises';

/** An item that waits for its turn. */
interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Works items off in the order in which they came, those that come close together in one batch: one wait for the disk, not one per
 * site.
 */
export class BatchQueue<Item, Result> {
  readonly #work: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #waiting: Waiting<Item, Result>[] = [];
  #working = false;
  #tail: Promise<void> = Promise.resolve();

  /** @param work handles a batch; gives one result per item, in the same order. When it fails, each sender of the batch gets the error */
  constructor(work: (items: readonly Item[]) => Promise<readonly Result[]>) {
    this.#work = work;
  }

  /** Resolves to the item's result once its batch is done. */
  push(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#working) return;
      this.#working = true;
      this.#tail = this.#workOff();
    });
  }

  /** Resolves when everything pushed so far is done. */
  async idle(): Promise<void> {
    await this.#tail;
  }

  async #workOff(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gatherBatch();
      const batch = this.#waiting.splice(0);
      try {
        const results = await this.#work(batch.map(({ item }) => item));
        for (const [i, { resolve }] of batch.entries()) resolve(results[i] as Result);
      } catch (error) {
        // The queue goes on whatever became of these items; their senders get the error.
        for (const { reject } of batch) reject(error);
      }
    }
    this.#working = false;
  }

  /** Waits for a turn of the event loop that brings nothing new. Each site sends little in an attempt, so it comes soon. */
  async #gatherBatch(): Promise<void> {
    for (let known = 0; known < this.#waiting.length; ) {
      known = this.#waiting.length;
      await setImmediate();
    }
  }
}
