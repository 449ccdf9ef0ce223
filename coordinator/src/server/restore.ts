import { join } from 'node:path';
import { type Clock, ConsiliumError, secureRandom, sha256Hex, systemClock } from '@consilium/core';
import { createLogger, type Logger } from '@consilium/host';
import {
  AuditChain,
  checkLog,
  COORDINATOR_LOG,
  openCheckpoint,
  readVerifierKey,
  requireCheckpoint,
} from '@consilium/transparency';
import { type Backup, restoreFolder } from '@consilium/trust';
import { COMMAND } from '../audit/actors.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { withdrawAllOpen } from '../members/invitations.ts';
import { Database } from '../store/database.ts';
import { referencedHashes } from '../store/references.ts';
import { openCopied } from '../store/sqlite/copied-store.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { STATE } from './backup.ts';
import { DATABASE_FILE } from './copy-store.ts';
import { CONFIG_FILE, readConfig } from './config.ts';
import { logSigner } from './log-signer.ts';

const NOTHING = Buffer.alloc(0);

/**
 * Reads all of a backup and checks that it is a coordinator that could be restored: every hash, the configuration, the database, its audit log up to the signed
 * checkpoint, and that every content which a row names is there. Writes nothing; the database is held in memory.
 *
 * @throws ConsiliumError `BACKUP_INVALID`, `SEAL_BROKEN`, `STORE_FAILED`, `STORE_VERSION`, `AUDIT_CORRUPT`, `CONFIG_INVALID`
 */
export async function checkCoordinatorBackup(backup: Backup): Promise<void> {
  const { kind, consortium, member, audit, store } = backup.manifest;
  if (kind !== 'coordinator')
    throw new ConsiliumError({
      code: 'BACKUP_INVALID',
      message: `this is the backup of the site ${member} of ${consortium}`,
      advice: 'Restore it with "consilium-site restore", on the machine of the hospital.',
    });
  backup.readAll();
  const config = readConfig(backup.read(CONFIG_FILE) ?? NOTHING, CONFIG_FILE);
  if (config.consortium !== consortium) throw differs(`it is named ${consortium}, and holds ${config.consortium}`);
  const name = `${STATE}/${DATABASE_FILE}`;
  const { database, facts } = await openCopied(backup.read(name) ?? NOTHING, name);
  try {
    const { version, entries, checkpoint } = facts;
    const named = checkpoint === undefined ? undefined : sha256Hex(Buffer.from(checkpoint, 'utf8'));
    if (version !== store || entries !== audit.entries || named !== audit.checkpoint)
      throw differs('its database is not at the place that it names');
    const key = backup.read('audit/key.vkey')?.toString('utf8') ?? '';
    const checkpoints = checkpoint === undefined ? [] : [openCheckpoint(checkpoint, readVerifierKey(key))];
    const rows = await database.query.selectFrom('audit_entries').select('line').orderBy('position').execute();
    const chain = new AuditChain(COORDINATOR_LOG);
    checkLog(
      chain,
      rows.map(({ line }) => line),
      checkpoints,
    );
    requireCheckpoint(chain.size, checkpoints[0]);
    await requireContents(backup, database);
  } finally {
    await database.close();
  }
}

async function requireContents(backup: Backup, database: Database): Promise<void> {
  const small = await database.query.selectFrom('blobs').select('hash').execute();
  const there = new Set([...small.map(({ hash }) => hash), ...backup.below(`${STATE}/blobs`)]);
  for (const hash of await referencedHashes(database.query))
    if (!there.has(hash)) throw differs(`the content ${hash.slice(0, 12)}, which its database names, is not in it`);
}

/** How to restore a coordinator. */
export interface CoordinatorRestore {
  readonly backup: Backup;
  /** A folder that is not there, or holds nothing. */
  readonly to: string;
  readonly reason?: string;
  readonly log?: Logger;
  readonly clock?: Clock;
}

/**
 * Restores a coordinator from a backup that holds. Before the folder is one that serves, its audit log goes on with what it was restored from and why; that
 * it is older than what sites have seen, they notice by themselves. Invitations that were open are withdrawn: their secrets may have been used since.
 *
 * @throws ConsiliumError `TARGET_EXISTS`, `DISK_FULL`; `KEY_STORE_UNAVAILABLE`, `KEY_STORE_WRONG` where the folder was sealed; as {@link checkCoordinatorBackup}
 */
export async function restoreCoordinator(options: CoordinatorRestore): Promise<void> {
  const { backup, to, reason, log = createLogger({ component: 'coordinator' }), clock = systemClock } = options;
  await checkCoordinatorBackup(backup);
  const { consortium, taken, audit } = backup.manifest;
  const event = {
    event: 'folder.restored',
    backup: backup.id,
    taken,
    entries: audit.entries,
    ...(reason === undefined ? {} : { reason }),
  } as const;
  const before = async (): Promise<void> => {
    const signer = logSigner(to, consortium);
    const database = await Database.open(openSqlite(join(to, STATE)));
    try {
      const trail = await AuditLog.open({ database, signer, clock, log, random: secureRandom() });
      await database.transaction('restore a backup', async (tx) => {
        await withdrawAllOpen(tx);
        await trail.record(tx, [{ by: COMMAND, event }]);
      });
      if (!signer.used) signer.remember();
      await trail.close();
    } finally {
      await database.close();
    }
  };
  await restoreFolder(backup, { to, last: CONFIG_FILE, before });
}

function differs(what: string): ConsiliumError<'BACKUP_INVALID'> {
  return new ConsiliumError({ code: 'BACKUP_INVALID', message: `this backup contradicts itself: ${what}` });
}
