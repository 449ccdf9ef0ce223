import type { Clock } from '@consilium/core';

/** A clock that goes only when told; its timers fire on the way. */
export class HandClock implements Clock {
  #now: number;
  readonly #timers: Set<{ readonly at: number; readonly callback: () => void }> = new Set();

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets time pass; what became due fires, in order, with room in between for the work that it starts. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settled();
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    this.#now = end;
    await settled();
  }
}

/** Turns of the event loop without work of the thread pool after which nothing more follows from it. */
const QUIET_TURNS = 20;

/**
 * Lets everything that is under way in this process come to rest. Files are read and written by threads: on a starved machine they take
 * longer than any number of turns, and a clock that went on meanwhile would make the work look as slow as its hand is fast.
 */
export async function settled(): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TURNS; ) {
    await new Promise((resolve) => setImmediate(resolve));
    quiet = process.getActiveResourcesInfo().some((what) => what.includes('Req')) ? 0 : quiet + 1;
  }
}
