import { joinService } from '@consilium/proto';
import type { ServerCheck } from './credentials.ts';
import { parseAddress } from './address.ts';
import { openStrangerChannel } from './grpc-client.ts';
import type { Route } from './route.ts';
import { authorityOf } from './tls-probe.ts';

/** Longest that the coordinator may take to answer, in milliseconds: it signs one certificate. */
const ANSWER_MS = 15_000;

/** Where somebody joins, and how they know whom they dial. */
export interface JoinCall {
  /** `host:port`. */
  readonly address: string;
  readonly route: Route;
  /** Whether this is the authority that the join string names; given the DER of the certificate that the server shows as its own authority's. */
  readonly accepts: (authority: Uint8Array) => boolean;
  /** Must prove that the server is the coordinator and not just any holder of a certificate of the consortium. */
  readonly checkServer: ServerCheck;
  /** Makes what is sent, once the authority is known to be the right one. */
  readonly request: () => Promise<JoinMessage>;
}

/** What is said to join: exactly one of `site` and `user`, the secret of the join string, and the certificate request. */
export type JoinMessage = { readonly token: Uint8Array; readonly requestPem: string } & (
  | { readonly site: string }
  | { readonly user: string }
);

/** What a coordinator answers to those who join. */
export interface Joined {
  /** The authority whose fingerprint was compared. */
  readonly authorityPem: string;
  readonly certificatePem: string;
  /** All authorities that members believe, while one follows another. Not checked yet. */
  readonly authoritiesPem: string;
}

/**
 * The conversation of those who have no certificate yet, hospitals and people alike. Nothing is said, and nothing is made, before the
 * authority's fingerprint was compared; from then on that authority alone is believed.
 *
 * @param readError reads what the coordinator says in an error; as it stands by default
 * @throws ConsiliumError `CERTIFICATE_INVALID` when somebody else answers, `NAME_UNKNOWN`, `UNREACHABLE`, `PROXY_REFUSED`, `NOT_TLS`, what
 * `request` throws, and what the coordinator refuses with
 */
export async function callJoin(call: JoinCall, readError: (error: unknown) => unknown = (error) => error): Promise<Joined> {
  const { address, route, accepts, checkServer, request } = call;
  const authorityPem = await authorityOf(route, parseAddress(address), accepts);
  const message = await request();
  const channel = openStrangerChannel({ authorityPem, address, route, checkServer });
  try {
    const { certificatePem, authoritiesPem } = await channel.client(joinService).join(message, { timeoutMs: ANSWER_MS });
    return { authorityPem, certificatePem, authoritiesPem };
  } catch (error) {
    throw readError(error);
  } finally {
    channel.close();
  }
}
