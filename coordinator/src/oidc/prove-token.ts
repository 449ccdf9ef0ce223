import { type Clock, type ConsiliumError, fromUnknown, isConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import type { ProvedToken, ProveToken } from '@consilium/transport';
import { personActor, strangerActor } from '../audit/actors.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Person, TokenUser } from '../members/identify-person.ts';
import type { UserStore } from '../members/user-store.ts';
import { ProviderKeys } from './provider-keys.ts';
import type { ProviderSettings } from './provider-settings.ts';
import { tokenCheck } from './token-check.ts';

/**
 * Proves the tokens of callers, and makes the subject of somebody's first token theirs. Who has an account at the provider and is nobody here, or not any more, is
 * refused here, before a byte of a message: accounts are many. What fails is noted as a refused call; nothing of a token that proves nothing is believed, its
 * names neither.
 */
export function proveTokens(context: {
  readonly settings: ProviderSettings;
  readonly users: UserStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: AuditTrail;
  /** Told when a token has somebody's name and is another's. */
  readonly alarm: (person: Person, reason: ConsiliumError) => void;
}): ProveToken {
  const { settings, users, clock, audit, alarm } = context;
  const check = tokenCheck(settings, new ProviderKeys(context).find, clock);
  const met = async (proved: ProvedToken, person: TokenUser): Promise<void> => {
    try {
      await users.meet(proved, async (tx, user) => {
        await audit.record(tx, [{ by: personActor({ ...person, id: user }), event: { event: 'user.identified', user } }]);
      });
      users.rolesOfToken(proved);
    } catch (error) {
      if (isConsiliumError(error, 'ADMISSION_REFUSED')) alarm(person, error);
      throw error;
    }
  };
  return async ({ token, path, address }) => {
    let by = strangerActor({ address });
    try {
      const proved = await check(token);
      const { issuer, subject } = proved;
      const person: TokenUser = { kind: 'user', id: users.byProvider(proved)?.user ?? '', issuer, subject, address };
      by = personActor(person);
      await met(proved, person);
      return proved;
    } catch (error) {
      const { code } = fromUnknown(error);
      audit.note({ by, event: { event: 'call.refused', method: methodOf(path), code } });
      throw error;
    }
  };
}

/** As methods are called in the log: `listRuns` of `/consilium.v1.ResearchService/ListRuns`. A stranger may name any. */
function methodOf(path: string): string {
  const [, name] = /\/([A-Z][A-Za-z]{0,99})$/.exec(path) ?? [];
  return name === undefined ? 'unknown' : `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
