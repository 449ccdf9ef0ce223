import type { EventEmitter } from 'node:events';
import { ConsiliumError } from '@consilium/core';
import type { AnyMethod } from '@consilium/proto';
import {
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { serverCredentials, type TlsIdentity } from './credentials.ts';
import { KEEPALIVE_MS, KEEPALIVE_TIMEOUT_MS, MAX_MESSAGE_BYTES, WINDOW_BYTES } from './limits.ts';
import type { AnyHandler, Binding, CallContext, Peer } from './service.ts';
import { toStatus } from './status.ts';

/** How to serve. */
export interface GrpcServerOptions {
  readonly identity: TlsIdentity;
  /** Address to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /** Port; 0 takes a free one. */
  readonly port: number;
  readonly bindings: readonly Binding[];
  /** Told about every error of a handler that is not a refusal, for the log. */
  readonly onInternalError?: (method: string, error: unknown) => void;
}

/** A running server. */
export interface GrpcServer {
  readonly port: number;
  /** Replaces the certificate for new connections. */
  reload(identity: TlsIdentity): void;
  /** Refuses new calls, aborts open ones and closes. */
  stop(): Promise<void>;
}

type AnyCall =
  | ServerUnaryCall<unknown, unknown>
  | ServerReadableStream<unknown, unknown>
  | ServerWritableStream<unknown, unknown>
  | ServerDuplexStream<unknown, unknown>;

/** Starts a server that speaks mutual TLS 1.3 only. @throws ConsiliumError `UNREACHABLE` when the port cannot be had. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
    'grpc-node.flow_control_window': WINDOW_BYTES,
  });
  const stopping = new AbortController();
  for (const binding of options.bindings) {
    const definition: Record<string, ServiceDefinition[string]> = {};
    const implementation: Record<string, UntypedHandleCall> = {};
    for (const [name, method] of Object.entries(binding.service.methods)) {
      const handler = binding.handlers[name];
      if (handler === undefined) continue;
      definition[name] = methodDefinition(method);
      implementation[name] = adapt(method, handler, stopping.signal, options.onInternalError);
    }
    server.addService(definition, implementation as UntypedServiceImplementation);
  }
  const credentials = serverCredentials(options.identity);
  const host = options.host ?? '127.0.0.1';
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${options.port}`, credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else
        reject(
          new ConsiliumError({
            code: 'UNREACHABLE',
            message: `cannot listen on ${host}:${options.port}: ${error.message}`,
            cause: error,
          }),
        );
    });
  });
  return {
    port,
    reload: (identity) => credentials.reload(identity),
    stop: () =>
      new Promise((resolve) => {
        stopping.abort();
        // Streams end by themselves on the abort; whoever does not is cut off.
        const force = setTimeout(() => server.forceShutdown(), 500);
        server.tryShutdown(() => {
          clearTimeout(force);
          resolve();
        });
      }),
  };
}

function methodDefinition(method: AnyMethod): ServiceDefinition[string] {
  return {
    path: method.path,
    requestStream: method.kind === 'client-stream' || method.kind === 'bidi',
    responseStream: method.kind === 'server-stream' || method.kind === 'bidi',
    requestSerialize: (value: unknown) => Buffer.from(method.request.encode(value).finish()),
    requestDeserialize: (bytes: Buffer) => method.request.decode(bytes),
    responseSerialize: (value: unknown) => Buffer.from(method.response.encode(value).finish()),
    responseDeserialize: (bytes: Buffer) => method.response.decode(bytes),
  };
}

function adapt(
  method: AnyMethod,
  handler: AnyHandler,
  stopping: AbortSignal,
  report: GrpcServerOptions['onInternalError'],
): UntypedHandleCall {
  const failed = (error: unknown): ReturnType<typeof toStatus> => {
    if (!(error instanceof ConsiliumError) || error.code === 'INTERNAL') report?.(method.path, error);
    return toStatus(error);
  };
  if (method.kind === 'unary' || method.kind === 'client-stream') {
    const one: handleUnaryCall<unknown, unknown> & handleClientStreamingCall<unknown, unknown> = (
      call: ServerUnaryCall<unknown, unknown> | ServerReadableStream<unknown, unknown>,
      callback: (error: ReturnType<typeof toStatus> | null, value?: unknown) => void,
    ) => {
      const input = method.kind === 'unary' ? (call as ServerUnaryCall<unknown, unknown>).request : call;
      void runUnary(() => handler(input, contextOf(call, stopping)), callback, failed);
    };
    return one;
  }
  const many: handleServerStreamingCall<unknown, unknown> & handleBidiStreamingCall<unknown, unknown> = (
    call: ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>,
  ) => {
    void runStream(
      call,
      () =>
        handler(
          method.kind === 'bidi' ? call : (call as ServerWritableStream<unknown, unknown>).request,
          contextOf(call, stopping),
        ),
      failed,
    );
  };
  return many;
}

async function runUnary(
  invoke: () => unknown,
  callback: (error: ReturnType<typeof toStatus> | null, value?: unknown) => void,
  failed: (error: unknown) => ReturnType<typeof toStatus>,
): Promise<void> {
  let value: unknown;
  try {
    value = await invoke();
  } catch (error) {
    callback(failed(error));
    return;
  }
  callback(null, value);
}

async function runStream(
  call: ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>,
  invoke: () => AsyncIterable<unknown>,
  failed: (error: unknown) => ReturnType<typeof toStatus>,
): Promise<void> {
  try {
    for await (const message of invoke()) {
      if (call.cancelled) break;
      if (!call.write(message)) await drained(call);
    }
    call.end();
  } catch (error) {
    call.emit('error', failed(error));
  }
}

function drained(call: ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      call.off('drain', done);
      call.off('cancelled', done);
      resolve();
    };
    call.on('drain', done);
    call.on('cancelled', done);
  });
}

/** The peer as TLS proved it. A call without a verified certificate cannot happen, and is refused if it does. */
function contextOf(call: AnyCall, stopping: AbortSignal): CallContext {
  const certificate = call.getAuthContext().sslPeerCertificate;
  if (certificate === undefined) {
    throw new ConsiliumError({ code: 'CERTIFICATE_INVALID', message: 'the call came without a verified client certificate' });
  }
  const hangUp = new AbortController();
  (call as EventEmitter).on('cancelled', () => hangUp.abort());
  const peer: Peer = { certificate: certificate.raw, address: call.getPeer() };
  return { peer, signal: AbortSignal.any([hangUp.signal, stopping]) };
}
