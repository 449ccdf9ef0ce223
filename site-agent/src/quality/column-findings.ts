import { wordsOf } from '@consilium/deidentify';
import { converted, otherUnits } from '../mapping/units.ts';
import type { Bins } from './bins.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { Declared } from './declared.ts';
import { type Guard, type Guarded, guarded, guardedShare, quantile } from './guarded.ts';
import type { QualityFinding } from './quality-finding.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Shares of a sample that lie in a range before and after a conversion, for a unit to be suspected. */
const OUTSIDE = 0.5;
const INSIDE = 0.9;

/** What a person should look at in one column. */
export function columnFindings(
  profile: ColumnProfile,
  declared: Declared | undefined,
  bins: Bins | undefined,
  guard: Guard,
): readonly QualityFinding[] {
  const { name: column, rows, missing, codes, sample, sentinels } = profile;
  const found: QualityFinding[] = [];
  const note = (check: QualityFinding['check'], says: string): void => void found.push({ check, column, says });
  const present = rows - missing;
  if (missing > THRESHOLDS.missing * rows)
    note('missing', `${column}: ${guardedShare(missing, rows, guard)} of its cells are missing`);
  if (codes?.size === 1 && present > 1) note('constant', `${column}: every cell is the same`);
  if (
    declared?.kind === 'category' &&
    declared.classes !== undefined &&
    bins !== undefined &&
    classesSeen(declared.classes, bins) === 1
  )
    note('one-class', `${column}: all are of one class, and there is nothing to learn`);
  if (bins !== undefined && bins.unreadable > 0)
    note(
      'unreadable',
      `${column}: ${unreadableCells(guarded(bins.unreadable, guard, rows), declared)}${hint(declared, codes, guard)}`,
    );
  if (bins !== undefined && bins.beyond > 0)
    note(
      'out-of-range',
      `${column}: ${guarded(bins.beyond, guard, rows)} numbers lie beyond the range of the plan, and are cut to it`,
    );
  const unit = declared?.kind === 'number' ? suspectedUnit(column, sample, declared) : undefined;
  if (unit !== undefined)
    note(
      'unit',
      `${column}: its numbers lie where numbers in ${unit} would; the plan expects ${declared?.kind === 'number' ? declared.unit : ''}. Say it in the mapping`,
    );
  for (const [text, count] of sentinels)
    if (isSentinel(Number(text), sample, declared))
      note(
        'sentinel',
        `${column}: ${cells(guarded(count, guard, rows))} ${text}, which programs write for nothing: say it in the mapping ("missing")`,
      );
  return found;
}

/** So many cells, as a sentence about them begins. */
function cells(count: Guarded): string {
  return count === 1 ? '1 cell is' : `${count} cells are`;
}

function unreadableCells(count: Guarded, declared: Declared | undefined): string {
  const one = count === 1;
  const what = declared?.kind !== 'number' ? 'among the codes of the plan' : one ? 'a number' : 'numbers';
  return `${cells(count)} not ${what}, and ${one ? 'counts' : 'count'} as missing`;
}

/** What unseen codes may be, where most differ from those of the plan in how they are written alone. */
function hint(declared: Declared | undefined, codes: ColumnProfile['codes'], { least }: Guard): string {
  if (declared?.kind !== 'category' || codes === undefined) return '';
  const listed = new Set(declared.codes);
  const folded = new Map(declared.codes.map((code) => [fold(code), code]));
  const near = [...codes].filter(([text]) => !listed.has(text) && folded.has(fold(text)));
  const count = near.reduce((sum, [, n]) => sum + n, 0);
  return count === 0 || count < least
    ? ''
    : ': they differ from codes of the plan in capital letters or blanks alone. Say in the mapping which is which';
}

function fold(code: string): string {
  return code.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');
}

function classesSeen(classes: readonly number[], { counts }: Bins): number {
  return new Set(classes.filter((_, i) => (counts[i] ?? 0) > 0)).size;
}

function isSentinel(value: number, sample: Float64Array, declared: Declared | undefined): boolean {
  if (declared?.kind === 'number') return value < declared.range[0] || value > declared.range[1];
  if (declared !== undefined) return false;
  const usual = sample.filter((other) => other !== value);
  const [low, high] = [quantile(usual, 0.05) ?? value, quantile(usual, 0.95) ?? value];
  return value < low - 3 * (high - low) || value > high + 3 * (high - low);
}

/** The unit in which numbers seem to be that lie beyond a declared range. */
function suspectedUnit(
  column: string,
  sample: Float64Array,
  { unit, range: [low, high] }: Extract<Declared, { kind: 'number' }>,
): string | undefined {
  if (sample.length < 20) return undefined;
  const shareOf = (change: (value: number) => number): number =>
    sample.filter((value) => change(value) >= low && change(value) <= high).length / sample.length;
  if (shareOf((value) => value) >= OUTSIDE) return undefined;
  const words = wordsOf(column).join('-');
  const fits = otherUnits(unit)
    .map((other) => ({
      ...other,
      share: shareOf((value) => converted(value, other.conversion)),
      named: other.of !== undefined && words.includes(other.of.slice(0, 4)),
    }))
    .filter(({ share }) => share >= INSIDE)
    .sort((a, b) => Number(b.named) - Number(a.named) || b.share - a.share);
  const [best] = fits;
  return best === undefined ? undefined : `${best.from}${best.of === undefined || !best.named ? '' : ` of ${best.of}`}`;
}
