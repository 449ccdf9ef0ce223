import { DETECTORS } from '../detectors/table.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import { type Batch, type CodedCells, type ColumnCells, textAt } from '../zone/batch.ts';
import { decimalOf, isDecimal } from '../zone/decimal.ts';
import { type ColumnHints, columnHints, identifierInName } from './column-names.ts';
import { type Detector, seen } from './detector.ts';
import { type Finding, findingOf } from './finding.ts';
import { MAX_INSPECTED, normaliseCell } from './normalise.ts';
import { RowRanges } from './row-ranges.ts';

/** What a plan says of a column, as far as its cells are judged by it. */
export type ColumnKind =
  | CellKind
  /** Notes, of which nothing crosses but what they say of some terms. */
  | { readonly kind: 'words'; readonly vocabulary: Vocabulary };

/** What a plan says of a column whose cells cross one by one. */
type CellKind =
  /** Numbers: one within the range is what the plan asked for. */
  | { readonly kind: 'number'; readonly range: readonly [number, number] }
  /** Listed codes, which the plan gate has judged. */
  | { readonly kind: 'category'; readonly codes: readonly string[] }
  /** Images, whose pixels are judged before they come here: one that nobody has cleared is held back. */
  | { readonly kind: 'image' }
  /** A column that no plan reads. */
  | { readonly kind: 'undeclared' };

/** A column to be judged. */
export interface JudgedColumn<K extends ColumnKind = ColumnKind> {
  readonly name: string;
  readonly type: K;
  /** Cells that mean missing. */
  readonly missing?: ReadonlySet<string>;
}

/** Different cells of a column whose answer is remembered. */
const REMEMBERED = 20_000;
/** Beyond so many different cells nobody counts on. */
const MOST_DISTINCT = 100_000;
/** Fewest cells of which a share of different ones says anything. */
const FEWEST_CELLS = 20;
const DISTINCT_SHARE = 0.8;
/** Of numbers in a column of numbers, the share that must look like an identifier before it is one. */
const LIKELY_SHARE = 0.9;
/** Of numbers beyond the range of the plan: fewer are mistakes, and are cut to it. */
const LIKELY_OUTSIDE = { cells: 3, share: 0.02 };

/** Longest text of a number that a plan can have asked for: the longest that JavaScript writes. */
const LONGEST_NUMBER = 25;
/** What most batches hold back. */
const NONE: ReadonlySet<number> = new Set();
/** Codes of a terminology: digits and capitals, no words. */
const CODE = /^(?=.*\d)[A-Z0-9][A-Z0-9.:-]*$/;
const FREE_TEXT: Pick<Detector, 'rule' | 'letter' | 'finds'> = {
  rule: 'free-text',
  letter: 'R',
  finds: 'text that is too long to be judged',
};

/** What else may be done with a cell among codes. */
const UNLISTED =
  'If it is a code: have the plan list it, or name the codes that count in the mapping, and all others are missing.';

const UNCLEARED: Pick<Detector, 'rule' | 'letter' | 'finds'> = {
  rule: 'uncleared-image',
  letter: 'Q',
  finds: 'an image that nobody has cleared of names and numbers burned into it',
};

interface Hits {
  certain: number;
  likely: number;
  readonly rows: RowRanges;
}

type Answer = readonly { readonly detector: Pick<Detector, 'rule' | 'letter' | 'finds'>; readonly certain: boolean }[];
const NOTHING: Answer = [];

/** Judges the cells of one column as they come in. */
export class ColumnJudge {
  readonly #column: JudgedColumn<CellKind>;
  readonly #hints: ColumnHints;
  readonly #codes: ReadonlySet<string>;
  readonly #numericCodes: ReadonlySet<number>;
  /** Cells that mean missing, of those that are numbers. */
  readonly #missingNumbers: ReadonlySet<number>;
  /** Whether one of them lies in the range. */
  readonly #missingInRange: boolean;
  readonly #answers: Map<string, Answer> = new Map();
  readonly #hits: Map<Answer[number]['detector'], Hits> = new Map();
  readonly #distinct: Set<string> = new Set();
  /** Which of the texts of a column of codes the plan asked for. */
  #known: { readonly texts: readonly string[]; readonly declared: boolean[] } | undefined;
  #cells = 0;
  #numbers = 0;
  #codish = 0;

