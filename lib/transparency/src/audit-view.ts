import { ConsiliumError, type Json } from '@consilium/core';
import type { AuditChain } from './audit-chain.ts';
import type { AuditEntry, LogForm } from './audit-entry.ts';
import type { Checkpoint } from './checkpoint.ts';

/** Which entries of a log somebody wants to see. */
export interface EntryFilter {
  /** Names of events, or their beginnings with a dot at the end. @default all */
  readonly event?: readonly string[];
  /** Only entries about this run. */
  readonly run?: string;
  /** Only the newest so many. */
  readonly last?: number;
}

/** An entry and its place, counted from 1. */
export type FoundEntry = AuditEntry & { readonly position: number };

/** Collects the entries that fit a filter. */
export class EntrySearch {
  readonly #events: ReadonlySet<string>;
  readonly #filter: EntryFilter;
  readonly #found: FoundEntry[] = [];

  /** @throws ConsiliumError `USAGE` for an event that the log does not have */
  constructor(form: LogForm, filter: EntryFilter) {
    this.#events = eventsOf(form, filter.event);
    this.#filter = filter;
  }

  /** Those found so far, the newest last. */
  get found(): readonly FoundEntry[] {
    return this.#found;
  }

  /** Looks at the next entry. */
  see(entry: AuditEntry, position: number): void {
    const { run, last = Number.POSITIVE_INFINITY } = this.#filter;
    if (!this.#events.has(entry.event) || (run !== undefined && entry['run'] !== run)) return;
    this.#found.push({ position, ...entry });
    if (this.#found.length > last) this.#found.shift();
  }
}

/** The events that names or their beginnings stand for. */
function eventsOf({ events }: LogForm, names: readonly string[] | undefined): ReadonlySet<string> {
  const all = Object.keys(events);
  if (names === undefined) return new Set(all);
  return new Set(
    names.flatMap((name) => {
      const found = all.filter((event) => event === name || (name.endsWith('.') && event.startsWith(name)));
      if (found.length > 0) return found;
      throw new ConsiliumError({ code: 'USAGE', message: `there is no event ${name}; there are ${all.join(', ')}` });
    }),
  );
}

/** What heads the columns of {@link entryRow}. */
export const ENTRY_COLUMNS: readonly string[] = ['', 'when', 'who', 'event', 'about'];

const SHOWN_DIGITS = 12;

/** One entry as a row of a table for people. */
export function entryRow({
  position,
  at,
  actor,
  event,
  v: _v,
  salt: _salt,
  prev: _prev,
  ...about
}: FoundEntry): readonly string[] {
  const fields = Object.entries(about).map(([field, value]) => `${field} ${shown(value)}`);
  return [String(position), at.slice(0, 19), actor, event, fields.join(', ')];
}

function shown(value: Json | undefined): string {
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, SHOWN_DIGITS) : value;
  return JSON.stringify(value);
}

/** What is known of a log that was checked. */
export interface CheckedLog {
  readonly entries: number;
  /** Over all entries, base64. */
  readonly root: string;
  /** Entries under the newest checkpoint. */
  readonly checkpoint: number;
  /** Entries after it. */
  readonly afterCheckpoint: number;
}

/** Sums up a log that holds. @param unsigned as {@link checkLog} returns it */
export function checkedLog(chain: AuditChain, newest: Checkpoint | undefined, unsigned: number): CheckedLog {
  return {
    entries: chain.size,
    root: chain.root().toString('base64'),
    checkpoint: newest?.size ?? 0,
    afterCheckpoint: unsigned,
  };
}

/** A log that holds, in lines for people. @param signs when entries after the newest checkpoint are signed */
export function checkedLines({ entries, root, checkpoint, afterCheckpoint }: CheckedLog, signs: string): readonly string[] {
  return [
    `${entries} entries, each continuing the one before; a signed checkpoint covers the first ${checkpoint}.`,
    `  root  ${root}`,
    ...(afterCheckpoint === 0 ? [] : [`  ${afterCheckpoint} entries came after it: ${signs}.`]),
  ];
}
