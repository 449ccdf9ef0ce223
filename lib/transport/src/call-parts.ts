import { systemClock } from '@consilium/core';
import { type CallOptions as GrpcCallOptions, Metadata } from '@grpc/grpc-js';
import type { AnyClientStream } from './call-dialing.ts';
import type { CallOptions } from './service.ts';

/** What goes along with a call: the token as it is now, where callers have one. */
export function metadataOf(token: (() => string) | undefined): Metadata {
  return token === undefined ? new Metadata() : Metadata.fromHttp2Headers({ authorization: `Bearer ${token()}` });
}

/** As grpc-js takes them. */
export function grpcOptions(options: CallOptions | undefined): GrpcCallOptions {
  return options?.timeoutMs === undefined ? {} : { deadline: systemClock.now() + options.timeoutMs };
}

/** Cancels a call when a signal aborts. @returns ends the watch */
export function cancelOn(signal: AbortSignal | undefined, call: AnyClientStream): () => void {
  if (signal === undefined) return () => {};
  const cancel = (): void => call.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  return () => signal.removeEventListener('abort', cancel);
}
