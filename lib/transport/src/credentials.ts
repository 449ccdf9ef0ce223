import { createSecureContext, type PeerCertificate, type SecureContext } from 'node:tls';
import { ChannelCredentials, ServerCredentials } from '@grpc/grpc-js';
import { WINDOW_BYTES } from './limits.ts';

/** Who we are and whom we believe, as PEM. */
export interface TlsIdentity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** The consortium's authority: the only one that is believed, the system's store plays no part. */
  readonly authorityPem: string;
}

/** TLS 1.3 and nothing older: every cipher suite it has is sound, so there is no list to get wrong. */
const TLS_1_3 = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const;

/** Server side of mutual TLS. */
class MutualTlsServerCredentials extends ServerCredentials {
  constructor(identity: TlsIdentity) {
    super(
      {
        requestCert: true,
        rejectUnauthorized: true,
        ...TLS_1_3,
        settings: { initialWindowSize: WINDOW_BYTES },
      },
      contextOptions(identity),
    );
  }

  /** Replaces certificate and key for connections made from now on, without a restart. */
  reload(identity: TlsIdentity): void {
    this.updateSecureContextOptions(contextOptions(identity));
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

function contextOptions(identity: TlsIdentity): { ca: string; cert: string; key: string; minVersion: 'TLSv1.3' } {
  return {
    ca: identity.authorityPem,
    cert: identity.certificatePem,
    key: identity.privateKeyPem,
    minVersion: TLS_1_3.minVersion,
  };
}

/** Credentials of a server that demands a certificate of its consortium from everybody. */
export function serverCredentials(identity: TlsIdentity): MutualTlsServerCredentials {
  return new MutualTlsServerCredentials(identity);
}

/** Checks the certificate of the server beyond the chain; returns what is wrong with it. */
export type ServerCheck = (host: string, certificate: PeerCertificate) => Error | undefined;

/**
 * Credentials of a client that shows its certificate and believes only its consortium.
 *
 * @param checkServer replaces the host name check: it must prove that the other side is the coordinator, since every site
 * holds a certificate of the same authority
 */
export function clientCredentials(identity: TlsIdentity, checkServer: ServerCheck): ChannelCredentials {
  const context: SecureContext = createSecureContext({ ...contextOptions(identity), ...TLS_1_3 });
  return ChannelCredentials.createFromSecureContext(context, { checkServerIdentity: checkServer });
}
