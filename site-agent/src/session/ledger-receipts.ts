import { refusalOf } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import { headMac, isOwnHead, type Ledger, type LedgerHead } from '../ledger/index.ts';
import type { LedgerPosition } from '../outbox/upload.ts';
import type { SiteContext } from './site-context.ts';

/** Where a population's ledger stands, with the proof that this site says so. @throws ConsiliumError `SPLIT_SECRET_LOST`, `LEDGER_*` */
export function positionOf({ catalog, ledger }: Pick<SiteContext, 'catalog' | 'ledger'>, population: string): LedgerPosition {
  const head = ledger(population).head();
  return { sequence: head.seq, hash: head.hash, mac: headMac(catalog.splitSecretOf(population), population, head) };
}

/**
 * Compares this site's ledgers with the positions that a coordinator shows. Only one that carries this site's own proof says anything of
 * the ledger: the others could be made up, and are one warning, however many they are. For each population of this site the first
 * position is looked at, for others none, so that no ledger is made for them.
 *
 * @returns by population the positions that stop nothing and say what the coordinator would not count, see {@link requireCountable}: those without such
 * a proof, and those whose loss people here have accepted
 * @throws ConsiliumError `LEDGER_ROLLED_BACK` when a ledger lacks what this site once reported of it; `SPLIT_SECRET_LOST`
 */
export function checkReceipts(
  { catalog, ledger, log, lossAccepted }: Pick<SiteContext, 'catalog' | 'ledger' | 'log' | 'lossAccepted'>,
  heads: readonly consilium.v1.LedgerHead.$Properties[],
): ReadonlyMap<string, LedgerHead> {
  const waiting = new Set(catalog.populations);
  const standing = new Map<string, LedgerHead>();
  const unproved: string[] = [];
  let others = 0;
  for (const { dataset, sequence, hash, mac } of heads) {
    const population = dataset ?? '';
    // Deleted by the first: what comes again is one of the others.
    if (!waiting.delete(population)) {
      others += 1;
      continue;
    }
    const head = { seq: sequence ?? 0, hash: hash ?? '' };
    const proved = isOwnHead(catalog.splitSecretOf(population), population, head, mac ?? '');
    if (!proved) unproved.push(population);
    else if (ledger(population).has(head) || !lossAccepted(population, head)) {
      ledger(population).assertNotOlderThan(head);
      continue;
    }
    standing.set(population, head);
  }
  if (unproved.length + others > 0)
    log.warn(
      { unproved, others },
      'the coordinator shows positions of ledgers that this site has not reported; they say nothing of its ledgers',
    );
  return standing;
}

/** Entries that a ledger gets before its position goes out with an update: of the reservation and of the commit. */
const ENTRIES_OF_A_CHARGE = 2;

/**
 * Refuses a charge for what the coordinator has said that it will not count: it holds a position of the ledger that this one will not have
 * passed. Whether that position was made up, or was reported under a split secret that is lost, the update would be rejected, and its patients
 * would have paid for it.
 *
 * @param shown the position that {@link checkReceipts} found standing, if any
 * @throws ConsiliumError `RECEIPT_AHEAD`
 */
export function requireCountable(ledger: Pick<Ledger, 'head' | 'has' | 'population'>, shown: LedgerHead | undefined): void {
  if (shown === undefined || ledger.head().seq + ENTRIES_OF_A_CHARGE > shown.seq || ledger.has(shown)) return;
  throw refusalOf({
    code: 'RECEIPT_AHEAD',
    message: `the coordinator holds entry ${shown.seq} of the ledger of ${ledger.population}, which this ledger does not have: it would not count the update`,
  });
}
