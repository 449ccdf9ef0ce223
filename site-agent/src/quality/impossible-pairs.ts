import { DATE_ORDERS, dayNumber, readDay, wordsOf } from '@consilium/deidentify';
import { numberIn } from '../datasets/column-decoder.ts';

/** Two columns of which one is never above the other. */
interface PairRule {
  readonly low: RegExp;
  readonly high: RegExp;
  readonly words: string;
}

/** What cannot be, by the names of columns: words of a name with blanks between them. */
const RULES: readonly PairRule[] = [
  {
    low: /\b(?:diastolic|dbp|diabp|ap lo|bp dia)\b/,
    high: /\b(?:systolic|sbp|sysbp|ap hi|bp sys)\b/,
    words: 'diastolic above systolic pressure',
  },
  { low: /\bhdl\b/, high: /^(?:total )?(?:chol|cholesterol|tc|totchol|tot chol)$/, words: 'HDL above total cholesterol' },
  { low: /\bldl\b/, high: /^(?:total )?(?:chol|cholesterol|tc|totchol|tot chol)$/, words: 'LDL above total cholesterol' },
  {
    low: /\b(?:admission|admitted|admit|aufnahme)\b/,
    high: /\b(?:discharge|discharged|entlassung)\b/,
    words: 'admission after discharge',
  },
  {
    low: /\b(?:birth|dob|geburt)\b/,
    high: /\b(?:admission|admitted|admit|death|visit|aufnahme)\b/,
    words: 'birth after the event',
  },
  { low: /\b(?:admission|admitted|admit|visit)\b/, high: /\b(?:death|died|dod)\b/, words: 'event after death' },
  { low: /\bdirect bilirubin\b/, high: /\btotal bilirubin\b/, words: 'direct above total bilirubin' },
];

/** A pair of columns that are both there. */
export interface FoundPair {
  readonly low: string;
  readonly high: string;
  readonly words: string;
}

/** The pairs that columns make. Names that say `min` and `max` of the same make one too. */
export function pairsAmong(names: readonly string[]): readonly FoundPair[] {
  const spoken = names.map((name) => ({ name, words: wordsOf(name).join(' ') }));
  const found: FoundPair[] = RULES.flatMap(({ low, high, words }) => {
    const [a, b] = [spoken.find((one) => low.test(one.words)), spoken.find((one) => high.test(one.words))];
    return a === undefined || b === undefined || a.name === b.name ? [] : [{ low: a.name, high: b.name, words }];
  });
  for (const { name, words } of spoken) {
    if (!/\bmin\b/.test(words)) continue;
    const most = spoken.find((other) => other.words === words.replace(/\bmin\b/, 'max'));
    if (most !== undefined) found.push({ low: name, high: most.name, words: 'least above most' });
  }
  return found;
}

/** Whether two cells are the wrong way round; false where one of them is no number and no day. */
export function isImpossible(low: string, high: string): boolean {
  const [a, b] = [orderOf(low), orderOf(high)];
  return a !== undefined && b !== undefined && a.kind === b.kind && a.value > b.value;
}

function orderOf(text: string): { readonly kind: string; readonly value: number } | undefined {
  const value = numberIn(text);
  if (value !== undefined) return { kind: 'number', value };
  for (const order of DATE_ORDERS) {
    const day = readDay(text, order);
    // A day that may be read in two ways is compared with none.
    if (day !== undefined && (order !== 'dmy' || day.day > 12 || readDay(text, 'mdy') === undefined))
      return { kind: order, value: dayNumber(day) };
  }
  return undefined;
}