  constructor(column: JudgedColumn<CellKind>) {
    this.#column = column;
    const hints = columnHints(column.name);
    // A plan says which columns are ages, and their range ends at 90: what lies above is cut to it. And it lists the codes of a column: its name
    // explains no others.
    const { kind } = column.type;
    this.#hints = { ...hints, age: hints.age && kind === 'undeclared', coded: hints.coded && kind === 'undeclared' };
    const codes = column.type.kind === 'category' ? column.type.codes : [];
    // Composed or not, what looks the same is the same code.
    this.#codes = new Set(codes.flatMap((code) => [code, code.normalize('NFC'), code.normalize('NFD')]));
    this.#numericCodes = new Set(codes.filter((code) => isDecimal(code)).map(Number));
    this.#missingNumbers = new Set([...(column.missing ?? [])].map(decimalOf).filter((value) => !Number.isNaN(value)));
    const [low, high] = column.type.kind === 'number' ? column.type.range : [0, -1];
    this.#missingInRange = [...this.#missingNumbers].some((value) => value >= low && value <= high);
  }

  /**
   * Looks at a cell.
   *
   * @returns whether it may cross: a cell in which an identifier is certain may not
   */
  admits(text: string, row: number): boolean {
    if (this.#column.missing?.has(text) === true) return true;
    this.#cells++;
    if (this.#isDeclared(text)) return true;
    const answer = this.#answer(text);
    if (this.#column.type.kind === 'undeclared') this.#profile(text);
    let admitted = true;
    for (const { detector, certain } of answer) {
      this.#hit(detector, certain, row);
      admitted &&= !certain;
    }
    return admitted;
  }

  #hit(detector: Answer[number]['detector'], certain: boolean, row: number): void {
    let hits = this.#hits.get(detector);
    if (hits === undefined) this.#hits.set(detector, (hits = { certain: 0, likely: 0, rows: new RowRanges() }));
    hits[certain ? 'certain' : 'likely']++;
    hits.rows.add(row);
  }

  /**
   * Looks at the cells of a column in a batch.
   *
   * @returns the places, counted from 0, of those that may not cross
   */
  heldBack(column: ColumnCells, { rows, length, problems }: Pick<Batch, 'rows' | 'length' | 'problems'>): ReadonlySet<number> {
    let held: Set<number> | undefined;
    if (column.kind === 'image') return this.#unclearedImages(column, rows, length);
    // Only the border makes them, behind the judges.
    if (column.kind === 'words') return new Set(Array(length).keys());
    const skipped = problems !== undefined && problems.size > 0 ? problems : undefined;
    let at = skipped === undefined ? this.#declaredCells(column, 0, length) : 0;
    while (at < length) {
      if (skipped?.has(at) !== true && !this.admits(textAt(column, at), rows[at] ?? 0)) (held ??= new Set()).add(at);
      at++;
      if (skipped === undefined) at = this.#declaredCells(column, at, length);
    }
    return held ?? NONE;
  }

  /** Default deny: what nobody has cleared does not cross, whatever the plan says of the column. */
  #unclearedImages(
    { cells }: Extract<ColumnCells, { kind: 'image' }>,
    rows: ArrayLike<number>,
    length: number,
  ): ReadonlySet<number> {
    const held = new Set<number>();
    for (let at = 0; at < length; at++) {
      const cell = cells[at];
      if (cell === undefined || !('pixels' in cell) || cell.cleared) continue;
      held.add(at);
      this.#hit(UNCLEARED, true, rows[at] ?? 0);
    }
    return held.size === 0 ? NONE : held;
  }

  /**
   * {@link ColumnJudge.admits} for most cells of most columns, without writing them as text: those that the plan asked for.
   *
   * @returns the first place from `from` on of a cell that has to be looked at
   */
  #declaredCells(column: ColumnCells, from: number, to: number): number {
    if (column.kind === 'image' || column.kind === 'words') return from;
    const at = column.kind === 'number' ? this.#declaredNumbers(column.cells, from, to) : this.#declaredCodes(column, from, to);
    this.#cells += at - from;
    return at;
  }

