import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { canonicalJson, type Clock, ConsiliumError, type Json, type Randomness, randomId, sha256Hex } from '@consilium/core';
import { readSecretFile } from '@consilium/trust';

/** How long an assertion holds: five minutes are the most (SMART Backend Services); a minute of them is for a clock that runs behind ours. */
const ASSERTION_SECONDS = 240;

/** Shortest RSA key that signs. */
const LEAST_RSA_BITS = 2048;

/** Algorithms of SMART Backend Services (RFC 7518 3.1). */
export type SigningAlgorithm = 'ES384' | 'RS384';

/** The key by which a FHIR server knows this client. */
export interface ClientKey {
  readonly algorithm: SigningAlgorithm;
  readonly id: string;
  /** The public half, as a key set (RFC 7517) that the administrator of the server registers. */
  jwks(): { readonly keys: readonly JsonWebKey[] };
  /** A signed statement of who asks for a token (RFC 7523 2.2), good for one request. @param tokenUrl to whom it is made */
  assertion(clientId: string, tokenUrl: string, clock: Pick<Clock, 'now'>, random: Randomness): string;
}

/**
 * Reads a private key.
 *
 * @param id `kid` in the key set of the server. @default the thumbprint of the key (RFC 7638)
 * @throws ConsiliumError `KEY_INVALID` for a file that others can read, and for keys of other kinds
 */
export function readClientKey(path: string, id?: string): ClientKey {
  const key = parseKey(readSecretFile(path), path);
  const algorithm = algorithmOf(key, path);
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  const kid = id ?? thumbprint(jwk);
  return {
    algorithm,
    id: kid,
    jwks: () => ({ keys: [{ ...jwk, kid, alg: algorithm, use: 'sig', key_ops: ['verify'] }] }),
    assertion(clientId, tokenUrl, clock, random) {
      const iat = Math.floor(clock.now() / 1000);
      const claims = {
        iss: clientId,
        sub: clientId,
        aud: tokenUrl,
        iat,
        exp: iat + ASSERTION_SECONDS,
        jti: randomId('fetch', random),
      };
      const text = `${part({ alg: algorithm, kid, typ: 'JWT' })}.${part(claims)}`;
      return `${text}.${sign('sha384', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    },
  };
}

function parseKey(pem: Buffer, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // What OpenSSL says of a key may quote it.
    throw unusable(path, 'is no private key in PEM without a passphrase');
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, path: string): SigningAlgorithm {
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'secp384r1') return 'ES384';
  if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_RSA_BITS) return 'RS384';
  throw unusable(path, `is neither a key of the curve P-384 (ES384) nor of RSA with at least ${LEAST_RSA_BITS} bits (RS384)`);
}

/** RFC 7638: the SHA-256 of the members that make the key, in the order of their names. */
function thumbprint(jwk: JsonWebKey): string {
  const { crv, e, kty, n, x, y } = jwk;
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y };
  return Buffer.from(sha256Hex(canonicalJson(members as Json)), 'hex').toString('base64url');
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function unusable(path: string, problem: string): ConsiliumError<'KEY_INVALID'> {
  return new ConsiliumError({
    code: 'KEY_INVALID',
    message: `${path} ${problem}`,
    advice: 'Make one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out fhir-key.pem; chmod 600 fhir-key.pem',
    details: { path },
  });
}
