import { ConsiliumError, fromUnknown } from '@consilium/core';
import type { AnyMethod, MessageType, Service } from '@consilium/proto';
import { abandon, nextOrAborted, OVER, orAborted, stalled, wordless } from './interruptible.ts';
import { IDLE_TIMEOUT_MS, MAX_MESSAGE_BYTES, UNARY_TIMEOUT_MS } from './limits.ts';
import type { Binding, BoundCall, CallOptions, Client, Peer } from './service.ts';
import { CANCELLED, TIMED_OUT, visibleError } from './status.ts';

/**
 * Calls the real handlers without a socket. Messages are encoded and decoded as on the wire, so that neither side can share
 * memory with the other; errors keep only what the wire would carry.
 *
 * @param certificate DER of the certificate that the caller would have shown
 */
export function connectInMemory<S extends Service>(service: S, bindings: readonly Binding[], certificate: Uint8Array): Client<S> {
  const binding = bindings.find((candidate) => candidate.service.name === service.name);
  const calls: Record<string, unknown> = {};
  for (const [name, method] of Object.entries(service.methods)) {
    const bound = binding?.calls[name];
    calls[name] = buildCall(method, bound ?? notServed(method), { certificate, address: 'memory' });
  }
  return calls as Client<S>;
}

function notServed(method: AnyMethod): BoundCall {
  return () => {
    throw new ConsiliumError({ code: 'NOT_IMPLEMENTED', message: `${method.path} is not served` });
  };
}

function buildCall(method: AnyMethod, bound: BoundCall, peer: Peer): unknown {
  if (method.kind === 'unary' || method.kind === 'client-stream') {
    return async (request: unknown, options?: CallOptions) => {
      const call = new MemoryCall(method, options);
      try {
        const answer = await orAborted(() => bound(call.inbound(request), peer, call.signal), call.signal);
        call.assertOpen();
        return call.answered(answer);
      } catch (error) {
        throw call.seenByCaller(error);
      } finally {
        call.release();
      }
    };
  }
  return async function* (request: unknown, options?: CallOptions): AsyncGenerator {
    const call = new MemoryCall(method, options);
    let responses: AsyncIterator<unknown, unknown> | undefined;
    try {
      call.assertOpen();
      responses = (bound(call.inbound(request), peer, call.signal) as AsyncIterable<unknown>)[Symbol.asyncIterator]();
      while (true) {
        const next = await call.awaited(nextOrAborted(responses, call.signal));
        call.assertOpen();
        if (next === undefined || next.done === true) return;
        yield call.answered(next.value);
      }
    } catch (error) {
      throw call.seenByCaller(error);
    } finally {
      call.release();
      if (responses !== undefined) abandon(responses);
    }
  };
}

/** One call: its signal, and what went wrong on the caller's side. */
class MemoryCall {
  readonly signal: AbortSignal;
  readonly #method: AnyMethod;
  readonly #hangUp: AbortController = new AbortController();
  readonly #idleMs: number | undefined;
  /** Of the first message; none after it. */
  #firstMs: number | undefined;
  readonly #stall: NodeJS.Timeout | undefined;
  readonly #release: () => void;
  #ended: ConsiliumError | undefined;

  constructor(method: AnyMethod, options: CallOptions | undefined) {
    this.#method = method;
    this.signal = this.#hangUp.signal;
    const { signal, timeoutMs = method.kind === 'unary' ? UNARY_TIMEOUT_MS : undefined } = options ?? {};
    this.#idleMs = options?.idleMs ?? (method.quiet || method.kind === 'unary' ? undefined : IDLE_TIMEOUT_MS);
    this.#firstMs = options?.firstMs;
    const cancel = (): void => this.#end(new ConsiliumError({ code: 'UNREACHABLE', message: CANCELLED }));
    const expire = (): void => this.#end(new ConsiliumError({ code: 'UNREACHABLE', message: TIMED_OUT }));
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs);
    // Either side of an upload may stop in the middle; each message that passes restarts the wait.
    if (this.#idleMs !== undefined && method.kind === 'client-stream') {
      this.#stall = setTimeout(() => this.#end(stalled()), this.#idleMs);
    }
    this.#release = () => {
      clearTimeout(this.#stall);
      signal?.removeEventListener('abort', cancel);
      clearTimeout(timer);
    };
  }

  /** What the handler gets: a message, or a stream of them that fails for the handler when the caller's side does. */
  inbound(request: unknown): unknown {
    return this.#method.kind === 'client-stream' || this.#method.kind === 'bidi'
      ? this.#sentAll(request as AsyncIterable<unknown>)
      : travel(this.#method.request, request);
  }

  /** What the other side sends next, unless that takes too long. */
  async awaited<T>(next: Promise<T>): Promise<T> {
    const firstMs = this.#firstMs;
    this.#firstMs = undefined;
    const limitMs = firstMs ?? this.#idleMs;
    if (limitMs === undefined) return await next;
    const timer = setTimeout(() => this.#end(firstMs === undefined ? stalled() : wordless(firstMs)), limitMs);
    try {
      return await next;
    } finally {
      clearTimeout(timer);
    }
  }

  answered(message: unknown): unknown {
    return travel(this.#method.response, message);
  }

  /** @throws ConsiliumError when the caller's side has ended the call */
  assertOpen(): void {
    if (this.#ended !== undefined) throw this.#ended;
  }

  seenByCaller(error: unknown): ConsiliumError {
    return this.#ended ?? visibleError(error);
  }

  /** The call is over: the handler is notified, the caller's signal and clock are released. */
  release(): void {
    this.#release();
    this.#hangUp.abort(OVER);
  }

  #end(error: ConsiliumError): void {
    this.#ended ??= error;
    this.#hangUp.abort();
  }

  async *#sentAll(messages: AsyncIterable<unknown>): AsyncGenerator {
    const source = messages[Symbol.asyncIterator]();
    try {
      while (true) {
        const next = await nextOrAborted(source, this.#hangUp.signal).catch((error: unknown) => {
          // The caller sees its own error; the handler only that there will be no more.
          this.#end(fromUnknown(error));
        });
        if (next === undefined) throw new ConsiliumError({ code: 'UNREACHABLE', message: 'the caller hung up' });
        if (next.done === true) return;
        this.#stall?.refresh();
        yield travel(this.#method.request, next.value);
      }
    } finally {
      abandon(source);
    }
  }
}

function travel<Message>(type: MessageType<unknown, Message>, message: unknown): Message {
  const bytes = type.encode(message).finish();
  if (bytes.length > MAX_MESSAGE_BYTES) {
    throw new ConsiliumError({
      code: 'MESSAGE_INVALID',
      message: `a message of ${bytes.length} bytes is larger than the limit of ${MAX_MESSAGE_BYTES}`,
    });
  }
  return type.decode(bytes);
}
