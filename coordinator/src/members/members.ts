import { type Clock, ConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { checkRequest, isIdentityName, keyWords } from '@consilium/trust';
import type { SessionHub } from '../sites/session-hub.ts';
import { type Invitation, type Invitations, type NewInvitation, requireUsable } from './invitations.ts';
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
  readonly revoked: boolean;
  /** Keys that speak for it, newest first. */
  readonly keys: readonly string[];
  /** How far the clock of a connected site was ahead of the coordinator's when it connected, in seconds; 0 for the others. */
  readonly clockAheadSeconds: number;
}

/** Longest that an invitation may hold: a secret that lies in a mailbox for longer is found by somebody else. */
const LONGEST_INVITATION_MS = 30 * 86_400_000;

/** What operators decide about members, and how those whom they invite come in. */
export class Members {
  readonly #context: MembersContext;

  constructor(context: MembersContext) {
    this.#context = context;
  }

  /**
   * Signs a site's request, lets its key speak for the site and returns its certificate as PEM.
   *
   * @param requestPem with the proof of the key in use where the site renews
   * @throws ConsiliumError `ADMISSION_REFUSED`, `CERTIFICATE_INVALID`, `PARAMETER_INVALID`, `NOT_IMPLEMENTED`
   */
  async enrolSite(site: string, requestPem: string, replace: boolean): Promise<string> {
    const { sites, clock, log } = this.#context;
    const issue = this.#authority();
    const { key, provedKey } = checkRequest(requestPem);
    const certificatePem = issue(site, requestPem);
    await sites.admit({ site, key, provedKey, replace }, clock.now());
    log.info({ siteId: site, keyWords: keyWords(key) }, 'site enrolled');
    return certificatePem;
  }

  /**
   * Invites a site to join by itself.
   *
   * @param replace whether the key that joins takes the place of those of a revoked site
   * @throws ConsiliumError `ADMISSION_REFUSED` when no key that joins could be admitted, `PARAMETER_INVALID`, `NOT_IMPLEMENTED`
   */
  async inviteSite(site: string, validMs: number, replace: boolean): Promise<NewInvitation> {
    const { sites, invitations, clock, log } = this.#context;
    this.#authority();
    if (!isIdentityName(site)) throw parameterInvalid('site', `${JSON.stringify(site)} is not the name of a site`);
    if (!(validMs > 0 && validMs <= LONGEST_INVITATION_MS))
      throw parameterInvalid('validMs', 'an invitation holds for more than 0 and at most 30 days');
    const standing = sites.standing(site);
    if (standing === 'active') throw refused(`${site} is admitted and not revoked: revoke it before another key takes its place`);
    if (standing === 'revoked' && !replace) throw refused(`${site} was revoked: a new key takes its place with --replace only`);
    const invitation = await invitations.invite(site, validMs, replace, clock.now());
    log.info({ siteId: site, expiresMs: invitation.expiresMs }, 'site invited');
    return invitation;
  }

  /** Invitations so far, newest first. */
  async listInvitations(): Promise<readonly Invitation[]> {
    return await this.#context.invitations.list(this.#context.clock.now());
  }

  /**
   * Admits a key by an invitation and returns its certificate as PEM. The secret is looked at before anything else of what a
   * stranger sends.
   *
   * @param address of the stranger, for the log
   * @throws ConsiliumError `INVITATION_INVALID`, `ADMISSION_REFUSED`, `CERTIFICATE_INVALID`, `NOT_IMPLEMENTED`
   */
  async join(site: string, token: Uint8Array, requestPem: string, address: string): Promise<string> {
    const { sites, invitations, clock, log } = this.#context;
    const issue = this.#authority();
    const now = clock.now();
    const invitation = await invitations.find(token, site);
    const { key } = checkRequest(requestPem);
    const said = { siteId: site, address, keyWords: keyWords(key) };
    if (invitation.key !== '' && invitation.key !== key)
      log.error(
        { ...said, usedByWords: keyWords(invitation.key) },
        'an invitation that was used came again with another key: find out which of them is the hospital',
      );
    requireUsable(invitation, key, now);
    const certificatePem = issue(site, requestPem);
    await sites.admit({ site, key, replace: invitation.may_replace !== 0 && invitation.key === '' }, now, async (tx) => {
      await invitations.use(tx, token, site, key, now);
    });
    log.info(said, 'site joined');
    return certificatePem;
  }

  /** Shuts a site out: its session ends, its next call is refused. @throws ConsiliumError `SITE_UNKNOWN` when there is no such site */
  async revokeSite(site: string): Promise<void> {
    await this.#context.sites.revoke(site);
    this.#context.log.info({ siteId: site }, 'site revoked');
  }

  /** Every site that was ever enrolled, by name; the revoked ones too. */
  async listSites(): Promise<readonly SiteInfo[]> {
    const { sites, hub } = this.#context;
    return (await sites.sites()).map((row) => ({
      site: row.site,
      connected: hub.get(row.site) !== undefined,
      agentVersion: row.agent_version,
      lastSeenMs: row.last_seen_ms,
      revoked: row.revoked !== 0,
      keys: sites.keysOf(row.site),
      clockAheadSeconds: hub.get(row.site)?.clockAheadSeconds ?? 0,
    }));
  }

  #authority(): IssueSiteCertificate {
    const { issueSiteCertificate: issue } = this.#context;
    if (issue === undefined)
      throw new ConsiliumError({ code: 'NOT_IMPLEMENTED', message: 'this coordinator has no authority of its own' });
    return issue;
  }
}

/** What {@link Members} works with. */
export interface MembersContext {
  readonly sites: SiteStore;
  readonly invitations: Invitations;
  readonly hub: SessionHub;
  readonly clock: Clock;
  readonly log: Logger;
  /** None where certificates are made elsewhere, as in rehearsals. */
  readonly issueSiteCertificate: IssueSiteCertificate | undefined;
}

function refused(message: string): ConsiliumError<'ADMISSION_REFUSED'> {
  return new ConsiliumError({ code: 'ADMISSION_REFUSED', message });
}

function parameterInvalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}
