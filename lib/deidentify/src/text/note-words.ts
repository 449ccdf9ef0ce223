import { GIVEN_NAMES } from '../lexicons/given-names.ts';
import { SURNAMES } from '../lexicons/surnames.ts';
import { normaliseCell } from '../safe-harbor/normalise.ts';

/** Why a word of a note was left out. */
export const REMOVAL_RULES = ['own-record', 'labelled', 'address', 'titled', 'beside-name', 'in-code'] as const;
/** One of {@link REMOVAL_RULES}. */
export type RemovalRule = (typeof REMOVAL_RULES)[number];

/** A word of a note, in lower case. */
export interface NoteWord {
  readonly word: string;
  /** Whether it continues what the word before it says: the same line, nothing but a space or a hyphen between them. */
  readonly joined: boolean;
  /** Whether a sentence, or a line that does not go on after a comma, begins with it. */
  readonly begins: boolean;
  /** The rule that leaves it out whatever it is. */
  readonly removed: RemovalRule | undefined;
}

/** What forms and letterheads print before an identifier: the rest of such a line is nobody's finding. */
const LABELLED =
  /\b(?:patient|pt|name|surname|mother|father|wife|husband|son|daughter|brother|sister|spouse|physician|doctor|nurse|signed by|seen by|address|residence|city|county|employer|occupation|school|contact|e-?mail|phone|fax|website|url|account|device|vehicle|photo|next of kin|attending|provider|author|facility|hospital)s?(?: name| address| id| no| number)? ?[:=].*$/gi;
const ADDRESS =
  /\b\d+[a-z]?,? (?:[a-z.'-]+ ){1,4}?(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|place|pl|way|terrace|square|sq|circle|parkway|pkwy|highway|hwy)\b.*$/gi;
const TITLED =
  /\b(?:mr|mrs|ms|mx|dr|prof|rev|herr|frau|mme|mlle|sr|sra|senor|senora)\b\.?(?: [a-z]\.)*(?: [A-Za-z][a-z'-]*){1,2}/gi;
/** Titles that are words too, before a capital: `Nurse Brown`, not `nurse noted a rash`. */
const SPELLED_OUT =
  /\b(?:nurse|doctor|professor|miss|sir|NURSE|DOCTOR|PROFESSOR|MISS|SIR|Nurse|Doctor|Professor|Miss|Sir)(?: [A-Z][A-Za-z'-]*){1,2}/g;
/** Ends before no letter, rather than at the edge of a word: a row such as `A- A- A-` would be given up word by word, from each word on. */
const BESIDE_NAME = /\b[A-Z][a-z'-]+(?:,? (?:[A-Z]\. ?)?[A-Z][a-z'-]+)+(?![A-Za-z])/g;
/** Two words in capitals, an initial between them or not: each word begins one such pair. In notes all in capitals no more than two say that they are a name. */
const IN_CAPITALS = /\b([A-Z]{2,})(?![A-Za-z])(?=((?:,? [A-Z]\.?)?(,?) ([A-Z]{2,}))(?![A-Za-z]))/g;
/** A capital in the middle of a sentence before a word in capitals: a name that nobody has to know. */
const BEFORE_CAPITALS = /(?<=[a-z,] )[A-Z][a-z]+(?:-[A-Z][a-z]+)?,? [A-Z]{2,}(?![A-Za-z])/g;
/** Given names that begin what is said of an illness. */
const AUXILIARIES: ReadonlySet<string> = new Set(['may', 'will']);
/** Letters, hyphens and apostrophes between blanks, with what punctuation surrounds them: all else is a code, a number, an address. */
const PLAIN_CHUNK = /^["'([{<*-]*[a-z]+(?:['/-][a-z]+)*["')\]}>.,;:!?*-]*$/i;

/** The words of a note, in the order in which they stand, each with the rule that leaves it out. */
export function wordsOfNote(note: string): readonly NoteWord[] {
  const lines = note.split(/[\n\r\u2028\u2029\v\f]+/u).map(normaliseCell);
  return lines.flatMap((line, at) => wordsOfLine(line, !/,\s*$/.test(lines[at - 1] ?? '')));
}

/** @param begins whether its first word begins a sentence */
function wordsOfLine(line: string, begins: boolean): readonly NoteWord[] {
  const ruleAt = new Map<number, RemovalRule>();
  const cover = (pattern: RegExp, rule: RemovalRule, concerns: (found: string) => boolean = () => true): void => {
    for (const { 0: found, index } of line.matchAll(pattern))
      if (concerns(found)) for (let at = index; at < index + found.length; at++) if (!ruleAt.has(at)) ruleAt.set(at, rule);
  };
  cover(LABELLED, 'labelled');
  cover(ADDRESS, 'address');
  cover(TITLED, 'titled');
  cover(SPELLED_OUT, 'titled');
  cover(BESIDE_NAME, 'beside-name', hasName);
  cover(BEFORE_CAPITALS, 'beside-name');
  for (const { index, 1: first = '', 2: rest = '', 3: comma, 4: last = '' } of line.matchAll(IN_CAPITALS))
    if (isGivenName(first) || (comma === ',' && isGivenName(last)))
      for (let at = index; at < index + first.length + rest.length; at++) if (!ruleAt.has(at)) ruleAt.set(at, 'beside-name');
  const words: NoteWord[] = [];
  let end = -1;
  for (const { 0: chunk, index } of line.matchAll(/\S+/g)) {
    const inCode = PLAIN_CHUNK.test(chunk) ? undefined : 'in-code';
    for (const found of chunk.matchAll(/[A-Za-z]+/g)) {
      const at = index + found.index;
      const between = line.slice(Math.max(0, end), at);
      const joined = end >= 0 && /^[ -]$/.test(between);
      const first = end < 0 ? begins : /[.;!?](?:\s|$)/.test(between);
      words.push({ word: found[0].toLowerCase(), joined, begins: first, removed: inCode ?? ruleAt.get(at) });
      end = at + found[0].length;
    }
  }
  return words;
}

function isGivenName(word: string): boolean {
  const found = word.toLowerCase();
  return GIVEN_NAMES.has(found) && !AUXILIARIES.has(found);
}

/** Whether one of a row of capitalised words is a name and nothing else. */
function hasName(found: string): boolean {
  return found
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => GIVEN_NAMES.has(word) || SURNAMES.has(word));
}
