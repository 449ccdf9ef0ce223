export { AsyncQueue } from './async-queue.ts';
export type { TlsIdentity } from './credentials.ts';
export { type GrpcChannel, openGrpcChannel, openStrangerChannel } from './grpc-client.ts';
export { type GrpcServer, startGrpcServer } from './grpc-server.ts';
export { CHUNK_BYTES } from './limits.ts';
export { connectInMemory } from './memory-transport.ts';
export { authorityOf, probeTls, type TlsFacts } from './tls-probe.ts';
export { bind, type Binding, type CallContext, type Client, type Handlers, type Identify, type Peer } from './service.ts';
