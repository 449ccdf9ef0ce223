import { DETECTORS } from '../detectors/table.ts';
import { TOP_AGE } from '../detectors/ages.ts';
import { type ColumnHints, columnHints, identifierInName, namesAge } from '../safe-harbor/column-names.ts';
import { nameFinding } from '../safe-harbor/column-verdict.ts';
import { seen } from '../safe-harbor/detector.ts';
import { type Finding, findingOf } from '../safe-harbor/finding.ts';
import { normaliseCell } from '../safe-harbor/normalise.ts';
import { refusedPhrases } from '../text/vocabulary.ts';
import { RESTRICTED_ZIP3, ZIP3_CENSUS_YEAR } from '../safe-harbor/zip3.ts';

/** What the cells of a column mean, where its name and unit leave that open. */
export const MEANINGS = ['measure', 'code', 'age', 'birth-year', 'date-offset', 'zip3', 'state', 'device-class'] as const;
/** One of {@link MEANINGS}. */
export type Meaning = (typeof MEANINGS)[number];

/** A column of a plan as the plan gate sees it. */
export interface DictionaryColumn {
  readonly name: string;
  readonly meaning?: Meaning | undefined;
  readonly type:
    | {
        readonly kind: 'number';
        readonly unit: string;
        readonly range: readonly [number, number];
        readonly bands?: readonly number[];
      }
    | { readonly kind: 'category'; readonly codes: readonly string[] }
    | { readonly kind: 'image' }
    /** Phrases that mean each term. */
    | { readonly kind: 'words'; readonly terms: readonly (readonly string[])[] };
}

/** Most codes of a category: more tell people apart. */
const MOST_CODES = 1000;
/** Phrases that a finding names. */
const SHOWN_PHRASES = 10;
/** Whole digits of a number beyond which it is no measurement. */
const MOST_DIGITS = 8;

/** Letters of a name that a meaning explains. */
const EXPLAINED: Readonly<Partial<Record<Meaning, string>>> = { 'date-offset': 'C', zip3: 'B', state: 'B', 'device-class': 'M' };

/** Parts of a year of the units in which ages are given, by UCUM and in plain words. */
const PER_YEAR: readonly (readonly [RegExp, number])[] = [
  [/^(?:mo|mos|months?|mo_[jgs])$/, 12],
  [/^(?:wk|wks|w|weeks?)$/, 52.18],
  [/^(?:d|days?)$/, 365.25],
  [/^(?:h|hrs?|hours?)$/, 8766],
  [/^(?:10a|decades?)$/, 0.1],
  [/^(?:a|y|yrs?|years?)$/, 1],
];

/** Parts of a year; undefined for a unit of another kind. */
function perYear(unit: string): number | undefined {
  return PER_YEAR.find(([pattern]) => pattern.test(unit.toLowerCase()))?.[1];
}

/**
 * Judges what a plan reads by what the plan says, without a record: names, meanings, units, ranges and codes.
 *
 * @returns one finding for each column and reason, in the order of the columns; none where the plan may be approved
 */
export function judgeDictionary(columns: readonly DictionaryColumn[]): readonly Finding[] {
  return columns.flatMap(judgeColumn);
}

function judgeColumn(column: DictionaryColumn): readonly Finding[] {
  const { name, type, meaning } = column;
  const named = identifierInName(name);
  const explained = meaning === undefined ? undefined : EXPLAINED[meaning];
  const found: Finding[] = [];
  if (meaning === 'birth-year') found.push(findingOf(name, 'C', 'birth-year', 'a year of birth tells an age over 89'));
  else if (named !== undefined && named.letter !== explained) found.push(nameFinding(name, named));
  // Of an image there is nothing else to judge before it is there.
  if (type.kind === 'image') return found;
  if (type.kind === 'words') return [...found, ...judgeTerms(name, type.terms)];
  found.push(...(type.kind === 'number' ? judgeNumbers(name, meaning, type) : judgeCodes(name, meaning, type.codes)));
  return found;
}

