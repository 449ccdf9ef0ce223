import type { Severity } from '@consilium/transparency';
import type { Incidents } from '../incidents/incidents.ts';
import type { SiteStore } from '../members/site-store.ts';
import type { SessionHub } from '../sites/session-hub.ts';
import type { RunCounts, RunStore } from '../store/run-store.ts';

/** A site as monitoring sees it. */
export interface SiteOverview {
  readonly site: string;
  readonly revoked: boolean;
  readonly quarantined: boolean;
  readonly connected: boolean;
  /** End of the certificate of its key in use, in seconds since the Unix epoch; 0 for one that was not issued here. */
  readonly certificateEndSeconds: number;
}

/** Where a coordinator stands at one moment: nothing in it that `consilium site list` and `consilium run list` do not show. */
export interface Overview extends RunCounts {
  readonly sites: readonly SiteOverview[];
  /** Incidents that nobody has closed, by severity. */
  readonly incidents: Readonly<Record<Severity, number>>;
}

const NO_INCIDENTS: Overview['incidents'] = { low: 0, medium: 0, high: 0 };

/** Asks the database and the sessions. @throws ConsiliumError `STORE_FAILED` when the database does not answer */
export async function overviewOf({
  store,
  sites,
  hub,
  incidents,
}: {
  readonly store: RunStore;
  readonly sites: SiteStore;
  readonly hub: SessionHub;
  /** None at a rehearsal. */
  readonly incidents: Incidents | undefined;
}): Promise<Overview> {
  const counts = await store.counts();
  const rows = await sites.sites();
  return {
    ...counts,
    incidents: (await incidents?.counts()) ?? NO_INCIDENTS,
    sites: rows.map(({ site, revoked, quarantine }) => ({
      site,
      revoked: revoked === 1,
      quarantined: quarantine !== '',
      connected: hub.get(site) !== undefined,
      certificateEndSeconds: Math.floor(sites.expiryOf(site) / 1000),
    })),
  };
}
