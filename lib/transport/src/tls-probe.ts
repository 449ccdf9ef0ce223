import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { ConsiliumError } from '@consilium/core';
import { type Address, formatAddress } from './address.ts';
import { notConnected, STAGE_MS } from './connecting.ts';
import { tlsSilent } from './dialing-credentials.ts';
import type { TlsIdentity } from './credentials.ts';
import { STRANGER_PROTOCOL } from './limits.ts';
import { dial } from './reach.ts';
import type { Route } from './route.ts';
import { trustProblem } from './status.ts';

/** What a handshake found. */
export interface TlsFacts {
  /** Protocol version as OpenSSL names it, such as `TLSv1.3`. */
  readonly version: string;
  /** Whether the server refuses a client that shows no certificate. */
  readonly mutual: boolean;
}

/** What a handshake came to. */
export type Handshake =
  | {
      readonly version: string;
      /** The protocol agreed on inside TLS (ALPN); `undefined` for none. */
      readonly protocol: string | undefined;
    }
  | { readonly refused: string };

/** Dialled without a proxy: a probe of a server of this machine. */
const DIRECT: Route = { kind: 'direct', why: 'a probe' };

/** Certificates of a chain that are looked at: a server of ours sends two. */
const MAX_CHAIN = 8;

/** Asks a server what it speaks, by speaking to it: once with our certificate, once without. @throws ConsiliumError `UNREACHABLE` */
export async function probeTls(host: string, port: number, identity: TlsIdentity): Promise<TlsFacts> {
  const address = { host, port };
  const ours = await handshake(DIRECT, address, identity);
  if ('refused' in ours) throw refusalOfHandshake(ours.refused, address);
  return {
    version: ours.version,
    mutual: 'refused' in (await handshake(DIRECT, address, { authorityPem: identity.authorityPem })),
  };
}

/** What a failed handshake means. */
export function refusalOfHandshake(refused: string, address: Address): ConsiliumError {
  const message = `${formatAddress(address)} refuses the handshake (${refused})`;
  return trustProblem(refused) ?? notConnected('tls', { code: 'UNREACHABLE', message });
}

/**
 * Why a server may have closed the connection. In TLS 1.3 it judges our certificate after our side of the handshake is over, and
 * grpc-js drops what it says then: without asking again, an expired certificate would look like a cut cable.
 */
export async function explainRefusal(route: Route, address: Address, identity: TlsIdentity): Promise<ConsiliumError | undefined> {
  try {
    const result = await handshake(route, address, identity);
    return 'refused' in result ? trustProblem(result.refused) : undefined;
  } catch (error) {
    // What has changed since: now it cannot even be dialled.
    if (error instanceof ConsiliumError) return error;
    throw error;
  }
}

/**
 * The certificate of the authority that a server shows with its own, for a caller who knows no more than its fingerprint. Nothing is said:
 * the connection ends after the handshake, and shows no certificate of ours. That the server holds what its certificate says is
 * not proved by it; the call that follows does that, with this authority as the only one believed.
 *
 * @param accepts whether the fingerprint is right; given the DER of the last certificate shown
 * @throws ConsiliumError `CERTIFICATE_INVALID` for another authority, `NOT_TLS`, `NAME_UNKNOWN`, `UNREACHABLE`, `PROXY_REFUSED`
 */
export async function authorityOf(
  route: Route,
  address: Address,
  accepts: (certificate: Uint8Array) => boolean,
): Promise<string> {
  const raw = await dial(route, address);
  const shown = await new Promise<Buffer | string>((resolve) => {
    const { host } = address;
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket: TLSSocket = connect({
      socket: raw,
      ALPNProtocols: [STRANGER_PROTOCOL, 'h2'],
      minVersion: 'TLSv1.3',
      // Believed is nobody here: only what the fingerprint says of the last certificate counts.
      rejectUnauthorized: false,
      ...name,
    });
    const timer = setTimeout(() => done(NO_ANSWER), STAGE_MS);
    const done = (result: Buffer | string): void => {
      clearTimeout(timer);
      socket.destroy();
      raw.destroy();
      resolve(result);
    };
    raw.on('error', () => {});
    socket.once('secureConnect', () => done(lastCertificate(socket)));
    socket.on('error', (error) => done(error.message));
    socket.once('close', () => done('the connection was closed'));
  });
  if (typeof shown === 'string') throw shown === NO_ANSWER ? tlsSilent(address) : refusalOfHandshake(shown, address);
  if (!accepts(shown)) {
    throw new ConsiliumError({
      code: 'CERTIFICATE_INVALID',
      message: `${formatAddress(address)} does not show the authority that the join string names, so nothing was said to it`,
      advice:
        'A proxy may be intercepting TLS: let this one connection through. If not, ask the operator for a new join string, and say that this one led elsewhere.',
    });
  }
  return new X509Certificate(shown).toString();
}

/** The end of the chain that the server sent: its authority, if it shows it; else its own certificate, which no fingerprint of an authority fits. */
function lastCertificate(socket: TLSSocket): Buffer {
  let last = socket.getPeerCertificate(true);
  // A self-signed certificate is its own issuer.
  for (let depth = 0; depth < MAX_CHAIN && last.issuerCertificate !== undefined && last.issuerCertificate !== last; depth++)
    last = last.issuerCertificate;
  return last.raw;
}

/** Who shakes hands: without a certificate, nobody. */
type Hand = Pick<TlsIdentity, 'authorityPem'> & Partial<TlsIdentity>;

/**
 * One handshake, to see what the other side says after it.
 *
 * @throws ConsiliumError `NAME_UNKNOWN`, `UNREACHABLE`, `PROXY_REFUSED` when it cannot be dialled
 */
export async function handshake(route: Route, address: Address, hand: Hand): Promise<Handshake> {
  const raw = await dial(route, address);
  return await new Promise((resolve) => {
    const name = isIP(address.host) === 0 ? { servername: address.host } : {};
    const own = hand.certificatePem === undefined ? {} : { cert: hand.certificatePem, key: hand.privateKeyPem };
    const { host } = address;
    const socket: TLSSocket = connect({ socket: raw, host, ca: hand.authorityPem, ALPNProtocols: ['h2'], ...name, ...own });
    const done = (result: Handshake): void => {
      socket.destroy();
      raw.destroy();
      resolve(result);
    };
    // In TLS 1.3 the client is done before the server has judged its certificate: only what the server sends next tells.
    socket.once('data', () => {
      const protocol = typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : undefined;
      done({ version: socket.getProtocol() ?? 'unknown', protocol });
    });
    // A server of Node's closes without a word when it does not believe the certificate, once its own has been accepted.
    let secured = false;
    const silent = (): string => (secured ? 'bad certificate: closed after the handshake' : 'the connection was closed');
    socket.once('secureConnect', () => (secured = true));
    socket.on('error', (error) => done({ refused: 'code' in error && error.code === 'ECONNRESET' ? silent() : error.message }));
    raw.on('error', () => {});
    socket.once('close', () => done({ refused: silent() }));
    const timer = setTimeout(() => done({ refused: NO_ANSWER }), STAGE_MS);
    socket.once('close', () => clearTimeout(timer));
  });
}

/** Of a server that has taken the connection and says nothing. */
export const NO_ANSWER = 'no answer';
