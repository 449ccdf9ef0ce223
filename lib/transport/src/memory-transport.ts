import { ConsiliumError, isConsiliumError } from '@consilium/core';
import type { AnyMethod, Service } from '@consilium/proto';
import type { AnyHandler, Binding, CallContext, CallOptions, Client, Peer } from './service.ts';

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
    const handler = binding?.handlers[name];
    calls[name] = buildCall(method, handler, { certificate, address: 'memory' });
  }
  return calls as Client<S>;
}

function buildCall(method: AnyMethod, handler: AnyHandler | undefined, peer: Peer): unknown {
  if (handler === undefined) {
    return () => {
      throw new ConsiliumError({ code: 'NOT_IMPLEMENTED', message: `${method.path} is not served` });
    };
  }
  const sent = (message: unknown): unknown => method.request.decode(method.request.encode(message).finish());
  const answered = (message: unknown): unknown => method.response.decode(method.response.encode(message).finish());
  const inbound = (request: unknown): unknown =>
    method.kind === 'client-stream' || method.kind === 'bidi' ? mapped(request as AsyncIterable<unknown>, sent) : sent(request);
  if (method.kind === 'unary' || method.kind === 'client-stream') {
    return async (request: unknown, options?: CallOptions) => {
      const { context, release } = contextFor(peer, options);
      try {
        return answered(await handler(inbound(request), context));
      } catch (error) {
        throw asSeenByCaller(error);
      } finally {
        release();
      }
    };
  }
  return async function* (request: unknown, options?: CallOptions): AsyncGenerator<unknown> {
    const { context, release } = contextFor(peer, options);
    const responses = (handler(inbound(request), context) as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    const aborted = new Promise<undefined>((resolve) =>
      context.signal.addEventListener('abort', () => resolve(undefined), { once: true }),
    );
    try {
      while (true) {
        const next = await Promise.race([responses.next(), aborted]);
        if (next === undefined) throw new ConsiliumError({ code: 'UNREACHABLE', message: 'the call was cancelled' });
        if (next.done === true) return;
        yield answered(next.value);
      }
    } catch (error) {
      throw asSeenByCaller(error);
    } finally {
      release();
    }
  };
}

async function* mapped(messages: AsyncIterable<unknown>, map: (message: unknown) => unknown): AsyncGenerator<unknown> {
  for await (const message of messages) yield map(message);
}

function contextFor(peer: Peer, options: CallOptions | undefined): { context: CallContext; release: () => void } {
  const hangUp = new AbortController();
  const signals = [hangUp.signal];
  if (options?.signal !== undefined) signals.push(options.signal);
  if (options?.timeoutMs !== undefined) signals.push(AbortSignal.timeout(options.timeoutMs));
  return { context: { peer, signal: AbortSignal.any(signals) }, release: () => hangUp.abort() };
}

function asSeenByCaller(error: unknown): ConsiliumError {
  if (isConsiliumError(error)) return new ConsiliumError({ code: error.code, message: error.message });
  return new ConsiliumError({ code: 'INTERNAL', message: 'internal error', cause: error });
}
