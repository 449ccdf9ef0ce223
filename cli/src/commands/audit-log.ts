import { createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { jsonOption, wholeNumber } from '@consilium/command-line';
import type { AuditSource } from '@consilium/coordinator';
import { ConsiliumError, fromUnknown, systemClock } from '@consilium/core';
import { print, readFileIfPresent, table } from '@consilium/host';
import {
  AuditChain,
  type AuditEntry,
  checkedLines,
  checkedLog,
  COORDINATOR_LOG,
  corrupt,
  ENTRY_COLUMNS,
  type EntryFilter,
  EntrySearch,
  entryRow,
  LogCheck,
  openCheckpoint,
  readVerifierKey,
  requireCheckpoint,
} from '@consilium/transparency';
import { Command, Option } from 'commander';
import { DEFAULT_COORDINATOR_FOLDER, OPERATOR_IDENTITY, IDENTITY_HELP, IDENTITY_OPTION } from '../connection.ts';
import { type WhichLog, withLog } from '../coordinator-log.ts';
import { shipCommand } from './audit-ship.ts';
import { type OpenedExport, SiteExport } from '../site-export.ts';

/** `consilium audit verify`, `show`, `export` and `ship`: the audit log of the coordinator. */
export function auditLogCommands(): readonly Command[] {
  return [verifyCommand(), showCommand(), exportCommand(), shipCommand(), restartCommand()];
}

interface LogOptions extends WhichLog {
  readonly json?: boolean;
}

function verifyCommand(): Command {
  return logCommand('verify')
    .description('Check every entry of the coordinator’s audit log, their order and their end against signed checkpoints')
    .option(
      '--checkpoint <file...>',
      'earlier checkpoints that were kept elsewhere, by hospitals too: the log must continue each of them',
    )
    .option(
      '--site-export <folder>',
      'compare it also with what a hospital has exported, which opens what the coordinator has kept of its log',
    )
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium audit verify --checkpoint from-north/coordinator.checkpoint\n')
    .action(async ({ checkpoint = [], siteExport, json, ...from }: VerifyOptions) => {
      const other = siteExport === undefined ? undefined : new SiteExport(siteExport);
      const checked = await withLog(from, (log) => readLog(log, checkpoint, (entry) => other?.see(entry)));
      const compared = other?.end();
      print(json, { ...checked, ...(compared === undefined ? {} : { compared }) }, () => [
        ...checkedLines(checked, 'the checkpoint was read before they were written'),
        ...(compared === undefined ? [] : comparedLines(compared)),
      ]);
    });
}

interface VerifyOptions extends LogOptions {
  readonly checkpoint?: readonly string[];
  readonly siteExport?: string;
}

function comparedLines({ site, entries, opened, forgotten, later, restarted }: OpenedExport): readonly string[] {
  return [
    ...(restarted === undefined
      ? []
      : [
          `It is log ${restarted.log} of ${site}, begun by ${restarted.by} at ${restarted.at} after a damaged one of ${restarted.entries} entries: ${restarted.reason}`,
        ]),
    `The log of ${site} has ${entries} entries and continues each of the ${opened} states to which it had committed itself here.`,
    ...(forgotten === 0 ? [] : [`  ${forgotten} older commitments are not opened: a site forgets them in time.`]),
    ...(later === 0 ? [] : [`  ${later} are of sessions after the export; a newer export opens them.`]),
  ];
}

function showCommand(): Command {
  return logCommand('show')
    .description('Show entries of the coordinator’s audit log, the newest last; all are checked first')
    .option('--event <name...>', 'only these events; a beginning such as "site." is enough')
    .option('--run <run>', 'only entries about this run')
    .option('--last <number>', 'only the newest so many', wholeNumber)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium audit show --event run. site. --last 20\n')
    .action(async ({ identity, folder, json, ...filter }: LogOptions & EntryFilter) => {
      const search = new EntrySearch(COORDINATOR_LOG, filter);
      const from = folder === undefined ? { identity } : { identity, folder };
      await withLog(from, (log) => readLog(log, [], (entry, position) => search.see(entry, position)));
      const { found } = search;
      print(json, found, () => (found.length === 0 ? ['No entry matches.'] : table(ENTRY_COLUMNS, found.map(entryRow))));
    });
}

function exportCommand(): Command {
  return logCommand('export')
    .description(
      'Check the coordinator’s audit log and write it for tools of others: entries.jsonl, checkpoint (C2SP signed note) and key.vkey',
    )
    .argument('<folder>', 'a new folder')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium audit export audit-2026\n')
    .action(async (target: string, { json, ...from }: LogOptions) => {
      if (existsSync(target))
        throw new ConsiliumError({ code: 'USAGE', message: `${target} is there already: name a new folder` });
      const checked = await withLog(from, (log) => exportLog(log, target));
      print(json, { folder: target, ...checked }, () => [
        `${checked.entries} entries in ${target}, with the checkpoint over them and the key that has signed it.`,
      ]);
    });
}

function restartCommand(): Command {
  return new Command('restart')
    .description(
      'Begin a new audit log of a coordinator that does not run, after one that is damaged (AUDIT_CORRUPT): the old one is kept aside, the new one begins with why, and every hospital is alarmed at its next session',
    )
    .requiredOption('--reason <text>', 'kept in the first entry')
    .option('--folder <folder>', 'folder of the coordinator', DEFAULT_COORDINATOR_FOLDER)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium audit restart --reason "disk replaced, ticket 12"\n')
    .action(async ({ folder, reason, json }: { folder: string; reason: string; json?: boolean }) => {
      const { restartStoredAudit } = await import('@consilium/coordinator');
      const restarted = await restartStoredAudit(folder, systemClock, reason);
      const { entries, intact, aside } = restarted;
      print(json, restarted, () => [
        `The damaged log lies in ${aside}: ${entries} entries, the first ${intact} of which hold. Keep it.`,
        'Hospitals see another log than they have kept: tell them why, so that they accept it.',
      ]);
    });
}

function logCommand(name: string): Command {
  return new Command(name)
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(
      new Option('--folder <folder>', 'read the log in the folder of a coordinator that does not run, instead of asking one'),
    );
}

/**
 * Checks a whole log.
 *
 * @param kept files with checkpoints that were kept elsewhere
 * @throws ConsiliumError `AUDIT_CORRUPT` saying where, `FILE_UNREADABLE`
 */
async function readLog(
  log: AuditSource,
  kept: readonly string[],
  each: (entry: AuditEntry, position: number, line: string) => Promise<void> | void = () => {},
) {
  const verifier = readVerifierKey(log.verifierKey);
  const own = log.checkpoint === undefined ? [] : [openCheckpoint(log.checkpoint, verifier)];
  const others = kept.map((path) => openCheckpoint(textOf(path), verifier));
  const chain = new AuditChain(COORDINATOR_LOG);
  const check = new LogCheck(chain, [...own, ...others]);
  for await (const line of log.lines) await each(check.take(line), chain.size, line);
  const unsigned = check.end();
  // Each entry is signed in its own transaction. Only where one runs may more of them come between reading the checkpoint and reading them.
  requireCheckpoint(chain.size, own[0]);
  if (log.still && unsigned > 0)
    throw corrupt(`no checkpoint covers the last ${unsigned} of ${chain.size} entries: an older one was put back`);
  return checkedLog(chain, own[0], unsigned);
}

/** Writes a log that holds into a new folder. */
async function exportLog(log: AuditSource, target: string) {
  try {
    mkdirSync(target);
    writeFileSync(join(target, 'key.vkey'), `${log.verifierKey}\n`);
    writeFileSync(join(target, 'checkpoint'), log.checkpoint ?? '');
    const entries = createWriteStream(join(target, 'entries.jsonl'));
    const checked = await readLog(log, [], async (_entry, _position, line) => {
      if (!entries.write(`${line}\n`)) await once(entries, 'drain');
    });
    entries.end();
    await once(entries, 'finish');
    return checked;
  } catch (error) {
    throw fromUnknown(error, target);
  }
}

function textOf(path: string): string {
  const content = readFileIfPresent(path);
  if (content === undefined) throw new ConsiliumError({ code: 'FILE_UNREADABLE', message: `there is no checkpoint at ${path}` });
  return content.toString('utf8');
}
