import type { consilium } from '@consilium/proto';
import { headMac, isOwnHead } from '../ledger/index.ts';
import type { LedgerPosition } from '../outbox/upload.ts';
import type { SiteContext } from './site-context.ts';

/** Where a population's ledger stands, with the proof that this site says so. @throws ConsiliumError `SPLIT_SECRET_LOST`, `LEDGER_*` */
export function positionOf({ catalog, ledger }: Pick<SiteContext, 'catalog' | 'ledger'>, population: string): LedgerPosition {
  const head = ledger(population).head();
  return { sequence: head.seq, hash: head.hash, mac: headMac(catalog.splitSecretOf(population), population, head) };
}

/**
 * Compares this site's ledgers with the positions that a coordinator shows. Only one that carries this site's own proof says anything:
 * the others could be made up, and count for nothing but one warning, however many they are. For each population of this site the first
 * position is looked at, for others none, so that no ledger is made for them.
 *
 * @throws ConsiliumError `LEDGER_ROLLED_BACK` when a ledger lacks what this site once reported of it; `SPLIT_SECRET_LOST`
 */
export function checkReceipts(
  { catalog, ledger, log }: Pick<SiteContext, 'catalog' | 'ledger' | 'log'>,
  heads: readonly consilium.v1.LedgerHead.$Properties[],
): void {
  const waiting = new Set(catalog.populations);
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
    if (isOwnHead(catalog.splitSecretOf(population), population, head, mac ?? '')) ledger(population).assertNotOlderThan(head);
    else unproved.push(population);
  }
  if (unproved.length + others === 0) return;
  log.warn(
    { unproved, others },
    'the coordinator shows positions of ledgers that this site has not reported; they count for nothing',
  );
}
