import { join } from 'node:path';
import { type Clock, ConsiliumError, secureRandom, systemClock } from '@consilium/core';
import { createLogger, type Logger } from '@consilium/host';
import { type KeyStoreAddress, sealedFolderOf, type SealedStanding, type Sealer, sealFolder } from '@consilium/trust';
import { COMMAND } from '../audit/actors.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { Database } from '../store/database.ts';
import { sealStore } from '../store/seal-store.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { readCoordinatorConfig } from './config.ts';
import { logSigner } from './log-signer.ts';

/** How to seal a coordinator's folder. */
export interface SealCoordinatorOptions {
  readonly folder: string;
  /** @default the one that it has */
  readonly store?: KeyStoreAddress;
  readonly log?: Logger;
  readonly clock?: Clock;
}

/**
 * Puts the folder of a coordinator that does not run under a key store, with its models and updates.
 *
 * @throws ConsiliumError `STORE_FAILED` while one runs; `CONFIG_INVALID`, `KEY_STORE_UNAVAILABLE`, `KEY_STORE_WRONG`, `KEY_INVALID`, `DISK_FULL`
 */
export async function sealCoordinator(options: SealCoordinatorOptions): Promise<SealedStanding> {
  const { folder, store, log = createLogger({ component: 'coordinator' }), clock = systemClock } = options;
  const { consortium } = readCoordinatorConfig(folder);
  const state = join(folder, 'state');
  // Nobody serves the folder as long as this is open.
  const database = await Database.open(openSqlite(state));
  try {
    return await sealFolder({
      folder,
      ...(store === undefined ? {} : { store }),
      contents: async () => {
        const sealer = sealedFolderOf(folder)?.sealer();
        if (sealer !== undefined) await sealStore(state, database, sealer);
      },
      record: async () => {
        const kind = sealedFolderOf(folder)?.file.address.kind;
        if (kind === undefined) return;
        const audit = await AuditLog.open({
          database,
          signer: logSigner(folder, consortium),
          clock,
          log,
          random: secureRandom(),
        });
        await audit.recordAlone({ by: COMMAND, event: { event: 'keys.sealed', store: kind } });
        await audit.close();
      },
    });
  } finally {
    await database.close();
  }
}

/**
 * What seals the contents of a coordinator's folder; `undefined` where nothing does.
 *
 * @throws ConsiliumError `CONFIG_INVALID` where sealing was not finished; `KEY_STORE_UNAVAILABLE`, `KEY_STORE_WRONG`
 */
export function contentSealer(folder: string): Sealer | undefined {
  const sealed = sealedFolderOf(folder);
  if (sealed === undefined) return undefined;
  if (!sealed.file.complete) {
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `the sealing of ${folder} was cut off before its end`,
      advice: `Finish it: consilium coordinator keys seal --folder ${folder}`,
    });
  }
  return sealed.sealer();
}
