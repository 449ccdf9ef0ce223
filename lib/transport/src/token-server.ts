import { ConsiliumError } from '@consilium/core';
import { strangerServerCredentials, type TlsIdentity } from './credentials.ts';
import { type GrpcServer, type GrpcServerOptions, listen, serverOf } from './grpc-server.ts';
import { http2ServersOf, tellFailedHandshakes, watchConnections } from './http2-connections.ts';
import { MAX_MESSAGE_BYTES, SILENT_MS } from './limits.ts';
import { stopServer } from './stop-server.ts';
import { type ProveToken, type TokenCallerLimits, TokenDoor } from './token-door.ts';

/** How to serve those who show tokens. */
export interface TokenServerOptions
  extends Pick<
    GrpcServerOptions,
    'host' | 'port' | 'bindings' | 'idleMs' | 'silentMs' | 'onFailedHandshake' | 'onInternalError'
  > {
  /** Certificate and key with the one authority that issued it. */
  readonly identity: TlsIdentity;
  /** Proves the token of each call. */
  readonly prove: ProveToken;
  /** @default {@link TOKEN_CALLERS} */
  readonly limits?: TokenCallerLimits;
}

/** A running server for those who show tokens. */
export interface TokenServer extends Pick<GrpcServer, 'port' | 'stop'> {
  /** Replaces the certificate for new connections. */
  reload(identity: TlsIdentity): void;
}

/**
 * Starts a server that asks nobody for a certificate, and everybody for a bearer token with each call. It has a port of its own and serves
 * what people may call, and nothing else.
 *
 * @throws ConsiliumError `UNREACHABLE` when the port cannot be had, `INTERNAL` for a method that is not for people
 */
export async function startTokenServer(options: TokenServerOptions): Promise<TokenServer> {
  const { bindings, prove, limits, silentMs = SILENT_MS } = options;
  for (const { path, access } of bindings.flatMap(({ service }) => Object.values(service.methods)))
    if (access.kind !== 'user')
      throw new ConsiliumError({ code: 'INTERNAL', message: `${path} is served to callers with a token` });
  const stopping = new AbortController();
  const door = new TokenDoor(prove, limits, options.onInternalError);
  const server = serverOf(bindings, MAX_MESSAGE_BYTES, stopping.signal, options, door);
  const credentials = strangerServerCredentials(options.identity);
  const port = await listen(server, credentials, options);
  for (const http2Server of http2ServersOf(server)) {
    door.watch(http2Server);
    if (options.onFailedHandshake !== undefined) tellFailedHandshakes(http2Server, options.onFailedHandshake);
  }
  // After the door, which takes connections in the place of who listened before it.
  const connections = watchConnections(server, silentMs);
  return {
    port,
    reload: (identity) => credentials.reload(identity),
    stop: () => stopServer(server, stopping, connections),
  };
}
