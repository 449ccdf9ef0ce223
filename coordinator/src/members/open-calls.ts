import type { Clock } from '@consilium/core';
import { abandon, type Binding, type BoundCall, type Identify, nextOrAborted } from '@consilium/transport';
import type { Person } from './identify-person.ts';

/**
 * Streams that are open, each of which asks for its caller's access again: before every message that it sends, whenever somebody's
 * standing changes, and when the token of the caller has ended. What a certificate, a key and roles allow at the beginning of a call that goes on for hours says nothing about its end.
 */
export class OpenCalls {
  readonly #clock: Pick<Clock, 'now' | 'setTimer'>;
  readonly #open: Set<() => void> = new Set();

  constructor(clock: Pick<Clock, 'now' | 'setTimer'>) {
    this.#clock = clock;
  }

  /** Ends each open stream whose caller has lost access. */
  recheck(): void {
    for (const check of [...this.#open]) check();
  }

  /** A service whose streams to callers end, with the reason, when these lose access. */
  guarded(binding: Binding, identify: Identify<Person>): Binding {
    const calls: Record<string, BoundCall> = { ...binding.calls };
    for (const [name, call] of Object.entries(binding.calls)) {
      const method = binding.service.methods[name];
      if (method?.kind !== 'server-stream') continue;
      calls[name] = (request, peer, signal): AsyncIterable<unknown> =>
        this.#watched(
          signal,
          () => void identify(peer, method.access),
          (until) => call(request, peer, until) as AsyncIterable<unknown>,
          peer.token?.expiresMs,
        );
    }
    return { service: binding.service, calls };
  }

  async *#watched(
    signal: AbortSignal,
    requireAccess: () => void,
    open: (signal: AbortSignal) => AsyncIterable<unknown>,
    endsMs: number | undefined,
  ): AsyncGenerator {
    const lost = new AbortController();
    const check = (): void => {
      try {
        requireAccess();
      } catch (error) {
        lost.abort(error);
      }
    };
    this.#open.add(check);
    // A stream may have nothing to say for hours.
    const ended = endsMs === undefined ? undefined : this.#clock.setTimer(endsMs - this.#clock.now() + 1, check);
    const messages = open(AbortSignal.any([signal, lost.signal]))[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await nextOrAborted(messages, lost.signal);
        lost.signal.throwIfAborted();
        if (next === undefined || next.done === true) return;
        requireAccess();
        yield next.value;
      }
    } finally {
      ended?.();
      this.#open.delete(check);
      abandon(messages);
    }
  }
}
