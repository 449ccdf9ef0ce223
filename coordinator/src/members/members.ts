import { type Clock, ConsiliumError, type ErrorCode, fromUnknown, isConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { checkRequest, isIdentityName, keyWords, parseIdentity } from '@consilium/trust';
import type { SessionHub } from '../sites/session-hub.ts';
import type { Member } from './identify-member.ts';
import { type Invitation, type Invitations, type NewInvitation, requireUsable } from './invitations.ts';
import type { MemberAuthority } from './member-authority.ts';
import type { SiteStore } from './site-store.ts';

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
  /** When the certificate of the key in use ends, in milliseconds since the epoch; 0 for one that was not issued here. */
  readonly expiresMs: number;
}

/** What a member takes in: its certificate and the authorities that it is to believe, as PEM. */
export interface Certified {
  readonly certificatePem: string;
  readonly authoritiesPem: string;
}

/** Why a renewal is refused, in words for the site; everything else is the coordinator's own trouble. */
const RENEWAL_REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ADMISSION_REFUSED',
  'CERTIFICATE_INVALID',
  'NOT_IMPLEMENTED',
]);

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
    const authority = this.#authority();
    const { key, provedKey } = checkRequest(requestPem);
    const certificatePem = authority.issue({ kind: 'site', id: site }, requestPem);
    await sites.admit({ site, key, provedKey, replace, expiresMs: endOf(certificatePem) }, clock.now());
    log.info({ siteId: site, keyWords: keyWords(key) }, 'site enrolled');
    return certificatePem;
  }

  /**
   * Certifies the key that follows the one of an open session, or that one again. The session is the proof of the old key: a site has
   * one, so that no second holder asks beside it. The old key goes on until the new one is used.
   *
   * @throws ConsiliumError `ADMISSION_REFUSED` after an alarm, `CERTIFICATE_INVALID`, `NOT_IMPLEMENTED`
   */
  async renewSite(member: Member, requestPem: string): Promise<string> {
    const { sites, clock, log, alarm } = this.#context;
    const authority = this.#authority();
    const { id: site, key: provedKey } = member;
    const { key } = checkRequest(requestPem);
    const certificatePem = authority.issue({ kind: 'site', id: site }, requestPem);
    try {
      await sites.admit({ site, key, provedKey, replace: false, expiresMs: endOf(certificatePem) }, clock.now());
    } catch (error) {
      if (isConsiliumError(error, 'ADMISSION_REFUSED')) alarm(member, error);
      throw error;
    }
    log.info({ siteId: site, keyWords: keyWords(key), follows: keyWords(provedKey) }, 'certificate of a site renewed');
    return certificatePem;
  }

  /** {@link renewSite}, answered over the session of the site: a refusal leaves the session as it is. */
  async answerRenewal(member: Member, requestPem: string): Promise<void> {
    const { hub, log } = this.#context;
    const { id: site } = member;
    let certificatePem: string;
    try {
      certificatePem = await this.renewSite(member, requestPem);
    } catch (error) {
      const { code, message } = fromUnknown(error);
      log.error({ siteId: site, code, err: code === 'INTERNAL' ? error : undefined }, `no certificate was issued: ${message}`);
      const problem = RENEWAL_REFUSALS.has(code)
        ? { code, message }
        : { code: 'COORDINATOR_FAILED', message: 'the coordinator cannot issue certificates at the moment: ask its operator' };
      hub.send(site, { certificateIssued: { problem } });
      return;
    }
    hub.send(site, { certificateIssued: { certificatePem } });
  }

  /**
   * Certifies a user's key again: the one that is admitted for the name, and no other.
   *
   * @throws ConsiliumError `ADMISSION_REFUSED`, `CERTIFICATE_INVALID`, `NOT_IMPLEMENTED`
   */
  renewUser({ id, key }: Member, requestPem: string): Certified {
    const authority = this.#authority();
    if (checkRequest(requestPem).key !== key) throw refused(`the request is not for the key with which ${id} speaks`);
    const certificatePem = authority.issue({ kind: 'user', id }, requestPem);
    this.#context.log.info({ user: id, keyWords: keyWords(key) }, 'certificate of a user renewed');
    return { certificatePem, authoritiesPem: authority.authoritiesPem() };
  }

  /** The authorities that members are to believe, as PEM; `undefined` where certificates are made elsewhere. */
  authoritiesPem(): string | undefined {
    return this.#context.authority?.authoritiesPem();
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
   * Admits a key by an invitation and certifies it. The secret is looked at before anything else of what a
   * stranger sends.
   *
   * @param address of the stranger, for the log
   * @throws ConsiliumError `INVITATION_INVALID`, `ADMISSION_REFUSED`, `CERTIFICATE_INVALID`, `NOT_IMPLEMENTED`
   */
  async join(site: string, token: Uint8Array, requestPem: string, address: string): Promise<Certified> {
    const { sites, invitations, clock, log } = this.#context;
    const authority = this.#authority();
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
    const certificatePem = authority.issue({ kind: 'site', id: site }, requestPem);
    const replace = invitation.may_replace !== 0 && invitation.key === '';
    await sites.admit({ site, key, replace, expiresMs: endOf(certificatePem) }, now, async (tx) => {
      await invitations.use(tx, token, site, key, now);
    });
    log.info(said, 'site joined');
    return { certificatePem, authoritiesPem: authority.authoritiesPem() };
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
      expiresMs: sites.expiryOf(row.site),
    }));
  }

  #authority(): MemberAuthority {
    const { authority } = this.#context;
    if (authority === undefined)
      throw new ConsiliumError({ code: 'NOT_IMPLEMENTED', message: 'this coordinator has no authority of its own' });
    return authority;
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
  readonly authority: MemberAuthority | undefined;
  /** Writes a warning about a key to where people look. */
  readonly alarm: (member: Member, reason: ConsiliumError) => void;
}

/** When a certificate ends, in milliseconds since the epoch. */
function endOf(certificatePem: string): number {
  return parseIdentity(certificatePem).notAfter;
}

function refused(message: string): ConsiliumError<'ADMISSION_REFUSED'> {
  return new ConsiliumError({ code: 'ADMISSION_REFUSED', message });
}

function parameterInvalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}
