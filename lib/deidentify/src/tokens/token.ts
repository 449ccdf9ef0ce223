import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import { framed } from './framed.ts';

/** Characters of a token: 130 bits, so that a million patients meet with a probability below 2^-90. */
export const TOKEN_LENGTH = 26;
const KEY_BYTES = 32;
/** RFC 4648, section 6, in lower case: no character can be taken for another. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Names patients of one study, for people of one hospital. */
export type Tokens = (patient: string) => string;

/**
 * Keyed names of patients, by which local reports can speak of somebody without saying who it is: base32(HMAC-SHA-256(k, "token-v1" | study | domain | patient)), its
 * first 26 characters, where k is derived from the site's key for this study alone (HKDF, RFC 5869). Without the site's key nobody finds a patient
 * by trying names, nor learns that two tokens of two studies are one person. A token is derived from what it stands for, so it stays at the site
 * (45 CFR 164.514(c)): what leaves has random names.
 *
 * @param siteKey 32 bytes, made at the site
 * @param domain whose names they are: two populations may both have a patient 7
 */
export function tokensOf(siteKey: Uint8Array, study: string, domain: string): Tokens {
  // As a key object, which is not read again for each patient.
  const key = createSecretKey(
    Buffer.from(hkdfSync('sha256', siteKey, Buffer.alloc(0), framed('token-key-v1', study), KEY_BYTES)),
  );
  const before = framed('token-v1', study, domain);
  return (patient) => base32(createHmac('sha256', key).update(before).update(framed(patient)).digest());
}

function base32(bytes: Uint8Array): string {
  const digits = Buffer.alloc(TOKEN_LENGTH);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5 && at < TOKEN_LENGTH) {
      bits -= 5;
      digits[at++] = ALPHABET.charCodeAt((held >>> bits) & 31);
    }
  }
  return digits.toString('latin1');
}
