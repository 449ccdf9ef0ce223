import type { Feature } from './data-dictionary.ts';

/** What scaling a number needs to know of its column. */
export type ScaledColumn = Pick<Extract<Feature, { kind: 'number' }>, 'range' | 'scale'>;

/** A number as the network gets or gives it. */
export function scaleNumber(value: number, column: ScaledColumn): number {
  return scalerOf(column)(value);
}

/** {@link scaleNumber} for the many numbers of a column. */
export function scalerOf({ range, scale }: ScaledColumn): (value: number) => number {
  if (scale === 'none') return (value) => value;
  if (scale === 'range') {
    const [low, high] = range;
    const width = high - low;
    return (value) => (2 * (value - low)) / width - 1;
  }
  const { mean, std } = scale;
  return (value) => (value - mean) / std;
}

/** {@link scaleNumber} in numbers: cut to `low` and `high`, then `(value - subtract) * multiply / divide - thenSubtract`, to the last bit the same. */
export interface ScaleStep {
  readonly low: number;
  readonly high: number;
  readonly subtract: number;
  readonly multiply: number;
  readonly divide: number;
  readonly thenSubtract: number;
  /** What stands for a missing number where the plan puts the middle of the range, as the network gets it. */
  readonly missing: number;
}

/** How the numbers of a column are scaled, for programs that know no plan. */
export function scaleStep(column: ScaledColumn): ScaleStep {
  const { range, scale } = column;
  const [low, high] = range;
  const scaled = scalerOf(column);
  const missing = (scaled(low) + scaled(high)) / 2;
  const ends = { low, high, missing };
  if (scale === 'none') return { ...ends, subtract: 0, multiply: 1, divide: 1, thenSubtract: 0 };
  if (scale === 'range') return { ...ends, subtract: low, multiply: 2, divide: high - low, thenSubtract: 1 };
  return { ...ends, subtract: scale.mean, multiply: 1, divide: scale.std, thenSubtract: 0 };
}

/** From what the network gives back to the number that it means: the inverse of {@link scalerOf}. */
export function unscalerOf(column: ScaledColumn): (value: number) => number {
  const { subtract, multiply, divide, thenSubtract } = scaleStep(column);
  return (value) => ((value + thenSubtract) * divide) / multiply + subtract;
}
