import { X509Certificate } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import type { AnyMethod } from '@consilium/proto';
import {
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  logVerbosity,
  Server,
  type ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  setLogVerbosity,
  type ServiceDefinition,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { formatAddress } from './address.ts';
import { serverCredentials, strangerServerCredentials, type TlsIdentity } from './credentials.ts';
import { http2ServersOf, tuneConnections, watchConnections } from './http2-connections.ts';
import { abandon, CallCut, within } from './interruptible.ts';
import {
  IDLE_TIMEOUT_MS,
  KEEPALIVE_MS,
  KEEPALIVE_TIMEOUT_MS,
  MAX_MESSAGE_BYTES,
  SILENT_MS,
  STRANGERS,
  TOKEN_CALLERS,
  WINDOW_BYTES,
} from './limits.ts';
import { encodeInPlace, encodeMessage } from './message-bytes.ts';
import type { Binding, BoundCall, Peer } from './service.ts';
import { toStatus } from './status.ts';
import { OpenCalls } from './open-calls.ts';
import { stopServer } from './stop-server.ts';
import { openStrangerDoor } from './stranger-door.ts';
import type { TokenDoor } from './token-door.ts';

/** How to serve. */
export interface GrpcServerOptions {
  readonly identity: TlsIdentity;
  /** Address to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /** Port; 0 takes a free one. */
  readonly port: number;
  readonly bindings: readonly Binding[];
  /** What may be called without a certificate, on connections of its own of the same port, on which there is nothing else. @default nothing */
  readonly strangers?: readonly Binding[];
  /** What strangers are shown: certificate and key with the one authority that issued it. @default identity */
  readonly strangerIdentity?: TlsIdentity;
  /** Longest that a caller may stop in the middle of an upload, or of reading. @default a minute */
  readonly idleMs?: number;
  /** Longest that nothing may come over a connection, answers to probes included. @default {@link SILENT_MS} */
  readonly silentMs?: number;
  /** Told of each connection that ended before its caller was proved to be somebody, with its address. */
  readonly onFailedHandshake?: (address: string) => void;
  /** Told about every error of a handler that is not a refusal, for the log. */
  readonly onInternalError?: (method: string, error: unknown) => void;
}

/** A running server. */
export interface GrpcServer {
  readonly port: number;
  /** Replaces the certificate and whom it believes for new connections; strangers are shown another one where they are to be. */
  reload(identity: TlsIdentity, strangerIdentity?: TlsIdentity): void;
  /** Refuses new calls, aborts open ones and closes. */
  stop(): Promise<void>;
}

type AnyCall =
  | ServerUnaryCall<unknown, unknown>
  | ServerReadableStream<unknown, unknown>
  | ServerWritableStream<unknown, unknown>
  | ServerDuplexStream<unknown, unknown>;

/**
 * Starts a server that speaks mutual TLS 1.3 only, but for what {@link GrpcServerOptions.strangers} names.
 *
 * @throws ConsiliumError `UNREACHABLE` when the port cannot be had, `INTERNAL` for a method that is served at the wrong door
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { bindings, strangers = [] } = options;
  requireAccess(bindings, false);
  requireAccess(strangers, true);
  const stopping = new AbortController();
  const server = serverOf(bindings, MAX_MESSAGE_BYTES, stopping.signal, options);
  const credentials = serverCredentials(options.identity);
  const port = await listen(server, credentials, options);
  tuneConnections(server, options.onFailedHandshake);
  const strangerCredentials = strangerServerCredentials(options.strangerIdentity ?? options.identity);
  const injector =
    strangers.length === 0 ? undefined : strangerServer(strangers, server, strangerCredentials, stopping.signal, options);
  // After the door of strangers, which takes connections in the place of who listened before it.
  const connections = watchConnections(server, options.silentMs ?? SILENT_MS);
  return {
    port,
    reload(identity, strangerIdentity = identity) {
      credentials.reload(identity);
      strangerCredentials.reload(strangerIdentity);
    },
    stop: () => stopServer(server, stopping, connections, injector),
  };
}

/** What may be called without a certificate is served at the door for that and nowhere else, and nothing else is. */
function requireAccess(bindings: readonly Binding[], strangers: boolean): void {
  for (const { path, access } of bindings.flatMap(({ service }) => Object.values(service.methods))) {
    if ((access.kind === 'stranger') !== strangers)
      throw new ConsiliumError({
        code: 'INTERNAL',
        message: `${path} is served to callers ${strangers ? 'without' : 'with'} a certificate`,
      });
  }
}

/** Serves what strangers may call, on connections that the other server's port leads here. */
function strangerServer(
  bindings: readonly Binding[],
  listening: Server,
  credentials: ServerCredentials,
  stopping: AbortSignal,
  options: GrpcServerOptions,
): ReturnType<Server['createConnectionInjector']> {
  const server = serverOf(bindings, STRANGERS.maxMessageBytes, stopping, options);
  const injector = server.createConnectionInjector(credentials);
  for (const http2Server of http2ServersOf(listening))
    openStrangerDoor(http2Server, (socket) => injector.injectConnection(socket));
  return injector;
}

/** A server of grpc-js with these calls. @param door asks for a token with each of them */
export function serverOf(
  bindings: readonly Binding[],
  maxMessageBytes: number,
  stopping: AbortSignal,
  options: Pick<GrpcServerOptions, 'onInternalError' | 'idleMs'>,
  door?: TokenDoor,
): Server {
  const server = new Server({
    // What grpc-js counts of each call and message for its own debugging service, which nobody serves here.
    'grpc.enable_channelz': 0,
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
    // Who has not shown a token yet is given no room for more than HTTP/2 gives everybody.
    ...(door === undefined
      ? { 'grpc-node.flow_control_window': WINDOW_BYTES }
      : {
          'grpc.max_concurrent_streams': TOKEN_CALLERS.callsAtOnce,
          'grpc.max_connection_idle_ms': TOKEN_CALLERS.idleMs,
          interceptors: [door.interceptor],
        }),
  });
  const calls = new OpenCalls(stopping);
  for (const binding of bindings) {
    const definition: Record<string, ServiceDefinition[string]> = {};
    const implementation: Record<string, UntypedHandleCall> = {};
    for (const [name, method] of Object.entries(binding.service.methods)) {
      const bound = binding.calls[name];
      if (bound === undefined) continue;
      definition[name] = methodDefinition(method);
      implementation[name] = adapt(method, bound, calls, options, door);
    }
    server.addService(definition, implementation as UntypedServiceImplementation);
  }
  return server;
}

/** Listens. @returns the port @throws ConsiliumError `UNREACHABLE` */
export function listen(
  server: Server,
  credentials: ServerCredentials,
  options: Pick<GrpcServerOptions, 'host' | 'port'>,
): Promise<number> {
  const host = options.host ?? '127.0.0.1';
  // grpc-js prints a line of its own when it cannot listen; what it calls back with says the same.
  setLogVerbosity(logVerbosity.NONE);
  return new Promise((resolve, reject) => {
    server.bindAsync(formatAddress({ host, port: options.port }), credentials, (error, bound) => {
      setLogVerbosity(logVerbosity.ERROR);
      if (error === null) resolve(bound);
      else
        reject(
          new ConsiliumError({
            code: 'UNREACHABLE',
            message: `cannot listen on ${formatAddress({ host, port: options.port })}: ${error.message}`,
            cause: error,
            advice:
              'Stop the program that uses this address, or take another: --listen names the address, coordinator.json the port, which hospitals dial.',
          }),
        );
    });
  });
}

function methodDefinition(method: AnyMethod): ServiceDefinition[string] {
  return {
    path: method.path,
    requestStream: method.kind === 'client-stream' || method.kind === 'bidi',
    responseStream: method.kind === 'server-stream' || method.kind === 'bidi',
    requestSerialize: (value: unknown) => encodeMessage(method.request, value),
    requestDeserialize: (bytes: Buffer) => method.request.decode(bytes),
    // grpc-js copies it behind its own header before it does anything else.
    responseSerialize: (value: unknown) => encodeInPlace(method.response, value),
    responseDeserialize: (bytes: Buffer) => method.response.decode(bytes),
  };
}

function adapt(
  method: AnyMethod,
  bound: BoundCall,
  calls: OpenCalls,
  { onInternalError: report, idleMs = IDLE_TIMEOUT_MS }: Pick<GrpcServerOptions, 'onInternalError' | 'idleMs'>,
  door: TokenDoor | undefined,
): UntypedHandleCall {
  const limit = method.quiet ? undefined : idleMs;
  const failed = (error: unknown): ReturnType<typeof toStatus> => {
    if (!(error instanceof ConsiliumError) || error.code === 'INTERNAL') report?.(method.path, error);
    return toStatus(error);
  };
  if (method.kind === 'unary' || method.kind === 'client-stream') {
    const one: handleUnaryCall<unknown, unknown> & handleClientStreamingCall<unknown, unknown> = (
      call: ServerUnaryCall<unknown, unknown> | ServerReadableStream<unknown, unknown>,
      callback: (error: ReturnType<typeof toStatus> | null, value?: unknown) => void,
    ) => {
      const open = calls.open(call);
      const input = 'request' in call ? call.request : inbound(call, limit);
      void runUnary(() => bound(input, peerOf(call, method, door), open.signal), callback, failed).finally(open.release);
    };
    return one;
  }
  const many: handleServerStreamingCall<unknown, unknown> & handleBidiStreamingCall<unknown, unknown> = (
    call: ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>,
  ) => {
    const open = calls.open(call);
    const input = 'request' in call ? call.request : inbound(call, limit);
    void runStream(call, open.signal, () => bound(input, peerOf(call, method, door), open.signal), failed, idleMs).finally(
      open.release,
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
  signal: AbortSignal,
  invoke: () => unknown,
  failed: (error: unknown) => ReturnType<typeof toStatus>,
  idleMs: number,
): Promise<void> {
  let responses: AsyncIterator<unknown, unknown> | undefined;
  try {
    responses = (invoke() as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    const items = responses;
    const forItem = new CallCut(signal);
    const forWrite = new CallCut(signal);
    let taken: Promise<void> | undefined;
    while (true) {
      const next = await forItem.or(() => items.next());
      // A stream that is cut must not look like one that has said everything.
      if (next === undefined) throw new ConsiliumError({ code: 'UNREACHABLE', message: 'the server is stopping' });
      if (next.done === true) break;
      // One message waits while another is on its way: grpc-js would take sixteen, which of chunks is as many megabytes for each caller.
      // A caller that has not read for so long reads no more, however quiet the stream may be otherwise.
      if (taken !== undefined) await within(taken, idleMs);
      taken = forWrite.or(() => written(call, next.value));
    }
    call.end();
  } catch (error) {
    if (!call.cancelled) call.emit('error', failed(error));
    if (responses !== undefined) abandon(responses);
  }
}

/** Resolves when the connection has taken a message. */
function written(
  call: ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>,
  message: unknown,
): Promise<void> {
  return new Promise((resolve) => void call.write(message, () => resolve()));
}

/** The messages of a caller. When the caller goes away in the middle that is no defect of ours, and is reported as what it is. */
async function* inbound(
  call: ServerReadableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>,
  idleMs: number | undefined,
): AsyncGenerator {
  // Plain iteration would destroy the call at its end, together with the answer that a handler may still have.
  const messages = call.iterator({ destroyOnReturn: false }) as AsyncIterator<unknown, undefined>;
  while (true) {
    let next: IteratorResult<unknown, undefined>;
    try {
      const arrival = messages.next();
      next = await (idleMs === undefined ? arrival : within(arrival, idleMs));
    } catch (error) {
      if (error instanceof ConsiliumError) throw error;
      throw new ConsiliumError({ code: 'UNREACHABLE', message: 'the caller hung up', cause: error });
    }
    if (next.done === true) return;
    yield next.value;
  }
}

/** The certificate of a caller who shows none: nobody's. */
const NO_CERTIFICATE = new Uint8Array();

/** The peer as TLS proved it. Without a verified certificate only what is for strangers can be called; anything else is refused, should it happen. */
function peerOf(call: AnyCall, { access }: AnyMethod, door: TokenDoor | undefined): Peer {
  if (door !== undefined) return { certificate: NO_CERTIFICATE, address: call.getPeer(), token: door.tokenOf(call.metadata) };
  if (access.kind === 'stranger') return { certificate: NO_CERTIFICATE, address: call.getPeer() };
  const shown: unknown = call.getAuthContext().sslPeerCertificate;
  if (!(shown instanceof X509Certificate)) {
    throw new ConsiliumError({ code: 'CERTIFICATE_INVALID', message: 'the call came without a verified client certificate' });
  }
  return { certificate: shown.raw, read: shown, address: call.getPeer() };
}
