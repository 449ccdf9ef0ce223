import { ConsiliumError } from '@consilium/core';
import type { AnyMethod, Service } from '@consilium/proto';
import {
  type CallOptions as GrpcCallOptions,
  Client as GrpcClient,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientWritableStream,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import { clientCredentials, type ServerCheck, type TlsIdentity } from './credentials.ts';
import { KEEPALIVE_MS, KEEPALIVE_TIMEOUT_MS, MAX_MESSAGE_BYTES, WINDOW_BYTES } from './limits.ts';
import type { CallOptions, Client } from './service.ts';
import { fromServiceError } from './status.ts';

/** A channel to a coordinator; clients of several services may share it. */
export interface GrpcChannel {
  client<S extends Service>(service: S): Client<S>;
  close(): void;
}

/** Where to call. */
export interface GrpcChannelOptions {
  readonly identity: TlsIdentity;
  /** `host:port`. */
  readonly address: string;
  /** Must prove that the server is the coordinator and not just any holder of a certificate of the consortium. */
  readonly checkServer: ServerCheck;
}

type AnyClientStream =
  | ClientReadableStream<unknown>
  | ClientWritableStream<unknown>
  | ClientDuplexStream<unknown, unknown>
  | ReturnType<GrpcClient['makeUnaryRequest']>;

/** Opens a channel. Nothing is sent before the first call. */
export function openGrpcChannel(options: GrpcChannelOptions): GrpcChannel {
  const grpc = new GrpcClient(options.address, clientCredentials(options.identity, options.checkServer), {
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
    // The agent decides itself when to try again and says so; hidden retries would hide a cut cable.
    'grpc.enable_retries': 0,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2000,
    'grpc-node.flow_control_window': WINDOW_BYTES,
    'grpc.use_local_subchannel_pool': 1,
    ...serverName(options.address),
  });
  return {
    client: (service) => buildClient(grpc, service),
    close: () => grpc.close(),
  };
}

/** TLS knows no server name that is an IP address (RFC 6066): the certificate check still compares the address itself. */
function serverName(address: string): { 'grpc.ssl_target_name_override'?: string } {
  return /^(\d+\.){3}\d+:\d+$|^\[.*\]:\d+$/.test(address) ? { 'grpc.ssl_target_name_override': 'localhost' } : {};
}

function buildClient<S extends Service>(grpc: GrpcClient, service: S): Client<S> {
  const calls: Record<string, unknown> = {};
  for (const [name, method] of Object.entries(service.methods)) calls[name] = buildCall(grpc, method);
  return calls as Client<S>;
}

// Each kind of call differs in what goes in and what comes out; the four branches are the whole of it.
function buildCall(grpc: GrpcClient, method: AnyMethod): unknown {
  const serialize = (value: unknown): Buffer => Buffer.from(method.request.encode(value).finish());
  const deserialize = (bytes: Buffer): unknown => method.response.decode(bytes);
  const { path } = method;
  switch (method.kind) {
    case 'unary':
      return (request: unknown, options?: CallOptions) =>
        single(
          (callback) =>
            grpc.makeUnaryRequest(path, serialize, deserialize, request, new Metadata(), grpcOptions(options), callback),
          options,
        );
    case 'client-stream':
      return (requests: AsyncIterable<unknown>, options?: CallOptions) =>
        single((callback) => {
          const call = grpc.makeClientStreamRequest(path, serialize, deserialize, new Metadata(), grpcOptions(options), callback);
          void pump(requests, call);
          return call;
        }, options);
    case 'server-stream':
      return (request: unknown, options?: CallOptions) =>
        stream(
          grpc.makeServerStreamRequest(path, serialize, deserialize, request, new Metadata(), grpcOptions(options)),
          options,
        );
    case 'bidi':
      return (requests: AsyncIterable<unknown>, options?: CallOptions) => {
        const call = grpc.makeBidiStreamRequest(path, serialize, deserialize, new Metadata(), grpcOptions(options));
        void pump(requests, call);
        return stream(call, options);
      };
  }
}

function grpcOptions(options: CallOptions | undefined): GrpcCallOptions {
  return options?.timeoutMs === undefined ? {} : { deadline: performance.timeOrigin + performance.now() + options.timeoutMs };
}

function cancelOn(signal: AbortSignal | undefined, call: AnyClientStream): () => void {
  if (signal === undefined) return () => {};
  const cancel = (): void => call.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  return () => signal.removeEventListener('abort', cancel);
}

function single(
  start: (callback: (error: ServiceError | null, value?: unknown) => void) => AnyClientStream,
  options?: CallOptions,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const release = cancelOn(
      options?.signal,
      start((error, value) => {
        release();
        if (error === null) resolve(value);
        else reject(fromServiceError(error));
      }),
    );
  });
}

async function* stream(
  call: ClientReadableStream<unknown> | ClientDuplexStream<unknown, unknown>,
  options?: CallOptions,
): AsyncGenerator<unknown> {
  const release = cancelOn(options?.signal, call);
  try {
    for await (const message of call) yield message;
  } catch (error) {
    throw isServiceError(error) ? fromServiceError(error) : error;
  } finally {
    release();
    call.cancel();
  }
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'details' in error && !(error instanceof ConsiliumError);
}

/** Sends what the iterable gives, no faster than the wire takes it. A failing source cancels the call. */
async function pump(
  requests: AsyncIterable<unknown>,
  call: ClientWritableStream<unknown> | ClientDuplexStream<unknown, unknown>,
): Promise<void> {
  let closed = false;
  const ended = new Promise<void>((resolve) => {
    const done = (): void => {
      closed = true;
      resolve();
    };
    call.once('status', done);
    call.once('error', done);
  });
  const iterator = requests[Symbol.asyncIterator]();
  try {
    while (!closed) {
      const next = await Promise.race([iterator.next(), ended]);
      if (next === undefined || next.done === true) break;
      if (!call.write(next.value)) await Promise.race([new Promise((resolve) => call.once('drain', resolve)), ended]);
    }
    if (!closed) call.end();
  } catch {
    // The source failed: the receiver must not take what it has for the whole. The source's owner sees the error itself.
    call.cancel();
  } finally {
    void iterator.return?.();
  }
}
