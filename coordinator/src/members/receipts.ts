import { ConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import type { Actor } from '@consilium/transparency';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { ledgerPosition } from '../audit/ledger-position.ts';
import type { SessionHub } from '../sites/session-hub.ts';
import type { ReceiptRow } from '../store/tables.ts';
import type { SiteStore } from './site-store.ts';

/** Longest reason that somebody may give, in characters. */
const LONGEST_REASON = 1000;
/** Ledgers that one entry of the audit log names. */
const MOST_NAMED = 1000;

/**
 * How far the ledgers of sites had come when something of them was last counted. A site whose ledger is lost for good can never come that far
 * again in a way that would be the same, and nothing of it is counted until the operator has its receipts forgotten.
 */
export class Receipts {
  readonly #context: {
    readonly sites: SiteStore;
    readonly hub: SessionHub;
    readonly log: Logger;
    readonly audit: AuditTrail;
  };

  constructor(context: {
    readonly sites: SiteStore;
    readonly hub: SessionHub;
    readonly log: Logger;
    readonly audit: AuditTrail;
  }) {
    this.#context = context;
  }

  /** Of a site, by name of the population. @throws ConsiliumError `SITE_UNKNOWN` */
  async of(site: string): Promise<readonly ReceiptRow[]> {
    this.#context.sites.requireKnown(site);
    return await this.#context.sites.ledgerHeads(site);
  }

  /**
   * Forgets receipts of a site, which connects again and is shown none.
   *
   * @param dataset one population; all of the site where it is undefined
   * @returns what was forgotten; where there was nothing, nothing is written
   * @throws ConsiliumError `SITE_UNKNOWN`, `PARAMETER_INVALID` for a reason that is none
   */
  async clear(site: string, dataset: string | undefined, reason: string, by: Actor): Promise<readonly ReceiptRow[]> {
    const { sites, hub, log, audit } = this.#context;
    if (reason.trim() === '' || reason.length > LONGEST_REASON)
      throw new ConsiliumError({
        code: 'PARAMETER_INVALID',
        message: `a reason has 1 to ${LONGEST_REASON} characters`,
        details: { field: 'reason' },
      });
    const cleared = await sites.clearReceipts(site, dataset, async (tx, rows) => {
      const ledgers = rows.map(ledgerPosition);
      for (let from = 0; from < ledgers.length; from += MOST_NAMED) {
        const some = ledgers.slice(from, from + MOST_NAMED);
        await audit.record(tx, [{ by, event: { event: 'site.receipts-cleared', site, ledgers: some, reason } }]);
      }
    });
    if (cleared.length === 0) return [];
    log.warn({ siteId: site, ledgers: cleared.map(ledgerPosition), reason }, 'receipts of a site were cleared');
    // It compares with receipts when it is greeted.
    hub.end(
      site,
      new ConsiliumError({ code: 'UNREACHABLE', message: 'the receipts of this site were cleared: it connects again' }),
    );
    return cleared;
  }
}
