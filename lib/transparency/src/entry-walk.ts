import { type AuditEntry, type LogForm, NO_ENTRY, readEntry } from './audit-entry.ts';
import { leafHash } from './merkle-tree.ts';
import { corrupt } from './signed-note.ts';

/** An entry and its place. */
export interface PlacedEntry {
  /** Counted from 1. */
  readonly position: number;
  readonly entry: AuditEntry;
  /** Its leaf hash, hex: what the next entry has as `prev`. */
  readonly hash: string;
  /** Its canonical JSON. */
  readonly line: string;
}

/** Leaf hash of an entry, hex. */
export function entryHash(line: string): string {
  return leafHash(line).toString('hex');
}

/** Goes on through a log from any place that is known by its hash: each entry has to continue the one before. No tree is kept. */
export class EntryWalk {
  readonly #form: LogForm;
  #position: number;
  #hash: string;

  /** @param hash leaf hash of the entry at `position`, hex */
  constructor(form: LogForm, position = 0, hash: string = NO_ENTRY) {
    this.#form = form;
    this.#position = position;
    this.#hash = hash;
  }

  /** Entries so far. */
  get position(): number {
    return this.#position;
  }

  /** Leaf hash of the last one, hex. */
  get hash(): string {
    return this.#hash;
  }

  /** Takes the next line, without its end. @throws ConsiliumError `AUDIT_CORRUPT` that names the entry */
  take(line: string): PlacedEntry {
    const position = this.#position + 1;
    const entry = readEntry(line, this.#form);
    if (entry.prev !== this.#hash)
      throw corrupt(`entry ${position} does not continue the one before it: consilium audit verify says what was changed`);
    this.#position = position;
    this.#hash = entryHash(line);
    return { position, entry, hash: this.#hash, line };
  }
}
