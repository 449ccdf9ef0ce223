import { appendFileSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonOption, wholeNumber } from '@consilium/command-line';
import { fromUnknown } from '@consilium/core';
import { print, table } from '@consilium/host';
import {
  checkedLines,
  checkedLog,
  ENTRY_COLUMNS,
  type EntryFilter,
  entryRow,
  EntrySearch,
  SITE_LOG,
} from '@consilium/transparency';
import { Command } from 'commander';
import { auditFiles, CoordinatorLog, openingsIn, restartLog } from '../audit/index.ts';
import { shipCommands } from './audit-ship.ts';
import { deciderOption, filesOption, reasonOption } from './files-options.ts';
import { readLog } from './read-audit.ts';
import type { SiteFiles } from './site-files.ts';

/** `consilium-site audit ...` */
export function auditCommands(): Command {
  const command = new Command('audit');
  command
    .command('verify')
    .description('Check every entry, their order and their end against signed checkpoints; works while the agent runs')
    .option('--checkpoint <file...>', 'earlier checkpoints that were kept elsewhere: the log must continue each of them')
    .addOption(filesOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site audit verify --checkpoint /mnt/safe/checkpoint-2026-10\n')
    .action((options: { folder: SiteFiles; checkpoint?: string[]; json?: boolean }) => {
      const { chain, unsigned, newest } = readLog(options.folder, options.checkpoint ?? [], () => {});
      const facts = checkedLog(chain, newest, unsigned);
      print(options.json, facts, () => checkedLines(facts, 'the agent signs them at its next session or when it stops'));
    });
  command
    .command('show')
    .description('Show entries, the newest last; all are checked first')
    .option('--event <name...>', 'only these events; a beginning such as "plan." is enough')
    .option('--run <run>', 'only entries about this run')
    .option('--last <number>', 'only the newest so many', wholeNumber)
    .addOption(filesOption())
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
    .addOption(filesOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site audit export audit-2026\n')
    .action((target: string, options: { folder: SiteFiles; json?: boolean }) => {
      const exported = exportLog(options.folder, target);
      print(options.json, { folder: target, ...exported }, () => [
        `${exported.entries} entries in ${target}, with the checkpoint over them and the key that has signed it.`,
      ]);
    });
  for (const ship of shipCommands()) command.addCommand(ship);
  command
    .command('accept-coordinator')
    .description(
      'Accept the audit log of the coordinator as it will show it next, after people have found out why it does not continue',
    )
    .addOption(reasonOption().makeOptionMandatory())
    .addOption(deciderOption())
    .addOption(filesOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site audit accept-coordinator --reason "restored from the backup of 3 May, ticket 12"\n',
    )
    .action(({ folder, reason, who, json }: { folder: SiteFiles; reason: string; who: string; json?: boolean }) => {
      const log = new CoordinatorLog(auditFiles(folder.auditPath).coordinator);
      const kept = log.readableSize();
      folder.record(who, { event: 'coordinator-log.accepted', ...(kept === undefined ? {} : { kept }), reason });
      log.forget();
      print(json, { accepted: true, kept: kept ?? null, reason, who }, () => [
        kept === undefined
          ? 'What was kept of it is damaged: it is put aside with the evidence.'
          : `The log of ${kept} entries that was kept is forgotten.`,
        'What the coordinator shows at the next session is kept from then on.',
      ]);
    });
  command
    .command('restart')
    .description(
      'Begin a new log after one that is damaged (AUDIT_CORRUPT), once people have looked into it: the old one is kept aside, the new one begins with who did so and why, and the coordinator learns of it at the next session',
    )
    .addOption(reasonOption().makeOptionMandatory())
    .addOption(deciderOption())
    .addOption(filesOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site audit restart --reason "disk replaced, ticket 12"\n')
    .action(({ folder, reason, who, json }: { folder: SiteFiles; reason: string; who: string; json?: boolean }) => {
      const restarted = restartLog(folder.auditOptions(), who, reason);
      const { entries, intact, aside } = restarted;
      print(json, restarted, () => [
        `The damaged log lies in ${aside}: ${entries} entries, the first ${intact} of which hold. Keep it.`,
        'A new log begins at the next start, and says so in its first entry.',
      ]);
    });
  return command;
}

interface ShowOptions extends EntryFilter {
  readonly folder: SiteFiles;
  readonly json?: boolean;
}

function search({ folder, json: _json, ...filter }: ShowOptions): EntrySearch {
  const entries = new EntrySearch(SITE_LOG, filter);
  readLog(folder, [], (entry, position) => entries.see(entry, position));
  return entries;
}

/** Copies a log that holds, up to its newest checkpoint or beyond. @returns what was checked of it */
function exportLog(folder: SiteFiles, target: string) {
  const { chain, unsigned, newest } = readLog(folder, [], () => {});
  const { checkpoint, entries, verifierKey, openings, coordinator } = auditFiles(folder.auditPath);
  try {
    mkdirSync(target);
    // Each holds what those before it speak of, whatever the agent adds meanwhile.
    const { evidencePath } = new CoordinatorLog(coordinator);
    if (existsSync(evidencePath)) cpSync(evidencePath, join(target, 'evidence'), { recursive: true });
    if (existsSync(openings)) writeOpenings(readFileSync(openings), join(target, 'openings.jsonl'));
    copyFileSync(checkpoint, join(target, 'checkpoint'));
    copyFileSync(verifierKey, join(target, 'key.vkey'));
    copyFileSync(entries, join(target, 'entries.jsonl'));
  } catch (error) {
    throw fromUnknown(error, target);
  }
  return checkedLog(chain, newest, unsigned);
}

/** Lines that are written at a time. */
const OPENINGS = 1000;

/** Writes what opens each commitment, a line each; none of it opens what is committed to later. */
function writeOpenings(content: Buffer, path: string): void {
  let lines: string[] = [];
  for (const opening of openingsIn(content)) {
    lines.push(`${JSON.stringify(opening)}\n`);
    if (lines.length < OPENINGS) continue;
    appendFileSync(path, lines.join(''));
    lines = [];
  }
  appendFileSync(path, lines.join(''));
}
