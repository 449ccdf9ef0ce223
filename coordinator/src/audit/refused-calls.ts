import { type ErrorCode, fromUnknown } from '@consilium/core';
import { type Binding, mappedErrors, type Peer, type ProvedToken } from '@consilium/transport';
import { parseIdentity } from '@consilium/trust';
import type { Actor } from '@consilium/transparency';
import { memberActor, personActor, strangerActor } from './actors.ts';
import type { AuditTrail } from './audit-trail.ts';

/** Of these nobody decides: connections break, disks fill, callers ask for what is over. */
const NO_REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'UNREACHABLE',
  'INTERNAL',
  'DISK_FULL',
  'STORE_FAILED',
  'FILE_UNREADABLE',
  'SESSION_REPLACED',
  'UPDATE_STALE',
]);

/** The user of a token that was proved, if there is one. */
type UserOfToken = (token: ProvedToken) => string | undefined;

/** A service whose refused calls are noted in the audit log. */
export function notingRefusals(binding: Binding, audit: AuditTrail, userOf: UserOfToken = () => undefined): Binding {
  const calls: Record<string, Binding['calls'][string]> = {};
  for (const [name, call] of Object.entries(binding.calls)) {
    const kind = binding.service.methods[name]?.kind;
    const refused = (error: unknown, peer: Peer): void => {
      const { code } = fromUnknown(error);
      if (!NO_REFUSALS.has(code)) audit.note({ by: actorOf(peer, userOf), event: { event: 'call.refused', method: name, code } });
    };
    calls[name] =
      kind === 'unary' || kind === 'client-stream'
        ? async (request, peer, signal): Promise<unknown> => {
            try {
              return await call(request, peer, signal);
            } catch (error) {
              refused(error, peer);
              throw error;
            }
          }
        : (request, peer, signal): AsyncIterable<unknown> =>
            mappedErrors(
              () => call(request, peer, signal) as AsyncIterable<unknown>,
              (error) => {
                refused(error, peer);
                return error;
              },
            );
  }
  return { service: binding.service, calls };
}

/** Whom a certificate of the authority names, whether the name is a member's or not; of a token, whom the provider has named. */
function actorOf({ certificate, address, token }: Peer, userOf: UserOfToken): Actor {
  if (token !== undefined) {
    const { issuer, subject } = token;
    return personActor({ kind: 'user', id: userOf(token) ?? '', issuer, subject, address });
  }
  if (certificate.length === 0) return strangerActor({ address });
  try {
    return memberActor({ ...parseIdentity(certificate), address });
  } catch {
    // Its name has no form that this program knows, which is why the call was refused.
    return strangerActor({ address });
  }
}
