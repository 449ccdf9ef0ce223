import { existsSync, readdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fromUnknown, ConsiliumError, isConsiliumError, sha256Hex } from '@consilium/core';
import { makePrivateFolder, readFileIfPresent, syncFolder, takeExclusiveLock } from '@consilium/host';
import {
  AuditChain,
  type AuditEntry,
  type Incident,
  IncidentBook,
  type NewEntry,
  readEntry,
  SITE_LOG,
} from '@consilium/transparency';
import { AUDIT_LOCK, auditFiles, type AuditLogOptions, entryOf, linesOf, openAuditLog } from './audit-log.ts';
import { leaveRestart } from './restart-file.ts';

/** What became of a damaged log. */
export interface RestartedLog {
  /** Entries that were found of it. */
  readonly entries: number;
  /** The first of them that hold. */
  readonly intact: number;
  /** Where it lies now. */
  readonly aside: string;
}

const ASIDE = /^damaged-\d+$/;

/**
 * Begins a new log after one that is damaged. The old one is put aside as it is, with its key; the first entry of the new one says so, and
 * incidents that nobody has closed are carried over. A crash in between leaves a log that is still refused, or the new one.
 *
 * @param who begins it, and why
 * @throws ConsiliumError `USAGE` for a log that holds, `AUDIT_LOCKED` while an agent runs, `DISK_FULL`, `STORE_FAILED`
 */
export function restartLog(options: AuditLogOptions, who: string, reason: string): RestartedLog {
  const { folder, clock } = options;
  requireDamaged(options);
  const files = auditFiles(folder);
  const lock = takeExclusiveLock(files.lock, clock, AUDIT_LOCK);
  try {
    const before = readdirSync(folder).filter((name) => ASIDE.test(name)).length;
    const aside = join(folder, `damaged-${before + 1}`);
    const { entries, intact, unclosed } = readable(readFileIfPresent(files.entries));
    const checkpoint = readFileIfPresent(files.checkpoint);
    const restarted = {
      event: 'log.restarted',
      log: before + 1,
      entries,
      intact,
      ...(checkpoint === undefined ? {} : { checkpoint: sha256Hex(checkpoint) }),
      reason,
    } as const;
    leaveRestart(files.restart, [entryOf(who, restarted, options), ...unclosed.map((one) => carried(one, options))]);
    makePrivateFolder(aside);
    // The entries last: until they are gone, nothing can go on.
    for (const path of [files.openings, files.verifierKey, files.privateKey, files.checkpoint, files.entries])
      if (existsSync(path)) renameSync(path, join(aside, basename(path)));
    syncFolder(aside);
    syncFolder(folder);
    return { entries, intact, aside };
  } catch (error) {
    throw fromUnknown(error, folder);
  } finally {
    lock.release();
  }
}

/** @throws ConsiliumError `USAGE` for a log that holds, and what else keeps it from being read */
function requireDamaged(options: AuditLogOptions): void {
  try {
    openAuditLog(options).close();
  } catch (error) {
    if (isConsiliumError(error, 'AUDIT_CORRUPT') || isConsiliumError(error, 'KEY_INVALID')) return;
    throw error;
  }
  throw new ConsiliumError({ code: 'USAGE', message: 'the audit log holds: there is nothing to put aside' });
}

/** What can still be read of a damaged log: its lines, how many of the first ones hold, and the incidents that nobody has closed in those. */
function readable(content: Buffer | undefined): {
  readonly entries: number;
  readonly intact: number;
  readonly unclosed: readonly Incident[];
} {
  const chain = new AuditChain(SITE_LOG);
  const book = new IncidentBook();
  let entries = 0;
  let intact = true;
  for (const line of linesOf(content ?? Buffer.alloc(0))) {
    entries += 1;
    try {
      if (intact) {
        const entry: AuditEntry = chain.take(line);
        book.take(entry, { entry: chain.size, hash: chain.last });
        continue;
      }
    } catch (error) {
      if (!isConsiliumError(error, 'AUDIT_CORRUPT')) throw error;
      intact = false;
    }
    const opened = openedIn(line);
    if (opened !== undefined && !book.all.some(({ incident }) => incident === opened['incident']))
      book.take(opened, { entry: entries, hash: '' });
  }
  return { entries, intact: chain.size, unclosed: book.unclosed };
}

/**
 * The opening of an incident in a line behind the damage: one line that was changed must not make people forget what was seen after it. That it was
 * closed there proves nothing, so somebody closes it once more.
 */
function openedIn(line: string): AuditEntry | undefined {
  try {
    const entry = readEntry(line, SITE_LOG);
    return entry.event === 'incident.opened' ? entry : undefined;
  } catch (error) {
    if (!isConsiliumError(error, 'AUDIT_CORRUPT')) throw error;
    return undefined;
  }
}

function carried({ incident, kind, subject, at: since }: Incident, options: AuditLogOptions): NewEntry {
  return entryOf('agent', { event: 'incident.opened', incident, kind, subject, evidence: [], since }, options);
}
