/** Time as a parameter: nothing else in the project reads the wall clock or sets a timer. */
export interface Clock {
  /** Milliseconds since the Unix epoch (UTC). */
  now(): number;
  /** Monotonic milliseconds, for durations. */
  monotonic(): number;
  /**
   * Calls `callback` once after `delayMs`, or sooner where that is longer than timers take (24.8 days): code that waits for a
   * moment looks at the clock again. The returned function cancels it. A set timer keeps the process alive: an agent that
   * waits to dial again has nothing else that does.
   */
  setTimer(delayMs: number, callback: () => void): () => void;
}

/** Longest delay that Node's timers take; longer ones would fire at once, so they are cut here. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs` on `clock`, or early when `signal` aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = (): void => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.setTimer(delayMs, done);
    signal?.addEventListener('abort', done, { once: true });
  });
}
