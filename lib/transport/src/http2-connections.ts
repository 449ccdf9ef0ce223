import type { EventEmitter } from 'node:events';
import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { Server } from '@grpc/grpc-js';
import { formatAddress } from './address.ts';
import { WINDOW_BYTES } from './limits.ts';

/** The connections of a server, watched. */
export interface WatchedConnections {
  /** Cuts every connection that is still open. */
  cut(): void;
  /** Ends the watch. */
  release(): void;
}

/**
 * Cuts connections over which nothing has come for `silentMs`. Node does not always see that a connection is gone: one that is reset while much is being
 * written is neither read nor written any more, its streams and its socket stay for ever, and so does everything that waits for the server to close. A probe that
 * is not answered closes such a connection in the polite way only, which waits for its streams.
 *
 * @param server whose connections, from now on
 */
export function watchConnections(server: Server, silentMs: number): WatchedConnections {
  /** Bytes read by the last look. */
  const seen = new Map<TLSSocket, number>();
  /** Those that have not greeted yet too: a server that closes waits for them, and they need not say anything. */
  const open = new Set<Socket>();
  for (const http2Server of http2ServersOf(server)) {
    http2Server.on('connection', (socket: Socket) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    });
    http2Server.on('secureConnection', (socket: TLSSocket) => {
      seen.set(socket, -1);
      socket.once('close', () => seen.delete(socket));
    });
  }
  // A connection is cut at the second look that finds nothing new, so after one to two times this.
  const timer = setInterval(() => {
    for (const [socket, bytes] of seen) {
      if (socket.bytesRead === bytes) socket.destroy();
      else seen.set(socket, socket.bytesRead);
    }
  }, silentMs);
  timer.unref();
  return {
    cut() {
      for (const socket of [...seen.keys(), ...open]) socket.destroy();
    },
    release: () => clearInterval(timer),
  };
}

/**
 * Two things of each connection that grpc-js has no option for, so its HTTP/2 servers are asked; a test sees whether that still
 * works.
 *
 * - `flow_control_window` raises the window of each stream, but on the server not that of the connection, which all streams share
 *   and which stays at 64 KiB: one round trip would carry no more than that of an upload.
 * - grpc-js reads the peer's certificate again for each call, and asks for a description of it in texts. TLS 1.3 never negotiates again, so what the handshake
 *   proved holds for the connection; of the certificate itself, which Node already has, it only hands on what it is given.
 *
 * @param onFailedHandshake told of each connection that ends before its caller is proved to be somebody
 */
export function tuneConnections(server: Server, onFailedHandshake: (address: string) => void = () => {}): void {
  for (const http2Server of http2ServersOf(server)) {
    tellFailedHandshakes(http2Server, onFailedHandshake);
    http2Server.on('session', (session: ServerHttp2Session) => session.setLocalWindowSize(WINDOW_BYTES));
    http2Server.on('secureConnection', (socket: TLSSocket) => {
      const certificate: { readonly raw?: Uint8Array } = socket.getPeerX509Certificate() ?? {};
      socket.getPeerCertificate = (): never => certificate as PeerCertificate as never;
    });
  }
}

/** Tells of each connection that ends before TLS has proved what it has to. */
export function tellFailedHandshakes(http2Server: EventEmitter, told: (address: string) => void): void {
  http2Server.on('tlsClientError', (_error: Error, socket: TLSSocket) => told(addressOf(socket)));
}

/** The HTTP/2 servers inside a server of grpc-js, which has no way to ask for them. */
export function http2ServersOf(server: Server): readonly EventEmitter[] {
  const { http2Servers } = server as unknown as { readonly http2Servers: ReadonlyMap<EventEmitter, unknown> };
  return [...http2Servers.keys()];
}

/** A connection that is gone no longer knows where it came from. */
function addressOf({ remoteAddress, remotePort }: TLSSocket): string {
  return remoteAddress === undefined ? 'unknown' : formatAddress({ host: remoteAddress, port: remotePort ?? 0 });
}
