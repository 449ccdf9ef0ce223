import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, ConsiliumError, fromUnknown, isConsiliumError, secureRandom, sha256Hex } from '@consilium/core';
import { makePrivateFolder, readFileIfPresent, syncFolder, writeFileDurably } from '@consilium/host';
import { AuditChain, COORDINATOR_LOG } from '@consilium/transparency';
import { COMMAND } from '../audit/actors.ts';
import { StoredLog } from '../audit/stored-log.ts';
import { Database } from '../store/database.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';
import { readCoordinatorConfig } from './config.ts';
import { AUDIT_FOLDER, logSigner } from './log-signer.ts';

/** What became of a damaged log. */
export interface RestartedAudit {
  /** Entries that were found of it. */
  readonly entries: number;
  /** The first of them that hold. */
  readonly intact: number;
  /** Where it lies now. */
  readonly aside: string;
}

const ASIDE = /^damaged-\d+$/;

/**
 * Begins a new audit log of a coordinator that does not run, after one that is damaged: the old one is written into a folder and leaves the
 * store in the transaction that writes the first entry of the new one, which says so. Sites see another log than they have kept.
 *
 * @param reason why, for others to read
 * @throws ConsiliumError `USAGE` for a log that holds, `CONFIG_INVALID`, `STORE_FAILED` while one runs, `DISK_FULL`
 */
export async function restartStoredAudit(folder: string, clock: Clock, reason: string): Promise<RestartedAudit> {
  const { consortium } = readCoordinatorConfig(folder);
  const own = join(folder, AUDIT_FOLDER);
  const database = await Database.open(openSqlite(join(folder, 'state')));
  try {
    makePrivateFolder(own);
    const before = readdirSync(own).filter((name) => ASIDE.test(name)).length;
    const aside = join(own, `damaged-${before + 1}`);
    const broken = await damage(database, folder, consortium, clock);
    if (broken === undefined)
      throw new ConsiliumError({ code: 'USAGE', message: 'the audit log holds: there is nothing to put aside' });
    mkdirSync(aside, { mode: 0o700 });
    const found = await copyAside(database, aside);
    // A key that does not fit its log signs no other one.
    for (const name of broken.key ? ['key.vkey', 'signing.key'] : [])
      if (existsSync(join(own, name))) renameSync(join(own, name), join(aside, name));
    syncFolder(own);
    const signer = logSigner(folder, consortium);
    const log = new StoredLog({ database, signer, clock, random: secureRandom() });
    const { entries, intact, checkpoint } = found;
    await database.transaction('begin a new audit log', async (tx) => {
      await tx.deleteFrom('audit_entries').execute();
      await tx.deleteFrom('audit_checkpoint').execute();
      const event = { event: 'log.restarted', log: before + 1, entries, intact, ...checkpoint, reason } as const;
      await log.append(tx, [{ by: COMMAND, event }]);
    });
    signer.remember();
    return { entries, intact, aside };
  } catch (error) {
    throw fromUnknown(error, own);
  } finally {
    await database.close();
  }
}

/** What is wrong with a log: whether its key is. @returns `undefined` for one that holds */
async function damage(
  database: Database,
  folder: string,
  consortium: string,
  clock: Clock,
): Promise<{ readonly key: boolean } | undefined> {
  let key = true;
  try {
    const signer = logSigner(folder, consortium);
    key = false;
    const log = new StoredLog({ database, signer, clock, random: secureRandom() });
    await log.checkEnd();
    const chain = new AuditChain(COORDINATOR_LOG);
    for await (const line of log.lines()) chain.take(line);
    return undefined;
  } catch (error) {
    if (!isConsiliumError(error, 'AUDIT_CORRUPT') && !isConsiliumError(error, 'KEY_INVALID')) throw error;
    return { key };
  }
}

/** Writes what is in the store of a log into a folder, durably. */
async function copyAside(database: Database, aside: string) {
  const rows = await database.query.selectFrom('audit_entries').select('line').orderBy('position').execute();
  const notes = await database.query.selectFrom('audit_checkpoint').select('note').execute();
  writeFileDurably(join(aside, 'entries.jsonl'), rows.map(({ line }) => `${line}\n`).join(''));
  const note = notes[0]?.note;
  if (note !== undefined) writeFileDurably(join(aside, 'checkpoint'), note);
  const chain = new AuditChain(COORDINATOR_LOG);
  try {
    for (const { line } of rows) chain.take(line);
  } catch (error) {
    if (!isConsiliumError(error, 'AUDIT_CORRUPT')) throw error;
  }
  const kept = readFileIfPresent(join(aside, 'checkpoint'));
  return { entries: rows.length, intact: chain.size, checkpoint: kept === undefined ? {} : { checkpoint: sha256Hex(kept) } };
}
