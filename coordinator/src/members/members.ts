import { type Clock, ConsiliumError, type ErrorCode, fromUnknown, isConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { checkRequest, isIdentityName, keyWords, parseIdentity } from '@consilium/trust';
import type { Actor, CoordinatorEvent } from '@consilium/transparency';
import { memberActor, strangerActor } from '../audit/actors.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { SessionHub } from '../sites/session-hub.ts';
import type { Tx } from '../store/dialect.ts';
import type { Member } from './identify-member.ts';
import { type Invitation, type Invitations, type NewInvitation, requireInvitable, requireUsable } from './invitations.ts';
import { type Certified, type CertifiedMember, type MemberAuthority, requireAuthority } from './member-authority.ts';
import type { SiteStore } from './site-store.ts';
import type { UserStore } from './user-store.ts';

/** A site that was enrolled, and what is known of it. */
export interface SiteInfo {
  readonly site: string;
  readonly connected: boolean;
  /** Empty before its agent has connected for the first time. */
  readonly agentVersion: string;
  /** When its agent last opened a session, in milliseconds since the epoch; 0 for never. */
  readonly lastSeenMs: number;
  readonly revoked: boolean;
  /** Why it is under quarantine; empty where it is not. */
  readonly quarantine: string;
  /** Keys that speak for it, newest first. */
  readonly keys: readonly string[];
  /** How far the clock of a connected site was ahead of the coordinator's when it connected, in seconds; 0 for the others. */
  readonly clockAheadSeconds: number;
  /** When the certificate of the key in use ends, in milliseconds since the epoch; 0 for one that was not issued here. */
  readonly expiresMs: number;
}

/** Why a renewal is refused, in words for the site; everything else is the coordinator's own trouble. */
const RENEWAL_REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ADMISSION_REFUSED',
  'CERTIFICATE_INVALID',
  'NOT_IMPLEMENTED',
  'REQUEST_INVALID',
]);

/** What operators decide about sites, and how those who are invited come in. */
export class Members {
  readonly #context: MembersContext;

  constructor(context: MembersContext) {
    this.#context = context;
  }

  /**
   * Signs a site's request, lets its key speak for the site and returns its certificate as PEM.
   *
   * @param requestPem with the proof of the key in use where the site renews
   * @param by who enrols it
   * @throws ConsiliumError `ADMISSION_REFUSED`, `REQUEST_INVALID`, `CERTIFICATE_INVALID`, `PARAMETER_INVALID`, `NOT_IMPLEMENTED`
   */
  async enrolSite(site: string, requestPem: string, replace: boolean, by: Actor): Promise<string> {
    const { sites, clock, log } = this.#context;
    const authority = this.#authority();
    const { key, provedKey } = checkRequest(requestPem);
    const certificatePem = authority.issue({ kind: 'site', id: site }, requestPem);
    await sites.admit({ site, key, provedKey, replace, expiresMs: endOf(certificatePem) }, clock.now(), (tx) =>
      this.#admitted(tx, by, { site, by: 'enrolment', admitted: key, replace, certificate: certificatePem }),
    );
    log.info({ siteId: site, keyWords: keyWords(key) }, 'site enrolled');
    return certificatePem;
  }

  /**
   * Certifies the key that follows the one of an open session, or that one again. The session is the proof of the old key: a site has
   * one, so that no second holder asks beside it. The old key goes on until the new one is used.
   *
   * @throws ConsiliumError `ADMISSION_REFUSED` after an alarm, `REQUEST_INVALID`, `CERTIFICATE_INVALID`, `NOT_IMPLEMENTED`
   */
  async renewSite(member: Member, requestPem: string): Promise<string> {
    const { sites, clock, log, alarm } = this.#context;
    const authority = this.#authority();
    const { id: site, key: provedKey } = member;
    const { key } = checkRequest(requestPem);
    const certificatePem = authority.issue({ kind: 'site', id: site }, requestPem);
    try {
      await sites.admit({ site, key, provedKey, replace: false, expiresMs: endOf(certificatePem) }, clock.now(), (tx) =>
        this.#admitted(tx, memberActor(member), {
          site,
          by: 'renewal',
          admitted: key,
          replace: false,
          certificate: certificatePem,
        }),
      );
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

