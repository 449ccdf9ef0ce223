import { type ColumnProfile, SENTINELS } from '@consilium/site-agent';

/** Share of the numbers on each side that a range does not reach: one mistyped cell would stretch it for everybody. */
const TAIL = 0.005;

/**
 * Range of the numbers of a public file: its middle 99 %, without what programs write for missing, rounded outward to two digits.
 *
 * @returns `undefined` where all numbers are the same
 */
export function publicRange({ sample, sentinels }: ColumnProfile): readonly [number, number] | undefined {
  const numbers = [...sample].filter((value) => !(SENTINELS.has(String(value)) && sentinels.has(String(value))));
  const low = numbers[Math.floor(TAIL * (numbers.length - 1))];
  const high = numbers[Math.ceil((1 - TAIL) * (numbers.length - 1))];
  if (low === undefined || high === undefined || low === high) return undefined;
  const step = 10 ** (Math.floor(Math.log10(high - low)) - 1);
  const tidy = (value: number): number => Number(value.toPrecision(12));
  return [tidy(Math.floor(low / step) * step), tidy(Math.ceil(high / step) * step)];
}

/** Numbers are rounded to this, as a hospital would round its own. */
const ROUNDED_TO = 5;

/** Public number of training patients: without those who are held out. */
export function publicPatients(patients: number, heldOut: number): number {
  return Math.max(ROUNDED_TO, Math.round((patients * (1 - heldOut)) / ROUNDED_TO) * ROUNDED_TO);
}

/** Words for yes in columns of outcomes. */
const YES =
  /^(?:1|y|yes|true|t|j|ja|oui|si|positive|pos|present|died|dead|death|deceased|ill|sick|case|event|relapse|readmitted)$/iu;

/** Which of two codes means yes: a word for it, else the later one; `sure` where a word says so. */
export function positiveOf(codes: readonly string[]): {
  readonly positive: string;
  readonly negative: string;
  readonly sure: boolean;
} {
  const [a = '', b = ''] = [...codes].sort();
  const [yesA, yesB] = [YES.test(a), YES.test(b)];
  if (yesA && !yesB) return { positive: a, negative: b, sure: true };
  return { positive: b, negative: a, sure: yesB && !yesA };
}

/** Units that names of columns say. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[_ ])age(?:$|[_ ](?:years?|yrs?|y)$)/iu, 'years'],
  [/mm_?hg$/iu, 'mmHg'],
  [/mg_?dl$/iu, 'mg/dl'],
  [/mmol_?l$/iu, 'mmol/l'],
  [/g_?dl$/iu, 'g/dl'],
  [/[_ ]bpm$/iu, 'beats/min'],
  [/[_ ]kg$/iu, 'kg'],
  [/[_ ]cm$/iu, 'cm'],
  [/[_ ]months$/iu, 'months'],
  [/[_ ]weeks$/iu, 'weeks'],
  [/[_ ]days$/iu, 'days'],
  [/[_ ]hours$/iu, 'hours'],
  [/[_ ]years$/iu, 'years'],
];

/** The unit that a column's name ends with, if any. */
export function unitInName(name: string): string | undefined {
  return UNITS.find(([pattern]) => pattern.test(name))?.[1];
}
