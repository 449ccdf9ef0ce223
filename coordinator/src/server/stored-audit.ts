import { join } from 'node:path';
import { type Clock, secureRandom } from '@consilium/core';
import type { EntrySource } from '@consilium/shipping';
import { writeVerifierKey } from '@consilium/transparency';
import { StoredLog } from '../audit/stored-log.ts';
import { Database } from '../store/database.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { readCoordinatorConfig } from './config.ts';
import { logSigner } from './log-signer.ts';

/** An audit log as those read it who check it. */
export interface AuditSource {
  /** The key that signs it (C2SP verifier key). */
  readonly verifierKey: string;
  /** The newest checkpoint; `undefined` where there is no entry. Read before the entries. */
  readonly checkpoint: string | undefined;
  readonly lines: AsyncIterable<string>;
  /** The same for who goes on from an entry. */
  readonly entries: EntrySource;
  /** Nobody writes while it is read: the checkpoint covers all entries. */
  readonly still: boolean;
}

/**
 * Reads the audit log in the folder of a coordinator that does not run.
 *
 * @throws ConsiliumError `CONFIG_INVALID`, `STORE_FAILED` while one runs, and what `work` throws
 */
export async function withStoredAudit<T>(folder: string, clock: Clock, work: (audit: AuditSource) => Promise<T>): Promise<T> {
  const { consortium } = readCoordinatorConfig(folder);
  const signer = logSigner(folder, consortium);
  const database = await Database.open(openSqlite(join(folder, 'state')));
  try {
    const log = new StoredLog({ database, signer, clock, random: secureRandom() });
    const checkpoint = await log.checkpoint();
    const entries = { size: () => log.size(), after: (position: number) => log.lines(position) };
    return await work({ verifierKey: writeVerifierKey(signer.verifier), checkpoint, lines: log.lines(), entries, still: true });
  } finally {
    await database.close();
  }
}
