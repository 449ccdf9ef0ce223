import { isIP } from 'node:net';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import type { AnyMethod, Service } from '@consilium/proto';
import {
  type ChannelCredentials,
  Client as GrpcClient,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientWritableStream,
  connectivityState,
  type ServiceError,
} from '@grpc/grpc-js';
import { formatAddress, parseAddress } from './address.ts';
import { cancelOn, grpcOptions, metadataOf } from './call-parts.ts';
import { inTime } from './connecting.ts';
import { type AnyClientStream, type Dialing, explainer, watchName } from './call-dialing.ts';
import {
  clientCredentials,
  type ServerCheck,
  strangerClientCredentials,
  type TlsIdentity,
  tokenClientCredentials,
} from './credentials.ts';
import { DialingCredentials } from './dialing-credentials.ts';
import { abandon, CallCut, OVER, whenAborted, within, wordless } from './interruptible.ts';
import {
  IDLE_TIMEOUT_MS,
  KEEPALIVE_MS,
  KEEPALIVE_TIMEOUT_MS,
  MAX_MESSAGE_BYTES,
  UNARY_TIMEOUT_MS,
  WINDOW_BYTES,
} from './limits.ts';
import { encodeMessage } from './message-bytes.ts';
import { firstHop, hopText } from './reach.ts';
import { type Route, routeTo } from './route.ts';
import type { CallOptions, Client } from './service.ts';

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
  /** How to get there. @default what the environment says, see {@link routeTo} */
  readonly route?: Route;
}

/**
 * Opens a channel. Nothing is sent before the first call.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for an address that is none, `CONFIG_INVALID` for a proxy of the environment that cannot be used
 */
export function openGrpcChannel(options: GrpcChannelOptions): GrpcChannel {
  const { identity } = options;
  return openChannel(options, (check) => clientCredentials(identity, check), identity);
}

/** Where somebody calls who has no certificate yet, and whom they believe. */
export interface StrangerChannelOptions extends Omit<GrpcChannelOptions, 'identity'> {
  readonly authorityPem: string;
}

/** Opens a channel to what may be called without a certificate. Nothing is sent before the first call. @throws ConsiliumError as {@link openGrpcChannel} */
export function openStrangerChannel(options: StrangerChannelOptions): GrpcChannel {
  const { authorityPem } = options;
  return openChannel(options, (check) => strangerClientCredentials(authorityPem, check), undefined);
}

/** Where somebody calls who shows a token, and whom they believe. */
export interface TokenChannelOptions extends StrangerChannelOptions {
  /** The token as it is now, asked for with each call. It is sent when the server has proved to be the coordinator, and not before. */
  readonly token: () => string;
}

/** Opens a channel whose calls bear a token, without a certificate. Nothing is sent before the first call. @throws ConsiliumError as {@link openGrpcChannel} */
export function openTokenChannel(options: TokenChannelOptions): GrpcChannel {
  const { authorityPem, token } = options;
  return openChannel(options, (check) => tokenClientCredentials(authorityPem, check), undefined, token);
}

/**
 * @param identity what the server may refuse, so that it can be asked why; none where it sees none
 * @param token goes along with each call
 */
function openChannel(
  options: Omit<GrpcChannelOptions, 'identity'>,
  credentialsFor: (check: ServerCheck) => ChannelCredentials,
  identity: TlsIdentity | undefined,
  token?: () => string,
): GrpcChannel {
  const { checkServer } = options;
  const address = parseAddress(options.address);
  const route = options.route ?? routeTo(address, undefined, process.env);
  const ip = isIP(address.host) === 0 ? undefined : address.host;
  const check: ServerCheck = ip === undefined ? checkServer : (_name, certificate) => checkServer(ip, certificate);
  const ready = (): boolean => grpc.getChannel().getConnectivityState(false) === connectivityState.READY;
  const credentials = new DialingCredentials(credentialsFor(check), { route, address, ready });
  const grpc = new GrpcClient(formatAddress(firstHop(route, address)), credentials, {
    // What grpc-js counts of each call and message for its own debugging service, which nobody serves here.
    'grpc.enable_channelz': 0,
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
    // Its own reading of the environment knows no ALL_PROXY and no loopback, swallows why a proxy refuses, and cannot be told of a file.
    'grpc.enable_http_proxy': 0,
    'grpc.default_authority': formatAddress(address),
    // TLS knows no server name that is an IP address (RFC 6066). Any name serves: the check above compares the address itself.
    'grpc.ssl_target_name_override': ip === undefined ? address.host : 'localhost',
  });
  const dialing: Dialing = {
    credentials,
    ready,
    hop: hopText(route, address),
    explain: explainer(credentials, { route, address, identity, target: grpc.getChannel().getTarget() }),
  };
  return {
    client: (service) => buildClient(grpc, service, dialing, token),
    close: () => grpc.close(),
  };
}

