import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import { framed } from '../tokens/framed.ts';

const KEY_BYTES = 32;
/** Days by which dates move at most: five years, so that season and year tell nothing of the true ones. */
const LONGEST_SHIFT_DAYS = 1826;

/** Other UIDs for the UIDs of one study. */
export type UidMap = (uid: string) => string;

/**
 * UIDs under the root 2.25 (PS3.5, annex B.2): the first 122 bits of HMAC-SHA-256(k, uid) as a UUID of version 8 (RFC 9562), where k is derived from
 * the site's key for this study alone (HKDF, RFC 5869). The same UID is the same in all files of a study, so that references hold; without the
 * key nobody finds one by trying, nor learns that two of two studies were one.
 *
 * @param siteKey 32 bytes, made at the site
 */
export function uidMapOf(siteKey: Uint8Array, study: string): UidMap {
  const key = keyFor(siteKey, 'dicom-uid-key-v1', study);
  // Series and studies come again in each of thousands of files.
  const known = new Map<string, string>();
  return (uid) => {
    const before = known.get(uid);
    if (before !== undefined) return before;
    const bytes = createHmac('sha256', key).update(framed('dicom-uid-v1', uid)).digest().subarray(0, 16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const mapped = `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(uid, mapped);
    return mapped;
  };
}

const MOST_REMEMBERED = 10_000;

/** By how many days the dates of a patient lie back: the same in all files of a study, from 1 day to five years. */
export type DateShifts = (patient: string) => number;

/** @param siteKey 32 bytes, made at the site */
export function dateShiftsOf(siteKey: Uint8Array, study: string): DateShifts {
  const key = keyFor(siteKey, 'dicom-date-key-v1', study);
  return (patient) => {
    const digest = createHmac('sha256', key).update(framed('dicom-date-v1', patient)).digest();
    // Of 48 bits: no shift is likelier than another by more than 2^-37.
    return 1 + (digest.readUIntBE(0, 6) % LONGEST_SHIFT_DAYS);
  };
}

function keyFor(siteKey: Uint8Array, label: string, study: string): ReturnType<typeof createSecretKey> {
  return createSecretKey(Buffer.from(hkdfSync('sha256', siteKey, Buffer.alloc(0), framed(label, study), KEY_BYTES)));
}
