import { scryptSync } from 'node:crypto';
import { ConsiliumError, type SecureRandom } from '@consilium/core';
import { readOwnerOnlyFile } from '../owner-only-file.ts';
import { SEALING_KEY_BYTES } from '../sealed-format.ts';
import { type Scrypt, SCRYPT_COST, SCRYPT_SALT_BYTES } from './scrypt-cost.ts';

/** Fewest characters of a passphrase: six words of a list of 7776 (77 bits) are longer. */
const LEAST_CHARACTERS = 20;
/** Fewest different ones: a key held down is no passphrase. */
const LEAST_DIFFERENT = 8;
const LARGEST_FILE_BYTES = 4096;

/** How to make a good one. */
const ADVICE =
  'Make one with: (umask 077; openssl rand -base64 32 > FILE), and keep a copy of it in a safe place away from this machine.';

/** A key from the passphrase in a file, under a new salt. @throws ConsiliumError as {@link passphraseKey} */
export function newPassphraseKey(path: string, random: SecureRandom): { readonly key: Buffer; readonly scrypt: Scrypt } {
  const salt = Buffer.alloc(SCRYPT_SALT_BYTES);
  random.fill(salt);
  const scrypt = { ...SCRYPT_COST, salt: salt.toString('base64') };
  return { key: passphraseKey(path, scrypt), scrypt };
}

/**
 * The key that scrypt (RFC 7914) makes of the passphrase in a file; its last line end does not count.
 *
 * @throws ConsiliumError `KEY_STORE_UNAVAILABLE` where there is no file, `KEY_INVALID` for one that others may read or a passphrase that is too weak
 */
export function passphraseKey(path: string, { n, r, p, salt }: Scrypt): Buffer {
  const memory = 128 * r * (n + p + 2);
  return scryptSync(passphraseOf(path), Buffer.from(salt, 'base64'), SEALING_KEY_BYTES, { N: n, r, p, maxmem: 2 * memory });
}

function passphraseOf(path: string): Buffer {
  const content = readOwnerOnlyFile(path);
  if (content === undefined)
    throw new ConsiliumError({
      code: 'KEY_STORE_UNAVAILABLE',
      message: `the file with the passphrase is not there: ${path}`,
      details: { path },
    });
  const text = content.toString('utf8').replace(/\r?\n$/, '');
  const characters = Array.from(text);
  const weak =
    content.length > LARGEST_FILE_BYTES
      ? `is longer than ${LARGEST_FILE_BYTES} bytes`
      : text.includes('\n')
        ? 'has more than one line'
        : characters.length < LEAST_CHARACTERS
          ? `has fewer than ${LEAST_CHARACTERS} characters`
          : new Set(characters).size < LEAST_DIFFERENT
            ? `has fewer than ${LEAST_DIFFERENT} different characters`
            : undefined;
  if (weak !== undefined)
    throw new ConsiliumError({
      code: 'KEY_INVALID',
      message: `the passphrase in ${path} ${weak}`,
      advice: ADVICE,
      details: { path },
    });
  return Buffer.from(text, 'utf8');
}
