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
