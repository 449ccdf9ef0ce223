import { ConsiliumError } from '@consilium/core';
import type { SessionHub } from '../sites/session-hub.ts';
import type { SiteStore } from './site-store.ts';

/** Signs a site's certificate request. @throws ConsiliumError `CERTIFICATE_INVALID`, `PARAMETER_INVALID` */
export type IssueSiteCertificate = (site: string, requestPem: string) => string;

/** A site that was enrolled, and what is known of it. */
export interface SiteInfo {
  readonly site: string;
  readonly connected: boolean;
  /** Empty before its agent has connected for the first time. */
  readonly agentVersion: string;
  /** When its agent last opened a session, in milliseconds since the epoch; 0 for never. */
  readonly lastSeenMs: number;
}

/** What operators decide about members. */
export class Members {
  readonly #sites: SiteStore;
  readonly #hub: SessionHub;
  readonly #issue: IssueSiteCertificate | undefined;

  /** @param issueSiteCertificate none where certificates are made elsewhere, as in rehearsals */
  constructor(sites: SiteStore, hub: SessionHub, issueSiteCertificate: IssueSiteCertificate | undefined) {
    this.#sites = sites;
    this.#hub = hub;
    this.#issue = issueSiteCertificate;
  }

  /**
   * Signs a site's request, lets the site connect and returns its certificate as PEM.
   *
   * @throws ConsiliumError `CERTIFICATE_INVALID`, `PARAMETER_INVALID`, `NOT_IMPLEMENTED`
   */
  async enrolSite(site: string, requestPem: string): Promise<string> {
    if (this.#issue === undefined)
      throw new ConsiliumError({ code: 'NOT_IMPLEMENTED', message: 'this coordinator has no authority of its own' });
    const certificatePem = this.#issue(site, requestPem);
    await this.#sites.register(site);
    return certificatePem;
  }

  /** Shuts a site out: its session ends, its next call is refused. @throws ConsiliumError `SITE_UNKNOWN` when there is no such site */
  async revokeSite(site: string): Promise<void> {
    await this.#sites.revoke(site);
  }

  /** Every site that was ever enrolled, by name; the revoked ones too. */
  async listSites(): Promise<readonly SiteInfo[]> {
    const rows = await this.#sites.sites();
    return rows.map((row) => ({
      site: row.site,
      connected: this.#hub.get(row.site) !== undefined,
      agentVersion: row.agent_version,
      lastSeenMs: row.last_seen_ms,
    }));
  }
}
