import { HOLD_REASONS, type NoteHoldReason, readNote, TERM_STATES } from '../text/read-note.ts';
import { REMOVAL_RULES, type RemovalRule } from '../text/note-words.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import { type Batch, type ColumnCells, textAt } from './batch.ts';

/** What was read of the notes of a column, for people at the hospital: it depends on records and never leaves. */
export interface NoteFacts {
  readonly column: string;
  /** Columns of the patient's own record that were searched for in them. */
  readonly searched: number;
  /** Notes that are there. */
  readonly notes: number;
  /** How many of them were held back, by reason. */
  readonly held: Readonly<Record<NoteHoldReason, number>>;
  /** Words of the others that were left out, by rule. */
  readonly removed: Readonly<Record<RemovalRule, number>>;
  /** In how many notes each term was found to be there, and not to be. */
  readonly terms: readonly { readonly term: string; readonly affirmed: number; readonly negated: number }[];
}

/** Reads the notes of one column as they come in. What it hands on holds nothing of a note but what is said of each term. */
export class NoteJudge {
  readonly #column: string;
  readonly #vocabulary: Vocabulary;
  readonly #missing: ReadonlySet<string>;
  readonly #held = zeros(HOLD_REASONS);
  readonly #removed = zeros(REMOVAL_RULES);
  readonly #affirmed: Uint32Array;
  readonly #negated: Uint32Array;
  #notes = 0;
  #searched = 0;

  /** @param missing cells that mean missing; an empty one always does */
  constructor(column: string, vocabulary: Vocabulary, missing: ReadonlySet<string> = new Set()) {
    this.#column = column;
    this.#vocabulary = vocabulary;
    this.#missing = missing;
    this.#affirmed = new Uint32Array(vocabulary.terms.length);
    this.#negated = new Uint32Array(vocabulary.terms.length);
  }

  /**
   * What the notes of a batch say, and the places of those that are held back.
   *
   * @param own what else is known of the patient of each row
   */
  read(
    cells: ColumnCells,
    { length, problems }: Pick<Batch, 'length' | 'problems'>,
    own: readonly ColumnCells[],
  ): { readonly cells: ColumnCells; readonly held: ReadonlySet<number> } {
    this.#searched = own.length;
    const held = new Set<number>();
    const said = Array.from({ length }, (_, at): Int8Array | undefined => {
      const note = problems?.has(at) === true ? '' : textAt(cells, at);
      if (note === '' || this.#missing.has(note)) return undefined;
      this.#notes++;
      const reading = readNote(
        note,
        this.#vocabulary,
        own.map((column) => textAt(column, at)),
      );
      if (reading.t === 'held') {
        this.#held[reading.reason]++;
        held.add(at);
        return undefined;
      }
      for (const rule of REMOVAL_RULES) this.#removed[rule] += reading.removed[rule];
      for (const [term, state] of reading.states.entries()) {
        const counts = state === TERM_STATES.affirmed ? this.#affirmed : this.#negated;
        if (state !== TERM_STATES.absent) counts[term] = (counts[term] as number) + 1;
      }
      return reading.states;
    });
    return { cells: { kind: 'words', cells: said }, held };
  }

  /** What was read so far. */
  facts(): NoteFacts {
    const terms = this.#vocabulary.terms.map((term, at) => ({
      term,
      affirmed: this.#affirmed[at] as number,
      negated: this.#negated[at] as number,
    }));
    return {
      column: this.#column,
      searched: this.#searched,
      notes: this.#notes,
      held: { ...this.#held },
      removed: { ...this.#removed },
      terms,
    };
  }
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}