function buildClient<S extends Service>(grpc: GrpcClient, service: S, dialing: Dialing, token?: () => string): Client<S> {
  const calls: Record<string, unknown> = {};
  for (const [name, method] of Object.entries(service.methods)) calls[name] = buildCall(grpc, method, dialing, token);
  return calls as Client<S>;
}

// Each kind of call differs in what goes in and what comes out; the four branches are the whole of it.
function buildCall(grpc: GrpcClient, method: AnyMethod, dialing: Dialing, token: (() => string) | undefined): unknown {
  const serialize = (value: unknown): Buffer => encodeMessage(method.request, value);
  const deserialize = (bytes: Buffer): unknown => method.response.decode(bytes);
  const { path } = method;
  const idleOf = (options?: CallOptions): number | undefined => options?.idleMs ?? (method.quiet ? undefined : IDLE_TIMEOUT_MS);
  const limitsOf = (options?: CallOptions): StreamLimits => ({ idleMs: idleOf(options), firstMs: options?.firstMs });
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
              metadataOf(token),
              grpcOptions({ timeoutMs: UNARY_TIMEOUT_MS, ...options }),
              callback,
            ),
          dialing,
          options,
        );
    case 'client-stream':
      return async (requests: AsyncIterable<unknown>, options?: CallOptions) => {
        const source = new Source(requests);
        try {
          return await single(
            (callback) => {
              const metadata = metadataOf(token);
              const call = grpc.makeClientStreamRequest(path, serialize, deserialize, metadata, grpcOptions(options), callback);
              void source.pumpInto(call, idleOf(options));
              return call;
            },
            dialing,
            options,
          );
        } catch (error) {
          throw source.error ?? error;
        }
      };
    case 'server-stream':
      return (request: unknown, options?: CallOptions) =>
        stream(
          () => grpc.makeServerStreamRequest(path, serialize, deserialize, request, metadataOf(token), grpcOptions(options)),
          dialing,
          options?.signal,
          limitsOf(options),
        );
    case 'bidi':
      return async function* (requests: AsyncIterable<unknown>, options?: CallOptions): AsyncGenerator {
        const source = new Source(requests);
        try {
          yield* stream(
            () => {
              const call = grpc.makeBidiStreamRequest(path, serialize, deserialize, metadataOf(token), grpcOptions(options));
              void source.pumpInto(call, idleOf(options));
              return call;
            },
            dialing,
            options?.signal,
            limitsOf(options),
          );
        } catch (error) {
          throw source.error ?? error;
        }
      };
  }
}

async function single(
  start: (callback: (error: ServiceError | null, value?: unknown) => void) => AnyClientStream,
  dialing: Dialing,
  options?: CallOptions,
): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    const call = start((failure, value) => {
      release();
      name.release();
      const late = name.late();
      if (failure === null) resolve(value);
      else if (late !== undefined) reject(late);
      else dialing.explain(failure, call).then(reject, reject);
    });
    const name = watchName(call, dialing);
    const release = cancelOn(options?.signal, call);
  });
}

/** Longest waits of a stream, in milliseconds. */
interface StreamLimits {
  readonly idleMs: number | undefined;
  /** For the first message, where that is another one. */
  readonly firstMs: number | undefined;
}

/** The call begins with the first message asked for: an error that came before anybody listens would end the process. */
async function* stream(
  start: () => ClientReadableStream<unknown> | ClientDuplexStream<unknown, unknown>,
  dialing: Dialing,
  signal: AbortSignal | undefined,
  limits: StreamLimits,
): AsyncGenerator {
  const call = start();
  const name = watchName(call, dialing);
  const release = cancelOn(signal, call);
  const messages = call[Symbol.asyncIterator]() as AsyncIterator<unknown, undefined>;
  let { firstMs } = limits;
  const { idleMs } = limits;
  try {
    while (true) {
      const arrival = messages.next();
      const next = await bounded(arrival, firstMs, idleMs);
      firstMs = undefined;
      if (next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    throw isServiceError(error) ? (name.late() ?? (await dialing.explain(error, call))) : error;
  } finally {
    name.release();
    release();
    call.cancel();
    abandon(messages);
  }
}

async function bounded<T>(arrival: Promise<T>, firstMs: number | undefined, idleMs: number | undefined): Promise<T> {
  if (firstMs !== undefined) return await inTime(arrival, () => wordless(firstMs), firstMs);
  return await (idleMs === undefined ? arrival : within(arrival, idleMs));
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
      const items = this.#requests[Symbol.asyncIterator]();
      iterator = items;
      const cut = new CallCut(closed.signal);
      while (!closed.signal.aborted) {
        const next = await cut.or(() => items.next());
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
