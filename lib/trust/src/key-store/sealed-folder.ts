import { dirname, relative, resolve } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { looksSealed, createSealer, type Sealer } from '../sealer.ts';
import { sealBroken } from '../sealed-format.ts';
import { type KeyStoreFile, KEY_STORE_FILE, readKeyStoreFile } from './key-store-file.ts';
import { unwrapDataKey } from './wrapping.ts';

/*
 * A folder with a `key-store.json` is sealed: every secret in it and below is written sealed, and read no other way. The file is looked
 * for where a secret lies, upwards, so that who writes a new one cannot forget it.
 */

/** A folder whose secrets are sealed. */
export interface SealedFolder {
  readonly path: string;
  readonly file: KeyStoreFile;
  /**
   * Opens and seals under the data key of the folder; asks the key store once a process.
   *
   * @throws ConsiliumError `KEY_STORE_UNAVAILABLE`, `KEY_STORE_WRONG`, `KEY_INVALID`
   */
  sealer(): Sealer;
}

/** Sealers of folders, with the text of the file that they come from: a key store is slow on purpose, or far away. */
const unlocked = new Map<string, { readonly text: string; readonly sealer: Sealer }>();

/** The sealed folder that a path lies in, or is; `undefined` where there is none. @throws ConsiliumError `CONFIG_INVALID`, `FILE_UNSAFE` */
export function sealedFolderOf(path: string): SealedFolder | undefined {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const found = readKeyStoreFile(folder);
    if (found !== undefined) {
      const { text, file } = found;
      return { path: folder, file, sealer: () => sealerOf(folder, text, file) };
    }
    if (folder === dirname(folder)) return undefined;
  }
}

function sealerOf(folder: string, text: string, { address, wrapped }: KeyStoreFile): Sealer {
  const known = unlocked.get(folder);
  if (known?.text === text) return known.sealer;
  const sealer = createSealer(unwrapDataKey(address, wrapped));
  unlocked.set(folder, { text, sealer });
  return sealer;
}

/** A secret as it is to lie at a path: sealed in a sealed folder, else as it is. @throws ConsiliumError as {@link SealedFolder.sealer} */
export function sealSecret(path: string, content: Uint8Array | string): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content);
  const folder = sealedFolderOf(dirname(path));
  return folder === undefined ? bytes : folder.sealer().seal(bytes, purposeOf(folder.path, path));
}

/**
 * A secret as it was before {@link sealSecret}.
 *
 * @throws ConsiliumError as {@link SealedFolder.sealer}; `SEAL_BROKEN` for one that was changed or is that of another file; `KEY_INVALID` for one
 * that lies in the clear where all are sealed, and for a sealed one in a folder whose key store file is gone
 */
export function openSecret(path: string, content: Buffer): Buffer {
  const folder = sealedFolderOf(dirname(path));
  if (!looksSealed(content)) {
    if (folder?.file.complete !== true) return content;
    throw new ConsiliumError({
      code: 'KEY_INVALID',
      message: `${path} is not sealed, and everything in ${folder.path} is to be`,
      advice:
        'If you have put it there yourself, seal it with the command "keys seal". If not, somebody else has: restore it from a copy.',
      details: { path },
    });
  }
  if (folder === undefined) {
    throw new ConsiliumError({
      code: 'KEY_INVALID',
      message: `${path} is sealed, and there is no ${KEY_STORE_FILE} in its folder or above that says by what`,
      advice: `Restore ${KEY_STORE_FILE} from a copy: nothing opens these files without it.`,
      details: { path },
    });
  }
  const sealer = folder.sealer();
  try {
    return sealer.open(content, purposeOf(folder.path, path));
  } catch (error) {
    throw sealBroken(`${path} was changed, or is sealed with the key of another folder or as another file`, error);
  }
}

/** Whether a secret lies sealed at a path. */
export function isSealedSecret(content: Buffer): boolean {
  return looksSealed(content);
}

/** What a secret is bound to: its place in the folder, so that no other can be put there. A next key keeps its seal when it takes its place. */
function purposeOf(folder: string, path: string): string {
  const name = relative(folder, resolve(path));
  return `secret/${name.replace(/(^|\/)next-(?=[^/]*$)/, '$1')}`;
}
