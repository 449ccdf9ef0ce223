import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, ConsiliumError, isConsiliumError, sha256Hex } from '@consilium/core';
import { filesBelow, readTogether } from '@consilium/host';
import { type BackupManifest, type BackupWriter, createBackup, isPassing, type KeyStoreAddress } from '@consilium/trust';
import { ledgerIn } from '../ledger/index.ts';
import type { SiteFolder } from './site-folder.ts';
import { VERSION } from './version.ts';

/**
 * What lies in a folder of a site and never in a backup of it. Brought back, it would speak twice: an update of an attempt, or a word of a sum under masks,
 * that this site has said something after. `sealing.key` opens both, so that of older copies nothing opens after a restore either.
 */
export const LEFT_OUT: readonly string[] = ['state/updates', 'state/sums', 'state/sealing.key'];

/** Logs that programs append to, or write line by line in place: copied as far as they reach. */
const AUDIT = 'state/audit';
const LEDGERS = 'state/ledger';
const SUMS_SEEN = 'state/sums-seen';
const GROWING: readonly string[] = [AUDIT, LEDGERS, SUMS_SEEN];
const ENTRIES = `${AUDIT}/entries.jsonl`;
const LINE_END = 0x0a;
/** A folder in which data sets are added again and again is copied so often before it is given up. */
const TRIES = 5;

/** How to back a site up. */
export interface SiteBackup {
  readonly folder: SiteFolder;
  /** File that is written; nothing lies there yet. */
  readonly to: string;
  readonly store: KeyStoreAddress;
  readonly clock: Pick<Clock, 'now'>;
  /** Told when the settled files, the audit log, or the ledgers were copied. @default nobody */
  readonly copied?: (what: 'settled' | 'audit' | 'ledgers') => void;
}

/**
 * Copies the folder of a site into one encrypted file, whether an agent works on it or not. The order makes the copy one that a crash could have left:
 *
 * 1. what people decide and files that are replaced whole, as they all were at one moment: among them `ledgers.json`, so that no ledger is behind it;
 * 2. the audit log. A decision is written there before it takes effect, so that each of 1 stands in it. Of the log itself first the commands' entries that wait,
 *    which the agent takes up and then removes (twice there is forgotten, not at all would be lost), then the checkpoint, then the entries, which continue it;
 * 3. the ledgers, last: what the audit log says of a charge was in the ledger before, and every charge up to the end of the copy is in it.
 *
 * A population that came in between with a charge and whose split secret is not among 1 has it all done again.
 *
 * @throws ConsiliumError `TARGET_EXISTS`, `DISK_FULL`, `KEY_STORE_UNAVAILABLE`, `KEY_INVALID`; `LEDGER_CORRUPT` for one that is damaged
 */
export function backUpSite({ folder, to, store, clock, copied = () => {} }: SiteBackup): BackupManifest {
  const { site: member, consortium } = folder.config();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const taken = new Date(clock.now()).toISOString();
    const backup = createBackup(to, store);
    try {
      const settled = copyTogether(folder, backup);
      copied('settled');
      const audit = copyAudit(folder, backup);
      copied('audit');
      for (const path of keptBelow(folder, SUMS_SEEN)) copy(folder, backup, path);
      const ledgers = copyLedgers(folder, backup);
      copied('ledgers');
      if (!splitsOf(folder).every((path) => settled.has(path))) continue;
      const facts = { kind: 'site', consortium, member, program: VERSION, taken, audit, ledgers } as const;
      return backup.finish({ ...facts, leftOut: [...LEFT_OUT] });
    } finally {
      backup.abort();
    }
  }
  throw new ConsiliumError({
    code: 'STORE_FAILED',
    message: `data sets are added to ${folder.path} all the time`,
    advice: 'Run the command again once that is over.',
  });
}

function copyTogether(folder: SiteFolder, backup: BackupWriter): ReadonlySet<string> {
  const list = (): readonly string[] => filesBelow(folder.path, (path) => isKept(path) && !isUnder(path, GROWING));
  const contents = readTogether(folder.path, list);
  for (const [path, content] of contents) backup.add(path, content);
  return new Set(contents.keys());
}

function copyAudit(folder: SiteFolder, backup: BackupWriter): BackupManifest['audit'] {
  const all = keptBelow(folder, AUDIT);
  const waiting = all.filter((path) => path.startsWith(`${AUDIT}/waiting/`));
  for (const path of waiting) copy(folder, backup, path);
  let checkpoint: { readonly checkpoint?: string } = {};
  for (const path of all.filter((one) => !waiting.includes(one) && one !== ENTRIES)) {
    if (path === `${AUDIT}/checkpoint`) checkpoint = { checkpoint: sha256Hex(copyWhole(folder, backup, path)) };
    else copy(folder, backup, path);
  }
  let entries = 0;
  copy(folder, backup, ENTRIES, (piece) => {
    for (let at = piece.indexOf(LINE_END); at !== -1; at = piece.indexOf(LINE_END, at + 1)) entries += 1;
  });
  return { entries, ...checkpoint };
}

function copyLedgers(folder: SiteFolder, backup: BackupWriter): NonNullable<BackupManifest['ledgers']> {
  const heads: Record<string, { readonly seq: number; readonly hash: string }> = {};
  for (const path of keptBelow(folder, LEDGERS)) {
    const content = copyWhole(folder, backup, path);
    const population = populationOf(path);
    if (population === undefined) continue;
    const { seq, hash } = ledgerIn(content, population, path).head;
    heads[population] = { seq, hash };
  }
  return heads;
}

/** The population whose ledger lies at a path of the folder; `undefined` for other files. */
export function populationOf(path: string): string | undefined {
  return /^state\/ledger\/([^/]+)\.jsonl$/.exec(path)?.[1];
}

function splitsOf(folder: SiteFolder): readonly string[] {
  return keptBelow(folder, 'state/splits');
}

function keptBelow(folder: SiteFolder, below: string): readonly string[] {
  if (!existsSync(join(folder.path, below))) return [];
  return filesBelow(join(folder.path, below), (path) => isKept(`${below}/${path}`)).map((path) => `${below}/${path}`);
}

/** Copies a file, unless it was taken away since it was listed. */
function copy(folder: SiteFolder, backup: BackupWriter, path: string, each?: (piece: Buffer) => void): void {
  const source = join(folder.path, path);
  try {
    backup.addFile(path, source, each);
  } catch (error) {
    if (existsSync(source) || !isConsiliumError(error, 'FILE_UNREADABLE')) throw error;
  }
}

/** @returns what was copied */
function copyWhole(folder: SiteFolder, backup: BackupWriter, path: string): Buffer {
  const pieces: Buffer[] = [];
  copy(folder, backup, path, (piece) => pieces.push(Buffer.from(piece)));
  return Buffer.concat(pieces);
}

function isKept(path: string): boolean {
  return !isPassing(path) && !isUnder(path, LEFT_OUT);
}

function isUnder(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
