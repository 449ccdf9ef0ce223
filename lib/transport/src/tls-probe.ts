import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { ConsiliumError } from '@consilium/core';
import type { TlsIdentity } from './credentials.ts';
import { splitAddress } from './address.ts';
import { STRANGER_PROTOCOL } from './limits.ts';
import { trustProblem } from './status.ts';

/** What a handshake found. */
export interface TlsFacts {
  /** Protocol version as OpenSSL names it, such as `TLSv1.3`. */
  readonly version: string;
  /** Whether the server refuses a client that shows no certificate. */
  readonly mutual: boolean;
}

/** What a handshake came to. */
type Handshake = { readonly version: string } | { readonly refused: string };

/** Long enough for a slow line, short enough for somebody who waits for the answer. */
const PATIENCE_MS = 5000;

/** Certificates of a chain that are looked at: a server of ours sends two. */
const MAX_CHAIN = 8;

/** Asks a server what it speaks, by speaking to it: once with our certificate, once without. @throws ConsiliumError `UNREACHABLE` */
export async function probeTls(host: string, port: number, identity: TlsIdentity): Promise<TlsFacts> {
  const own = { cert: identity.certificatePem, key: identity.privateKeyPem };
  const ours = await handshake(host, port, identity.authorityPem, own);
  if ('refused' in ours) {
    const message = `${host}:${port} refuses the handshake (${ours.refused})`;
    throw trustProblem(ours.refused) ?? new ConsiliumError({ code: 'UNREACHABLE', message });
  }
  return { version: ours.version, mutual: 'refused' in (await handshake(host, port, identity.authorityPem, {})) };
}

/**
 * Why a server may have closed the connection. In TLS 1.3 it judges our certificate after our side of the handshake is over, and
 * grpc-js drops what it says then: without asking again, an expired certificate would look like a cut cable.
 */
export async function explainRefusal(host: string, port: number, identity: TlsIdentity): Promise<ConsiliumError | undefined> {
  const own = { cert: identity.certificatePem, key: identity.privateKeyPem };
  const result = await handshake(host, port, identity.authorityPem, own);
  return 'refused' in result ? trustProblem(result.refused) : undefined;
}

/**
 * The certificate of the authority that a server shows with its own, for a caller who knows no more than its fingerprint. Nothing is said:
 * the connection ends after the handshake, and shows no certificate of ours. That the server holds what its certificate says is
 * not proved by it; the call that follows does that, with this authority as the only one believed.
 *
 * @param accepts whether the fingerprint is right; given the DER of the last certificate shown
 * @throws ConsiliumError `CERTIFICATE_INVALID` for another authority, `NOT_TLS`, `UNREACHABLE`
 */
export async function authorityOf(address: string, accepts: (certificate: Uint8Array) => boolean): Promise<string> {
  const { host, port } = splitAddress(address);
  const shown = await new Promise<Buffer | string>((resolve) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket: TLSSocket = connect({
      host,
      port,
      ALPNProtocols: [STRANGER_PROTOCOL, 'h2'],
      minVersion: 'TLSv1.3',
      // Believed is nobody here: only what the fingerprint says of the last certificate counts.
      rejectUnauthorized: false,
      ...name,
    });
    const done = (result: Buffer | string): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('secureConnect', () => done(lastCertificate(socket)));
    socket.once('error', (error) => done(error.message));
    socket.once('close', () => done('the connection was closed'));
    socket.setTimeout(PATIENCE_MS, () => done('no answer'));
  });
  if (typeof shown === 'string') {
    const message = `${address} cannot be reached: ${shown}`;
    throw trustProblem(shown) ?? new ConsiliumError({ code: 'UNREACHABLE', message });
  }
  if (!accepts(shown)) {
    throw new ConsiliumError({
      code: 'CERTIFICATE_INVALID',
      message: `${address} does not show the authority that the join string names, so nothing was said to it`,
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

function handshake(host: string, port: number, authorityPem: string, own: { cert?: string; key?: string }): Promise<Handshake> {
  return new Promise((resolve) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket: TLSSocket = connect({ host, port, ca: authorityPem, ALPNProtocols: ['h2'], ...name, ...own });
    const done = (result: Handshake): void => {
      socket.destroy();
      resolve(result);
    };
    // In TLS 1.3 the client is done before the server has judged its certificate: only what the server sends next tells.
    socket.once('data', () => done({ version: socket.getProtocol() ?? 'unknown' }));
    // A server of Node's closes without a word when it does not believe the certificate, once its own has been accepted.
    let secured = false;
    const silent = (): string => (secured ? 'bad certificate: closed after the handshake' : 'the connection was closed');
    socket.once('secureConnect', () => (secured = true));
    socket.once('error', (error) => done({ refused: 'code' in error && error.code === 'ECONNRESET' ? silent() : error.message }));
    socket.once('close', () => done({ refused: silent() }));
    socket.setTimeout(PATIENCE_MS, () => done({ refused: 'no answer' }));
  });
}
