import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import type { SiteFolder } from './site-folder.ts';

/** What is said of a ledger without entries when nothing speaks against it. */
export function emptyLedgerText(population: string): string {
  return `There is no entry in a ledger of ${population}: nothing was charged, or the ledger is lost. The coordinator's receipt tells at the next start of the agent.`;
}

/**
 * Why a population whose ledger is empty or missing has probably lost it.
 *
 * An agent opens, and so makes, the ledger of every population at its start, and makes its sealing key at its first one: where the key is
 * newer than the population's split secret, the ledger was there. A stored update was charged before it was stored.
 *
 * @returns `undefined` when this site can tell of nothing
 * @throws ConsiliumError `FILE_UNREADABLE`
 */
export function lostLedger(folder: SiteFolder, population: string): ConsiliumError | undefined {
  try {
    const signs = [
      ...(agentHasOpened(folder, population) ? [`an agent has run here since ${population} was registered`] : []),
      ...(storedUpdates(folder) && !anyEntry(folder) ? ['updates are stored that were charged to somebody'] : []),
    ];
    if (signs.length === 0) return undefined;
    return new ConsiliumError({
      code: 'LEDGER_CORRUPT',
      message: `the ledger of population ${population} has no entry and is probably lost: ${signs.join(', and ')}`,
    });
  } catch (error) {
    throw fromUnknown(error, folder.statePath);
  }
}

function agentHasOpened({ ledgerPath, statePath }: SiteFolder, population: string): boolean {
  if (existsSync(join(ledgerPath, `${population}.jsonl`))) return false;
  const secret = statSync(join(statePath, 'splits', `${population}.key`), { throwIfNoEntry: false });
  const sealing = statSync(join(statePath, 'sealing.key'), { throwIfNoEntry: false });
  return secret !== undefined && sealing !== undefined && sealing.mtimeMs > secret.mtimeMs;
}

function storedUpdates({ statePath }: SiteFolder): boolean {
  return namesIn(join(statePath, 'updates')).some((name) => name.endsWith('.sealed'));
}

/** What is stored does not show outside its seal whose it is: with an entry in any ledger, it may be that one's. */
function anyEntry({ ledgerPath }: SiteFolder): boolean {
  return namesIn(ledgerPath).some((name) => name.endsWith('.jsonl') && statSync(join(ledgerPath, name)).size > 0);
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
