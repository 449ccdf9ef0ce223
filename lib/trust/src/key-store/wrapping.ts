import { assertNever, ConsiliumError, type SecureRandom } from '@consilium/core';
import { z } from 'zod';
import { createSealer } from '../sealer.ts';
import type { KeyStoreAddress } from './address.ts';
import { credentialKey } from './systemd-credential.ts';
import { newPassphraseKey, passphraseKey } from './passphrase.ts';
import { scryptSchema } from './scrypt-cost.ts';
import { unwrapInToken, wrapInToken } from './token.ts';

/** Base64 of a few hundred bytes at most. */
const bytes = z.base64().min(1).max(1024);

/** The data key of a folder as its key store has wrapped it. */
export const wrappedSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('passphrase'), scrypt: scryptSchema, key: bytes }),
  z.strictObject({ by: z.literal('systemd'), key: bytes }),
  z.strictObject({ by: z.literal('pkcs11'), mechanism: z.literal('CKM_AES_GCM'), nonce: bytes, key: bytes }),
]);

/** See {@link wrappedSchema}. */
export type Wrapped = z.output<typeof wrappedSchema>;

/** What a wrapped data key is bound to. */
const PURPOSE = 'consilium/data-key/v1';

/**
 * Wraps a data key by a key store: the one thing that it is asked for. In a token, a key of the name is made where there is none.
 *
 * @throws ConsiliumError `KEY_STORE_UNAVAILABLE`, `KEY_INVALID` for a passphrase, credential or key that is too weak
 */
export function wrapDataKey(address: KeyStoreAddress, dataKey: Uint8Array, random: SecureRandom): Wrapped {
  switch (address.kind) {
    case 'passphrase': {
      const { key, scrypt } = newPassphraseKey(address.path, random);
      return { by: 'passphrase', scrypt, key: sealed(key, dataKey, random) };
    }
    case 'systemd':
      return { by: 'systemd', key: sealed(credentialKey(address.name), dataKey, random) };
    case 'pkcs11': {
      const { nonce, key } = wrapInToken(address, dataKey, PURPOSE, random);
      // Makers differ in what they allow a key for: before anything rests on it.
      if (!unwrapInToken(address, nonce, key, PURPOSE).equals(dataKey))
        throw new ConsiliumError({ code: 'KEY_STORE_WRONG', message: 'the token does not give back what it was given' });
      return { by: 'pkcs11', mechanism: 'CKM_AES_GCM', nonce: nonce.toString('base64'), key: key.toString('base64') };
    }
    default:
      return assertNever(address);
  }
}

/**
 * Opens what {@link wrapDataKey} has made.
 *
 * @throws ConsiliumError `KEY_STORE_UNAVAILABLE`, `KEY_STORE_WRONG` when it holds another key
 */
export function unwrapDataKey(address: KeyStoreAddress, wrapped: Wrapped): Buffer {
  if (address.kind === 'passphrase' && wrapped.by === 'passphrase') {
    return opened(passphraseKey(address.path, wrapped.scrypt), wrapped.key, `the passphrase in ${address.path}`);
  }
  if (address.kind === 'systemd' && wrapped.by === 'systemd')
    return opened(credentialKey(address.name), wrapped.key, `the credential ${address.name}`);
  if (address.kind === 'pkcs11' && wrapped.by === 'pkcs11') {
    return unwrapInToken(address, Buffer.from(wrapped.nonce, 'base64'), Buffer.from(wrapped.key, 'base64'), PURPOSE);
  }
  throw new ConsiliumError({
    code: 'CONFIG_INVALID',
    message: `a key that ${wrapped.by} has wrapped is not opened by ${address.kind}`,
  });
}

function sealed(key: Buffer, dataKey: Uint8Array, random: SecureRandom): string {
  return createSealer(key, random).seal(dataKey, PURPOSE).toString('base64');
}

/** @throws ConsiliumError `KEY_STORE_WRONG` */
function opened(key: Buffer, text: string, what: string): Buffer {
  try {
    return createSealer(key).open(Buffer.from(text, 'base64'), PURPOSE);
  } catch (error) {
    throw new ConsiliumError({
      code: 'KEY_STORE_WRONG',
      message: `${what} is not the one that this was sealed with`,
      cause: error,
    });
  }
}
