import type { ConsiliumError } from '@consilium/core';
import type {
  ClientDuplexStream,
  ClientReadableStream,
  ClientUnaryCall,
  ClientWritableStream,
  ServiceError,
} from '@grpc/grpc-js';
import type { Address } from './address.ts';
import { STAGE_MS } from './connecting.ts';
import type { TlsIdentity } from './credentials.ts';
import type { DialingCredentials } from './dialing-credentials.ts';
import { hopText, nameUnknown } from './reach.ts';
import type { Route } from './route.ts';
import { detailsOf, fromServiceError, trustProblem } from './status.ts';
import { explainRefusal } from './tls-probe.ts';

/** A call of whichever kind. */
export type AnyClientStream =
  | ClientReadableStream<unknown>
  | ClientWritableStream<unknown>
  | ClientDuplexStream<unknown, unknown>
  | ClientUnaryCall;

/** Turns the failure of a call into one of ours. */
type Explain = (error: ServiceError, call: AnyClientStream) => Promise<ConsiliumError>;

/** What is known of how the connection under a call comes about. */
export interface Dialing {
  readonly credentials: DialingCredentials;
  readonly ready: () => boolean;
  /** Whose name is looked up first, in words. */
  readonly hop: string;
  readonly explain: Explain;
}

/** The way of a channel, for words about it. */
interface Way {
  readonly route: Route;
  readonly address: Address;
  /** What the server is shown; none where it sees no certificate, and can refuse none. */
  readonly identity: TlsIdentity | undefined;
  /** What the channel calls itself: the peer of a call that no connection has taken. */
  readonly target: string;
}

/**
 * Words for the failure of a call; asks the server again where only it knows why. What a connection took may have been answered by the other side in any
 * words, also in those of a handshake that failed, so none of them are read as words about the way.
 */
export function explainer(credentials: DialingCredentials, { route, address, identity, target }: Way): Explain {
  return async (error, call) => {
    if (call.getPeer() !== target) return fromServiceError(error);
    const known = trustProblem(detailsOf(error)) ?? fromServiceError(error);
    if (known.code !== 'UNREACHABLE') return known;
    if (detailsOf(error).startsWith('Name resolution failed'))
      return nameUnknown(`the name of ${hopText(route, address)} cannot be resolved`, error);
    if (!detailsOf(error).startsWith('No connection established')) return known;
    const refusal = identity === undefined ? undefined : () => explainRefusal(route, address, identity);
    return credentials.failure ?? (await refusal?.()) ?? known;
  };
}

/**
 * Ends a call for which no address is found in time; every later stage has its own watch. Only what has not happened since the call began says so: how the
 * connection fares by the time that this is asked says nothing of a name, for the reader of a stream may have been busy while it came and went.
 */
export function watchName(
  call: AnyClientStream,
  { credentials, ready, hop }: Dialing,
): { readonly late: () => ConsiliumError | undefined; readonly release: () => void } {
  if (ready() || credentials.dialing) return { late: () => undefined, release: () => {} };
  const before = credentials.dials;
  let late: ConsiliumError | undefined;
  const timer = setTimeout(() => {
    if (credentials.dials > before) return;
    late = nameUnknown(`the name of ${hop} was not resolved within ${STAGE_MS / 1000} s`);
    call.cancel();
  }, STAGE_MS);
  return { late: () => late, release: () => clearTimeout(timer) };
}
