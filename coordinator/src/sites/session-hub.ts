import { type Clock, ConsiliumError } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import type { AsyncQueue } from '@consilium/transport';

/** A message to a site. */
export type ToSite = consilium.v1.CoordinatorMessage.$Properties;

/** One open session. */
export interface Session {
  readonly site: string;
  /** Fingerprint of the key that opened it. */
  readonly key: string;
  readonly agentVersion: string;
  /** How far its clock was ahead of ours when it connected, in seconds. */
  readonly clockAheadSeconds: number;
  readonly outgoing: AsyncQueue<ToSite>;
}

/** Who is connected now. Messages to a site that is not are dropped: the sender repeats them when it connects. */
export class SessionHub {
  readonly #sessions: Map<string, Session> = new Map();
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #goneMs: Map<string, number> = new Map();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedMs = clock.now();
  }

  /**
   * Registers a session. An older one of the same key ends with `SESSION_REPLACED`: its connection is dead, or two agents run with
   * one key.
   *
   * @returns whether an older session was replaced
   * @throws ConsiliumError `SECOND_HOLDER` when another key holds a session of this site: nobody takes a living one's place
   */
  open(session: Session): boolean {
    const { site, key } = session;
    const older = this.#sessions.get(site);
    if (older !== undefined && older.key !== key)
      throw new ConsiliumError({ code: 'SECOND_HOLDER', message: `another key holds a session of ${site}` });
    this.#sessions.set(site, session);
    older?.outgoing.end(new ConsiliumError({ code: 'SESSION_REPLACED', message: `another session of ${site} has been opened` }));
    return older !== undefined;
  }

  /** Forgets a session if it is still the site's current one. */
  close(session: Session): void {
    session.outgoing.end();
    if (this.#sessions.get(session.site) !== session) return;
    this.#sessions.delete(session.site);
    this.#goneMs.set(session.site, this.#clock.now());
  }

  /** The site's session, if one is open. */
  get(site: string): Session | undefined {
    return this.#sessions.get(site);
  }

  /** Since when a site is not connected, in milliseconds since the Unix epoch, as far as this process can know; `undefined` for one that is. */
  awaySince(site: string): number | undefined {
    return this.#sessions.has(site) ? undefined : (this.#goneMs.get(site) ?? this.#startedMs);
  }

  /** Ends the session of a site, if one is open, with a reason that its agent receives. */
  end(site: string, reason: ConsiliumError): void {
    this.#sessions.get(site)?.outgoing.end(reason);
  }

  /** Ends every session. */
  endAll(reason: ConsiliumError): void {
    for (const site of this.#sessions.keys()) this.end(site, reason);
  }

  /** Sends if the site is connected. */
  send(site: string, message: ToSite): void {
    this.#sessions.get(site)?.outgoing.push(message);
  }

  /** Sends to those of the sites that are connected. */
  sendTo(sites: readonly string[], message: ToSite): void {
    for (const site of sites) this.send(site, message);
  }

  /** Sends to every site that is connected. */
  sendAll(message: ToSite): void {
    for (const site of this.#sessions.keys()) this.send(site, message);
  }
}
