import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown, type Json } from '@consilium/core';
import { print, readFileIfPresent, say, table } from '@consilium/host';
import { AuditChain, type AuditEntry, type Checkpoint, checkLog, openCheckpoint, SITE_EVENTS } from '@consilium/transparency';
import { Command } from 'commander';
import { auditFiles, checkpointsOf, linesOf, verifierOf } from '../audit/index.ts';
import { folderOption, jsonOption, parseCount } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site audit ...` */
export function auditCommands(): Command {
  const command = new Command('audit').description(
    'The log of what happened and was decided here, which cannot be changed unseen',
  );
  command
    .command('verify')
    .description('Check every entry, their order and their end against signed checkpoints; works while the agent runs')
    .option('--checkpoint <file...>', 'earlier checkpoints that were kept elsewhere: the log must continue each of them')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site audit verify --checkpoint /mnt/safe/checkpoint-2026-10\n')
    .action((options: { folder: SiteFolder; checkpoint?: string[]; json?: boolean }) => {
      const { chain, unsigned, newest } = readLog(options.folder, options.checkpoint ?? [], () => {});
      const facts = {
        entries: chain.size,
        root: chain.root().toString('base64'),
        checkpoint: newest?.size ?? 0,
        afterCheckpoint: unsigned,
      };
      print(options.json, facts, () => [
        `${facts.entries} entries, each continuing the one before; a signed checkpoint covers the first ${facts.checkpoint}.`,
        `  root  ${facts.root}`,
        ...(unsigned === 0
          ? []
          : [`  ${unsigned} entries came after it: the agent signs them at its next session or when it stops.`]),
      ]);
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
      const wanted = eventsOf(options.event);
      const found: Found[] = [];
      readLog(options.folder, [], (entry, position) => {
        if (!wanted.has(entry.event) || (options.run !== undefined && entry['run'] !== options.run)) return;
        found.push({ position, ...entry });
        if (found.length > (options.last ?? Number.POSITIVE_INFINITY)) found.shift();
      });
      print(options.json, found, () =>
        found.length === 0 ? ['No entry matches.'] : table(['', 'when', 'who', 'event', 'about'], found.map(row)),
      );
    });
  command
    .command('export')
    .description('Check the log and copy it for tools of others: entries.jsonl, checkpoint (C2SP signed note) and key.vkey')
    .argument('<folder>', 'a new folder')
    .addOption(folderOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site audit export audit-2026\n')
    .action((target: string, options: { folder: SiteFolder }) => {
      const count = exportLog(options.folder, target);
      say(`${count} entries in ${target}, with the checkpoint over them and the key that has signed it.`);
    });
  return command;
}

interface ShowOptions {
  readonly folder: SiteFolder;
  readonly event?: string[];
  readonly run?: string;
  readonly last?: number;
  readonly json?: boolean;
}

/** An entry and its place, counted from 1. */
type Found = AuditEntry & { readonly position: number };

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
  const chain = new AuditChain();
  const unsigned = checkLog(chain, linesOf(readFileSync(files.entries)), [...own, ...kept], each);
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
  const { checkpoint, entries, verifierKey } = auditFiles(folder.auditPath);
  try {
    mkdirSync(target);
    copyFileSync(checkpoint, join(target, 'checkpoint'));
    copyFileSync(verifierKey, join(target, 'key.vkey'));
    copyFileSync(entries, join(target, 'entries.jsonl'));
  } catch (error) {
    throw fromUnknown(error, target);
  }
  return chain.size;
}

/** The events that names or their beginnings stand for. @throws ConsiliumError `USAGE` for one that stands for none */
function eventsOf(names: readonly string[] | undefined): ReadonlySet<string> {
  const all = Object.keys(SITE_EVENTS);
  if (names === undefined) return new Set(all);
  return new Set(
    names.flatMap((name) => {
      const found = all.filter((event) => event === name || (name.endsWith('.') && event.startsWith(name)));
      if (found.length > 0) return found;
      throw new ConsiliumError({ code: 'USAGE', message: `there is no event ${name}; there are ${all.join(', ')}` });
    }),
  );
}

const SHOWN_DIGITS = 12;

function row({ position, at, actor, event, v: _v, salt: _salt, prev: _prev, ...about }: Found): readonly string[] {
  const fields = Object.entries(about).map(([field, value]) => `${field} ${shown(value)}`);
  return [String(position), at.slice(0, 19), actor, event, fields.join(', ')];
}

function shown(value: Json | undefined): string {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, SHOWN_DIGITS) : value;
  return JSON.stringify(value);
}