function judgeNumbers(
  name: string,
  meaning: Meaning | undefined,
  { unit, range: [low, high], bands = [] }: Extract<DictionaryColumn['type'], { kind: 'number' }>,
): readonly Finding[] {
  if (meaning === 'age' || namesAge(name)) {
    const top = TOP_AGE * (perYear(unit) ?? 1);
    if (bands.some((edge) => edge > top))
      return [findingOf(name, 'C', 'age-over-89', 'it is divided above 90 years, where ages may not be told apart')];
    if (high <= top) return [];
    return [
      findingOf(
        name,
        'C',
        'age-over-89',
        `its range ends at ${high} ${unit}: ages over 89 may not be told apart, so it must end at ${Math.floor(top)}`,
      ),
    ];
  }
  if (meaning === 'zip3') return [findingOf(name, 'B', 'zip3', 'the first three digits of a ZIP code are codes, not numbers')];
  if (meaning === 'date-offset') {
    const top = TOP_AGE * (perYear(unit) ?? 365.25);
    if (Math.max(Math.abs(low), Math.abs(high)) > top)
      return [
        findingOf(
          name,
          'C',
          'date-offset',
          `its range goes beyond ${Math.floor(top)} ${unit}, which are 90 years: it tells ages over 89 apart, or holds dates`,
        ),
      ];
  }
  if (low >= 18_000_101 && high <= 21_001_231)
    return [findingOf(name, 'C', 'date', 'its range is that of dates written as numbers')];
  if (Math.max(Math.abs(low), Math.abs(high)) >= 10 ** MOST_DIGITS)
    return [
      findingOf(name, 'R', 'long-number', `its range allows whole numbers of more than ${MOST_DIGITS} digits, which name people`),
    ];
  return [];
}

function judgeCodes(name: string, meaning: Meaning | undefined, codes: readonly string[]): readonly Finding[] {
  if (meaning === 'zip3') return judgeZip3(name, codes);
  if (meaning === 'birth-year') return [];
  const found: Finding[] = [];
  if (codes.length > MOST_CODES)
    found.push(
      findingOf(name, 'R', 'many-codes', `it has ${codes.length} codes, more than ${MOST_CODES}: so many tell people apart`),
    );
  const hints: ColumnHints = { ...columnHints(name), age: meaning === 'age' || namesAge(name) };
  const plain = codes.map(normaliseCell);
  const zips = plain.filter((code) => /^\d{5}$/.test(code)).length;
  if (zips > 1 && zips > codes.length / 2 && !hints.coded && hints.named !== 'B')
    found.push(findingOf(name, 'B', 'zip-code', 'most of its codes have the form of ZIP codes'));
  const terminology = plain.filter((code) => /\d/.test(code) && !/[a-z]/.test(code)).length > codes.length / 2;
  for (const detector of DETECTORS) {
    const hits = plain.filter((code) => {
      const strength = detector.find(seen(code), hints);
      return strength === 'certain' || (strength === 'likely' && !terminology);
    }).length;
    // What the name of the column says was said already.
    if (hits === 0 || detector.letter === hints.named) continue;
    found.push(
      findingOf(
        name,
        detector.letter,
        detector.rule,
        `${hits === 1 ? '1 of its codes is' : `${hits} of its codes are`} like ${detector.finds}`,
      ),
    );
  }
  return found;
}

/** Phrases that a note may not be asked for; findings of one kind together. */
function judgeTerms(name: string, terms: readonly (readonly string[])[]): readonly Finding[] {
  const refused = refusedPhrases(terms);
  const kinds = [
    ['name', 'A', 'name-as-term'],
    ['date', 'C', 'date-as-term'],
    ['form', 'R', 'term-form'],
  ] as const;
  return kinds.flatMap(([kind, letter, rule]) => {
    const [first, ...more] = refused.filter((phrase) => phrase.kind === kind);
    if (first === undefined) return [];
    const others =
      more.length === 0
        ? ''
        : `, as others do: ${more
            .map(({ phrase }) => phrase)
            .slice(0, SHOWN_PHRASES)
            .join(', ')}`;
    return [findingOf(name, letter, rule, `its term "${first.phrase}" ${first.problem}${others}`)];
  });
}

function judgeZip3(name: string, codes: readonly string[]): readonly Finding[] {
  const wrong = codes.filter((code) => !/^\d{3}$/.test(code)).length;
  if (wrong > 0) return [findingOf(name, 'B', 'zip3', `${wrong} of its codes are not three digits`)];
  const few = codes.filter((code) => RESTRICTED_ZIP3.has(code));
  if (few.length === 0) return [];
  return [
    findingOf(
      name,
      'B',
      'zip3-of-few-people',
      `behind ${few.join(', ')} live at most 20,000 people (Census of ${ZIP3_CENSUS_YEAR}), or nobody whom it counts: write 000`,
    ),
  ];
}
