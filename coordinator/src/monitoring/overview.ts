import type { SiteStore } from '../members/site-store.ts';
import type { SessionHub } from '../sites/session-hub.ts';
import type { RunCounts, RunStore } from '../store/run-store.ts';

/** A site as monitoring sees it. */
export interface SiteOverview {
  readonly site: string;
  readonly revoked: boolean;
  readonly connected: boolean;
  /** End of the certificate of its key in use, in seconds since the Unix epoch; 0 for one that was not issued here. */
  readonly certificateEndSeconds: number;
}

/** Where a coordinator stands at one moment: nothing in it that `consilium site list` and `consilium run list` do not show. */
export interface Overview extends RunCounts {
  readonly sites: readonly SiteOverview[];
}

/** Asks the database and the sessions. @throws ConsiliumError `STORE_FAILED` when the database does not answer */
export async function overviewOf({
  store,
  sites,
  hub,
}: {
  readonly store: RunStore;
  readonly sites: SiteStore;
  readonly hub: SessionHub;
}): Promise<Overview> {
  const counts = await store.counts();
  const rows = await sites.sites();
  return {
    ...counts,
    sites: rows.map(({ site, revoked }) => ({
      site,
      revoked: revoked === 1,
      connected: hub.get(site) !== undefined,
      certificateEndSeconds: Math.floor(sites.expiryOf(site) / 1000),
    })),
  };
}
