import { AsyncQueue } from '@consilium/transport';
import type { consilium } from '@consilium/proto';

/** A message to a site. */
export type ToSite = consilium.v1.CoordinatorMessage.$Properties;

/** One open session. */
export interface Session {
  readonly site: string;
  readonly agentVersion: string;
  readonly outgoing: AsyncQueue<ToSite>;
}

/** Who is connected now. Messages to a site that is not are dropped: whoever sends them sends again when it connects. */
export class SessionHub {
  readonly #sessions: Map<string, Session> = new Map();

  /** Registers a session; an older one of the same site ends, since one of the two connections is dead or an impostor's. */
  open(session: Session): void {
    const older = this.#sessions.get(session.site);
    this.#sessions.set(session.site, session);
    older?.outgoing.end();
  }

  /** Forgets a session if it is still the site's current one. */
  close(session: Session): void {
    session.outgoing.end();
    if (this.#sessions.get(session.site) === session) this.#sessions.delete(session.site);
  }

  /** The site's session, if one is open. */
  get(site: string): Session | undefined {
    return this.#sessions.get(site);
  }

  /** Sends if the site is connected. */
  send(site: string, message: ToSite): void {
    this.#sessions.get(site)?.outgoing.push(message);
  }
}
