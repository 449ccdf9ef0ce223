import { join } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { parseJson, readOwnFile, writeFileDurably } from '@consilium/host';
import { z } from 'zod';
import { type KeyStoreAddress, parseKeyStore, writeKeyStore } from './address.ts';
import { type Wrapped, wrappedSchema } from './wrapping.ts';

/** Name of the file that makes a folder one whose secrets are sealed. It holds none of them. */
export const KEY_STORE_FILE = 'key-store.json';

const schema = z.strictObject({
  version: z.literal(1),
  /** {@link parseKeyStore} */
  store: z.string(),
  /** Whether everything is sealed. Until then what lies there in the clear still counts. */
  complete: z.boolean(),
  wrapped: wrappedSchema,
});

/** How the secrets of a folder are sealed. */
export interface KeyStoreFile {
  readonly address: KeyStoreAddress;
  readonly complete: boolean;
  readonly wrapped: Wrapped;
}

/**
 * Reads the file of a folder. It decides what opens the keys, so that nobody else may have written it.
 *
 * @returns with its text, by which a change is known; `undefined` where nothing seals the folder
 * @throws ConsiliumError `CONFIG_INVALID`, `FILE_UNSAFE`, `FILE_UNREADABLE`
 */
export function readKeyStoreFile(folder: string): { readonly text: string; readonly file: KeyStoreFile } | undefined {
  const path = join(folder, KEY_STORE_FILE);
  const content = readIfThere(path);
  if (content === undefined) return undefined;
  const text = content.toString('utf8');
  const { store, complete, wrapped } = parseJson(text, schema, path, 'CONFIG_INVALID').value;
  const address = parseKeyStore(store);
  if (address.kind !== wrapped.by)
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `${path}: ${wrapped.by} has wrapped the key, and ${store} is named`,
    });
  return { text, file: { address, complete, wrapped } };
}

/** Replaces the file of a folder, durably. */
export function writeKeyStoreFile(folder: string, { address, complete, wrapped }: KeyStoreFile): void {
  const content = { version: 1, store: writeKeyStore(address), complete, wrapped } satisfies z.input<typeof schema>;
  writeFileDurably(join(folder, KEY_STORE_FILE), `${JSON.stringify(content, null, 2)}\n`);
}

/** A path through something that is no folder holds no file either. */
function readIfThere(path: string): Buffer | undefined {
  try {
    return readOwnFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG'))
      return undefined;
    throw error;
  }
}
