import type { CompiledPlan } from '@consilium/plan';
import { formatPercent } from '../../report/format.ts';
import type { Part, RowExplanation } from './explain-table.ts';

/** How an explained value is written. */
export interface QuantityFormat {
  readonly name: string;
  /** What changes are counted in. */
  readonly unit: string;
  /** Whether it is the probability of one of several classes. */
  readonly perClass: boolean;
  value(value: number): string;
  /** With its sign. */
  change(value: number): string;
  /** Without. */
  size(value: number): string;
}

const DIGITS = 4;

/** Of every explained value of a plan, in their order. */
export function quantityFormats({ document }: Pick<CompiledPlan, 'document'>): readonly QuantityFormat[] {
  const { target } = document.data;
  switch (target.kind) {
    case 'binary':
      return [probability(`the probability of ${target.column}`, false), plain(`the log-odds of ${target.column}`, '1')];
    case 'category':
      return target.codes.map((code) => probability(`the probability of ${target.column} ${code}`, true));
    case 'number':
      return [plain(target.column, target.unit)];
    case 'time-to-event':
      return target.intervals
        .toReversed()
        .map((end) => probability(`the probability of no event by ${end}${target.unit === '1' ? '' : ` ${target.unit}`}`, false));
  }
}

/** One explained value of a row, and the parts that columns have in it, the most important first. */
export interface ShownRow {
  readonly format: QuantityFormat;
  /** Place among the quantities. */
  readonly k: number;
  readonly parts: readonly Part[];
}

/** What is shown of a row: of several classes the one that the model finds likeliest, else the first quantity. */
export function shownRow({ output, parts }: RowExplanation, formats: readonly QuantityFormat[]): ShownRow | undefined {
  const k = formats[0]?.perClass === true ? output.indexOf(Math.max(...output)) : 0;
  const format = formats[k];
  if (format === undefined) return undefined;
  return { format, k, parts: parts.toSorted((a, b) => Math.abs(b.values[k] ?? 0) - Math.abs(a.values[k] ?? 0)) };
}

function probability(name: string, perClass: boolean): QuantityFormat {
  return {
    name,
    unit: 'percentage points',
    perClass,
    value: formatPercent,
    change: (value) => `${signOf(value)}${(100 * Math.abs(value)).toFixed(1)}`,
    size: (value) => (100 * value).toFixed(1),
  };
}

function plain(name: string, unit: string): QuantityFormat {
  const text = (value: number): string => String(Number(value.toPrecision(DIGITS)));
  return {
    name,
    unit: unit === '1' ? 'plain numbers' : unit,
    perClass: false,
    value: (value) => (unit === '1' ? text(value) : `${text(value)} ${unit}`),
    change: (value) => `${signOf(value)}${text(Math.abs(value))}`,
    size: text,
  };
}

function signOf(value: number): string {
  return value === 0 ? '' : value < 0 ? '\u2212' : '+';
}
