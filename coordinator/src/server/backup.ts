import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, randomId, secureRandom, sha256Hex } from '@consilium/core';
import { filesBelow, readTogether } from '@consilium/host';
import {
  type BackupManifest,
  backupStore,
  type BackupWriter,
  createBackup,
  isPassing,
  type KeyStoreAddress,
  requireElsewhere,
} from '@consilium/trust';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { settleCopy } from '../store/sqlite/copied-store.ts';
import { backupSocketPath, type HeldCopy, requestCopy } from './backup-socket.ts';
import { copyStore, DATABASE_FILE } from './copy-store.ts';
import { readCoordinatorConfig } from './config.ts';
import { shippedPath } from './shipped.ts';

/** Folder of the store, in the folder and in a backup. */
export const STATE = 'state';
/** What lies in the folder of a coordinator and is not in a backup: what of the store is on its way, and is asked for again. */
const LEFT_OUT = ['state/updates/*.part'] as const;

/** How to back a coordinator up. */
export interface CoordinatorBackup {
  readonly folder: string;
  /** File that is written; nothing lies there yet. */
  readonly to: string;
  /** What encrypts it. @default what seals the folder */
  readonly store?: KeyStoreAddress;
  readonly clock: Pick<Clock, 'now'>;
  /** Of this program. */
  readonly version: string;
}

/**
 * Copies the folder of a coordinator into one encrypted file, whether it runs or not. The order makes the copy one that a crash could have left: first how far
 * the audit log had come at its collector, which the log is never behind; then the store, as it is at one moment ({@link copyStore}); then keys, authorities and
 * configuration, which are there before the store rests on them.
 *
 * @throws ConsiliumError `USAGE`, `TARGET_EXISTS`, `DISK_FULL`, `KEY_STORE_UNAVAILABLE`, `KEY_INVALID`, `STORE_FAILED`, `UNREACHABLE`
 */
export async function backUpCoordinator({ folder, to, store, clock, version }: CoordinatorBackup): Promise<BackupManifest> {
  const { consortium } = readCoordinatorConfig(folder);
  const address = backupStore(folder, store);
  requireElsewhere(folder, to);
  const taken = new Date(clock.now()).toISOString();
  const backup = createBackup(to, address);
  let copy: HeldCopy | undefined;
  try {
    if (existsSync(shippedPath(folder))) backup.add('shipped.json', readFileSync(shippedPath(folder)));
    copy = (await requestCopy(backupSocketPath(folder), { store: address.kind })) ?? (await ownCopy(folder));
    const database = join(copy.folder, DATABASE_FILE);
    const { entries, checkpoint, version: tables } = settleCopy(database);
    backup.addFile(`${STATE}/${DATABASE_FILE}`, database);
    for (const path of filesBelow(copy.folder))
      if (path !== DATABASE_FILE) backup.addFile(`${STATE}/${path}`, join(copy.folder, path));
    copyTogether(folder, backup);
    const audit = { entries, ...(checkpoint === undefined ? {} : { checkpoint: sha256Hex(Buffer.from(checkpoint, 'utf8')) }) };
    const facts = { kind: 'coordinator', consortium, member: 'coordinator', program: version, taken, audit } as const;
    return backup.finish({ ...facts, store: tables, leftOut: [...LEFT_OUT] });
  } finally {
    backup.abort();
    copy?.release();
  }
}

/** Of a coordinator that does not run. Its tables stay as they are: a backup is taken before an upgrade as well. */
async function ownCopy(folder: string): Promise<HeldCopy> {
  const state = join(folder, STATE);
  const dialect = openSqlite(state);
  const to = join(state, randomId('copy', secureRandom()));
  const release = (): void => rmSync(to, { recursive: true, force: true });
  try {
    await copyStore(dialect, state, to);
    return { folder: to, release };
  } catch (error) {
    release();
    throw error;
  } finally {
    await dialect.close();
  }
}

function copyTogether(folder: string, backup: BackupWriter): void {
  const kept = (path: string): boolean => path !== STATE && path !== 'shipped.json' && !isPassing(path);
  for (const [path, content] of readTogether(folder, () => filesBelow(folder, kept))) backup.add(path, content);
}
