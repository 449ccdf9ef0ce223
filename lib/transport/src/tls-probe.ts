import { connect, type TLSSocket } from 'node:tls';
import { ConsiliumError } from '@consilium/core';
import type { TlsIdentity } from './credentials.ts';

/** What a handshake found. */
export interface TlsFacts {
  /** Protocol version as OpenSSL names it, such as `TLSv1.3`. */
  readonly version: string;
  /** Whether the server refuses a client that shows no certificate. */
  readonly mutual: boolean;
}

/** Asks a server what it speaks, by speaking to it: once with our certificate, once without. @throws ConsiliumError `UNREACHABLE` */
export async function probeTls(host: string, port: number, identity: TlsIdentity): Promise<TlsFacts> {
  const own = { cert: identity.certificatePem, key: identity.privateKeyPem };
  const version = await handshake(host, port, identity.authorityPem, own);
  if (version === undefined) throw new ConsiliumError({ code: 'UNREACHABLE', message: `${host}:${port} refuses the handshake` });
  return { version, mutual: (await handshake(host, port, identity.authorityPem, {})) === undefined };
}

/** The protocol version, or `undefined` when the server closes the connection instead of serving it. */
function handshake(
  host: string,
  port: number,
  authorityPem: string,
  own: { cert?: string; key?: string },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket: TLSSocket = connect({ host, port, ca: authorityPem, ALPNProtocols: ['h2'], servername: 'localhost', ...own });
    const done = (result: string | undefined): void => {
      socket.destroy();
      resolve(result);
    };
    // In TLS 1.3 the client is done before the server has judged its certificate: only what the server sends next tells.
    socket.once('data', () => done(socket.getProtocol() ?? undefined));
    socket.once('error', () => done(undefined));
    socket.once('close', () => done(undefined));
    socket.setTimeout(5000, () => done(undefined));
  });
}
