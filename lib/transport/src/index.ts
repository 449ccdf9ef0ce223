export { AsyncQueue } from './async-queue.ts';
export type { ServerCheck, TlsIdentity } from './credentials.ts';
export { type GrpcChannel, type GrpcChannelOptions, openGrpcChannel } from './grpc-client.ts';
export { type GrpcServer, type GrpcServerOptions, startGrpcServer } from './grpc-server.ts';
export { CHUNK_BYTES, MAX_MESSAGE_BYTES } from './limits.ts';
export { connectInMemory } from './memory-transport.ts';
export { probeTls, type TlsFacts } from './tls-probe.ts';
export {
  bind,
  type Binding,
  type CallContext,
  type CallOptions,
  type Client,
  type Handlers,
  type Identify,
  type Peer,
} from './service.ts';
