import { createHash } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import { isIdentityName } from './identity.ts';

/**
 * Version and mark, by whom it is for: no other secret of this project begins like this, so that scanners for leaked secrets can look for it. People
 * see what they have got, and one kind is never taken for the other, since the mark is under the check.
 */
const PREFIXES = { site: 'consilium-join-1-', user: 'consilium-user-1-' } as const;
/** Bytes of an invitation's secret: 160 bits, which nobody finds by trying. */
export const TOKEN_BYTES = 20;
const FINGERPRINT_BYTES = 32;
/** Of the SHA-256 of what stands before: a string that was cut or mistyped says so. */
const CHECK_BYTES = 4;
/** A name has 63 characters, a host 253. */
const MAX_CHARACTERS = 1000;
const ADDRESS = /^(?:\[[0-9a-f:.]+\]|[^\s:/@]+):\d{1,5}$/i;

/** What a hospital or a person needs to join: where, whom to believe, and the secret that says who asks. */
export interface JoinInvitation {
  readonly consortium: string;
  /** As what it joins. */
  readonly kind: 'site' | 'user';
  /** The site or user as which it joins; the coordinator decides it, by the token. */
  readonly id: string;
  /** `host:port` of the coordinator. */
  readonly address: string;
  /** SHA-256 of the authority's certificate in DER, lower-case hex. */
  readonly authorityFingerprint: string;
  /** {@link TOKEN_BYTES} bytes. A secret until it has been used. */
  readonly token: Uint8Array;
}

/**
 * An invitation as one word without characters that a shell, a mail or a browser changes.
 *
 * @throws ConsiliumError `INVITATION_INVALID` for what {@link readJoinString} would not read
 */
export function writeJoinString(invitation: JoinInvitation): string {
  const { consortium, kind, id, address, authorityFingerprint, token } = invitation;
  if (token.length !== TOKEN_BYTES || !isFingerprint(authorityFingerprint) || !areNames(consortium, id, address))
    throw invalid('the invitation has no secret of 20 bytes, fingerprint, consortium, name and address');
  const names = Buffer.from(`${consortium}\n${id}\n${address}\n`, 'utf8');
  const body = Buffer.concat([Buffer.from(authorityFingerprint, 'hex'), token, names]);
  return PREFIXES[kind] + Buffer.concat([checkOf(kind, body), body]).toString('base64url');
}

/**
 * Reads a join string. Spaces and line ends inside, as mail programs add them, do not matter.
 *
 * @throws ConsiliumError `INVITATION_INVALID` for anything that {@link writeJoinString} does not write; the message does not repeat it
 */
export function readJoinString(text: string): JoinInvitation {
  const compact = text.replaceAll(/\s/g, '');
  const kind = (['site', 'user'] as const).find((candidate) => compact.startsWith(PREFIXES[candidate]));
  if (kind === undefined || compact.length > MAX_CHARACTERS)
    throw invalid(`a join string begins with ${PREFIXES.site} or ${PREFIXES.user} and is one word`);
  const bytes = Buffer.from(compact.slice(PREFIXES[kind].length), 'base64url');
  const body = bytes.subarray(CHECK_BYTES);
  if (!bytes.subarray(0, CHECK_BYTES).equals(checkOf(kind, body)))
    throw invalid('the join string is incomplete or mistyped: copy it again, whole');
  const fingerprint = body.subarray(0, FINGERPRINT_BYTES);
  const token = body.subarray(FINGERPRINT_BYTES, FINGERPRINT_BYTES + TOKEN_BYTES);
  const names = body.subarray(FINGERPRINT_BYTES + TOKEN_BYTES).toString('utf8');
  const [consortium = '', id = '', address = '', ...rest] = names.split('\n');
  if (!areNames(consortium, id, address) || rest.length !== 1 || rest[0] !== '')
    throw invalid('the join string names no consortium, name and address');
  return { consortium, kind, id, address, authorityFingerprint: fingerprint.toString('hex'), token: new Uint8Array(token) };
}

function isFingerprint(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function areNames(consortium: string, id: string, address: string): boolean {
  return isIdentityName(consortium) && isIdentityName(id) && ADDRESS.test(address);
}

function checkOf(kind: JoinInvitation['kind'], body: Uint8Array): Buffer {
  return createHash('sha256').update(PREFIXES[kind]).update(body).digest().subarray(0, CHECK_BYTES);
}

function invalid(message: string): ConsiliumError<'INVITATION_INVALID'> {
  return new ConsiliumError({ code: 'INVITATION_INVALID', message });
}
