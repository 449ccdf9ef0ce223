import { existsSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { jsonOption } from '@consilium/command-line';
import { ConsiliumError, fromUnknown, systemClock } from '@consilium/core';
import { print, standardError } from '@consilium/host';
import { Command } from 'commander';
import { readLedger } from '../ledger/index.ts';
import { behindMark, knownPopulations, requireLedgers } from './empty-ledger.ts';
import { witnessMarks } from './ledger-marks.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site witness` */
export function witnessCommand(): Command {
  return new Command('witness')
    .argument('[folder]', 'a folder on a volume that is not restored with this one, or "none"')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site witness /mnt/witness\n')
    .action((path: string | undefined, { folder, json }: { folder: SiteFolder; json?: boolean }) => {
      if (path === 'none') remove(folder);
      else if (path !== undefined) begin(folder, resolve(path));
      const witness = folder.witness();
      const facts = witness === undefined ? { witness: null } : { witness: witness.path, ledgers: [...witness.all().keys()] };
      print(json, { ...facts, changed: path !== undefined }, () => [
        witness === undefined
          ? 'There is no witness: nothing here tells that the whole machine was put back to an earlier night.'
          : `${witness.path} knows of ${witness.all().size} ledgers.`,
        ...(path === undefined ? [] : ['The agent heeds it from its next start on.']),
        ...(path === undefined || path === 'none'
          ? []
          : [`A service of a package has to be allowed to write there: systemctl edit consilium-site, ReadWritePaths=${path}`]),
      ]);
    });
}

function remove(folder: SiteFolder): void {
  folder.record(userInfo().username, { event: 'ledger.witness-changed', witness: 'none' });
  endBefore(folder, undefined);
  folder.writeWitness(undefined);
}

/** A copy of this folder from before names the old witness, and must not believe what that has heard until then. */
function endBefore(folder: SiteFolder, next: string | undefined): void {
  const before = folder.witness();
  if (before === undefined || before.path === next) return;
  try {
    before.end(Math.trunc(systemClock.now()));
  } catch (error) {
    const { message } = fromUnknown(error);
    standardError.say(
      `warning: ${message}. Remove ${before.path} once it is there again: it knows of nothing from now on, and a restored backup of this folder would believe it.`,
    );
  }
}

/** One that is there, of this site, goes on, unless it knows more than the ledgers. */
function begin(folder: SiteFolder, path: string): void {
  requireLedgers(folder);
  const { site } = folder.config();
  const witness = witnessMarks(path, site);
  if (!existsSync(path)) throw new ConsiliumError({ code: 'FILE_UNREADABLE', message: `${path} is not there` });
  witness.make();
  for (const [population, { head }] of witness.all()) {
    const behind = behindMark(folder, population, head, `by the word of ${witness.path}`);
    if (behind !== undefined) throw behind;
  }
  const heads = [...knownPopulations(folder)].map((name) => [name, readLedger(folder.ledgerPath, name).head] as const);
  witness.remember(new Map(heads.filter(([, head]) => head.seq > 0)));
  folder.record(userInfo().username, { event: 'ledger.witness-changed', witness: 'set' });
  endBefore(folder, witness.path);
  folder.writeWitness(path);
  if (sameVolume(path, folder.path))
    standardError.say(
      `warning: ${path} lies on the volume of ${folder.path}, and is put back with it: name a folder on another one, best on another machine.`,
    );
}

function sameVolume(a: string, b: string): boolean {
  try {
    return statSync(a).dev === statSync(b).dev;
  } catch (error) {
    throw fromUnknown(error, a);
  }
}
