import { CLINICAL_WORDS, EPONYMS } from '../lexicons/clinical-words.ts';
import { GIVEN_NAMES, WORDLY_GIVEN_NAMES } from '../lexicons/given-names.ts';
import { CITIES, STATES, WORDLY_CITIES } from '../lexicons/places.ts';
import { SURNAMES, WORDLY_SURNAMES } from '../lexicons/surnames.ts';

/** Most words of one term, `shortness of breath`. */
const MOST_WORDS = 4;
const TERM = /^[a-z]{2,40}(?: [a-z]{2,40})*$/;

/** Parts of dates, and ages over 89 in words, after 45 CFR 164.514(b)(2)(i)(C). */
const DATES_AND_AGES: ReadonlySet<string> = new Set(
  `january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
christmas easter thanksgiving halloween ramadan diwali hanukkah
ninety nineties ninetieth nonagenarian hundred hundredth centenarian supercentenarian`
    .trim()
    .split(/\s+/),
);

const placeWords = (places: ReadonlySet<string>): readonly string[] => [...places].flatMap((place) => place.split(/[ -]/));
const PLACES: ReadonlySet<string> = new Set([CITIES, WORDLY_CITIES, STATES].flatMap(placeWords));
/** Words of places that say nothing alone, `new york`. */
const OF_PLACES: ReadonlySet<string> = new Set(
  'new city beach heights station falls long little north south east west of the'.split(' '),
);

/** Whether a word is a given name, a family name, that of a disease too, or part of the name of a place. */
function isProperName(word: string): boolean {
  const names = [GIVEN_NAMES, WORDLY_GIVEN_NAMES, SURNAMES, WORDLY_SURNAMES, EPONYMS];
  return names.some((list) => list.has(word)) || (PLACES.has(word) && !OF_PLACES.has(word));
}

/** Terms that may be looked for in notes: nothing else of a note ever gets further. */
export interface Vocabulary {
  /** In the order in which they were declared; the place of a term is its number. */
  readonly terms: readonly string[];
  /** The number of each term. */
  readonly numbers: ReadonlyMap<string, number>;
  /** The most words that one of its terms has. */
  readonly longest: number;
}

/** A term that may not be looked for. Terms are public, so that they may be said. */
export interface RefusedTerm {
  readonly term: string;
  readonly problem: string;
}

/**
 * A vocabulary of declared terms, or the terms that it may not have.
 *
 * A word that is also the name of a person or a place is refused, unless it cannot mean one where it stands: an eponym or a word of
 * everyday language, in a term with a clinical word beside it (`parkinson disease`, `white cell`).
 *
 * @param terms one to four words each, of the letters a to z, with single spaces
 */
export function vocabularyOf(terms: readonly string[]): Vocabulary | readonly RefusedTerm[] {
  const numbers = new Map<string, number>();
  const refused: RefusedTerm[] = [];
  for (const [number, term] of terms.entries()) {
    const problem = numbers.has(term) ? 'is declared twice' : problemOf(term);
    if (problem !== undefined) refused.push({ term, problem });
    numbers.set(term, number);
  }
  if (refused.length > 0) return refused;
  return { terms: [...terms], numbers, longest: Math.max(0, ...terms.map((term) => term.split(' ').length)) };
}

function problemOf(term: string): string | undefined {
  const words = term.split(' ');
  if (!TERM.test(term) || words.length > MOST_WORDS) return `is not one to ${MOST_WORDS} words of at least two letters a to z`;
  if (words.some((word) => DATES_AND_AGES.has(word))) return 'has a part of a date or an age over 89 in it';
  if (words.some((word) => isProperName(word) && !isExplained(word, words))) return 'has the name of people or of a place in it';
  return undefined;
}

function isExplained(word: string, words: readonly string[]): boolean {
  const hasOtherMeaning = EPONYMS.has(word) || WORDLY_SURNAMES.has(word) || WORDLY_GIVEN_NAMES.has(word);
  return hasOtherMeaning && words.some((other) => other !== word && CLINICAL_WORDS.has(other) && !isProperName(other));
}
