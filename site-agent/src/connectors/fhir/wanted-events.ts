import { systemsOf } from './code-systems.ts';
import type { NamedEvents } from './fhir-description.ts';
import type { Later, TextShape } from './json-shape.ts';
import { hashBytes } from './key-hash.ts';
import { EVENT_KINDS, type EventKind, type ResourceType } from './resource-kinds.ts';

const NONE: readonly number[] = [];
const QUOTE = 0x22;

/** A coding of a resource: where its texts begin. */
export interface Coding {
  readonly system: Later<TextShape> | undefined;
  readonly code: Later<TextShape> | undefined;
}

interface WantedCode {
  readonly kind: EventKind;
  readonly code: Buffer;
  readonly system: Buffer;
  readonly sets: number[];
}

/**
 * What a reading asks for: sets of codes by their numbers. Columns and the cohort that name the same codes share a set, so that an event is kept once,
 * however many of its codings count.
 */
export class WantedEvents {
  readonly #sets = new Map<string, number>();
  readonly #kinds: EventKind[] = [];
  /** By the hash of the code. */
  readonly #codes = new Map<number, WantedCode[]>();
  /** Sets that every event of a kind is in. */
  readonly #ofAll = new Map<EventKind, readonly number[]>();

  /** The number of the set that names these events. */
  add({ from, codes }: NamedEvents): number {
    const key = JSON.stringify([from, codes]);
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const set = this.#kinds.length;
    this.#sets.set(key, set);
    this.#kinds.push(from);
    if (codes === undefined) this.#ofAll.set(from, [...(this.#ofAll.get(from) ?? []), set]);
    for (const { vocabulary, codes: named } of codes ?? [])
      for (const system of systemsOf(vocabulary) ?? []) for (const code of named) this.#name(from, code, system, set);
    return set;
  }

  #name(kind: EventKind, code: string, system: string, set: number): void {
    const wanted = { kind, code: quoted(code), system: quoted(system), sets: [set] };
    const hash = hashBytes(Buffer.from(code, 'utf8'), 0, Buffer.byteLength(code));
    const known = this.#codes.get(hash) ?? [];
    this.#codes.set(hash, known);
    const same = known.find((one) => one.kind === kind && one.code.equals(wanted.code) && one.system.equals(wanted.system));
    if (same === undefined) known.push(wanted);
    else if (!same.sets.includes(set)) same.sets.push(set);
  }

  /** The kind of the events of a set. */
  kindOf(set: number): EventKind {
    return this.#kinds[set] as EventKind;
  }

  /** The resources that have to be read. Of patients it is always asked who they are. */
  types(): ReadonlySet<ResourceType> {
    const types = new Set<ResourceType>(this.#kinds.map((kind) => EVENT_KINDS[kind]));
    types.add('Patient');
    if (types.has('MedicationRequest') || types.has('MedicationStatement')) types.add('Medication');
    return types;
  }

  /** The sets in which every event of a kind is. */
  setsOfAll(kind: EventKind): readonly number[] {
    return this.#ofAll.get(kind) ?? NONE;
  }

  /**
   * The sets in which an event with these codings is. Compares bytes: most codings of an export are nobody's concern, and never become text.
   *
   * @param bytes the line in which they stand. A code that JSON writes with escapes, as no server does, is none of the wanted
   */
  setsOf(kind: EventKind, codings: readonly Coding[], bytes: Buffer): readonly number[] {
    let found = this.setsOfAll(kind);
    for (const { system, code } of codings) {
      // What is no text has no end that could be found.
      if (system === undefined || code === undefined || bytes[code] !== QUOTE) continue;
      for (const wanted of this.#codes.get(hashBytes(bytes, code + 1, endOfText(bytes, code))) ?? NO_CODES) {
        if (wanted.kind !== kind || !standsAt(bytes, code, wanted.code) || !standsAt(bytes, system, wanted.system)) continue;
        found = found.length === 0 ? wanted.sets : [...new Set([...found, ...wanted.sets])];
      }
    }
    return found;
  }
}

const NO_CODES: readonly WantedCode[] = [];

/** A text as JSON writes it, where it needs no escapes. */
function quoted(text: string): Buffer {
  return Buffer.from(JSON.stringify(text), 'utf8');
}

/** Where a text without escapes ends. @param at of its first quote */
function endOfText(bytes: Buffer, at: number): number {
  let end = at + 1;
  while (bytes[end] !== QUOTE) end++;
  return end;
}

function standsAt(bytes: Buffer, at: number, text: Buffer): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}
