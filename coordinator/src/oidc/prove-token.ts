import { type Clock, fromUnknown } from '@consilium/core';
import type { Logger } from '@consilium/host';
import type { ProveToken } from '@consilium/transport';
import { personActor, strangerActor } from '../audit/actors.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { UserStore } from '../members/user-store.ts';
import { ProviderKeys } from './provider-keys.ts';
import type { ProviderSettings } from './provider-settings.ts';
import { tokenCheck } from './token-check.ts';

/**
 * Proves the tokens of callers, and makes the subject of somebody's first token theirs. What fails is noted as a refused call of a stranger:
 * nothing of a token that proves nothing is believed, its names neither.
 */
export function proveTokens(context: {
  readonly settings: ProviderSettings;
  readonly users: UserStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: AuditTrail;
}): ProveToken {
  const { settings, users, clock, audit } = context;
  const check = tokenCheck(settings, new ProviderKeys(context).find, clock);
  return async ({ token, path, address }) => {
    try {
      const proved = await check(token);
      await users.meet(proved, async (tx, user) => {
        const { issuer, subject } = proved;
        const by = personActor({ kind: 'user', id: user, issuer, subject, address });
        await audit.record(tx, [{ by, event: { event: 'user.identified', user } }]);
      });
      return proved;
    } catch (error) {
      const { code } = fromUnknown(error);
      audit.note({ by: strangerActor({ address }), event: { event: 'call.refused', method: methodOf(path), code } });
      throw error;
    }
  };
}

/** As methods are called in the log: `listRuns` of `/consilium.v1.ResearchService/ListRuns`. A stranger may name any. */
function methodOf(path: string): string {
  const [, name] = /\/([A-Z][A-Za-z]{0,99})$/.exec(path) ?? [];
  return name === undefined ? 'unknown' : `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
