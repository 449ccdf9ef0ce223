import { ConsiliumError } from '@consilium/core';

/** Who a certificate speaks for. */
export type IdentityKind = 'site' | 'user' | 'coordinator';

/** A member of a consortium, as its certificate names it. */
export interface Identity {
  readonly consortium: string;
  readonly kind: IdentityKind;
  /** Site id or user name; always `coordinator` for the coordinator, of which there is one. */
  readonly id: string;
}

/** The id of every coordinator identity. */
export const COORDINATOR_ID = 'coordinator';

/**
 * Names that are safe in a URI, a file name, a log line and a terminal without any escaping: lower-case ASCII, digits, and
 * inside also `.`, `_`, `-`; 1 to 63 characters.
 */
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;

const URI = /^consilium:\/\/([^/]+)\/(?:(site|user)\/([^/]+)|coordinator)$/;

/** Whether `text` may be a consortium, site or user name. */
export function isIdentityName(text: string): boolean {
  return NAME.test(text);
}

/**
 * The SAN URI of an identity: `consilium://<consortium>/site/<id>`, `.../user/<name>` or `.../coordinator`.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` naming the field whose name is not allowed.
 */
export function identityUri(identity: Identity): string {
  checkName('consortium', identity.consortium);
  if (identity.kind === 'coordinator') {
    if (identity.id !== COORDINATOR_ID) {
      throw parameterInvalid('id', `the id of a coordinator must be "${COORDINATOR_ID}"`);
    }
    return `consilium://${identity.consortium}/coordinator`;
  }
  checkName('id', identity.id);
  return `consilium://${identity.consortium}/${identity.kind}/${identity.id}`;
}

/**
 * The identity that a SAN URI names. Strict: no escapes, no query, no port, nothing before or after.
 *
 * @throws ConsiliumError `CERTIFICATE_INVALID` for any other text.
 */
export function parseIdentityUri(uri: string): Identity {
  const match = URI.exec(uri);
  const [, consortium = '', kind, id = COORDINATOR_ID] = match ?? [];
  if (match === null || !isIdentityName(consortium) || !isIdentityName(id)) {
    throw new ConsiliumError({
      code: 'CERTIFICATE_INVALID',
      message: 'the certificate names no member of a consortium in the expected form',
    });
  }
  return { consortium, kind: kind === 'site' || kind === 'user' ? kind : 'coordinator', id };
}

function checkName(field: string, text: string): void {
  if (!isIdentityName(text)) {
    throw parameterInvalid(field, `${field} must be 1 to 63 characters: a-z, 0-9, and inside also ".", "_" and "-"`);
  }
}

function parameterInvalid(field: string, message: string): ConsiliumError {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}
