import type { LogForm, PlacedEntry } from '@consilium/transparency';
import type { SyslogMessage } from './syslog-message.ts';

/**
 * Name of the element with what an entry is about. The number after the `@` is the one that IANA keeps for examples (RFC 5612): this project has
 * none of its own.
 */
const ELEMENT = 'consilium@32473';

/** Fields of an entry that are parameters of structured data too, where it has them: what people filter by. */
const FILTERED = ['run', 'round', 'attempt', 'study', 'site', 'code', 'as', 'key', 'peer'] as const;

/** Whose log it is, for the head of each message. */
export interface Origin {
  /** Name of the log, as its checkpoints have it. */
  readonly log: string;
  readonly program: string;
  readonly host: string;
  readonly form: LogForm;
}

/** An entry as a message of syslog: the canonical JSON as its text, and in structured data its number and hash, by which a receiver knows what it has twice or not at all. */
export function auditMessage({ position, entry, hash, line }: PlacedEntry, { log, program, host, form }: Origin): SyslogMessage {
  const about = FILTERED.flatMap((field) => {
    const value = entry[field];
    return typeof value === 'string' || typeof value === 'number' ? [[field, String(value)] as const] : [];
  });
  return {
    severity: form.events[entry.event]?.severity ?? 'info',
    at: entry.at,
    host,
    program,
    kind: entry.event,
    element: ELEMENT,
    parameters: {
      log,
      number: String(position),
      hash,
      event: entry.event,
      actor: entry.actor,
      ...Object.fromEntries(about),
    },
    text: line,
  };
}
