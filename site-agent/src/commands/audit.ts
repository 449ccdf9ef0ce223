import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { print, readFileIfPresent, say, table } from '@consilium/host';
import {
  AuditChain,
  type AuditEntry,
  checkedLines,
  checkedLog,
  checkLog,
  type Checkpoint,
  ENTRY_COLUMNS,
  type EntryFilter,
  entryRow,
  EntrySearch,
  openCheckpoint,
  requireCheckpoint,
  SITE_LOG,
} from '@consilium/transparency';
import { Command } from 'commander';
import { auditFiles, checkpointsOf, CoordinatorLog, linesOf, verifierOf } from '../audit/index.ts';
import { deciderOption, folderOption, jsonOption, parseCount, reasonOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site audit ...` */
export function auditCommands(): Command {
  const command = new Command('audit');
  command
    .command('verify')
    .description('Check every entry, their order and their end against signed checkpoints; works while the agent runs')
    .option('--checkpoint <file...>', 'earlier checkpoints that were kept elsewhere: the log must continue each of them')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site audit verify --checkpoint /mnt/safe/checkpoint-2026-10\n')
    .action((options: { folder: SiteFolder; checkpoint?: string[]; json?: boolean }) => {
      const { chain, unsigned, newest } = readLog(options.folder, options.checkpoint ?? [], () => {});
      const facts = checkedLog(chain, newest, unsigned);
      print(options.json, facts, () => checkedLines(facts, 'the agent signs them at its next session or when it stops'));
    });
  command
    .command('show')
    .description('Show entries, the newest last; all are checked first')
    .option('--event <name...>', 'only these events; a beginning such as "plan." is enough')
    .option('--run <run>', 'only entries about this run')
    .option('--last <number>', 'only the newest so many', parseCount)
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site audit show --event update. --last 20\n')
    .action((options: ShowOptions) => {
      const { found } = search(options);
      print(options.json, found, () => (found.length === 0 ? ['No entry matches.'] : table(ENTRY_COLUMNS, found.map(entryRow))));
    });
  command
    .command('export')
    .description(
      'Check the log and copy it for tools of others: entries.jsonl, checkpoint (C2SP signed note), key.vkey, and openings.jsonl, which opens what the coordinator has kept of it',
    )
    .argument('<folder>', 'a new folder')
    .addOption(folderOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site audit export audit-2026\n')
    .action((target: string, options: { folder: SiteFolder }) => {
      const count = exportLog(options.folder, target);
      say(`${count} entries in ${target}, with the checkpoint over them and the key that has signed it.`);
    });
  command
    .command('accept-coordinator')
    .description(
      'Accept the audit log of the coordinator as it will show it next, after people have found out why it does not continue',
    )
    .addOption(reasonOption().makeOptionMandatory())
    .addOption(deciderOption())
    .addOption(folderOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site audit accept-coordinator --reason "restored from the backup of 3 May, ticket 12"\n',
    )
    .action(({ folder, reason, who }: { folder: SiteFolder; reason: string; who: string }) => {
      const log = new CoordinatorLog(auditFiles(folder.auditPath).coordinator);
      const kept = log.size();
      folder.record(who, { event: 'coordinator-log.accepted', kept, reason });
      log.forget();
      say(
        `The log of ${kept} entries that was kept is forgotten; what the coordinator shows at the next session is kept from then on.`,
      );
    });
  return command;
}

interface ShowOptions extends EntryFilter {
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

function search({ folder, json: _json, ...filter }: ShowOptions): EntrySearch {
  const entries = new EntrySearch(SITE_LOG, filter);
  readLog(folder, [], (entry, position) => entries.see(entry, position));
  return entries;
}

/**
 * Checks the whole log of a site.
 *
 * @param others files with checkpoints that were kept elsewhere
 * @throws ConsiliumError `AUDIT_CORRUPT` saying where, `FILE_UNREADABLE`
 */
function readLog(folder: SiteFolder, others: readonly string[], each: (entry: AuditEntry, position: number) => void) {
  folder.config();
  const files = auditFiles(folder.auditPath);
  if (!existsSync(files.entries))
    throw new ConsiliumError({
      code: 'FILE_UNREADABLE',
      message: `there is no audit log in ${folder.auditPath}: nothing has happened here, or it is gone`,
    });
  // First the checkpoint: the log that is read after it has all of its entries and perhaps more.
  const own = checkpointsOf(folder.auditPath);
  const kept = others.map((path) => keptCheckpoint(folder, path));
  const chain = new AuditChain(SITE_LOG);
  const unsigned = checkLog(chain, linesOf(readFileSync(files.entries)), [...own, ...kept], each);
  requireCheckpoint(chain.size, own[0]);
  return { chain, unsigned, newest: own[0] };
}

function keptCheckpoint(folder: SiteFolder, path: string): Checkpoint {
  const note = readFileIfPresent(path);
  if (note === undefined) throw new ConsiliumError({ code: 'FILE_UNREADABLE', message: `there is no checkpoint at ${path}` });
  return openCheckpoint(note.toString('utf8'), verifierOf(folder.auditPath));
}

/** Copies a log that holds, up to its newest checkpoint or beyond. @returns its entries */
function exportLog(folder: SiteFolder, target: string): number {
  const { chain } = readLog(folder, [], () => {});
  const { checkpoint, entries, verifierKey, openings } = auditFiles(folder.auditPath);
  try {
    mkdirSync(target);
    // Each holds what those before it speak of, whatever the agent adds meanwhile.
    if (existsSync(openings)) copyFileSync(openings, join(target, 'openings.jsonl'));
    copyFileSync(checkpoint, join(target, 'checkpoint'));
    copyFileSync(verifierKey, join(target, 'key.vkey'));
    copyFileSync(entries, join(target, 'entries.jsonl'));
  } catch (error) {
    throw fromUnknown(error, target);
  }
  return chain.size;
}
