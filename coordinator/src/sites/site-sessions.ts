import { type Clock, ConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { checkVersions, PROTOCOL_VERSION, type WireVersion } from '@consilium/proto';
import { AsyncQueue } from '@consilium/transport';
import { keyWords } from '@consilium/trust';
import { memberActor } from '../audit/actors.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { WrittenEntry } from '../audit/written-entry.ts';
import { expired, type Member } from '../members/identify-member.ts';
import type { SiteStore } from '../members/site-store.ts';
import type { Problem } from '../rounds/attempt-state.ts';
import type { ReceiptRow } from '../store/tables.ts';
import type { LiveRuns } from '../rounds/live-runs.ts';
import type { Session, SessionHub, ToSite } from './session-hub.ts';

/** How long a new session may stay without its greeting, in milliseconds: it holds memory, and is nobody's yet. */
const GREETING_MS = 10_000;

/** So many replacements in so many milliseconds are no broken line: an agent that lost its connection is gone from the old one. */
const REPLACED_OFTEN = 4;
const REPLACED_WITHIN_MS = 600_000;

/** A difference of clocks that is said, in seconds: a machine that asks a time server stays far below it. */
const WARN_CLOCK_SECONDS = 30;

/** Largest difference of clocks that a reader sees, in seconds: what fits the wire, whatever a site says. */
const MOST_SECONDS = 2 ** 31 - 1;

/** What the sessions of sites work with. */
export interface SiteSessionsContext {
  readonly hub: SessionHub;
  readonly sites: SiteStore;
  readonly live: LiveRuns;
  readonly clock: Clock;
  readonly log: Logger;
  readonly rehearsal: boolean;
  readonly audit: AuditTrail;
  /** Writes a warning about a key to where people look. */
  readonly alarm: (member: Member, reason: ConsiliumError) => void;
}

/** What the other end of a session is, and what it says. */
export interface SessionCall<Message> {
  readonly agentVersion: string;
  /** As {@link SiteSessions.clockAhead} gives it. */
  readonly clockAheadSeconds: number;
  /** Aborts when the site hangs up or the coordinator stops. */
  readonly signal: AbortSignal;
  /** What the site says after its greeting. */
  readonly messages: AsyncIterator<Message>;
  /** Takes one message of the site; what it throws ends the session. */
  readonly handle: (message: Message) => Promise<void>;
}

/** Sessions of sites, from greeting to end. */
export class SiteSessions {
  readonly #context: SiteSessionsContext;
  /** When sessions of a site took the place of living ones, lately. */
  readonly #replacements: Map<string, readonly number[]> = new Map();

  constructor(context: SiteSessionsContext) {
    this.#context = context;
  }

  /** What a site says first. @throws ConsiliumError `MESSAGE_INVALID` when it says nothing for too long */
  async greeting<Message>(first: Promise<Message>): Promise<Message> {
    let cancel = (): void => {};
    const late = new Promise<never>((_resolve, reject) => {
      cancel = this.#context.clock.setTimer(GREETING_MS, () =>
        reject(new ConsiliumError({ code: 'MESSAGE_INVALID', message: 'the session was opened without a greeting' })),
      );
    });
    try {
      return await Promise.race([first, late]);
    } finally {
      cancel();
    }
  }

  /** The time that agents compare their clocks with, in milliseconds since the epoch. */
  timeMs(): number {
    return this.#context.clock.now();
  }

  /** How far the clock of a site is ahead of ours, in seconds, negative where it is behind. @param siteSeconds as it says itself; 0 where it says nothing, which is no difference */
  clockAhead(siteSeconds: number): number {
    if (siteSeconds === 0) return 0;
    const ahead = Math.round(siteSeconds - this.#context.clock.now() / 1000);
    return Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, ahead));
  }

  /** Why this agent is not welcome, if it is not. */
  refusal({ id }: Member, agent: { readonly protocol: WireVersion; readonly rehearsal: boolean }): Problem | undefined {
    const refusal = this.#refusal(agent);
    if (refusal !== undefined) this.#context.log.warn({ siteId: id, code: refusal.code }, refusal.message);
    return refusal;
  }

  /**
   * Notes that the site was here, and which of its audit logs it shows, counted from 0. Resolves to the newest ledger head that it has shown for each data set.
   *
   * @throws ConsiliumError `SECOND_HOLDER`; nothing is noted then, so that no key retires the one that is in use
   */
  async greet(member: Member, agentVersion: string, auditLog: number): Promise<readonly ReceiptRow[]> {
    this.requireOnlyHolder(member);
    const { sites, clock, audit } = this.#context;
    await sites.seen(member.id, member.key, agentVersion, clock.now());
    await sites.sawLog(member.id, auditLog, async (tx) => {
      const event = { event: 'site.log-restarted', site: member.id, log: auditLog } as const;
      await audit.record(tx, [{ by: memberActor(member), event }]);
    });
    return await sites.ledgerHeads(member.id);
  }

  /**
   * Writes down that a site is welcome, and what it has committed itself to, before it is: what it is shown then has it already.
   *
   * @param commitment the sealed checkpoint of its audit log, hex
   * @returns the entry, unless it was left out
   */
  async noteWelcome(member: Member, commitment: string | undefined): Promise<WrittenEntry | undefined> {
    const event = { event: 'session.opened', ...(commitment === undefined ? {} : { commitment }) } as const;
    return await this.#context.audit.noteNow({ by: memberActor(member), event });
  }

  /** Refuses the head of a ledger that has come further before. @throws ConsiliumError `LEDGER_ROLLED_BACK` */
  async requireNotBehind(head: ReceiptRow): Promise<void> {
    await this.#context.sites.requireNotBehind(head);
  }

  /**
   * For a transfer that begins now: passes its pieces on until the site is revoked or put under quarantine, also where it was let in again since. A key that is renewed
   * meanwhile ends what it began.
   */
  transferOf({ id }: Member): <Piece>(pieces: AsyncIterable<Piece>) => AsyncGenerator<Piece> {
    const { sites } = this.#context;
    const admission = sites.admissionOf(id);
    return async function* (pieces) {
      for await (const piece of pieces) {
        sites.requireStill(id, admission);
        yield piece;
      }
    };
  }

  /** Refuses, with an alarm, a key while another one of the site has a session. @throws ConsiliumError `SECOND_HOLDER` */
  requireOnlyHolder(member: Member): void {
    const { hub, alarm } = this.#context;
    const { id, key } = member;
    const holder = hub.get(id)?.key ?? key;
    if (holder === key) return;
    const message = `another key holds a session of ${id}, so this one is refused: ${keyWords(holder)}`;
    const error = new ConsiliumError({ code: 'SECOND_HOLDER', message });
    alarm(member, error);
    throw error;
  }

  /**
   * Opens a session and yields what is to be sent to the site, until either side ends it.
   *
   * @throws ConsiliumError `CERTIFICATE_UNKNOWN` once the site is revoked, `CERTIFICATE_INVALID` once its certificate has expired,
   *   `SESSION_REPLACED`, `SECOND_HOLDER`, and whatever `handle` throws
   */
  async *run<Message>(member: Member, call: SessionCall<Message>): AsyncGenerator<ToSite, void> {
    const { hub, live, log, audit, sites } = this.#context;
    const { id, key, address } = member;
    const { agentVersion, clockAheadSeconds } = call;
    const session: Session = { site: id, key, agentVersion, clockAheadSeconds, outgoing: new AsyncQueue() };
    const by = memberActor(member);
    // It may have been shut out since it was greeted, when there was no session yet to end.
    sites.requireActive(id, key);
    if (hub.open(session)) this.#replaced(member);
    log.info({ siteId: id, address }, 'site connected');
    if (Math.abs(clockAheadSeconds) > WARN_CLOCK_SECONDS)
      log.warn({ siteId: id, clockAheadSeconds }, 'the clock of the site differs from this one: one of the two is wrong');
    const end = (): void => hub.close(session);
    call.signal.addEventListener('abort', end, { once: true });
    const cancelExpiry = this.#endAtExpiry(member, session);
    // Not waited for at the end: a site that is put out, because it was revoked or dialled again, may never say another word.
    void this.#listen(session, call).then(end, (error: unknown) => session.outgoing.end(error));
    try {
      for (const driver of live.drivers()) driver.siteConnected(id);
      yield* session.outgoing;
    } finally {
      end();
      cancelExpiry();
      call.signal.removeEventListener('abort', end);
      log.info({ siteId: id }, 'site disconnected');
      audit.note({ by, event: { event: 'session.ended' } });
      live.siteGone(id);
    }
  }

  /** A broken connection is replaced once; two agents with one key replace each other again and again. */
  #replaced(member: Member): void {
    const { clock, log, alarm } = this.#context;
    const { id, address } = member;
    const now = clock.now();
    const recent = (this.#replacements.get(id) ?? []).filter((ms) => now - ms < REPLACED_WITHIN_MS);
    this.#replacements.set(id, [...recent, now]);
    if (recent.length + 1 < REPLACED_OFTEN)
      log.warn({ siteId: id, address }, 'a session was replaced by a newer one of the same key');
    else {
      const message = `${id} was replaced ${recent.length + 1} times in ten minutes: two agents hold one key`;
      alarm(member, new ConsiliumError({ code: 'SESSION_REPLACED', message }));
    }
  }

  #refusal(agent: { readonly protocol: WireVersion; readonly rehearsal: boolean }): Problem | undefined {
    const versions = checkVersions(agent.protocol, PROTOCOL_VERSION);
    if (versions !== undefined) return { code: 'VERSION_INCOMPATIBLE', message: versions };
    if (agent.rehearsal && !this.#context.rehearsal) {
      return { code: 'REHEARSAL_ONLY', message: 'this agent runs with seeded noise; this coordinator is not a rehearsal' };
    }
    return undefined;
  }

  /** A session may outlive the certificate that opened it: it ends with it. */
  #endAtExpiry(member: Member, session: Session): () => void {
    const { clock } = this.#context;
    let cancel = (): void => {};
    const wait = (): void => {
      const left = member.notAfter - clock.now();
      if (left < 0) session.outgoing.end(expired(member));
      else cancel = clock.setTimer(left + 1, wait);
    };
    wait();
    return () => cancel();
  }

  async #listen<Message>(session: Session, { messages, handle }: SessionCall<Message>): Promise<void> {
    for (let next = await messages.next(); next.done !== true; next = await messages.next()) {
      // What arrives after the end, by revocation or by a newer session, is not read.
      if (session.outgoing.ended) return;
      this.#context.sites.requireActive(session.site, session.key);
      await handle(next.value);
    }
  }
}
