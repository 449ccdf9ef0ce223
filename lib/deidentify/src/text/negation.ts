import type { NoteWord } from './note-words.ts';

/** Words before a finding that say that it is not there. */
const NEGATING: ReadonlySet<string> = new Set(
  'no not none never neither nor without denies denied denying deny lacks absence free negative'.split(' '),
);
/** Those that people write before long lists. */
const OF_LISTS: ReadonlySet<string> = new Set('denies denied denying deny negative'.split(' '));
/** Of `free` and `negative` the word that follows: a free text, a negative man. */
const FOLLOWED_BY: ReadonlyMap<string, string> = new Map([
  ['free', 'of'],
  ['absence', 'of'],
  ['negative', 'for'],
]);
/** After `no` and `not`: they deny something else than the finding. */
const DENIES_ELSE: ReadonlySet<string> = new Set(
  'only change changes increase improvement decrease necessarily doubt certain sure just'.split(' '),
);
/** Words with which another statement begins. */
const ENDING: ReadonlySet<string> = new Set(
  `but however although though except apart yet still with has had have reports reported reporting complains complained complaining
presents presented presenting admits notes noted endorses endorsed states stated developed shows showed likely secondary since`.split(
    /\s+/,
  ),
);
/** Most words from a negating one to the finding, and to one of a long list. */
const REACH = 8;
const REACH_OF_LISTS = 25;

/** Words between a finding and one that denies it: `fever was denied`, `fever has been ruled out`. */
const LINKING: ReadonlySet<string> = new Set('is are was were has have been now currently'.split(' '));
const MOST_LINKING = 3;
const DENYING_AFTER: ReadonlySet<string> = new Set('absent denied negative excluded'.split(' '));

/**
 * Whether a note says of a finding that it is not there, by rules in the manner of NegEx (Chapman et al., J Biomed Inform 2001;34:301-310):
 * a negating word before it in its sentence and near it, with no word between them that begins another statement; or a denying one after it.
 *
 * @param from where the words of the finding begin, `to` the first behind them
 */
export function isNegated(words: readonly NoteWord[], from: number, to: number): boolean {
  return isDeniedBefore(words, from) || isDeniedAfter(words, to);
}

function isDeniedBefore(words: readonly NoteWord[], from: number): boolean {
  for (let at = from; at > 0 && from - at < REACH_OF_LISTS && words[at]?.begins === false; at--) {
    const word = words[at - 1]?.word ?? '';
    if (ENDING.has(word)) return false;
    if (!NEGATING.has(word) || from - at >= (OF_LISTS.has(word) ? REACH_OF_LISTS : REACH)) continue;
    const next = words[at]?.word ?? '';
    const needed = FOLLOWED_BY.get(word);
    if (needed === undefined ? !DENIES_ELSE.has(next) : next === needed) return true;
  }
  return false;
}

function isDeniedAfter(words: readonly NoteWord[], to: number): boolean {
  for (let at = to; at < words.length && at <= to + MOST_LINKING; at++) {
    const { word, begins } = words[at] as NoteWord;
    if (begins) return false;
    if (DENYING_AFTER.has(word)) return true;
    if (word === 'ruled') return words[at + 1]?.begins === false && words[at + 1]?.word === 'out';
    if (!LINKING.has(word)) return false;
  }
  return false;
}
