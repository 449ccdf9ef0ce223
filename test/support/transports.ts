import type { Service } from '@consilium/proto';
import {
  type Binding,
  type Client,
  connectInMemory,
  type GrpcChannel,
  openGrpcChannel,
  startGrpcServer,
  type TlsIdentity,
} from '@consilium/transport';
import { coordinatorIdentityCheck } from '@consilium/trust';
import { CONSORTIUM, derOf, type TestCertificates } from '@consilium/testing';

/** A service that is served, over one of the transports. */
export interface Served {
  client<S extends Service>(service: S, identity: TlsIdentity): Client<S>;
  /** Errors that the server reported as defects. */
  readonly defects: unknown[];
  close(): Promise<void>;
}

/** Serves bindings. */
export type Serve = (consortium: TestCertificates, bindings: readonly Binding[]) => Promise<Served>;

/** Over mutual TLS on a loopback socket. */
const serveGrpc: Serve = async (consortium, bindings) => {
  const defects: unknown[] = [];
  const server = await startGrpcServer({
    identity: consortium.member('coordinator', 'coordinator'),
    port: 0,
    bindings,
    onInternalError: (_method, error) => defects.push(error),
  });
  const channels: GrpcChannel[] = [];
  return {
    defects,
    client(service, identity) {
      const channel = openGrpcChannel({
        identity,
        address: `127.0.0.1:${server.port}`,
        checkServer: coordinatorIdentityCheck(CONSORTIUM),
      });
      channels.push(channel);
      return channel.client(service);
    },
    async close() {
      for (const channel of channels) channel.close();
      await server.stop();
    },
  };
};

/** In this process, without a socket. */
const serveMemory: Serve = (_consortium, bindings) =>
  Promise.resolve({
    defects: [],
    client: (service, identity) => connectInMemory(service, bindings, derOf(identity)),
    close: () => Promise.resolve(),
  });

/** Every transport there is; what holds for one must hold for all. */
export const TRANSPORTS: readonly (readonly [string, Serve])[] = [
  ['grpc', serveGrpc],
  ['memory', serveMemory],
];
