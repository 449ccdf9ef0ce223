import { codeIndex, numberIn } from '../datasets/column-decoder.ts';
import type { Declared } from './declared.ts';
import type { Guard } from './guarded.ts';

/** Parts of a declared range. */
const PARTS = 10;

/** How the cells of a column are spread over what its plan declares: the range in ten parts, or the codes. */
export class Bins {
  readonly #declared: Declared;
  readonly counts: Uint32Array;
  /** Numbers beyond the range. */
  beyond = 0;
  /** Cells that are not what is declared. */
  unreadable = 0;

  constructor(declared: Declared) {
    this.#declared = declared;
    this.counts = new Uint32Array(declared.kind === 'number' ? PARTS : declared.codes.length);
  }

  /** Takes a cell that is not missing. */
  add(text: string): void {
    const at =
      this.#declared.kind === 'number' ? this.#partOf(text, this.#declared.range) : codeIndex(this.#declared.codes, text);
    if (at === undefined) this.unreadable++;
    else if (at >= 0) this.counts[at] = (this.counts[at] ?? 0) + 1;
  }

  /** @returns the part, -1 beyond the range, undefined for no number */
  #partOf(text: string, [low, high]: readonly [number, number]): number | undefined {
    const value = numberIn(text);
    if (value === undefined) return undefined;
    if (value < low || value > high) {
      this.beyond++;
      return -1;
    }
    return Math.min(PARTS - 1, Math.floor(((value - low) / (high - low)) * PARTS));
  }
}

/** Part of a share below which it is taken for this much, so that an empty part counts for something and not for everything. */
const LEAST_SHARE = 1e-3;

/**
 * The population stability index of two spreads over the same parts: the sum of (p - q) ln(p / q) (Siddiqi, "Credit Risk Scorecards", 2006, whose
 * rule of thumb calls 0.1 a shift and 0.25 a large one). Nothing where they have different parts or one is empty.
 */
export function stabilityIndex(before: readonly number[], now: readonly number[]): number | undefined {
  if (before.length !== now.length || before.length === 0) return undefined;
  const [sumBefore, sumNow] = [before, now].map((parts) => parts.reduce((a, b) => a + b, 0)) as [number, number];
  if (sumBefore <= 0 || sumNow <= 0) return undefined;
  return before.reduce((sum, part, i) => {
    const [p, q] = [Math.max(part / sumBefore, LEAST_SHARE), Math.max((now[i] ?? 0) / sumNow, LEAST_SHARE)];
    return sum + (p - q) * Math.log(p / q);
  }, 0);
}

/**
 * Shares of all in whole percent; null where few stand behind one. Where that is a single one, the next smallest is hidden with it: the rest would tell
 * it.
 */
export function guardedParts(counts: ArrayLike<number>, { least }: Guard): readonly (number | null)[] {
  const all = Array.from(counts);
  const total = all.reduce((a, b) => a + b, 0);
  if (total < least) return all.map(() => null);
  const few = new Set(all.flatMap((count, i) => (count > 0 && count < least ? [i] : [])));
  if (few.size === 1) {
    const [next] = [...all.keys()].filter((i) => (all[i] ?? 0) >= least).sort((a, b) => (all[a] ?? 0) - (all[b] ?? 0));
    if (next !== undefined) few.add(next);
  }
  return all.map((count, i) => (few.has(i) ? null : Math.round((100 * count) / total)));
}
