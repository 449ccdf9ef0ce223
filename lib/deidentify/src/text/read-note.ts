import { normaliseCell } from '../safe-harbor/normalise.ts';
import { isNegated } from './negation.ts';
import { areNear } from './near-words.ts';
import { type NoteWord, type RemovalRule, REMOVAL_RULES, wordsOfNote } from './note-words.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Most characters of a note; a longer one is several, or no note. */
const MOST_CHARACTERS = 100_000;
/** Above this share of letters of other alphabets, a note is in a language that the rules do not know. */
const MOST_FOREIGN = 0.1;
/** Above this share of words that the rules leave out, a note is a form or a letterhead more than a finding. */
const MOST_REMOVED = 0.5;

/** What a note may say of a term: that it is there, that it is not, or nothing. What says both says that it is there. */
export const TERM_STATES = { affirmed: 1, absent: 0, negated: -1 } as const;

/** Why a note is held back. */
export const HOLD_REASONS = ['garbled', 'too-long', 'other-script', 'mostly-identifiers'] as const;
/** One of {@link HOLD_REASONS}. */
export type NoteHoldReason = (typeof HOLD_REASONS)[number];

/** What a note says in the terms of a vocabulary, or why it is held back. */
export type NoteReading =
  | {
      readonly t: 'read';
      /** Of each term of the vocabulary what the note says. */
      readonly states: Int8Array;
      /** How many words were left out by each rule. */
      readonly removed: Readonly<Record<RemovalRule, number>>;
    }
  | { readonly t: 'held'; readonly reason: NoteHoldReason };

/**
 * What a note says of each term of a vocabulary, and nothing else of it. Of phrases that begin at one word the longest counts: `chest pain`
 * is not `chest`. What the result can say is bounded by the vocabulary whatever the note holds; the rules see to it that a term
 * is not found inside a name, an address or a code. Depends on nothing but its arguments: notes of others change nothing.
 *
 * @param own what else the hospital knows of the patient: values of the columns that identify; no word of them is found in the note,
 *   however it is written or with one mistake in it
 */
export function readNote(note: string, vocabulary: Vocabulary, own: readonly string[]): NoteReading {
  if (note.length > MOST_CHARACTERS) return { t: 'held', reason: 'too-long' };
  if (/[\0\ufffd\p{Cs}]/u.test(note)) return { t: 'held', reason: 'garbled' };
  if (foreignShare(note) > MOST_FOREIGN) return { t: 'held', reason: 'other-script' };
  const ownWords = [...new Set(own.flatMap(wordsOfValue))];
  const words = wordsOfNote(note).map(
    (found): NoteWord => (ownWords.some((mine) => areNear(mine, found.word)) ? { ...found, removed: 'own-record' } : found),
  );
  const removed = Object.fromEntries(REMOVAL_RULES.map((rule) => [rule, 0])) as Record<RemovalRule, number>;
  for (const { removed: rule } of words) if (rule !== undefined) removed[rule]++;
  const gone = Object.values(removed).reduce((sum, count) => sum + count, 0);
  if (gone > MOST_REMOVED * words.length) return { t: 'held', reason: 'mostly-identifiers' };
  return { t: 'read', states: statesIn(words, vocabulary), removed };
}

/** The words of a value: of two letters or more, since initials are no terms. */
function wordsOfValue(value: string): readonly string[] {
  return (
    normaliseCell(value)
      .toLowerCase()
      .match(/[a-z]+/g) ?? []
  ).filter((word) => word.length > 1);
}

/** Looks at the folded form, in which letters that only look foreign are Latin. */
function foreignShare(note: string): number {
  const letters = normaliseCell(note).match(/\p{L}/gu) ?? [];
  return letters.length === 0 ? 0 : letters.filter((letter) => !/[a-z]/i.test(letter)).length / letters.length;
}

function statesIn(words: readonly NoteWord[], { terms, numbers, longest }: Vocabulary): Int8Array {
  const states = new Int8Array(terms.length);
  for (let at = 0; at < words.length; ) {
    const [number, length] = longestAt(words, at, numbers, longest);
    if (number !== undefined && states[number] !== TERM_STATES.affirmed)
      states[number] = isNegated(words, at, at + length) ? TERM_STATES.negated : TERM_STATES.affirmed;
    at += length;
  }
  return states;
}

/** The number of the longest term that begins at a word, and how many words it takes; one word where none begins. */
function longestAt(
  words: readonly NoteWord[],
  at: number,
  numbers: ReadonlyMap<string, number>,
  longest: number,
): readonly [number | undefined, number] {
  let [term, best, length]: [string, number | undefined, number] = ['', undefined, 1];
  for (let i = at; i < Math.min(words.length, at + longest); i++) {
    const next = words[i];
    if (next === undefined || next.removed !== undefined || (i > at && !next.joined)) break;
    term = i === at ? next.word : `${term} ${next.word}`;
    const number = numbers.get(term);
    if (number !== undefined) [best, length] = [number, i - at + 1];
  }
  return [best, length];
}
