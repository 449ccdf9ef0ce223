import type { Feature } from './data-dictionary.ts';

/** What scaling a number needs to know of its column. */
export type ScaledColumn = Pick<Extract<Feature, { kind: 'number' }>, 'range' | 'scale'>;

/** A number as the network gets or gives it. */
export function scaleNumber(value: number, { range, scale }: ScaledColumn): number {
  if (scale === 'none') return value;
  if (scale === 'range') return (2 * (value - range[0])) / (range[1] - range[0]) - 1;
  return (value - scale.mean) / scale.std;
}
