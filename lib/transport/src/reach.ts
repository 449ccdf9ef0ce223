import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { type Address, formatAddress } from './address.ts';
import { inTime, notConnected, STAGE_MS } from './connecting.ts';
import { openTunnel } from './tunnel.ts';
import type { Route } from './route.ts';

/** Where a route leads first: the proxy, or the address itself. */
export function firstHop(route: Route, address: Address): Address {
  return route.kind === 'proxy' ? route.proxy.address : address;
}

/**
 * Addresses of a host. @param what `host:port` or a proxy, for the words of an error
 * @throws ConsiliumError `NAME_UNKNOWN`
 */
export async function resolveName(host: string, what: string, limitMs: number = STAGE_MS): Promise<readonly LookupAddress[]> {
  if (isIP(host) !== 0) return [{ address: host, family: isIP(host) }];
  const late = (): ReturnType<typeof nameUnknown> =>
    nameUnknown(`the name of ${what} was not resolved within ${limitMs / 1000} s`);
  try {
    return await inTime(lookup(host, { all: true }), late, limitMs);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw code === 'NAME_UNKNOWN' ? error : nameUnknown(`the name of ${what} cannot be resolved (${code})`, error);
  }
}

/** @internal */
export function nameUnknown(message: string, cause?: unknown): ReturnType<typeof notConnected<'NAME_UNKNOWN'>> {
  return notConnected('name', { code: 'NAME_UNKNOWN', message, cause });
}

/** A TCP connection. @throws ConsiliumError `UNREACHABLE`, in words that tell a closed port from packets that are dropped */
export async function connectTcp(
  { host, port }: Address,
  addresses: readonly LookupAddress[],
  what: string,
  limitMs: number = STAGE_MS,
): Promise<Socket> {
  const known: LookupFunction = (_name, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? host, first?.family);
  };
  const socket = connect({ host, port, lookup: known });
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const silent = (): ReturnType<typeof unreachable> =>
    unreachable(
      `${what} does not answer: no connection within ${limitMs / 1000} s`,
      'A firewall drops the packets, or the machine is off. Ask for this one outgoing connection; at a hospital, "consilium-site doctor" prints the request.',
    );
  try {
    await inTime(connected, silent, limitMs);
    socket.removeAllListeners('error');
    return socket;
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    throw tcpFailure(error, what);
  }
}

function tcpFailure(error: unknown, what: string): unknown {
  const code = codeOf(error);
  if (code === 'UNREACHABLE') return error;
  if (code === 'ECONNREFUSED') {
    const advice =
      'The machine answers, but this port is closed: check that the coordinator runs, and the port; a firewall may also answer so.';
    return unreachable(`nothing listens at ${what} (${code})`, advice, error);
  }
  return unreachable(
    `${what} cannot be reached (${code})`,
    'Check the network of this machine, the address, the firewall and the proxy.',
    error,
  );
}

/** Several addresses of one name fail together, each with a code. */
function codeOf(error: unknown): string {
  const { code, errors } = error as { readonly code?: string; readonly errors?: readonly { readonly code?: string }[] };
  return code ?? errors?.[0]?.code ?? 'no reason given';
}

function unreachable(message: string, advice: string, cause?: unknown): ReturnType<typeof notConnected<'UNREACHABLE'>> {
  return notConnected('tcp', { code: 'UNREACHABLE', message: `the other side cannot be reached: ${message}`, advice, cause });
}

/** What stands at the end of the first hop, in words. */
export function hopText(route: Route, address: Address): string {
  return route.kind === 'proxy' ? `the proxy ${formatAddress(route.proxy.address)}` : formatAddress(address);
}

/**
 * Asks whether the first hop of a route can be reached, by connecting to it and hanging up.
 *
 * @throws ConsiliumError `NAME_UNKNOWN`, `UNREACHABLE`
 */
export async function reach(route: Route, address: Address): Promise<void> {
  (await dialFirstHop(route, address)).destroy();
}

/** A connection to the address itself, through the proxy where there is one. @throws ConsiliumError `NAME_UNKNOWN`, `UNREACHABLE`, `PROXY_REFUSED` */
export async function dial(route: Route, address: Address): Promise<Socket> {
  const socket = await dialFirstHop(route, address);
  if (route.kind === 'proxy') await openTunnel(socket, route.proxy, address);
  return socket;
}

async function dialFirstHop(route: Route, address: Address): Promise<Socket> {
  const hop = firstHop(route, address);
  const what = hopText(route, address);
  return await connectTcp(hop, await resolveName(hop.host, what), what);
}
