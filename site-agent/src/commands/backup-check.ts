import { ConsiliumError, sha256Hex } from '@consilium/core';
import { AuditChain, checkLog, openCheckpoint, readVerifierKey, requireCheckpoint, SITE_LOG } from '@consilium/transparency';
import type { Backup } from '@consilium/trust';
import { linesOf } from '../audit/index.ts';
import { ledgerIn } from '../ledger/index.ts';
import { populationOf } from './backup-parts.ts';
import { readMarks } from './ledger-marks.ts';
import { readConfig } from './site-files.ts';

/** The part that makes a folder one of a site. */
export const SITE_FILE = 'site.json';
/** What the site remembers of its ledgers. */
export const MARKS_FILE = 'ledgers.json';

const NOTHING = Buffer.alloc(0);

/**
 * Reads all of a backup and checks that it is a site that could be restored: every hash, the configuration, the audit log up to its signed checkpoint, the
 * chain of every ledger, and that both have come as far as the manifest says. Writes nothing.
 *
 * @returns bytes of content
 * @throws ConsiliumError `BACKUP_INVALID`, `SEAL_BROKEN`, `AUDIT_CORRUPT`, `LEDGER_CORRUPT`, `CONFIG_INVALID`
 */
export function checkSiteBackup(backup: Backup): number {
  const { kind, member, consortium, audit, ledgers = {} } = backup.manifest;
  if (kind !== 'site')
    throw new ConsiliumError({
      code: 'BACKUP_INVALID',
      message: `this is the backup of the coordinator of ${consortium}`,
      advice: 'Restore it with "consilium coordinator restore".',
    });
  const bytes = backup.readAll();
  const { site, consortium: named } = readConfig(backup.read(SITE_FILE) ?? NOTHING, SITE_FILE);
  if (site !== member || named !== consortium)
    throw differs(`it is named ${member} of ${consortium}, and holds ${site} of ${named}`);
  const marks = backup.read(MARKS_FILE);
  if (marks !== undefined) readMarks(marks, MARKS_FILE);
  if (auditEntries(backup) !== audit.entries) throw differs('its audit log has not as many entries as it says');
  const found = Object.fromEntries(backup.below('state/ledger').flatMap((name) => ledgerHead(backup, `state/ledger/${name}`)));
  const names = new Set([...Object.keys(found), ...Object.keys(ledgers)]);
  for (const name of names)
    if (found[name] === undefined || found[name] !== ledgers[name]?.hash)
      throw differs(`the ledger of ${name} has not come as far as it says`);
  return bytes;
}

function auditEntries(backup: Backup): number {
  const note = backup.read('state/audit/checkpoint');
  const key = backup.read('state/audit/key.vkey')?.toString('utf8') ?? '';
  const named = backup.manifest.audit.checkpoint;
  if ((note === undefined ? undefined : sha256Hex(note)) !== named) throw differs('its checkpoint is not the one that it names');
  const checkpoints = note === undefined ? [] : [openCheckpoint(note.toString('utf8'), readVerifierKey(key))];
  const chain = new AuditChain(SITE_LOG);
  checkLog(chain, linesOf(backup.read('state/audit/entries.jsonl') ?? NOTHING), checkpoints);
  requireCheckpoint(chain.size, checkpoints[0]);
  return chain.size;
}

function ledgerHead(backup: Backup, path: string): readonly (readonly [string, string])[] {
  const population = populationOf(path);
  if (population === undefined) return [];
  return [[population, ledgerIn(backup.read(path) ?? NOTHING, population, path).head.hash]];
}

function differs(what: string): ConsiliumError<'BACKUP_INVALID'> {
  return new ConsiliumError({ code: 'BACKUP_INVALID', message: `this backup contradicts itself: ${what}` });
}