  /** The authorities that members are to believe, as PEM; `undefined` where certificates are made elsewhere. */
  authoritiesPem(): string | undefined {
    return this.#context.authority?.authoritiesPem();
  }

  /**
   * Invites a site to join by itself.
   *
   * @param by who invites it
   * @param replace whether the key that joins takes the place of those of a revoked site
   * @throws ConsiliumError `ADMISSION_REFUSED` when no key that joins could be admitted, `PARAMETER_INVALID`, `NOT_IMPLEMENTED`
   */
  async inviteSite(site: string, validMs: number, replace: boolean, by: Actor): Promise<NewInvitation> {
    const { sites, invitations, clock, log, audit } = this.#context;
    this.#authority();
    if (!isIdentityName(site)) throw parameterInvalid('site', `${JSON.stringify(site)} is not the name of a site`);
    requireInvitable({ kind: 'site', id: site }, sites.standing(site), replace, validMs);
    const invitation = await invitations.invite(
      { kind: 'site', id: site },
      validMs,
      replace,
      clock.now(),
      async (tx, expiresMs) => {
        const until = new Date(expiresMs).toISOString();
        await audit.record(tx, [{ by, event: { event: 'site.invited', site, until, replace } }]);
      },
    );
    log.info({ siteId: site, expiresMs: invitation.expiresMs }, 'site invited');
    return invitation;
  }

  /** Invitations of sites so far, newest first. */
  async listInvitations(): Promise<readonly Invitation[]> {
    return await this.#context.invitations.list(this.#context.clock.now());
  }

  /**
   * Admits a key by an invitation and certifies it. The secret is looked at before anything else of what a
   * stranger sends.
   *
   * @param address of the stranger, for the log
   * @throws ConsiliumError `INVITATION_INVALID`, `ADMISSION_REFUSED`, `REQUEST_INVALID`, `CERTIFICATE_INVALID`, `NOT_IMPLEMENTED`
   */
  async join(member: CertifiedMember, token: Uint8Array, requestPem: string, address: string): Promise<Certified> {
    const { sites, users, invitations, clock, log, audit } = this.#context;
    const authority = this.#authority();
    const now = clock.now();
    const invitation = await invitations.find(token, member);
    const { key } = checkRequest(requestPem);
    const { kind, id } = member;
    const said = { [kind === 'site' ? 'siteId' : 'user']: id, address, keyWords: keyWords(key) };
    if (invitation.key !== '' && invitation.key !== key)
      log.error(
        { ...said, usedByWords: keyWords(invitation.key) },
        `an invitation that was used came again with another key: find out which of them is the ${kind === 'site' ? 'hospital' : 'user'}`,
      );
    requireUsable(invitation, key, now);
    const certificatePem = authority.issue(member, requestPem);
    const replace = invitation.may_replace !== 0 && invitation.key === '';
    const by = strangerActor({ address });
    const admission = { key, replace, expiresMs: endOf(certificatePem) };
    const certificate = parseIdentity(certificatePem).fingerprint;
    if (kind === 'site')
      await sites.admit({ ...admission, site: id }, now, async (tx) => {
        await invitations.use(tx, token, member, key, now);
        await this.#admitted(tx, by, { site: id, by: 'invitation', admitted: key, replace, certificate: certificatePem });
      });
    else
      await users.admit({ ...admission, id }, now, async (tx) => {
        await invitations.use(tx, token, member, key, now);
        const deed = { by, event: { event: 'user.admitted', user: id, admitted: key, replace, certificate } } as const;
        if (users.find(id)?.keys.includes(key) === true) audit.note(deed);
        else await audit.record(tx, [deed]);
      });
    log.info(said, `${kind} joined`);
    return { certificatePem, authoritiesPem: authority.authoritiesPem() };
  }

