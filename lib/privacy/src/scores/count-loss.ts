import { refuseParameter } from '../parameter.ts';

/** Predicted means below this part of the largest count are scored as it: their loss has no bound, as that of a mean of 0 for somebody with a count. */
const SMALLEST_PART = 2 ** -12;

/** Between which numbers the loss of a row of counts lies. */
export interface LossRange {
  readonly low: number;
  readonly high: number;
  readonly middle: number;
  /** Half of its width. */
  readonly half: number;
}

/** Poisson loss p - t log p of a count t of which p was predicted; p is cut to the range of counts first, and to a part of the largest. NaN for no number. */
export function countLoss(range: readonly [number, number], given: number, target: number): number {
  const [low, high] = range;
  const smallest = smallestOf(range);
  const [p, t] = [Math.min(high, Math.max(smallest, given)), Math.min(high, Math.max(low, target))];
  return p - t * Math.log(p);
}

/**
 * The least and the largest loss that a row can have. It is linear in the target, and of one target it falls with the prediction up to the target and grows from there,
 * so that its largest value lies at a corner, and its least at a corner or where both are equal; along those it is concave, so that their ends are enough.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` where no count is above 0
 */
export function countLossRange(range: readonly [number, number]): LossRange {
  const [low, high] = range;
  if (!(high > 0)) refuseParameter('range', `${low} to ${high}`, 'counts, of which some are above 0');
  const smallest = smallestOf(range);
  const pairs = [low, high].flatMap((t) => [smallest, high].map((p) => [p, t] as const));
  const losses = [...pairs, [smallest, smallest] as const].map(([p, t]) => countLoss(range, p, t));
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  return { low: least, high: most, middle: (least + most) / 2, half: (most - least) / 2 };
}

/** Of predictions. */
function smallestOf([low, high]: readonly [number, number]): number {
  return Math.max(low, high * SMALLEST_PART);
}
