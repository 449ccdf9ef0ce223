import { ConsiliumError, type ErrorCode } from '@consilium/core';

/** What a connection is made of, in order: each can fail in a way of its own, and somebody else mends it. */
export type Stage = 'name' | 'tcp' | 'proxy' | 'tls' | 'http2' | 'greeting';

/** Longest that one stage may take, in milliseconds: several times what the slowest line needs, and short enough for somebody who waits. */
export const STAGE_MS = 10_000;

/** A connection that could not be made. `details.stage` says where it ended: such an error was made here and never said by the other side. */
export function notConnected<C extends ErrorCode>(
  stage: Stage,
  init: { readonly code: C; readonly message: string; readonly advice?: string; readonly cause?: unknown },
): ConsiliumError<C> {
  return new ConsiliumError({ ...init, details: { stage } });
}

/** Whether an error is about the way to the other side, and not a word of it. */
export function isNotConnected(error: unknown): error is ConsiliumError {
  return error instanceof ConsiliumError && error.details['stage'] !== undefined;
}

/** What `work` resolves to. @throws what `late` makes when that takes longer than `limitMs`; then what becomes of `work` concerns nobody here */
export function inTime<T>(work: PromiseLike<T>, late: () => ConsiliumError, limitMs: number = STAGE_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), limitMs);
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
