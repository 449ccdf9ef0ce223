import { existsSync, linkSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import { WHOLE } from '../aggregation/update-files.ts';
import type { StoreDialect } from '../store/dialect.ts';

/** The database of a coordinator in its state folder. */
export const DATABASE_FILE = 'coordinator.db';

/** Contents beside the database, and which of their files are whole. */
const CONTENTS: Readonly<Record<string, RegExp>> = {
  blobs: /^[0-9a-f]{64}$/,
  updates: new RegExp(`${WHOLE.replace('.', '\\.')}$`),
};

/**
 * Copies a store as it is at one moment, whatever is written meanwhile: the database by SQLite's online backup, which takes up every change until its last
 * step. In the same turn of the event loop the files of contents get a second name in the copy. Each was whole and on the disk before a row named it, and is
 * removed only after the row is gone: so all that the copied rows name is there, and stays when the coordinator removes its own.
 *
 * @param state folder of the store
 * @param to a new folder on the same file system
 * @throws ConsiliumError `DISK_FULL`, `STORE_FAILED`
 */
export async function copyStore(dialect: Pick<StoreDialect, 'copyTo'>, state: string, to: string): Promise<void> {
  try {
    makePrivateFolder(to);
    await dialect.copyTo(join(to, DATABASE_FILE), () => {
      for (const [folder, whole] of Object.entries(CONTENTS)) linkAll(join(state, folder), join(to, folder), whole);
    });
  } catch (error) {
    throw fromUnknown(error, to);
  }
}

function linkAll(from: string, to: string, whole: RegExp): void {
  makePrivateFolder(to);
  if (!existsSync(from)) return;
  for (const name of readdirSync(from)) if (whole.test(name)) linkSync(join(from, name), join(to, name));
}
