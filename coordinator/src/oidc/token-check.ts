import { type Clock, ConsiliumError, fromUnknown, isConsiliumError } from '@consilium/core';
import type { ProvedToken } from '@consilium/transport';
import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { TOKEN_SKEW_MS } from '../members/provider-identities.ts';
import type { ProviderSettings } from './provider-settings.ts';

/** Signatures with a key that the provider alone has. `none`, and those with a secret that the verifier has as well (HS256), are no signatures of its. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

/** Kinds of token that speak for a person: plain (RFC 7519), and access tokens (RFC 9068). Others, of a logout or an event, have the same claims. */
const KINDS: readonly (string | undefined)[] = [undefined, 'jwt', 'application/jwt', 'at+jwt', 'application/at+jwt'];

/** Longest token that is looked at. Those of providers that list groups have some thousand characters. */
const MAX_TOKEN = 16_384;
/** Longest life of a token: one that was stolen is not to serve for longer. */
const MAX_LIFE_MS = 86_400_000;
/** Names and subjects: OpenID Connect has at most 255 visible ASCII characters. */
const NAME = /^[\x21-\x7e]{1,255}$/;

/**
 * Checks a token: signed by the provider with an algorithm of the list, by the issuer, for the audience, valid now, of a person whose name stands
 * in the claim that was agreed. Who that is here, and what they may do, is no word of the token.
 *
 * @param findKey the provider's key of a token
 * @throws ConsiliumError `TOKEN_INVALID`, `TOKEN_EXPIRED`, and what `findKey` throws
 */
export function tokenCheck(
  settings: ProviderSettings,
  findKey: JWTVerifyGetKey,
  clock: Pick<Clock, 'now'>,
): (token: string) => Promise<ProvedToken> {
  const { issuer, audience, claim } = settings;
  return async (token) => {
    if (token === '') throw invalid('this call needs "authorization: Bearer" with a token');
    if (token.length > MAX_TOKEN) throw invalid(`the token has more than ${MAX_TOKEN} characters`);
    try {
      const { payload, protectedHeader } = await jwtVerify(token, findKey, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: TOKEN_SKEW_MS / 1000,
        currentDate: new Date(clock.now()),
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      requireKind(protectedHeader.typ, payload);
      requireParty(payload, settings);
      const issuedMs = momentOf(payload, 'iat');
      const endMs = momentOf(payload, 'exp');
      if (issuedMs > clock.now() + TOKEN_SKEW_MS) throw invalid('the token was made in the future: compare the clocks');
      if (endMs - issuedMs > MAX_LIFE_MS) throw invalid('the token holds for more than a day');
      const subject = nameOf(payload, 'sub');
      const name = nameOf(payload, claim);
      if (claim === 'email' && payload['email_verified'] !== true)
        throw invalid('the provider has not verified the address (email_verified)');
      return { issuer, subject, name, issuedMs, expiresMs: endMs + TOKEN_SKEW_MS };
    } catch (error) {
      throw wordsOf(error, settings);
    }
  };
}

function requireKind(typ: unknown, payload: JWTPayload): void {
  // Tokens of a logout have had no kind of their own for long, and are known by this claim (OpenID Connect Back-Channel Logout, section 2.4).
  const kind = typeof typ === 'string' ? typ.toLowerCase() : typ;
  if (!KINDS.some((one) => one === kind) || payload['events'] !== undefined)
    throw invalid(`a token of the kind ${JSON.stringify(typ ?? 'logout').slice(0, 100)} is none of a person`);
  // Bound to a key that the caller would have to prove (RFC 7800): as a bearer token it has been stolen.
  if (payload['cnf'] !== undefined) throw invalid('the token is bound to a key, and is not taken without the proof of it');
}

/** Claims that name the client a token was made for: those of the standards (OpenID Connect Core; RFC 9068), of Okta and of Entra ID. */
const PARTY_CLAIMS = ['azp', 'client_id', 'cid', 'appid'] as const;

/** Of an audience that several clients get tokens for, those of the one that was agreed count. */
function requireParty(payload: JWTPayload, { clientId, audience }: ProviderSettings): void {
  const parties = PARTY_CLAIMS.map((claim) => payload[claim]).filter((party) => party !== undefined);
  const other = parties.find((party) => party !== clientId);
  if (other !== undefined) throw invalid(`the token was made for the client ${JSON.stringify(other).slice(0, 100)}`);
  // The audience of an ID token is its client. That of an access token is an API, of which any program may have tokens in people's names.
  if (audience !== clientId && parties.length === 0) throw invalid('the token does not say for which client it was made');
  // An ID token for several audiences says which of them may use it (OpenID Connect Core, section 3.1.3.7).
  if (audience === clientId && Array.isArray(payload.aud) && payload.aud.length > 1 && payload['azp'] === undefined)
    throw invalid('the token is for several audiences, and does not say for which client');
}

/** A time claim, in milliseconds since the epoch. */
function momentOf(payload: JWTPayload, claim: 'iat' | 'exp'): number {
  const value = payload[claim];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(`the claim ${claim} is no time`);
  return value * 1000;
}

function nameOf(payload: JWTPayload, claim: string): string {
  const value = payload[claim];
  if (typeof value !== 'string' || !NAME.test(value)) throw invalid(`the claim ${claim} of the token names nobody`);
  return value;
}

/** Never with a word of the token itself that nobody has checked. */
function wordsOf(error: unknown, { issuer, audience }: ProviderSettings): ConsiliumError {
  if (error instanceof errors.JWTExpired)
    return new ConsiliumError({ code: 'TOKEN_EXPIRED', message: 'the token has expired', cause: error });
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim } = error;
    if (claim === 'iss') return invalid(`the token is not of the issuer ${issuer}`, error);
    if (claim === 'aud') return invalid(`the token is not for the audience ${audience}`, error);
    if (claim === 'nbf') return invalid('the token is not valid yet: compare the clocks', error);
    return invalid(`the claim ${claim} is missing from the token, or is not as it should be`, error);
  }
  if (error instanceof errors.JOSEAlgNotAllowed)
    return invalid(`the token is signed in another way than ${ALGORITHMS.join(', ')}`, error);
  if (error instanceof errors.JWSSignatureVerificationFailed) return invalid('the signature of the token is wrong', error);
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return invalid('the token names no key that the provider publishes', error);
  if (error instanceof errors.JOSEError) return invalid('this is not a signed token', error);
  return isConsiliumError(error) ? error : fromUnknown(error);
}

function invalid(message: string, cause?: unknown): ConsiliumError<'TOKEN_INVALID'> {
  return new ConsiliumError({ code: 'TOKEN_INVALID', message, cause });
}
