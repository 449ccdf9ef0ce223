import { canonicalJson, type Json } from '@consilium/core';
import { z } from 'zod';
import { COORDINATOR_EVENTS } from './coordinator-events.ts';
import { SITE_EVENTS } from './event-catalog.ts';
import { type EventEntry, hash, providerName } from './event-fields.ts';
import { corrupt } from './signed-note.ts';

/** Bytes of the salt of an entry. */
export const SALT_BYTES = 16;

/** The entry before the first one. */
export const NO_ENTRY = '0'.repeat(64);

const common = {
  v: z.literal(1),
  /** When it was written, ISO 8601 in UTC. */
  at: z.iso.datetime({ precision: 3 }),
  /** Who did it: `agent`, or a person as they named themselves, else the account that ran the command. */
  actor: z.string().min(1).max(200),
  /** Random, and never sent: what is said outside about a log, its root, must not be guessable from what it may hold. */
  salt: z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hex digits'),
  /** Leaf hash of the entry before, so that an edit shows where it is. */
  prev: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits'),
};

/** Who did something at a coordinator, beside the name. */
const roles = z.enum(['user', 'site', 'stranger', 'coordinator', 'command']);

const coordinatorCommon = {
  ...common,
  /** What the actor is: a user or a site by its certificate, a user by a token, somebody without one, the coordinator itself, or a command on its machine. */
  as: roles,
  /** SHA-256 of the public key by which it was known. */
  key: hash.optional(),
  /** The provider whose token it showed instead, and whom the token names. */
  issuer: providerName.optional(),
  subject: providerName.optional(),
  /** Where the call came from. */
  peer: z
    .string()
    .regex(/^[0-9A-Za-z.:%_[\]-]{1,100}$/, 'expected an address')
    .optional(),
};

/** How entries of one kind of log look. */
export interface LogForm {
  readonly events: Readonly<Record<string, EventEntry>>;
  readonly schemas: ReadonlyMap<string, z.ZodType>;
}

function formOf(events: Readonly<Record<string, EventEntry>>, shared: z.ZodRawShape): LogForm {
  const schemas = new Map(
    Object.entries(events).map(([event, { fields }]) => [
      event,
      z.strictObject({ ...shared, event: z.literal(event), ...fields }) as z.ZodType,
    ]),
  );
  return { events, schemas };
}

/** The audit log of a site. */
export const SITE_LOG: LogForm = formOf(SITE_EVENTS, common);

/** The audit log of a coordinator. */
export const COORDINATOR_LOG: LogForm = formOf(COORDINATOR_EVENTS, coordinatorCommon);

/** Who did something at a coordinator. */
export interface Actor {
  /** A name of the consortium, or `coordinator`, `stranger`, or the account that ran a command. */
  readonly actor: string;
  readonly as: z.output<typeof roles>;
  readonly key?: string;
  /** Of one who showed a token and no key: the provider, and whom it names. */
  readonly issuer?: string;
  readonly subject?: string;
  readonly peer?: string;
}

/** What happened, before it has its place in a log. */
export interface NewEntry {
  readonly v: 1;
  readonly at: string;
  readonly actor: string;
  readonly event: string;
  readonly salt: string;
  readonly [field: string]: Json | undefined;
}

/** One line of an audit log, read. */
export interface AuditEntry extends NewEntry {
  readonly prev: string;
}

/**
 * The one text of an entry, without its line end: canonical JSON (RFC 8785).
 *
 * @throws ConsiliumError `AUDIT_CORRUPT` for what the catalogue does not know, naming the field: it must not be written
 */
export function writeEntry(entry: AuditEntry, form: LogForm): string {
  const schema = form.schemas.get(entry.event);
  if (schema === undefined) throw corrupt(`there is no event ${entry.event}`);
  const checked = schema.safeParse(entry);
  if (checked.success) return canonicalJson(entry);
  const [issue] = checked.error.issues;
  throw corrupt(`an entry ${entry.event} is wrong at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** Reads one line, in the one form in which it is written. @throws ConsiliumError `AUDIT_CORRUPT`; the caller adds where */
export function readEntry(line: string, form: LogForm): AuditEntry {
  let entry: AuditEntry;
  try {
    entry = JSON.parse(line) as AuditEntry;
  } catch (error) {
    throw corrupt('it is not JSON', error);
  }
  if (typeof entry !== 'object' || entry === null || typeof entry.event !== 'string') throw corrupt('it is not an entry');
  if (writeEntry(entry, form) !== line) throw corrupt('it is not in canonical form');
  return entry;
}
