import { ConsiliumError } from '@consilium/core';
import { type Address, formatAddress } from './address.ts';
import type { Stage } from './connecting.ts';
import type { TlsIdentity } from './credentials.ts';
import { noHttp2, tlsSilent } from './dialing-credentials.ts';
import { connectTcp, firstHop, hopText, resolveName } from './reach.ts';
import type { Route } from './route.ts';
import { handshake, NO_ANSWER, refusalOfHandshake } from './tls-probe.ts';
import { openTunnel } from './tunnel.ts';

/** What became of one stage of a connection. */
export interface ConnectionStep {
  readonly stage: Stage;
  /** What was found, for a person. */
  readonly says: string;
  /** Why the stage failed; then there are no further ones. */
  readonly error?: ConsiliumError;
}

/**
 * Makes a connection stage by stage, each on its own, and says what each found; it takes no more than ten seconds a stage. What the other side says inside the
 * connection is another question.
 */
export async function* connectionSteps(route: Route, address: Address, identity: TlsIdentity): AsyncGenerator<ConnectionStep> {
  const hop = firstHop(route, address);
  const what = hopText(route, address);
  let stage: Stage = 'name';
  try {
    const addresses = await resolveName(hop.host, what);
    yield { stage, says: `${hop.host} is ${addresses.map((found) => found.address).join(', ')}` };
    stage = 'tcp';
    const socket = await connectTcp(hop, addresses, what);
    yield { stage, says: `${what} takes connections` };
    if (route.kind === 'proxy') {
      stage = 'proxy';
      await openTunnel(socket, route.proxy, address);
      yield { stage, says: `${what} connects us to ${formatAddress(address)}` };
    }
    socket.on('error', () => {});
    socket.destroy();
    stage = 'tls';
    const result = await handshake(route, address, identity);
    if ('refused' in result)
      throw result.refused === NO_ANSWER ? tlsSilent(address) : refusalOfHandshake(result.refused, address);
    yield { stage, says: `${result.version}, with a certificate of this consortium's authority` };
    stage = 'http2';
    if (result.protocol === undefined) throw noHttp2(address);
    yield { stage, says: 'HTTP/2 was agreed on (ALPN)' };
  } catch (error) {
    if (!(error instanceof ConsiliumError)) throw error;
    yield { stage, says: error.message, error };
  }
}