  /** Numbers within the range, or of listed codes, that do not mean missing. */
  #declaredNumbers(cells: Float64Array, from: number, to: number): number {
    const { type } = this.#column;
    const missing = this.#missingNumbers;
    let at = from;
    if (type.kind === 'number') {
      const [low, high] = type.range;
      const mayBeMissing = this.#missingInRange;
      for (; at < to; at++) {
        const value = cells[at] as number;
        // Neither nothing nor infinity lies in a range.
        if (!(value >= low && value <= high) || (mayBeMissing && missing.has(value))) break;
      }
    } else if (type.kind === 'category' && this.#numericCodes.size > 0)
      for (; at < to; at++) {
        const value = cells[at] as number;
        if (Number.isNaN(value) || !this.#numericCodes.has(value) || missing.has(value)) break;
      }
    return at;
  }

  /** Texts that repeat: each is looked at once. */
  #declaredCodes({ coded }: Extract<ColumnCells, { kind: 'text' }>, from: number, to: number): number {
    if (coded === undefined || this.#column.type.kind === 'undeclared') return from;
    const declared = this.#declaredTexts(coded);
    let at = from;
    while (at < to && declared[coded.places[at] as number] === true) at++;
    return at;
  }

  #declaredTexts({ texts }: CodedCells): readonly boolean[] {
    if (this.#known?.texts !== texts) this.#known = { texts, declared: [] };
    const { declared } = this.#known;
    for (let place = declared.length; place < texts.length; place++) {
      const text = texts[place] as string;
      declared.push(this.#column.missing?.has(text) !== true && this.#isDeclared(text));
    }
    return declared;
  }

  /** What the plan asked for, which is decided without a look at its form: most cells of most columns. */
  #isDeclared(text: string): boolean {
    const { type } = this.#column;
    switch (type.kind) {
      case 'number': {
        if (text.length > LONGEST_NUMBER) return false;
        const value = decimalOf(text);
        return value >= type.range[0] && value <= type.range[1];
      }
      case 'category':
        return this.#codes.has(text) || (this.#numericCodes.size > 0 && isDecimal(text) && this.#numericCodes.has(Number(text)));
      case 'image':
      case 'undeclared':
        return false;
    }
  }

  #answer(text: string): Answer {
    const known = this.#answers.get(text);
    if (known !== undefined) return known;
    const answer = this.#ask(text);
    if (this.#answers.size < REMEMBERED && text.length <= MAX_INSPECTED) this.#answers.set(text, answer);
    return answer;
  }

  #ask(text: string): Answer {
    const long = text.length > MAX_INSPECTED;
    const cell = seen(normaliseCell(long ? text.slice(0, MAX_INSPECTED) : text));
    const found = DETECTORS.flatMap((detector) => {
      const strength = detector.find(cell, this.#hints);
      if (strength === undefined) return [];
      const certain = strength === 'certain' || this.#nothingExplains(cell.text);
      return [{ detector, certain }];
    });
    if (long) return [...found, { detector: FREE_TEXT, certain: true }];
    return found.length === 0 ? NOTHING : found;
  }

  /**
   * Whether a cell that may be an identifier is taken for one: text among numbers, and whatever the plan does not list among codes. No form tells
   * the code of a drug from a ZIP code of nine digits, nor a concept from a social security number: only the list does. Other cells are judged
   * at the end.
   */
  #nothingExplains(text: string): boolean {
    const { kind } = this.#column.type;
    return kind === 'category' || (kind === 'number' && !isDecimal(text));
  }

  #profile(text: string): void {
    if (isDecimal(text)) this.#numbers++;
    if (CODE.test(text)) this.#codish++;
    if (this.#distinct.size <= MOST_DISTINCT) this.#distinct.add(text);
  }

  /** Cells in which an identifier was certain, at most one count per cell and rule. */
  findings(): readonly Finding[] {
    const { name, type } = this.#column;
    const found: Finding[] = [];
    const named = type.kind === 'undeclared' ? identifierInName(name) : undefined;
    if (named !== undefined) found.push(nameFinding(name, named));
    for (const [{ rule, letter, finds }, { certain, likely, rows }] of this.#hits) {
      const count = certain + (this.#countsLikely(likely) ? likely : 0);
      if (count === 0) continue;
      const text = `${count === 1 ? '1 cell holds' : `${count} cells hold`} ${finds}`;
      const finding = findingOf(name, letter, rule, text, { count, rows: rows.text() });
      found.push(type.kind === 'category' ? { ...finding, advice: `${finding.advice} ${UNLISTED}` } : finding);
    }
    if (found.length === 0 && this.#isUnique())
      found.push(findingOf(name, 'R', 'unique-values', 'nearly every row has a value of its own'));
    return found;
  }

  #countsLikely(likely: number): boolean {
    const share = likely / Math.max(1, this.#cells);
    const { kind } = this.#column.type;
    if (kind !== 'undeclared') return likely >= LIKELY_OUTSIDE.cells && share >= LIKELY_OUTSIDE.share;
    if (this.#hints.coded && this.#codish > this.#cells / 2) return false;
    return this.#numbers > this.#cells / 2 ? share >= LIKELY_SHARE : likely > 0;
  }

  /** A column of texts or long whole numbers of which hardly two are the same. Measures may all differ. */
  #isUnique(): boolean {
    if (this.#column.type.kind !== 'undeclared' || this.#cells < FEWEST_CELLS || this.#distinct.size > MOST_DISTINCT)
      return false;
    if (this.#distinct.size / this.#cells <= DISTINCT_SHARE) return false;
    if (this.#numbers <= this.#cells / 2) return true;
    return [...this.#distinct].every((text) => /^\d{7,}(?:\.0+)?$/.test(text));
  }
}

/** What the name of a column says. */
export function nameFinding(column: string, { letter, phrase }: NonNullable<ReturnType<typeof identifierInName>>): Finding {
  return findingOf(column, letter, 'column-name', `its name says "${phrase}"`);
}
