import { ConsiliumError, isConsiliumError } from '@consilium/core';
import { postgresLibrary } from './postgres-client.ts';

/** What the server says, by SQLSTATE (PostgreSQL, appendix A). Its own words may quote a cell, and are shown to nobody. */
const BY_STATE: Readonly<Record<string, readonly ['DATABASE_REFUSED' | 'DATABASE_UNAVAILABLE' | 'DATA_INVALID', string]>> = {
  '28P01': ['DATABASE_REFUSED', 'refuses the user or the password'],
  '28000': ['DATABASE_REFUSED', 'does not let this user in from here: pg_hba.conf decides, or the certificate is missing'],
  '3D000': ['DATABASE_REFUSED', 'has no database of that name'],
  '42501': ['DATABASE_REFUSED', 'does not let this user read: grant usage on the schema and select on the table'],
  '42P01': ['DATA_INVALID', 'has no such table or view for this user'],
  '3F000': ['DATA_INVALID', 'has no such schema for this user'],
  '42703': ['DATA_INVALID', 'lacks a column that is read'],
  '57014': ['DATABASE_UNAVAILABLE', 'stopped the statement: it ran longer than statementSeconds, or somebody cancelled it'],
  '55P03': ['DATABASE_UNAVAILABLE', 'holds the table locked: somebody is changing its columns'],
  '57P01': ['DATABASE_UNAVAILABLE', 'shuts down'],
  '57P03': ['DATABASE_UNAVAILABLE', 'is starting up or shutting down'],
  '53300': ['DATABASE_UNAVAILABLE', 'has no connection left for this user'],
};

const UNTRUSTED =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:VERIFY|GET)|HOSTNAME_MISMATCH|INVALID_CA|ERR_OSSL_)/u;

/**
 * An error of the client or the server, without a word that either took from data.
 *
 * @param name what errors call the source
 */
export function postgresError(error: unknown, name: string): ConsiliumError {
  if (isConsiliumError(error)) return error;
  if (error instanceof postgresLibrary().DatabaseError) {
    const state = error.code ?? '';
    const [code, words] = BY_STATE[state] ?? byClass(state);
    return new ConsiliumError({ code, message: `${name} ${words}`, details: { state } });
  }
  const message = error instanceof Error ? error.message : '';
  const system = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (UNTRUSTED.test(system) || message.includes('does not support SSL')) {
    const words = message.includes('does not support SSL')
      ? 'does not offer TLS'
      : `shows a certificate that is not trusted for this name (${system})`;
    return new ConsiliumError({ code: 'DATABASE_UNTRUSTED', message: `${name} ${words}` });
  }
  // SCRAM begins with a password; where there is none, the client says so itself.
  if (message.includes('client password must be'))
    return new ConsiliumError({ code: 'DATABASE_REFUSED', message: `${name} asks for a password` });
  if (system !== '' || /timeout|terminated|ended|closed/iu.test(message)) {
    return new ConsiliumError({
      code: 'DATABASE_UNAVAILABLE',
      message: `${name} does not answer${system === '' ? ': the connection ended' : ` (${system})`}`,
    });
  }
  return new ConsiliumError({ code: 'INTERNAL', message: `${name} was read in a way that the client refuses`, cause: error });
}

function byClass(state: string): readonly ['DATABASE_REFUSED' | 'DATABASE_UNAVAILABLE' | 'DATA_INVALID', string] {
  const kind = state.slice(0, 2);
  if (kind === '22') return ['DATA_INVALID', `holds a value that the query cannot read (SQLSTATE ${state})`];
  if (kind === '42') return ['DATA_INVALID', `is not what the description says (SQLSTATE ${state})`];
  return ['DATABASE_UNAVAILABLE', `cannot answer (SQLSTATE ${state})`];
}
