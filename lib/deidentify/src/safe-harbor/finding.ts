import { namesBirth } from './column-names.ts';
import { IDENTIFIERS, type Letter } from './identifiers.ts';

/** Why a column may not cross the border. Says where and what, never a value. */
export interface Finding {
  readonly column: string;
  readonly letter: Letter;
  /** Where the rule stands. */
  readonly citation: string;
  /** The rule that found it, such as `date` or `column-name`. */
  readonly rule: string;
  /** What was found, in words that follow the column's name: "92 cells hold a date". */
  readonly found: string;
  readonly advice: string;
  /** Cells in which it was found; absent where the plan alone says it. */
  readonly cells?: number;
  /** The rows of the first of these cells as ranges, `2-40, 44`; counted from 1, the header is row 1. */
  readonly rows?: string;
}

/** What a date of birth is good for, and how it is had. */
const OF_BIRTH =
  'Of a date of birth a mapping gives the age: `scrub: age-at-anchor`, with the `anchor` of the source, a date of the same row; 90 then means 90 or older.';

/** A finding with the words of its letter. */
export function findingOf(
  column: string,
  letter: Letter,
  rule: string,
  found: string,
  cells?: { readonly count: number; readonly rows: string },
): Finding {
  const { citation, advice } = IDENTIFIERS[letter];
  return {
    column,
    letter,
    citation,
    rule,
    found,
    advice: letter === 'C' && namesBirth(column) ? OF_BIRTH : advice,
    ...(cells === undefined ? {} : { cells: cells.count, rows: cells.rows }),
  };
}

/** One sentence for a data steward: column, letter, what was found, the rule, what to do. */
export function findingText({ column, letter, citation, found, rows, advice }: Finding): string {
  const where = rows === undefined || rows === '' ? '' : ` (rows ${rows})`;
  return `column ${column}: (${letter}) ${IDENTIFIERS[letter].title}: ${found}${where}. ${advice} [${citation}]`;
}
