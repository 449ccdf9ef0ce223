import { type Clock, fromUnknown, sleep } from '@consilium/core';
import type { FromCoordinator } from '../session/bounded-message.ts';
import { remoteError } from '../session/remote-errors.ts';
import type { SiteLog } from '../session/remote-log.ts';
import type { ToCoordinator } from '../session/site-context.ts';
import type { Renewals } from './renewals.ts';

/** How often the agent looks whether its certificate is to be renewed, in milliseconds. */
const LOOK_MS = 3_600_000;

/** What {@link SessionRenewals} works with. */
export interface SessionRenewalsContext {
  /** None where the identity is not renewed, as in rehearsals. */
  readonly renewals: Renewals | undefined;
  readonly clock: Clock;
  readonly log: SiteLog;
  /** Says something in the session, if one is open. */
  readonly send: (message: ToCoordinator) => void;
  /** Ends the session for a new certificate. */
  readonly end: () => void;
}

/** Renewal of an agent's certificate over its sessions, which are the proof of the old key. What goes wrong with it leaves work as it is. */
export class SessionRenewals {
  readonly #context: SessionRenewalsContext;

  constructor(context: SessionRenewalsContext) {
    this.#context = context;
  }

  /** Looks at the certificate until the agent stops. Never rejects. */
  async look(stopping: AbortSignal): Promise<void> {
    const { renewals, clock } = this.#context;
    while (renewals !== undefined && !stopping.aborted) {
      await sleep(clock, LOOK_MS, stopping);
      await this.#ask(renewals);
    }
  }

  /** Takes a message about certificates; any other one is passed over. */
  received(message: FromCoordinator): void {
    const { renewals, end } = this.#context;
    if (renewals === undefined) return;
    try {
      if (message.message === 'authorities') {
        renewals.authorities(message.authorities.pem ?? '');
        void this.#ask(renewals);
      } else if (message.message === 'certificateIssued') {
        const { certificatePem, problem } = message.certificateIssued;
        const refused = problem == null ? undefined : remoteError(problem.code, problem.message).message;
        // The next session shows the new certificate, and this one must be over by then: a site has one.
        if (renewals.issued({ certificatePem: certificatePem ?? '', refused })) end();
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  async #ask(renewals: Renewals): Promise<void> {
    try {
      const requestPem = await renewals.request();
      if (requestPem !== undefined) this.#context.send({ certificateRequest: { requestPem } });
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const { code, message } = fromUnknown(error);
    const defect = code === 'INTERNAL' ? { err: error } : {};
    this.#context.log.warn({ code, ...defect }, `the certificate of this site cannot be renewed: ${message}`);
  }
}
