import { CLINICAL_WORDS, EPONYMS } from '../lexicons/clinical-words.ts';
import { GIVEN_NAMES, WORDLY_GIVEN_NAMES } from '../lexicons/given-names.ts';
import { CITIES, STATES, WORDLY_CITIES } from '../lexicons/places.ts';
import { SURNAMES, WORDLY_SURNAMES } from '../lexicons/surnames.ts';

/** Most words of one phrase, `shortness of breath`. */
const MOST_WORDS = 4;
const PHRASE = /^[a-z]{2,40}(?: [a-z]{2,40})*$/;
/** With these a phrase would ask for what is read of every term anyway. */
const NEGATIONS: ReadonlySet<string> = new Set('no not without denies denied never'.split(' '));

/** Parts of dates, and ages over 89 in words, after 45 CFR 164.514(b)(2)(i)(C). */
const DATES_AND_AGES: ReadonlySet<string> = new Set(
  `january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
christmas easter thanksgiving halloween ramadan diwali hanukkah
ninety nineties ninetieth nonagenarian hundred hundredth centenarian supercentenarian`
    .trim()
    .split(/\s+/),
);

/** Findings and parts of the body: beside one, a word of everyday language is no name (`high blood pressure`, `kidney stone`). */
const OF_FINDINGS: ReadonlySet<string> = new Set(
  `abdominal appetite bladder blood breast breath breathing chest cough covid defect discharge elevation failure fever flush gain gall
haematuria headache hearing heart hematuria injury kidney liver loss lung oxygen pressure rate satiety skin sputum stool stools swelling
temperature ulcer urine vision vomit weakness weight wound`
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

/** Whether a given name stands before a family name: whatever each means alone (`rose white`), together they are somebody. */
function isFullName(word: string, next: string | undefined): boolean {
  if (next === undefined || word === next) return false;
  const isGiven = GIVEN_NAMES.has(word) || WORDLY_GIVEN_NAMES.has(word);
  return isGiven && (SURNAMES.has(next) || WORDLY_SURNAMES.has(next) || EPONYMS.has(next));
}

/** Terms that may be looked for in notes: nothing else of a note ever gets further. */
export interface Vocabulary {
  /** In the order in which they were declared; the place of a term is its number. */
  readonly terms: readonly string[];
  /** The number of the term that each phrase means. */
  readonly numbers: ReadonlyMap<string, number>;
  /** The most words that one of its phrases has. */
  readonly longest: number;
}

/** A phrase that may not be looked for. Phrases are public, so that they may be said. */
export interface RefusedPhrase {
  readonly phrase: string;
  /** Whether it could be somebody's name or place, a date or an age, or has no form in which it could be found. */
  readonly kind: 'form' | 'name' | 'date';
  readonly problem: string;
}

/**
 * A vocabulary of declared terms, which {@link refusedPhrases} has judged where the plan was written and approved.
 *
 * @param terms the phrases that mean each term, the first its name
 */
export function vocabularyOf(terms: readonly (readonly string[])[]): Vocabulary {
  const numbers = new Map(terms.flatMap((phrases, number) => phrases.map((phrase) => [phrase, number] as const)));
  const longest = Math.max(0, ...[...numbers.keys()].map((phrase) => phrase.split(' ').length));
  return { terms: terms.map(([name = '']) => name), numbers, longest };
}

/**
 * The phrases that a vocabulary may not have.
 *
 * A word that is also the name of a person or a place is refused, unless it cannot mean one where it stands: an eponym or a word of
 * everyday language, in a phrase with a clinical word beside it (`parkinson disease`, `white cell`), and no given name before a family name.
 *
 * @param terms the phrases that mean each term: one to four words each, of the letters a to z, with single spaces
 */
export function refusedPhrases(terms: readonly (readonly string[])[]): readonly RefusedPhrase[] {
  const known = new Set<string>();
  return terms.flat().flatMap((phrase): RefusedPhrase[] => {
    const problem = known.has(phrase) ? ({ kind: 'form', problem: 'is declared twice' } as const) : problemOf(phrase);
    known.add(phrase);
    return problem === undefined ? [] : [{ phrase, ...problem }];
  });
}

function problemOf(phrase: string): Omit<RefusedPhrase, 'phrase'> | undefined {
  const words = phrase.split(' ');
  if (!PHRASE.test(phrase) || words.length > MOST_WORDS)
    return { kind: 'form', problem: `is not one to ${MOST_WORDS} words of at least two letters a to z` };
  if (NEGATIONS.has(words[0] ?? ''))
    return { kind: 'form', problem: 'begins with a negation, which is read of every term anyway' };
  if (words.some((word) => DATES_AND_AGES.has(word)))
    return { kind: 'date', problem: 'has a part of a date or an age over 89 in it' };
  if (words.some((word, at) => isFullName(word, words[at + 1]) || (isProperName(word) && !isExplained(word, words))))
    return { kind: 'name', problem: 'has the name of people or of a place in it' };
  return undefined;
}

function isExplained(word: string, words: readonly string[]): boolean {
  const hasOtherMeaning = EPONYMS.has(word) || WORDLY_SURNAMES.has(word) || WORDLY_GIVEN_NAMES.has(word);
  return (
    hasOtherMeaning &&
    words.some((other) => other !== word && (CLINICAL_WORDS.has(other) || OF_FINDINGS.has(other)) && !isProperName(other))
  );
}
