import { isIP } from 'node:net';
import { ConsiliumError, fromUnknown, systemClock } from '@consilium/core';
import type { AnyMethod, Service } from '@consilium/proto';
import {
  type CallOptions as GrpcCallOptions,
  type ChannelCredentials,
  Client as GrpcClient,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientWritableStream,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import { splitAddress } from './address.ts';
import { clientCredentials, type ServerCheck, strangerClientCredentials, type TlsIdentity } from './credentials.ts';
import { abandon, nextOrAborted, OVER, whenAborted, within } from './interruptible.ts';
import {
  IDLE_TIMEOUT_MS,
  KEEPALIVE_MS,
  KEEPALIVE_TIMEOUT_MS,
  MAX_MESSAGE_BYTES,
  UNARY_TIMEOUT_MS,
  WINDOW_BYTES,
} from './limits.ts';
import type { CallOptions, Client } from './service.ts';
import { detailsOf, fromServiceError } from './status.ts';
import { explainRefusal } from './tls-probe.ts';

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
  const { identity } = options;
  const { host, port } = splitAddress(options.address);
  return openChannel(options, (check) => clientCredentials(identity, check), explainer(host, port, identity));
}

/** Where somebody calls who has no certificate yet, and whom they believe. */
export interface StrangerChannelOptions extends Omit<GrpcChannelOptions, 'identity'> {
  readonly authorityPem: string;
}

/** Opens a channel to what may be called without a certificate. Nothing is sent before the first call. */
export function openStrangerChannel(options: StrangerChannelOptions): GrpcChannel {
  const { authorityPem } = options;
  return openChannel(options, (check) => strangerClientCredentials(authorityPem, check), fromServiceError);
}

function openChannel(
  { address, checkServer }: Pick<GrpcChannelOptions, 'address' | 'checkServer'>,
  credentials: (check: ServerCheck) => ChannelCredentials,
  explain: Explain,
): GrpcChannel {
  const { host } = splitAddress(address);
  const ip = isIP(host) === 0 ? undefined : host;
  const check: ServerCheck = ip === undefined ? checkServer : (_name, certificate) => checkServer(ip, certificate);
  const grpc = new GrpcClient(address, credentials(check), {
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
    // TLS knows no server name that is an IP address (RFC 6066). Any name serves: the check above compares the address itself.
    ...(ip === undefined ? {} : { 'grpc.ssl_target_name_override': 'localhost' }),
  });
  return {
    client: (service) => buildClient(grpc, service, explain),
    close: () => grpc.close(),
  };
}

/** Turns the failure of a call into one of ours. */
type Explain = (error: ServiceError) => ConsiliumError | Promise<ConsiliumError>;

function explainer(host: string, port: number, identity: TlsIdentity): Explain {
  return async (error) => {
    const known = fromServiceError(error);
    const unexplained = known.code === 'UNREACHABLE' && detailsOf(error).startsWith('No connection established');
    return unexplained ? ((await explainRefusal(host, port, identity)) ?? known) : known;
  };
}

function buildClient<S extends Service>(grpc: GrpcClient, service: S, explain: Explain): Client<S> {
  const calls: Record<string, unknown> = {};
  for (const [name, method] of Object.entries(service.methods)) calls[name] = buildCall(grpc, method, explain);
  return calls as Client<S>;
}

// Each kind of call differs in what goes in and what comes out; the four branches are the whole of it.
function buildCall(grpc: GrpcClient, method: AnyMethod, explain: Explain): unknown {
  const serialize = (value: unknown): Buffer => Buffer.from(method.request.encode(value).finish());
  const deserialize = (bytes: Buffer): unknown => method.response.decode(bytes);
  const { path } = method;
  const idleOf = (options?: CallOptions): number | undefined => options?.idleMs ?? (method.quiet ? undefined : IDLE_TIMEOUT_MS);
  switch (method.kind) {
    case 'unary':
      return (request: unknown, options?: CallOptions) =>
        single(
          (callback) =>
            grpc.makeUnaryRequest(
              path,
              serialize,
              deserialize,
              request,
              new Metadata(),
              grpcOptions({ timeoutMs: UNARY_TIMEOUT_MS, ...options }),
              callback,
            ),
          explain,
          options,
        );
    case 'client-stream':
      return async (requests: AsyncIterable<unknown>, options?: CallOptions) => {
        const source = new Source(requests);
        try {
          return await single(
            (callback) => {
              const metadata = new Metadata();
              const call = grpc.makeClientStreamRequest(path, serialize, deserialize, metadata, grpcOptions(options), callback);
              void source.pumpInto(call, idleOf(options));
              return call;
            },
            explain,
            options,
          );
        } catch (error) {
          throw source.error ?? error;
        }
      };
    case 'server-stream':
      return (request: unknown, options?: CallOptions) =>
        stream(
          () => grpc.makeServerStreamRequest(path, serialize, deserialize, request, new Metadata(), grpcOptions(options)),
          explain,
          options?.signal,
          idleOf(options),
        );
    case 'bidi':
      return async function* (requests: AsyncIterable<unknown>, options?: CallOptions): AsyncGenerator {
        const source = new Source(requests);
        try {
          yield* stream(
            () => {
              const call = grpc.makeBidiStreamRequest(path, serialize, deserialize, new Metadata(), grpcOptions(options));
              void source.pumpInto(call, idleOf(options));
              return call;
            },
            explain,
            options?.signal,
            idleOf(options),
          );
        } catch (error) {
          throw source.error ?? error;
        }
      };
  }
}

