import type { ErrorCode } from '@consilium/core';
import type { AgentAudit } from '../audit/index.ts';

/** Answers about who this site is: they are written down also where no session came of it. */
const IDENTITY_REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ADMISSION_REFUSED',
  'CERTIFICATE_INVALID',
  'SECOND_HOLDER',
]);

/** What the audit log says of the ends of sessions. */
export class SessionEnds {
  readonly #audit: Pick<AgentAudit, 'note'>;
  #last: ErrorCode | undefined;

  constructor(audit: Pick<AgentAudit, 'note'>) {
    this.#audit = audit;
  }

  /**
   * A session ended, or came to nothing. Tries that nobody answered are no session; the log for people counts them. An agent that is refused
   * for what it is tries for years: that is written once, until another answer comes.
   */
  note(code: ErrorCode, welcomed: boolean): void {
    const refused = IDENTITY_REFUSALS.has(code) && code !== this.#last;
    if (welcomed || refused) this.#audit.note({ event: 'session.ended', code });
    this.#last = code;
  }
}
