import { isAbsolute, resolve } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { parseTokenUri, type TokenAddress, writeTokenUri } from './token-uri.ts';

/** Where the key lies that opens the secrets of a folder. It names no secret, and is kept in the folder in the clear. */
export type KeyStoreAddress =
  | { readonly kind: 'passphrase'; readonly path: string }
  | { readonly kind: 'systemd'; readonly name: string }
  | TokenAddress;

/** As systemd.exec(5) lets credentials be named, without what could leave the folder. */
const CREDENTIAL_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,254}$/;

/** How a key store is named on a command line, for help texts. */
export const KEY_STORE_FORMS =
  'passphrase:FILE, systemd:NAME of a credential, or pkcs11:token=LABEL;object=LABEL?module-path=FILE&pin-source=FILE';

/**
 * Reads the name of a key store: `passphrase:/etc/consilium/passphrase`, `systemd:consilium-site`, or a URI of RFC 7512. A relative file is
 * meant from the present folder, and becomes absolute.
 *
 * @throws ConsiliumError `CONFIG_INVALID`
 */
export function parseKeyStore(text: string): KeyStoreAddress {
  const colon = text.indexOf(':');
  const scheme = text.slice(0, Math.max(0, colon));
  const rest = text.slice(colon + 1);
  switch (scheme) {
    case 'passphrase':
      if (rest === '') throw invalid('passphrase: wants the file that holds the passphrase');
      return { kind: 'passphrase', path: isAbsolute(rest) ? rest : resolve(rest) };
    case 'systemd':
      if (!CREDENTIAL_NAME.test(rest)) throw invalid('systemd: wants the name of a credential: letters, digits, ".", "_", "-"');
      return { kind: 'systemd', name: rest };
    case 'pkcs11':
      return parseTokenUri(rest);
    default:
      throw invalid('a key store begins with passphrase:, systemd: or pkcs11:');
  }
}

/** The text of {@link parseKeyStore}. */
export function writeKeyStore(address: KeyStoreAddress): string {
  switch (address.kind) {
    case 'passphrase':
      return `passphrase:${address.path}`;
    case 'systemd':
      return `systemd:${address.name}`;
    case 'pkcs11':
      return writeTokenUri(address);
  }
}

function invalid(message: string): ConsiliumError<'CONFIG_INVALID'> {
  return new ConsiliumError({ code: 'CONFIG_INVALID', message, advice: `Name it as ${KEY_STORE_FORMS}.` });
}