  /** Shuts a site out: its session ends, its next call is refused. @throws ConsiliumError `SITE_UNKNOWN` when there is no such site */
  async revokeSite(site: string, by: Actor): Promise<void> {
    await this.#context.sites.revoke(site, async (tx) => {
      await this.#context.audit.record(tx, [{ by, event: { event: 'site.revoked', site } }]);
    });
    this.#context.log.info({ siteId: site }, 'site revoked');
  }

  /**
   * Shuts a site out until it is released: its session ends, it is asked for nothing and its calls are refused, while runs go on as without it.
   * What of it was counted before stays counted.
   *
   * @throws ConsiliumError `SITE_UNKNOWN` when there is no such site, or it was revoked; `PARAMETER_INVALID` without a reason
   */
  async quarantineSite(site: string, reason: string, by: Actor): Promise<void> {
    const { sites, audit, log } = this.#context;
    requireReason(reason);
    await sites.quarantine(site, reason, async (tx) => {
      await audit.record(tx, [{ by, event: { event: 'site.quarantined', site, reason } }]);
    });
    log.warn({ siteId: site }, 'site put under quarantine');
  }

  /** Ends the quarantine of a site. @throws ConsiliumError `SITE_UNKNOWN` when it is not under one, `PARAMETER_INVALID` without a reason */
  async releaseSite(site: string, reason: string, by: Actor): Promise<void> {
    const { sites, audit, log } = this.#context;
    requireReason(reason);
    await sites.release(site, async (tx) => {
      await audit.record(tx, [{ by, event: { event: 'site.released', site, reason } }]);
    });
    log.info({ siteId: site }, 'quarantine of a site ended');
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
      quarantine: row.quarantine,
      keys: sites.keysOf(row.site),
      clockAheadSeconds: hub.get(row.site)?.clockAheadSeconds ?? 0,
      expiresMs: sites.expiryOf(row.site),
    }));
  }

  /** A key that speaks for the site already gets another certificate as often as it asks: that is a note. */
  async #admitted(
    tx: Tx,
    by: Actor,
    { certificate, ...admitted }: Omit<Extract<CoordinatorEvent, { event: 'site.admitted' }>, 'event'>,
  ): Promise<void> {
    const event = { event: 'site.admitted', ...admitted, certificate: parseIdentity(certificate).fingerprint } as const;
    const { audit, sites } = this.#context;
    if (sites.keysOf(admitted.site).includes(admitted.admitted)) audit.note({ by, event });
    else await audit.record(tx, [{ by, event }]);
  }

  #authority(): MemberAuthority {
    return requireAuthority(this.#context.authority);
  }
}

/** What {@link Members} works with. */
export interface MembersContext {
  readonly sites: SiteStore;
  readonly users: UserStore;
  readonly invitations: Invitations;
  readonly hub: SessionHub;
  readonly clock: Clock;
  readonly log: Logger;
  /** None where certificates are made elsewhere, as in rehearsals. */
  readonly authority: MemberAuthority | undefined;
  readonly audit: AuditTrail;
  /** Writes a warning about a key to where people look. */
  readonly alarm: (member: Member, reason: ConsiliumError) => void;
}

/** When a certificate ends, in milliseconds since the epoch. */
function endOf(certificatePem: string): number {
  return parseIdentity(certificatePem).notAfter;
}

/** Longest reason that the audit log takes. */
const LONGEST_REASON = 1000;

function requireReason(reason: string): void {
  if (reason === '' || reason.length > LONGEST_REASON)
    throw parameterInvalid('reason', `a reason has 1 to ${LONGEST_REASON} characters`);
}

function parameterInvalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}
