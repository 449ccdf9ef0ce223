import { existsSync, readFileSync } from 'node:fs';
import { ConsiliumError } from '@consilium/core';
import { readFileIfPresent } from '@consilium/host';
import {
  AuditChain,
  type AuditEntry,
  checkLog,
  type Checkpoint,
  type Incident,
  IncidentBook,
  NO_ENTRY,
  openCheckpoint,
  requireCheckpoint,
  SITE_LOG,
} from '@consilium/transparency';
import { auditFiles, checkpointsOf, linesOf, readRestart, verifierOf, WaitingEvents } from '../audit/index.ts';
import type { SiteFiles } from './site-files.ts';

/**
 * Checks the whole log of a site.
 *
 * @param others files with checkpoints that were kept elsewhere
 * @throws ConsiliumError `AUDIT_CORRUPT` saying where, `FILE_UNREADABLE`
 */
export function readLog(
  folder: SiteFiles,
  others: readonly string[],
  each: (entry: AuditEntry, position: number, hash: string) => void,
) {
  folder.config();
  const files = auditFiles(folder.auditPath);
  if (!existsSync(files.entries))
    throw new ConsiliumError({
      code: 'FILE_UNREADABLE',
      ...(existsSync(files.restart)
        ? {
            message: `the audit log in ${folder.auditPath} was put aside as damaged, and a new one begins with the next start or decision`,
            advice: 'Start the agent, then ask again. The damaged log lies in the newest folder "damaged-..." beside it.',
          }
        : { message: `there is no audit log in ${folder.auditPath}: nothing has happened here, or it is gone` }),
    });
  // First the checkpoint: the log that is read after it has all of its entries and perhaps more.
  const own = checkpointsOf(folder.auditPath);
  const kept = others.map((path) => keptCheckpoint(folder, path));
  const chain = new AuditChain(SITE_LOG);
  const unsigned = checkLog(chain, linesOf(readFileSync(files.entries)), [...own, ...kept], (entry, position) =>
    each(entry, position, chain.last),
  );
  requireCheckpoint(chain.size, own[0]);
  return { chain, unsigned, newest: own[0] };
}

function keptCheckpoint(folder: SiteFiles, path: string): Checkpoint {
  const note = readFileIfPresent(path);
  if (note === undefined) throw new ConsiliumError({ code: 'FILE_UNREADABLE', message: `there is no checkpoint at ${path}` });
  return openCheckpoint(note.toString('utf8'), verifierOf(folder.auditPath));
}

/**
 * The incidents of a site, read off its log, the newest last; with what people have decided while the agent has not taken it up yet.
 *
 * @throws ConsiliumError `AUDIT_CORRUPT`, `FILE_UNREADABLE`
 */
export function readIncidents(folder: SiteFiles): readonly Incident[] {
  const files = auditFiles(folder.auditPath);
  const book = new IncidentBook();
  if (!existsSync(files.entries)) {
    // What the next log begins with, where a damaged one was put aside: what nobody has closed is open meanwhile, too.
    for (const entry of readRestart(files.restart))
      if (entry.event === 'incident.opened') book.take({ ...entry, prev: NO_ENTRY }, { entry: 0, hash: '' });
    return book.all;
  }
  // First what waits: the agent takes it up and then removes it.
  const waiting = [...new WaitingEvents(files.waiting).all()].map(({ entry }) => entry);
  const salts = new Set<string>();
  const { chain } = readLog(folder, [], (entry, position, hash) => {
    salts.add(entry.salt);
    book.take(entry, { entry: position, hash });
  });
  for (const entry of waiting)
    if (entry.event.startsWith('incident.') && !salts.has(entry.salt))
      book.take({ ...entry, prev: chain.last }, { entry: chain.size + 1, hash: chain.last });
  return book.all;
}
