import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { ConsiliumError } from '@consilium/core';
import type { TlsIdentity } from './credentials.ts';
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
