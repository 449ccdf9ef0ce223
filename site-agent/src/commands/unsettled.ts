import type { Logger } from '@consilium/host';
import { knownPopulations, lostLedger } from './empty-ledger.ts';
import type { Restored } from './ledger-marks.ts';
import type { SiteFolder } from './site-folder.ts';

/*
 * A folder that was restored has old ledgers, and a ledger cannot tell how old it is. What can: a witness that learned of every charge since before the
 * backup, and a person. A coordinator's receipts can prove that something is missing (`ledger-receipts.ts`), never that nothing is: it may show an
 * old one.
 */

/** Populations to which nothing is charged, because the folder was restored and nobody has said yet what their ledgers lack. @throws what reading the folder throws */
export function unsettledPopulations(folder: SiteFolder): ReadonlyMap<string, Restored> {
  const marks = folder.ledgerMarks();
  return new Map(
    [...knownPopulations(folder)].flatMap((name) => {
      const restored = marks.unsettled(name);
      return restored === undefined ? [] : [[name, restored] as const];
    }),
  );
}

/** What is said of such a population to people at this hospital. */
export function unsettledText(population: string, { takenMs }: Restored): string {
  return `nothing is charged to population ${population}: this folder was restored from a backup of ${new Date(takenMs).toISOString()}, and what was charged from then on is not in its ledger. Lower the budget by it, then "consilium-site ledger accept-loss ${population}".`;
}

/**
 * Takes the word of a witness that learned of every charge since before the backup: what it does not know of has not left. Called where no ledger is behind it.
 *
 * @throws what reading the folder and its witness throws
 */
export function settleByWitness(folder: SiteFolder, log: Pick<Logger, 'info'>): void {
  const waiting = [...unsettledPopulations(folder).keys()];
  const witness = folder.witness();
  const marks = folder.ledgerMarks();
  if (waiting.length === 0 || witness === undefined || !marks.toldAll(witness)) return;
  for (const population of waiting) {
    if (lostLedger(folder, population) !== undefined) continue;
    marks.settle(population);
    log.info({ population }, 'this folder was restored, and its witness knows of no charge that its ledger lacks');
  }
}
