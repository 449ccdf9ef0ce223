import { createCipheriv, createDecipheriv } from 'node:crypto';
import { ConsiliumError, seededRandom } from '@consilium/core';
import type { Exchange } from './exchange.ts';
import { encodeFields } from './fields.ts';
import { agreedKey, derivedKey, type KeyPair } from './keys.ts';
import { type Share, SECRET_BYTES, splitSecret } from './shamir.ts';
import { type ShareHashes, shareHash } from './messages.ts';
import type { SiteSecrets } from './site-secrets.ts';

const TAG_BYTES = 16;
/** Bytes of two shares, sealed. */
export const SEALED_BYTES: number = 2 * SECRET_BYTES + TAG_BYTES;
/** One key encrypts one message: a fixed nonce is as good as any (NIST SP 800-38D section 8.2). */
const NONCE = Buffer.alloc(12);

/** The two shares that one site holds of another. */
export interface HeldShares {
  readonly of: string;
  /** Of the seed of its own mask, 32 bytes. */
  readonly self: Uint8Array;
  /** Of the seed of its masking key, 32 bytes. */
  readonly pair: Uint8Array;
}

/** Shares of both secrets of a site, for its neighbours and itself, the same whenever they are made. @returns by holder's name */
export function ownShares(
  exchange: Exchange,
  site: string,
  secrets: SiteSecrets,
  threshold: number,
): ReadonlyMap<string, HeldShares> {
  const holders = [site, ...exchange.graph.neighbours(site)];
  const numbers = holders.map((holder) => exchange.numberOf(holder));
  const split = (secret: Uint8Array, of: string): readonly Share[] => {
    const seed = derivedKey(secrets.coefficients, exchange.context, 'coefficients', of).toString('hex');
    return splitSecret(secret, threshold, numbers, seededRandom(seed));
  };
  const self = split(secrets.selfMask, 'self');
  const pair = split(secrets.masking, 'pair');
  return new Map(holders.map((holder, i) => [holder, { of: site, self: bytesOf(self[i]), pair: bytesOf(pair[i]) }]));
}

/** What binds a site to the shares that another holds of it. */
export function hashesOf(context: Uint8Array, holder: string, { of, self, pair }: HeldShares): ShareHashes {
  return { self: shareHash(context, of, holder, 'self', self), pair: shareHash(context, of, holder, 'pair', pair) };
}

/** Encrypts shares for the site that they are for. @param own agreement key of the site `from` */
export function sealShares(exchange: Exchange, from: string, to: string, own: KeyPair, shares: HeldShares): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', shareKey(exchange, from, to, own, to), NONCE);
  cipher.setAAD(encodeFields('sealed-share', exchange.context, exchange.keysHash, from, to));
  const sealed = [cipher.update(shares.self), cipher.update(shares.pair), cipher.final(), cipher.getAuthTag()];
  return new Uint8Array(Buffer.concat(sealed));
}

/** Opens shares from another site. @param own agreement key of the site `to` @throws ConsiliumError `SEAL_BROKEN` */
export function openShares(exchange: Exchange, from: string, to: string, own: KeyPair, sealed: Uint8Array): HeldShares {
  if (sealed.length !== SEALED_BYTES) throw broken(from);
  const decipher = createDecipheriv('aes-256-gcm', shareKey(exchange, from, to, own, from), NONCE);
  decipher.setAAD(encodeFields('sealed-share', exchange.context, exchange.keysHash, from, to));
  decipher.setAuthTag(sealed.subarray(2 * SECRET_BYTES));
  try {
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, 2 * SECRET_BYTES)), decipher.final()]);
    return { of: from, self: plain.subarray(0, SECRET_BYTES), pair: plain.subarray(SECRET_BYTES) };
  } catch (error) {
    throw broken(from, error);
  }
}

/** One key for each direction. @param other the site at the far end */
function shareKey(exchange: Exchange, from: string, to: string, own: KeyPair, other: string): Buffer {
  return agreedKey(own, exchange.keysOf(other).agreement, exchange.context, 'share-key', JSON.stringify([from, to]));
}

function bytesOf(share: Share | undefined): Uint8Array {
  if (share === undefined) throw new ConsiliumError({ code: 'INTERNAL', message: 'fewer shares than holders' });
  return share.bytes;
}

function broken(from: string, cause?: unknown): ConsiliumError<'SEAL_BROKEN'> {
  return new ConsiliumError({
    code: 'SEAL_BROKEN',
    message: `the shares of ${from} do not open: they were changed, or it has received other keys`,
    cause,
  });
}
