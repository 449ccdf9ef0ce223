export { type Address, formatAddress, parseAddress, parseHost } from './address.ts';
export { AsyncQueue } from './async-queue.ts';
export type { TlsIdentity } from './credentials.ts';
export { type GrpcChannel, openGrpcChannel, openTokenChannel } from './grpc-client.ts';
/** Programs call as strangers by `callJoin` alone; tests by its parts. @internal */
export { openStrangerChannel } from './grpc-client.ts';
export { type GrpcServer, startGrpcServer } from './grpc-server.ts';
export { postHttps } from './https-post.ts';
export type { ProveToken, TokenCall } from './token-door.ts';
export { startTokenServer, type TokenServer } from './token-server.ts';
export { abandon, nextOrAborted } from './interruptible.ts';
export { mappedErrors } from './mapped-errors.ts';
export { CHUNK_BYTES } from './limits.ts';
export { isNotConnected, type Stage } from './connecting.ts';
export { connectionSteps } from './connection-steps.ts';
export { callJoin } from './join-call.ts';
export { sharedMessage } from './message-bytes.ts';
export { connectInMemory } from './memory-transport.ts';
export { isLoopback } from './no-proxy.ts';
export { providerUrl } from './provider-url.ts';
export { type Environment, parseProxy, type ProxySetting, type Route, routeText, routeTo } from './route.ts';
export { authorityOf, probeTls, type TlsFacts } from './tls-probe.ts';
export {
  bind,
  type Binding,
  type BoundCall,
  type CallContext,
  type Client,
  type Handlers,
  type Identify,
  type Peer,
  type ProvedToken,
} from './service.ts';
