import { ConsiliumError } from '@consilium/core';
import type { PrivacyEvent } from './events/event.ts';
import { type AccountingMethod, epsilonFor, type EpsilonResult } from './epsilon.ts';
import { requireDelta, requirePositive } from '../parameter.ts';

/** The least noise that keeps a target, and what it costs. */
export interface NoiseResult {
  readonly noiseMultiplier: number;
  /** The upper bound on epsilon at this noise: at most the target. */
  readonly epsilon: number;
  readonly method: AccountingMethod;
}

/** What {@link calibrateNoiseMultiplier} needs. */
export interface NoiseTarget {
  readonly targetEpsilon: number;
  readonly delta: number;
  /** The events at a noise multiplier; more noise must not cost more. */
  readonly events: (noiseMultiplier: number) => readonly PrivacyEvent[];
}

const LEAST_NOISE = 1e-3;
const MOST_NOISE = 1e7;
/** Relative width at which the search stops. */
const PRECISION = 1e-5;

/**
 * The smallest noise multiplier, to a relative 1e-5 and on the safe side, at which the events cost at most the target.
 *
 * @throws `PARAMETER_INVALID` for a bad target or bad events, `CALIBRATION_FAILED` if no noise up to 1e7 suffices.
 */
export function calibrateNoiseMultiplier(target: NoiseTarget): NoiseResult {
  requirePositive('targetEpsilon', target.targetEpsilon);
  requireDelta('delta', target.delta);
  const at = (noise: number): EpsilonResult => epsilonFor(target.events(noise), target.delta);
  const fits = ({ epsilon }: EpsilonResult): boolean => epsilon <= target.targetEpsilon;
  let high = 1;
  let best = at(high);
  let low = high;
  let lowEpsilon = best.epsilon;
  if (fits(best)) {
    // Walk down until it no longer fits; then `low` is too little noise and `high` is enough.
    for (;;) {
      low = high / 2;
      if (low < LEAST_NOISE) return { noiseMultiplier: high, ...best };
      const result = at(low);
      lowEpsilon = result.epsilon;
      if (!fits(result)) break;
      [high, best] = [low, result];
    }
  } else {
    while (!fits(best)) {
      [low, lowEpsilon] = [high, best.epsilon];
      high *= 2;
      if (high > MOST_NOISE) throw unreachable(`noise multipliers up to ${MOST_NOISE}`, target.targetEpsilon, best.epsilon);
      best = at(high);
    }
  }
  // Regula falsi on logarithms, where epsilon is nearly a power of the noise; by the Illinois rule an end that stays twice
  // counts half, so that both ends close in.
  const gap = (epsilon: number): number => Math.log(Math.max(epsilon, Number.MIN_VALUE) / target.targetEpsilon);
  let [gapLow, gapHigh] = [gap(lowEpsilon), gap(best.epsilon)];
  let last = 0;
  while (high > low * (1 + PRECISION)) {
    const width = Math.log(high / low);
    const nudge = PRECISION / 3 / width;
    // Aim a little to the safe side of the root, so that the next point, aimed from there, falls just short of it.
    const share = Math.min(1 - nudge, Math.max(nudge, gapLow / (gapLow - gapHigh) + (last < 0 ? nudge : -nudge)));
    const middle = low * Math.exp(share * width);
    const result = at(middle);
    if (fits(result)) {
      [high, best, gapHigh] = [middle, result, gap(result.epsilon)];
      if (last > 0) gapLow /= 2;
      last = 1;
    } else {
      [low, gapLow] = [middle, gap(result.epsilon)];
      if (last < 0) gapHigh /= 2;
      last = -1;
    }
  }
  return { noiseMultiplier: high, ...best };
}

function unreachable(what: string, target: number, reached: number): ConsiliumError<'CALIBRATION_FAILED'> {
  return new ConsiliumError({
    code: 'CALIBRATION_FAILED',
    message: `epsilon ${target} is out of reach of ${what}: the least found is ${reached.toPrecision(4)}`,
    details: { targetEpsilon: target, reached },
  });
}
