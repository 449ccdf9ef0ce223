import type { Server } from '@grpc/grpc-js';
import type { WatchedConnections } from './http2-connections.ts';

/** Longest that open calls may take to end by themselves, in milliseconds. */
const GRACE_MS = 500;

/** Refuses new calls, aborts open ones and closes. @param injector of connections that come from elsewhere */
export function stopServer(
  server: Server,
  stopping: AbortController,
  connections: WatchedConnections,
  injector?: ReturnType<Server['createConnectionInjector']>,
): Promise<void> {
  return new Promise((resolve) => {
    stopping.abort();
    injector?.destroy();
    // Streams end by themselves on the abort; one that does not is cut off.
    const force = setTimeout(() => {
      server.forceShutdown();
      connections.cut();
    }, GRACE_MS);
    server.tryShutdown(() => {
      clearTimeout(force);
      connections.release();
      resolve();
    });
  });
}
