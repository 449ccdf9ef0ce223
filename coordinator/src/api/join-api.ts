import type { joinService } from '@consilium/proto';
import type { Handlers } from '@consilium/transport';
import type { Stranger } from '../members/identify-member.ts';
import type { Members } from '../members/members.ts';

/** The service that hospitals with an invitation call, before they have a certificate. */
export function joinHandlers(members: Members): Handlers<typeof joinService, Stranger> {
  return {
    join: ({ site, token, requestPem }, { identity }) => members.join(site, token, requestPem, identity.address),
  };
}
