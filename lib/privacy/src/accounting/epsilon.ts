import type { PrivacyEvent, SimpleEvent } from './events/event.ts';
import { flattenEvents } from './events/flatten.ts';
import { gaussianEpsilon, gaussianShift, sampledGaussianEpsilon } from './laws/gaussian-profile.ts';
import { hasLossLaw } from './laws/loss-laws.ts';
import { requireDelta } from '../parameter.ts';
import { pldEpsilon } from './pld.ts';
import { rdpEpsilon } from './rdp.ts';

/** How an epsilon was found: a closed form, a privacy loss distribution, or Renyi differential privacy. */
export type AccountingMethod = 'analytic' | 'pld' | 'rdp';

/** An upper bound on epsilon: the events together are (epsilon, delta)-differentially private. */
export interface EpsilonResult {
  readonly epsilon: number;
  readonly method: AccountingMethod;
}

/**
 * The smallest upper bound on epsilon at `delta` of the adaptive composition of `events`, rounded outward: never below the truth.
 * No events cost nothing.
 *
 * @throws `PARAMETER_INVALID` naming the field (`delta`, `events[1].samplingRate`, ...).
 */
export function epsilonFor(events: readonly PrivacyEvent[], delta: number): EpsilonResult {
  requireDelta('delta', delta);
  const flat = flattenEvents(events);
  if (flat.length === 0) return { epsilon: 0, method: 'analytic' };
  const closed = closedForm(flat, delta);
  if (closed !== undefined) return { epsilon: closed, method: 'analytic' };
  const renyi = rdpEpsilon(flat, delta);
  const distribution = flat.every(hasLossLaw) ? pldEpsilon(flat, delta) : Number.POSITIVE_INFINITY;
  return distribution <= renyi ? { epsilon: distribution, method: 'pld' } : { epsilon: renyi, method: 'rdp' };
}

/** Epsilon where a formula gives it: any composition of Gaussian mechanisms, or one subsampled Gaussian step. */
function closedForm(events: readonly SimpleEvent[], delta: number): number | undefined {
  const shift = composedShift(events);
  if (shift !== undefined) return gaussianEpsilon(shift, Math.log(delta));
  const [only, ...others] = events;
  if (only?.kind === 'poisson-gaussian' && only.steps === 1 && others.length === 0) {
    return sampledGaussianEpsilon(only.noiseMultiplier, only.samplingRate, delta);
  }
  return undefined;
}

/**
 * The shift of a composition of Gaussian mechanisms, undefined if one is of another kind: it is the Gaussian mechanism of the
 * summed squared shifts (Dong, Roth and Su 2022, "Gaussian differential privacy", Corollary 3.3).
 */
function composedShift(events: readonly SimpleEvent[]): number | undefined {
  let squares = 0;
  for (const event of events) {
    const shift = gaussianShift(event);
    if (shift === undefined) return undefined;
    squares += shift * shift * event.steps;
  }
  return Math.sqrt(squares);
}
