import type { ColumnHints } from './column-names.ts';
import type { Letter } from './identifiers.ts';

/**
 * How sure a detector is of one cell: `certain` whatever stands around it, `likely` unless the column explains it (a code of a terminology
 * in a column of codes, a number in a column of numbers).
 */
export type Strength = 'certain' | 'likely';

/** A cell as detectors see it. */
export interface SeenCell {
  /** In the form that `normaliseCell` makes. */
  readonly text: string;
  /** The same in lower case. */
  readonly lower: string;
  /** Digits, where the cell is nothing else, or text with one run of eight or more in it. */
  readonly digits: string | undefined;
}

/** Recognises one kind of identifier in one cell. */
export interface Detector {
  /** The name that reports use for the rule. */
  readonly rule: string;
  readonly letter: Letter;
  /** What was found, in words, in the singular: "a date". */
  readonly finds: string;
  find(cell: SeenCell, hints: ColumnHints): Strength | undefined;
}

/** A cell as detectors see it. @param text normalised */
export function seen(text: string): SeenCell {
  return { text, lower: text.toLowerCase(), digits: digitsIn(text) };
}

function digitsIn(text: string): string | undefined {
  if (/^\d+$/.test(text)) return text;
  const runs = text.match(/(?<![\d.,-])\d{8,}(?![\d.,-])/g);
  return runs?.length === 1 ? runs[0] : undefined;
}

/** A detector that is certain wherever a pattern is found in the lower-case text. */
export function byPattern(rule: string, letter: Detector['letter'], finds: string, pattern: RegExp): Detector {
  return { rule, letter, finds, find: ({ lower }) => (pattern.test(lower) ? 'certain' : undefined) };
}
