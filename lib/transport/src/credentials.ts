import { constants } from 'node:crypto';
import { createSecureContext, type PeerCertificate, type SecureContext } from 'node:tls';
import { ChannelCredentials, ServerCredentials } from '@grpc/grpc-js';
import { STRANGER_PROTOCOL, WINDOW_BYTES } from './limits.ts';

/** Who we are and whom we believe, as PEM. */
export interface TlsIdentity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** The consortium's authority, or both while one follows another: nobody else is believed, the system's store plays no part. */
  readonly authorityPem: string;
}

/** TLS 1.3 and nothing older: every cipher suite it has is sound, so there is no list to get wrong. */
const TLS_1_3 = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const;

/**
 * No tickets to resume a connection with: every connection proves its certificate again, and clients of grpc-js would not use them. Making two and reading them is
 * a tenth of what a connection costs.
 */
const NO_TICKETS = { secureOptions: constants.SSL_OP_NO_TICKET } as const;

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
      { ...contextOptions(identity), ...NO_TICKETS },
    );
  }

  /** Replaces certificate and key for connections made from now on, without a restart. */
  reload(identity: TlsIdentity): void {
    this.updateSecureContextOptions({ ...contextOptions(identity), ...NO_TICKETS });
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

/**
 * Server side of TLS towards callers who show no certificate. It sends the authority's along with its own: they know no more of it
 * than its fingerprint.
 */
class StrangerServerCredentials extends ServerCredentials {
  constructor(identity: TlsIdentity) {
    super({ requestCert: false, ...TLS_1_3 }, strangerContext(identity));
  }

  /** Replaces certificate and key for connections made from now on, without a restart. */
  reload(identity: TlsIdentity): void {
    this.updateSecureContextOptions(strangerContext(identity));
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

function strangerContext({ certificatePem, authorityPem, privateKeyPem }: TlsIdentity): {
  cert: string;
  key: string;
  minVersion: 'TLSv1.3';
} {
  return { cert: `${certificatePem.trimEnd()}\n${authorityPem}`, key: privateKeyPem, minVersion: TLS_1_3.minVersion };
}

/** Credentials of a server that asks nobody for a certificate. @param identity with the one authority that issued its certificate */
export function strangerServerCredentials(identity: TlsIdentity): StrangerServerCredentials {
  return new StrangerServerCredentials(identity);
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

/** Client side of TLS without a certificate of our own, which asks in its greeting for the strangers' service. */
class StrangerClientCredentials extends ChannelCredentials {
  readonly #context: SecureContext;
  readonly #check: ServerCheck;

  constructor(authorityPem: string, check: ServerCheck) {
    super();
    this.#context = createSecureContext({ ca: authorityPem, ...TLS_1_3 });
    this.#check = check;
  }

  override compose(): ChannelCredentials {
    return this;
  }
  override _isSecure(): boolean {
    return true;
  }
  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(
    ...[target, options, calls]: Parameters<ChannelCredentials['_createSecureConnector']>
  ): ReturnType<ChannelCredentials['_createSecureConnector']> {
    const plain = ChannelCredentials.createFromSecureContext(this.#context, { checkServerIdentity: this.#check });
    // oxlint-disable-next-line no-underscore-dangle -- grpc-js names it so
    const connector = plain._createSecureConnector(target, options, calls);
    // grpc-js has no option for it, and keeps what it gives to TLS in this field; a test sees whether that still works.
    const { connectionOptions } = connector as unknown as { readonly connectionOptions: { ALPNProtocols: string[] } };
    connectionOptions.ALPNProtocols = [STRANGER_PROTOCOL, 'h2'];
    return connector;
  }
}

/** Credentials of a client that has no certificate yet and believes one authority only. */
export function strangerClientCredentials(authorityPem: string, checkServer: ServerCheck): ChannelCredentials {
  return new StrangerClientCredentials(authorityPem, checkServer);
}

/** Credentials of a client that shows a token with its calls, and no certificate. */
export function tokenClientCredentials(authorityPem: string, checkServer: ServerCheck): ChannelCredentials {
  const context = createSecureContext({ ca: authorityPem, ...TLS_1_3 });
  return ChannelCredentials.createFromSecureContext(context, { checkServerIdentity: checkServer });
}