function grpcOptions(options: CallOptions | undefined): GrpcCallOptions {
  return options?.timeoutMs === undefined ? {} : { deadline: systemClock.now() + options.timeoutMs };
}

function cancelOn(signal: AbortSignal | undefined, call: AnyClientStream): () => void {
  if (signal === undefined) return () => {};
  const cancel = (): void => call.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  return () => signal.removeEventListener('abort', cancel);
}

async function single(
  start: (callback: (error: ServiceError | null, value?: unknown) => void) => AnyClientStream,
  explain: Explain,
  options?: CallOptions,
): Promise<unknown> {
  const { error, value } = await new Promise<{ error: ServiceError | null; value?: unknown }>((resolve) => {
    const release = cancelOn(
      options?.signal,
      start((failure, message) => {
        release();
        resolve({ error: failure, value: message });
      }),
    );
  });
  if (error !== null) throw await explain(error);
  return value;
}

/** The call begins with the first message asked for: an error that came before anybody listens would end the process. */
async function* stream(
  start: () => ClientReadableStream<unknown> | ClientDuplexStream<unknown, unknown>,
  explain: Explain,
  signal: AbortSignal | undefined,
  idleMs: number | undefined,
): AsyncGenerator {
  const call = start();
  const release = cancelOn(signal, call);
  const messages = call[Symbol.asyncIterator]() as AsyncIterator<unknown, undefined>;
  try {
    while (true) {
      const arrival = messages.next();
      const next = await (idleMs === undefined ? arrival : within(arrival, idleMs));
      if (next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    throw isServiceError(error) ? await explain(error) : error;
  } finally {
    release();
    call.cancel();
    abandon(messages);
  }
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'details' in error && !(error instanceof ConsiliumError);
}

/** What a caller sends as a stream. */
class Source {
  readonly #requests: AsyncIterable<unknown>;
  #error: ConsiliumError | undefined;

  constructor(requests: AsyncIterable<unknown>) {
    this.#requests = requests;
  }

  /** Why the source failed, if it did: that, and not the cancellation it led to, is what the caller must see. */
  get error(): ConsiliumError | undefined {
    return this.#error;
  }

  /**
   * Sends what the iterable gives, no faster than the wire takes it. Never rejects.
   *
   * @param idleMs longest that the wire may take nothing, or the answer take after the last message; undefined waits for ever
   */
  async pumpInto(
    call: ClientWritableStream<unknown> | ClientDuplexStream<unknown, unknown>,
    idleMs: number | undefined,
  ): Promise<void> {
    const closed = new AbortController();
    const close = (): void => closed.abort(OVER);
    call.once('status', close);
    call.once('error', close);
    let iterator: AsyncIterator<unknown, unknown> | undefined;
    try {
      iterator = this.#requests[Symbol.asyncIterator]();
      while (!closed.signal.aborted) {
        const next = await nextOrAborted(iterator, closed.signal);
        if (next === undefined) break;
        if (next.done === true) {
          call.end();
          if (idleMs !== undefined) await within(whenAborted(closed.signal), idleMs);
          return;
        }
        if (call.write(next.value)) continue;
        const taken = drained(call, closed.signal);
        await (idleMs === undefined ? taken : within(taken, idleMs));
      }
      abandon(iterator);
    } catch (error) {
      // The receiver must not take what it has for the whole.
      this.#error = fromUnknown(error);
      call.cancel();
    }
  }
}

function drained(call: ClientWritableStream<unknown> | ClientDuplexStream<unknown, unknown>, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      call.off('drain', done);
      closed.removeEventListener('abort', done);
      resolve();
    };
    call.once('drain', done);
    closed.addEventListener('abort', done, { once: true });
  });
}
