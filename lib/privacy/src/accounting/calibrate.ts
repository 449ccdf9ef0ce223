import { ConsiliumError } from '@consilium/core';
import type { PrivacyEvent } from './event.ts';
import { type AccountingMethod, epsilonFor, type EpsilonResult } from './epsilon.ts';
import { checkDelta, checkInteger, checkPositive } from './parameter.ts';

/** The least noise that keeps a target, and what it costs. */
export interface NoiseResult {
  readonly noiseMultiplier: number;
  /** The certified epsilon at this noise: at most the target. */
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
  checkPositive('targetEpsilon', target.targetEpsilon);
  checkDelta('delta', target.delta);
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

/** What {@link calibrateSteps} needs. */
export interface StepsTarget {
  readonly targetEpsilon: number;
  readonly delta: number;
  /** The events at a number of steps; more steps must not cost less. */
  readonly events: (steps: number) => readonly PrivacyEvent[];
  /** Where the search ends. @default 1e9 */
  readonly mostSteps?: number;
}

/** The most steps within a target, and what they cost. */
export interface StepsResult extends EpsilonResult {
  readonly steps: number;
}

/**
 * The largest number of steps, up to `mostSteps`, whose events cost at most the target.
 *
 * @throws `PARAMETER_INVALID` for a bad target or bad events, `CALIBRATION_FAILED` if not even one step fits.
 */
export function calibrateSteps(target: StepsTarget): StepsResult {
  checkPositive('targetEpsilon', target.targetEpsilon);
  checkDelta('delta', target.delta);
  const most = checkInteger('mostSteps', target.mostSteps ?? 1e9, 1);
  const at = (steps: number): EpsilonResult => epsilonFor(target.events(steps), target.delta);
  let low = 1;
  let best = at(low);
  if (best.epsilon > target.targetEpsilon) throw unreachable('a single step', target.targetEpsilon, best.epsilon);
  let high = low;
  while (high < most) {
    high = Math.min(most, high * 2);
    const result = at(high);
    if (result.epsilon > target.targetEpsilon) break;
    [low, best] = [high, result];
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const result = at(middle);
    if (result.epsilon <= target.targetEpsilon) [low, best] = [middle, result];
    else high = middle;
  }
  return { steps: low, ...best };
}

/** What {@link calibrateSamplingRate} needs. */
export interface RateTarget {
  readonly targetEpsilon: number;
  readonly delta: number;
  /** The events at a sampling rate; a higher rate must not cost less. */
  readonly events: (samplingRate: number) => readonly PrivacyEvent[];
}

/** The highest sampling rate within a target, and what it costs. */
export interface RateResult extends EpsilonResult {
  readonly samplingRate: number;
}

const LEAST_RATE = 1e-9;

/**
 * The largest sampling rate, to a relative 1e-5 and on the safe side, at which the events cost at most the target.
 *
 * @throws `PARAMETER_INVALID` for a bad target or bad events, `CALIBRATION_FAILED` if a rate of 1e-9 is still too high.
 */
export function calibrateSamplingRate(target: RateTarget): RateResult {
  checkPositive('targetEpsilon', target.targetEpsilon);
  checkDelta('delta', target.delta);
  const at = (rate: number): EpsilonResult => epsilonFor(target.events(rate), target.delta);
  let high = 1;
  let best = at(high);
  if (best.epsilon <= target.targetEpsilon) return { samplingRate: high, ...best };
  let low = high;
  while (best.epsilon > target.targetEpsilon) {
    if (low <= LEAST_RATE) throw unreachable(`sampling rates down to ${LEAST_RATE}`, target.targetEpsilon, best.epsilon);
    [high, low] = [low, Math.max(LEAST_RATE, low / 8)];
    best = at(low);
  }
  while (high > low * (1 + PRECISION)) {
    const middle = Math.sqrt(low * high);
    const result = at(middle);
    if (result.epsilon <= target.targetEpsilon) [low, best] = [middle, result];
    else high = middle;
  }
  return { samplingRate: low, ...best };
}

function unreachable(what: string, target: number, reached: number): ConsiliumError<'CALIBRATION_FAILED'> {
  return new ConsiliumError({
    code: 'CALIBRATION_FAILED',
    message: `epsilon ${target} is out of reach of ${what}: the least found is ${reached.toPrecision(4)}`,
    details: { targetEpsilon: target, reached },
  });
}
