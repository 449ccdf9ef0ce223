import type { X509Certificate } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import type { Access, AnyMethod, Method, Service } from '@consilium/proto';

/** Who is calling, as far as the transport can prove it. */
export interface Peer {
  /**
   * DER of the peer's certificate, verified against the consortium's authority: the same array with every call of a connection.
   * Empty for a caller who shows none, whom only methods for strangers admit, or who shows a token.
   */
  readonly certificate: Uint8Array;
  /** The same as TLS has read it, where it has: reading it again takes as long as checking a signature. */
  readonly read?: X509Certificate;
  /** `host:port`, or `memory`. */
  readonly address: string;
  /** What the token of this call has proved, at the door for tokens; then there is no certificate. */
  readonly token?: ProvedToken;
}

/** What a bearer token says, proved by the one who serves. */
export interface ProvedToken {
  /** The identity provider that signed it. */
  readonly issuer: string;
  /** Whom it names, as the provider will never name anybody else. */
  readonly subject: string;
  /** By what name the server knows that person. */
  readonly name: string;
  /** When it was made, in milliseconds since the epoch. */
  readonly issuedMs: number;
  /** When it ends, in milliseconds since the epoch. */
  readonly expiresMs: number;
}

/**
 * Turns a caller into somebody that handlers know, or refuses. Asked with every call, before its handler.
 *
 * @throws ConsiliumError when the peer is no member, or not one that `access` admits
 */
export type Identify<Identity> = (peer: Peer, access: Access) => Identity;

/** What a handler knows about a call. */
export interface CallContext<Identity> {
  /** Who is calling, and was found to have access. */
  readonly identity: Identity;
  /** Aborts when the caller hangs up, the deadline passes or the server stops. */
  readonly signal: AbortSignal;
  /** Asks again whether the caller has access: for the moment of a write that comes long after the call began. @throws as {@link Identify} */
  readonly requireAccess: () => void;
}

/** What a caller may ask for. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** The call fails with `UNREACHABLE` when it has not ended by then. @default two minutes for calls with one answer, none for streams */
  readonly timeoutMs?: number;
  /**
   * The call fails with `UNREACHABLE` when the other side of a stream neither takes nor sends anything for so long.
   *
   * @default a minute; none for a stream that may be quiet
   */
  readonly idleMs?: number;
  /** The call fails with `COORDINATOR_FAILED` when the first message of a stream has not come by then. @default as `idleMs` */
  readonly firstMs?: number;
}

type HandlerOf<M extends AnyMethod, Identity> =
  M extends Method<infer Kind, infer _RequestInit, infer Request, infer ResponseInit, infer _Response>
    ? Kind extends 'unary'
      ? (request: Request, context: CallContext<Identity>) => Promise<ResponseInit> | ResponseInit
      : Kind extends 'server-stream'
        ? (request: Request, context: CallContext<Identity>) => AsyncIterable<ResponseInit>
        : Kind extends 'client-stream'
          ? (requests: AsyncIterable<Request>, context: CallContext<Identity>) => Promise<ResponseInit>
          : (requests: AsyncIterable<Request>, context: CallContext<Identity>) => AsyncIterable<ResponseInit>
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
export type Handlers<S extends Service, Identity> = {
  readonly [Name in keyof S['methods']]: HandlerOf<S['methods'][Name], Identity>;
};

/** The functions that call a service, over whichever transport. */
export type Client<S extends Service> = { readonly [Name in keyof S['methods']]: CallOf<S['methods'][Name]> };

/** One service that is served, types erased so that a server can hold several. Made by {@link bind} alone. */
export interface Binding {
  readonly service: Service;
  /** By the name of the method. */
  readonly calls: Readonly<Record<string, BoundCall>>;
}

/**
 * Checks the caller, then runs the handler; which of the four shapes request and answer have is known from the method's kind. All
 * that a transport gets to see of a handler.
 */
export type BoundCall = (request: unknown, peer: Peer, signal: AbortSignal) => unknown;

/** Any handler. */
type AnyHandler<Identity> = (request: unknown, context: CallContext<Identity>) => unknown;

/**
 * Pairs a service with its handlers, each behind the check of its caller.
 *
 * @param identify who is calling, and whether the method's access admits them
 * @throws ConsiliumError `INTERNAL` for a method that does not say who may call it: nobody may then
 */
export function bind<S extends Service, Identity>(
  service: S,
  identify: Identify<Identity>,
  handlers: Handlers<S, Identity>,
): Binding {
  const erased = handlers as unknown as Readonly<Record<string, AnyHandler<Identity> | undefined>>;
  const calls: Record<string, BoundCall> = {};
  for (const [name, method] of Object.entries(service.methods)) {
    const access = requireAccess(method);
    const handler = erased[name];
    if (handler === undefined) continue;
    calls[name] = (request, peer, signal) =>
      handler(request, {
        identity: identify(peer, access),
        signal,
        requireAccess: () => void identify(peer, access),
      });
  }
  return { service, calls };
}

/** The compiler asks for it already; this is for a list of methods that the compiler has not seen. */
function requireAccess({ path, access }: Pick<AnyMethod, 'path'> & { readonly access?: Access }): Access {
  if (access === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: `${path} does not say who may call it` });
  return access;
}
