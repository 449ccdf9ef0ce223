import type { AnyMethod, Method, Service } from '@consilium/proto';

/** Who is calling, as far as the transport can prove it. */
export interface Peer {
  /** DER of the peer's certificate, verified against the consortium's authority: the same array with every call of a connection. */
  readonly certificate: Uint8Array;
  /** `host:port`, or `memory`. */
  readonly address: string;
}

/** What a handler knows about a call. */
export interface CallContext {
  readonly peer: Peer;
  /** Aborts when the caller hangs up, the deadline passes or the server stops. */
  readonly signal: AbortSignal;
}

/** What a caller may ask for. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** The call fails with `UNREACHABLE` when it has not ended by then. @default none */
  readonly timeoutMs?: number;
}

type HandlerOf<M extends AnyMethod> =
  M extends Method<infer Kind, infer _RequestInit, infer Request, infer ResponseInit, infer _Response>
    ? Kind extends 'unary'
      ? (request: Request, context: CallContext) => Promise<ResponseInit> | ResponseInit
      : Kind extends 'server-stream'
        ? (request: Request, context: CallContext) => AsyncIterable<ResponseInit>
        : Kind extends 'client-stream'
          ? (requests: AsyncIterable<Request>, context: CallContext) => Promise<ResponseInit>
          : (requests: AsyncIterable<Request>, context: CallContext) => AsyncIterable<ResponseInit>
    : never;

type CallOf<M extends AnyMethod> =
  M extends Method<infer Kind, infer RequestInit, infer _Request, infer _ResponseInit, infer Response>
    ? Kind extends 'unary'
      ? (request: RequestInit, options?: CallOptions) => Promise<Response>
      : Kind extends 'server-stream'
        ? (request: RequestInit, options?: CallOptions) => AsyncIterable<Response>
        : Kind extends 'client-stream'
          ? (requests: AsyncIterable<RequestInit>, options?: CallOptions) => Promise<Response>
          : (requests: AsyncIterable<RequestInit>, options?: CallOptions) => AsyncIterable<Response>
    : never;

/**
 * The functions that serve a service; streams are async iterables, errors are thrown.
 *
 * A caller that hangs up in the middle of its messages shows as an `UNREACHABLE` error or, since HTTP/2 may tell its end before
 * its reset, as an early end: what must be whole has to say in its first message how long it is.
 */
export type Handlers<S extends Service> = { readonly [Name in keyof S['methods']]: HandlerOf<S['methods'][Name]> };

/** The functions that call a service, over whichever transport. */
export type Client<S extends Service> = { readonly [Name in keyof S['methods']]: CallOf<S['methods'][Name]> };

/** Handlers of one service, types erased so that a server can hold several. */
export interface Binding {
  readonly service: Service;
  readonly handlers: Readonly<Record<string, AnyHandler>>;
}

/** Any handler: which of the four shapes it has is known from its method's kind. */
// biome-ignore lint/suspicious/noExplicitAny: erased on purpose, `bind` is the only door
export type AnyHandler = (request: any, context: CallContext) => any;

/** Pairs a service with its handlers. */
export function bind<S extends Service>(service: S, handlers: Handlers<S>): Binding {
  return { service, handlers: handlers as unknown as Record<string, AnyHandler> };
}
