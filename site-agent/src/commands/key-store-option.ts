import { argumentOf } from '@consilium/command-line';
import { KEY_STORE_FORMS, parseKeyStore } from '@consilium/trust';
import { Option } from 'commander';

/** `--key-store`. @param what it is for. @default that of commands that make keys */
export function keyStoreOption(what = 'what seals the secrets of this folder'): Option {
  return new Option('--key-store <name>', `${what}: ${KEY_STORE_FORMS}`).argParser(argumentOf(parseKeyStore));
}
