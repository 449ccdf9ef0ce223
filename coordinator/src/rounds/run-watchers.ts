/** Wakes the watchers of a run when it changes. Watchers read the store themselves, so a missed wake-up loses nothing. */
export class RunWatchers {
  readonly #waiting: Map<string, Set<() => void>> = new Map();
  #closed = false;

  /** Wakes the watchers of a run. */
  notify(run: string): void {
    const waiting = this.#waiting.get(run);
    this.#waiting.delete(run);
    for (const wake of waiting ?? []) wake();
  }

  /** Resolves at the next change of the run, or when the signal aborts or the coordinator closes. */
  next(run: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted || this.#closed) return resolve();
      const waiting = this.#waiting.get(run) ?? new Set();
      this.#waiting.set(run, waiting);
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        waiting.delete(wake);
        resolve();
      };
      waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** Wakes everybody, for good. */
  close(): void {
    this.#closed = true;
    for (const run of [...this.#waiting.keys()]) this.notify(run);
  }

  get closed(): boolean {
    return this.#closed;
  }
}
