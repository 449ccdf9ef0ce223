import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, BlockList, isIP } from 'node:net';
import { type Clock, ConsiliumError, fromUnknown } from '@consilium/core';
import { type Address, formatAddress } from '@consilium/transport';
import { metricsText, processMetrics, type ServerFacts } from './metrics.ts';
import type { Overview } from './overview.ts';

/** More at once than Prometheus and a person need; the others wait at the door. */
const MAX_CONNECTIONS = 32;
const REQUEST_MS = 10_000;
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What the monitor shows. */
export interface MonitorOptions {
  /** A loopback address: what is here has no other door. Port 0 takes any. */
  readonly address: Address;
  /** @throws ConsiliumError when the coordinator cannot work */
  readonly overview: () => Promise<Overview>;
  readonly facts: () => ServerFacts;
  readonly clock: Pick<Clock, 'now'>;
}

/** A monitor that listens. */
export interface Monitor {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `/healthz` (the process answers), `/readyz` (its database does too, and its certificate holds) and `/metrics` (Prometheus) over HTTP, to this
 * machine alone: names of sites and runs are no secret there, and watchers elsewhere come through a proxy that knows them.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for an address that others reach, `UNREACHABLE` for one that is taken
 */
export async function startMonitor({ address, overview, facts, clock }: MonitorOptions): Promise<Monitor> {
  if (!isThisMachineAlone(address.host))
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: `the monitor listens on this machine alone, and ${address.host} is reached from others`,
      advice: 'Name 127.0.0.1 or ::1 and a port. To watch from another machine, put a proxy with TLS and a password in front.',
      details: { field: 'monitor' },
    });
  const ofProcess = processMetrics();
  const pages: Readonly<Record<string, () => Promise<Page>>> = {
    '/healthz': () => Promise.resolve({ status: 200, type: 'application/json', text: json({ healthy: true }) }),
    '/readyz': async () => await readiness(overview, facts, clock),
    '/metrics': async () => ({
      status: 200,
      type: METRICS_TYPE,
      text: await metricsText(ofProcess, await overview(), facts()),
    }),
  };
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => void answer(pages, request, response));
  server.maxConnections = MAX_CONNECTIONS;
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(address, error)));
    server.listen(address.port, address.host, () => resolve((server.address() as AddressInfo).port));
  });
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Page {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;

async function readiness(
  overview: MonitorOptions['overview'],
  facts: MonitorOptions['facts'],
  clock: Pick<Clock, 'now'>,
): Promise<Page> {
  const type = 'application/json';
  try {
    const { sites } = await overview();
    const { certificateEndSeconds } = facts();
    const code = 'CERTIFICATE_INVALID';
    if (certificateEndSeconds * 1000 <= clock.now())
      return { status: 503, type, text: json({ ready: false, code, message: 'the certificate of the coordinator is over' }) };
    const connected = sites.filter((site) => site.connected).length;
    return { status: 200, type, text: json({ ready: true, connected, certificateEndSeconds }) };
  } catch (error) {
    const { code, message } = fromUnknown(error);
    return { status: 503, type, text: json({ ready: false, code, message }) };
  }
}

async function answer(
  pages: Readonly<Record<string, () => Promise<Page>>>,
  { method, url = '', headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = url.split('?', 1)[0] ?? '';
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
  let found: Page;
  if (!isOwnName(headers.host))
    found = { status: 421, type: 'text/plain', text: 'Ask for this machine as localhost or 127.0.0.1.\n' };
  else if (page === undefined) found = { status: 404, type: 'text/plain', text: `${Object.keys(pages).join('\n')}\n` };
  else if (method !== 'GET' && method !== 'HEAD') found = { status: 405, type: 'text/plain', text: 'GET\n' };
  else {
    try {
      found = await page();
    } catch (error) {
      const { code, message } = fromUnknown(error);
      found = { status: 503, type: 'application/json', text: json({ code, message }) };
    }
  }
  const body = Buffer.from(found.text, 'utf8');
  response.writeHead(found.status, {
    'content-type': found.type,
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(method === 'HEAD' ? undefined : body);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Any other name may be a stranger's that was made to lead here, with a page of theirs in a browser of this machine (DNS rebinding). */
function isOwnName(host: string | undefined): boolean {
  const name = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(host ?? '');
  return isThisMachineAlone(name?.[1] ?? name?.[2] ?? '');
}

/** Not `0.0.0.0`, which means this machine to who dials it, and every network to who listens there. */
function isThisMachineAlone(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && LOOPBACK.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'));
}

function cannotListen(address: Address, cause: Error): ConsiliumError<'UNREACHABLE'> {
  return new ConsiliumError({
    code: 'UNREACHABLE',
    message: `the monitor cannot listen on ${formatAddress(address)}: ${cause.message}`,
    cause,
    advice: 'Stop the program that uses this address, or name another port with --monitor.',
  });
}
