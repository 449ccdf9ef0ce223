import { ConsiliumError } from '@consilium/core';
import { inTime, notConnected } from './connecting.ts';
import { STALLED } from './status.ts';

/** Reason of the signal of a call that is over. Without one, `abort` makes an error with a stack, 46 µs for every call. */
export const OVER: ConsiliumError<'UNREACHABLE'> = new ConsiliumError({ code: 'UNREACHABLE', message: 'the call is over' });

/**
 * The next item of an iterator, or `undefined` when the signal aborts first.
 *
 * Not `Promise.race` with one promise for the whole stream: that promise would hold on to every item until the stream ends.
 */
export function nextOrAborted<T, R>(
  iterator: AsyncIterator<T, R>,
  signal: AbortSignal,
): Promise<IteratorResult<T, R> | undefined> {
  return orAborted(() => iterator.next(), signal);
}

/** What `work` resolves to, or `undefined` when the signal aborts first; then what becomes of `work` concerns nobody here. */
export function orAborted<T>(work: () => PromiseLike<T> | T, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve(undefined);
    const aborted = (): void => resolve(undefined);
    signal.addEventListener('abort', aborted, { once: true });
    const release = (): void => signal.removeEventListener('abort', aborted);
    Promise.resolve(work()).then(
      (value) => {
        release();
        resolve(value);
      },
      (error: unknown) => {
        release();
        reject(error as Error);
      },
    );
  });
}

/**
 * What {@link orAborted} does, for the messages of one call: the signal is listened to once, not for each of them. A listener that comes and goes costs more than
 * the message of a thousand sites.
 */
export class CallCut {
  readonly #signal: AbortSignal;
  #cut: () => void = () => {};

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#cut(), { once: true });
  }

  /** What `work` resolves to, or `undefined` when the signal aborts first; then what becomes of `work` concerns nobody here. One at a time. */
  or<T>(work: () => PromiseLike<T> | T): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#signal.aborted) return resolve(undefined);
      this.#cut = () => resolve(undefined);
      Promise.resolve(work()).then(resolve, reject);
    });
  }
}

/** What `work` resolves to. @throws ConsiliumError `UNREACHABLE` when that takes longer than `limitMs`; then what becomes of it concerns nobody here */
export function within<T>(work: PromiseLike<T>, limitMs: number): Promise<T> {
  return inTime(work, stalled, limitMs);
}

/** Resolves when the signal has aborted. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The other side has stopped in the middle of a stream. */
export function stalled(): ConsiliumError<'UNREACHABLE'> {
  return new ConsiliumError({ code: 'UNREACHABLE', message: STALLED });
}

/** The other side has taken the call, and its first word does not come. */
export function wordless(limitMs: number): ConsiliumError<'COORDINATOR_FAILED'> {
  const message = `the other side takes the call, but does not say its first word within ${limitMs / 1000} s`;
  const advice = 'Ask the operator whether the coordinator is well; a proxy in between may also swallow what it says.';
  return notConnected('greeting', { code: 'COORDINATOR_FAILED', message, advice });
}

/**
 * Tells an iterator that nobody reads on. Not awaited: a generator that waits for something answers only when that comes, and
 * what fails in its clean-up after that has no reader left to be told.
 */
export function abandon(iterator: AsyncIterator<unknown, unknown>): void {
  iterator.return?.().then(
    () => {},
    () => {},
  );
}
