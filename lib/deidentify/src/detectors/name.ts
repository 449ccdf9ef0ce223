import { CLINICAL_WORDS, EPONYMS } from '../lexicons/clinical-words.ts';
import { GIVEN_NAMES, WORDLY_GIVEN_NAMES } from '../lexicons/given-names.ts';
import { SURNAMES, WORDLY_SURNAMES } from '../lexicons/surnames.ts';
import type { Detector, SeenCell, Strength } from '../safe-harbor/detector.ts';
import type { ColumnHints } from '../safe-harbor/column-names.ts';

const TITLED =
  /\b(?:mr|mrs|ms|miss|mx|dr|prof|sir|rev|herr|frau|mme|mlle|sr|sra|senor|senora)\b\.? ?(?:[a-z]\. ?)*([a-z][a-z'-]+)/g;
const LABELLED =
  /\b(?:patient|pt|name|surname|mother|father|wife|husband|son|daughter|brother|sister|spouse|physician|doctor|nurse|signed by|seen by)s?(?: name)? ?[:=] ?[a-z][a-z'-]+/;
const SUFFIX: ReadonlySet<string> = new Set([
  'jr',
  'ii',
  'iii',
  'iv',
  'md',
  'phd',
  'rn',
  'do',
  'esq',
  'de',
  'la',
  'van',
  'von',
  'del',
  'der',
  'di',
  'da',
  'mr',
  'mrs',
  'ms',
]);
const MOST_WORDS = 6;

/** Names of people, by lists of frequent ones and by the form in which they are written. */
export const nameDetector: Detector = {
  rule: 'person-name',
  letter: 'A',
  finds: 'the name of a person',
  find: (cell, hints) => titled(cell) ?? (hints.named === 'A' && /[a-z]/.test(cell.lower) ? 'certain' : inWords(cell, hints)),
};

/** An herb, not a saint. */
const ST_JOHN = /\bst\.? john'?s?\b/gi;

function isGiven(word: string): boolean {
  return GIVEN_NAMES.has(word) || WORDLY_GIVEN_NAMES.has(word);
}

function isSurname(word: string): boolean {
  return (
    word.split(/['-]/).some((part) => SURNAMES.has(part) || WORDLY_SURNAMES.has(part)) || SURNAMES.has(word.replace(/'/g, ''))
  );
}

/** `Dr. Smith`; not `Dr visits`. */
function titled({ text, lower }: SeenCell): Strength | undefined {
  if (LABELLED.test(lower)) return 'certain';
  for (const match of lower.matchAll(TITLED)) {
    const word = match[1] ?? '';
    const start = match.index + match[0].length - word.length;
    const capital = /^[A-Z]/.test(text.slice(start));
    if (
      isGiven(word) ||
      isSurname(word) ||
      (capital && !CLINICAL_WORDS.has(word) && /^[A-Z][a-z]*[.]? /.test(text.slice(match.index)))
    )
      return 'certain';
  }
  return undefined;
}

/** The words of a cell that holds nothing but words, without initials and what stands around names. */
function nameWords(text: string): { readonly words: readonly string[]; readonly initials: number } | undefined {
  const spaced = text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_,;/&()\s]+/g, ' ')
    .trim();
  const parts = spaced.toLowerCase().split(' ');
  if (parts.length > MOST_WORDS || !parts.every((part) => /^[a-z](?:[a-z'-]*[a-z])?\.?$|^(?:[a-z]\.){2,3}$/.test(part)))
    return dotted(spaced);
  // `Van` is a given name too.
  const full = parts.map((part) => part.replace(/\.+$/, '')).filter((part, i) => !SUFFIX.has(part) || (i === 0 && isGiven(part)));
  const words = full.filter((part) => part.length > 1 && !part.includes('.'));
  return { words, initials: full.length - words.length };
}

/** `john.smith`. */
function dotted(text: string): ReturnType<typeof nameWords> {
  return /^[a-zA-Z]+(?:\.[a-zA-Z]+){1,2}$/.test(text) ? nameWords(text.replaceAll('.', ' ')) : undefined;
}

function inWords({ text: whole }: SeenCell, { coded }: ColumnHints): Strength | undefined {
  const text = whole.replace(ST_JOHN, '');
  const found = nameWords(text);
  if (found === undefined || found.words.length === 0) return inText(text);
  const { words, initials } = found;
  // `Parkinson disease`, `Wolff-Parkinson-White`, `Graves`.
  const parts = words.flatMap((word) => word.replace(/'s$/, '').split('-'));
  if (parts.some((part) => CLINICAL_WORDS.has(part))) return inText(text);
  if (parts.every((part) => EPONYMS.has(part) || EPONYMS.has(part.replace(/s$/, ''))))
    return initials > 0 ? initialledEponym(text) : words.some(isClear) && !coded ? 'likely' : undefined;
  const [word = ''] = words;
  return words.length === 1 ? oneWord(word, initials > 0 && INITIAL.test(text)) : severalWords(words, text.includes(','));
}

/** `D. Gilbert`, who is a person: no disease has an initial, but for the `M.` that stands for morbus. */
function initialledEponym(text: string): Strength | undefined {
  if (!/\b[a-z]\./i.test(text)) return undefined;
  return /^m\. /i.test(text) ? 'likely' : 'certain';
}

/** In a list, and no other word. */
function isClear(word: string): boolean {
  return GIVEN_NAMES.has(word) || SURNAMES.has(word);
}

const INITIAL = /\b[A-Z]\./;

/** `Alvarez`, `Lopez-Garcia`, `J. Long`; not `ward a`. */
function oneWord(word: string, initialled: boolean): Strength | undefined {
  if (isClear(word)) return 'certain';
  if (word.includes('-') && word.split('-').every(isSurname)) return 'certain';
  return initialled && (isSurname(word) || isGiven(word)) ? 'certain' : undefined;
}

function severalWords(words: readonly string[], comma: boolean): Strength | undefined {
  const given = words.filter(isGiven).length;
  const surnames = words.filter(isSurname).length;
  const clear = words.some(isClear);
  if (words.every((word) => isGiven(word) || isSurname(word))) {
    if ((given > 0 || surnames > 1) && (clear || comma)) return 'certain';
    if (given > 0) return 'likely';
  }
  // A given name, or a name before a comma, and a word that no list knows.
  return words.some((word) => GIVEN_NAMES.has(word)) || (comma && clear) ? 'certain' : undefined;
}

const IN_TEXT = /\b([A-Z][a-z]+)(?: [A-Z]\.?)? ([A-Z][a-z]+(?:[-'][A-Z][a-z]+)?)\b/g;

/** Every two words that follow each other; of the second, `, ` may stand before it. */
const NEIGHBOURS = /(?=\b([a-z][a-z'-]*)(?: [a-z]\.?)?,? ([a-z][a-z'-]*)\b)/g;

/** `austin flint murmur`, `weber's sign`: what bears a name, and what a name alone does not stand for. */
const BEARS_NAMES =
  /^(?:'s|s')? (?:[a-z]+ )?(?:disease|syndrome|sign|murmur|test|score|scale|index|phenomenon|lymphoma|sarcoma|cyst|fracture|palsy|procedure|operation)\b/;

/** `note: robyn marquez (verified)`: a given name and a family name that are no other words, however they are written. */
function areNeighbours(text: string): boolean {
  const lower = text.toLowerCase();
  for (const { 1: first = '', 2: second = '', index } of lower.matchAll(NEIGHBOURS)) {
    if ([first, second].some((word) => CLINICAL_WORDS.has(word)) || EPONYMS.has(first)) continue;
    // A family name that diseases bear too, behind a given name that none does.
    if (EPONYMS.has(second) && BEARS_NAMES.test(lower.slice(lower.indexOf(second, index + first.length) + second.length)))
      continue;
    if (GIVEN_NAMES.has(first) && SURNAMES.has(second)) return true;
    if (SURNAMES.has(first) && GIVEN_NAMES.has(second)) return true;
  }
  return false;
}

/** `Seen with John Smith on ...`: two capitalised names that follow each other. */
function inText(text: string): Strength | undefined {
  if (areNeighbours(text)) return 'certain';
  for (const match of text.matchAll(IN_TEXT)) {
    const [given = '', surname = ''] = [match[1]?.toLowerCase(), match[2]?.toLowerCase()];
    if (isGiven(given) && isSurname(surname) && !CLINICAL_WORDS.has(surname)) return 'certain';
  }
  return undefined;
}
