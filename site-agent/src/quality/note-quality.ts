import type { NoteFacts } from '@consilium/deidentify';
import { type Guard, type Guarded, guarded } from './guarded.ts';

/** What was read of notes, as far as it may be shown. */
export interface NoteQuality {
  readonly column: string;
  readonly notes: Guarded;
  /** Columns of the patient's own record that were searched for in them. */
  readonly searched: number;
  /** Notes that were held back, by reason, without those for which none was. */
  readonly held: Readonly<Record<string, Guarded>>;
  readonly terms: readonly { readonly term: string; readonly affirmed: Guarded; readonly negated: Guarded }[];
}

const REASONS: Readonly<Record<string, string>> = {
  garbled: 'hold characters that no text has: another encoding',
  'too-long': 'are longer than a note is',
  'other-script': 'are in another alphabet',
  'mostly-identifiers': 'are names, addresses and codes more than findings',
};

/** Counts of notes. Of words that were left out nothing is said: one note may have had them all. */
export function guardedNotes({ column, notes, searched, held, terms }: NoteFacts, guard: Guard): NoteQuality {
  const counts = Object.entries(held).filter(([, count]) => count > 0);
  return {
    column,
    notes: guarded(notes, guard),
    searched,
    held: Object.fromEntries(counts.map(([reason, count]) => [reason, guarded(count, guard, notes)])),
    terms: terms.map(({ term, affirmed, negated }) => ({
      term,
      affirmed: guarded(affirmed, guard, notes),
      negated: guarded(negated, guard, notes),
    })),
  };
}

/** A sentence for each thing to know of the notes of a column. */
export function notesSentences({ column, notes, searched, held, terms }: NoteQuality): readonly string[] {
  const never = terms.filter(({ affirmed, negated }) => affirmed === 0 && negated === 0).map(({ term }) => term);
  return [
    `${column}: ${notes} notes read for ${terms.length === 1 ? '1 term' : `${terms.length} terms`}; nothing else of them goes further`,
    ...Object.entries(held).map(
      ([reason, count]) => `${column}: ${count} of them ${REASONS[reason]}, and are held back as missing`,
    ),
    ...(never.length === 0 ? [] : [`${column}: never found: ${never.join(', ')}`]),
    ...(searched > 1
      ? []
      : [
          `WARNING: ${column}: only the patient number was searched for in the notes. Name the columns with names, numbers and addresses in sources.yaml (identifiers: [...])`,
        ]),
  ];
}

/** The same, and each term that was found, line by line. */
export function notesLines(facts: NoteQuality): readonly string[] {
  const found = facts.terms.filter(({ affirmed, negated }) => affirmed !== 0 || negated !== 0);
  return [
    ...notesSentences(facts),
    ...found.map(({ term, affirmed, negated }) => `  ${term}: affirmed in ${affirmed}, negated in ${negated}`),
  ];
}
