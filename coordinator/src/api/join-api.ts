import type { joinService } from '@consilium/proto';
import type { Handlers } from '@consilium/transport';
import type { Stranger } from '../members/identify-member.ts';
import type { Members } from '../members/members.ts';

/** The service that hospitals and people with an invitation call, before they have a certificate. */
export function joinHandlers(members: Members): Handlers<typeof joinService, Stranger> {
  return {
    join({ site, user, token, requestPem }, { identity }) {
      const member = user === '' ? ({ kind: 'site', id: site } as const) : ({ kind: 'user', id: user } as const);
      return members.join(member, token, requestPem, identity.address);
    },
  };
}
