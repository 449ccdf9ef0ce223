import type { SimpleEvent } from '../events/event.ts';
import { treeDepth } from './log-moment.ts';
import { erfcx, logNormalUpperTail } from '../numerics/special-functions.ts';

/** Relative amount by which closed forms are rounded up: far above their rounding error, far below anything that matters. */
export const OUTWARD = 1e-12;

/** The shift, in standard deviations, of a mechanism that is exactly Gaussian; undefined for any other. */
export function gaussianShift(event: SimpleEvent): number | undefined {
  switch (event.kind) {
    case 'gaussian':
      return (event.adjacency === 'replace-one' ? 2 : 1) / event.noiseMultiplier;
    case 'tree-aggregation':
      return Math.sqrt(treeDepth(event.leaves)) / event.noiseMultiplier;
    case 'poisson-gaussian':
      return event.samplingRate === 1 ? 1 / event.noiseMultiplier : undefined;
    case 'fixed-size-gaussian':
      return event.sampleSize === event.datasetSize ? 2 / event.noiseMultiplier : undefined;
    default:
      return undefined;
  }
}

/**
 * log delta(epsilon) of a Gaussian mechanism whose mean moves by `mu` standard deviations.
 *
 * Balle and Wang 2018, "Improving the Gaussian mechanism", Theorem 8: delta = Phi(mu/2 - eps/mu) - e^eps Phi(-mu/2 - eps/mu).
 * With a = eps/mu - mu/2 and b = a + mu this is phi(a) (R(a) - R(b)), R the Mills ratio, since e^eps phi(b) = phi(a): no
 * overflow for any epsilon.
 */
export function gaussianLogDelta(mu: number, epsilon: number): number {
  const a = epsilon / mu - mu / 2;
  const b = epsilon / mu + mu / 2;
  if (a < -5) {
    // Delta is within 1e-6 of one: the subtraction is harmless, and the Mills ratio would overflow.
    return Math.log1p(-Math.exp(logNormalUpperTail(-a)) - Math.exp(epsilon + logNormalUpperTail(b)));
  }
  // erfcx(a / sqrt 2) - erfcx(b / sqrt 2), divided by 2.
  const difference = (erfcx(a * Math.SQRT1_2) - erfcx(b * Math.SQRT1_2)) / 2;
  return Math.log(difference) - (a * a) / 2;
}

/** Smallest epsilon >= 0, rounded outward, at which a Gaussian mechanism of shift `mu` has the given log delta. */
export function gaussianEpsilon(mu: number, logDelta: number): number {
  if (gaussianLogDelta(mu, 0) <= logDelta) return 0;
  let high = mu;
  while (gaussianLogDelta(mu, high) > logDelta) high *= 2;
  return bisectUp((epsilon) => gaussianLogDelta(mu, epsilon) <= logDelta, 0, high) * (1 + OUTWARD);
}

/** The smallest double in (low, high] from which on the monotone `holds` is true; it must be true at `high`. */
export function bisectUp(holds: (x: number) => boolean, low: number, high: number): number {
  let no = low;
  let yes = high;
  for (;;) {
    const middle = no + (yes - no) / 2;
    if (middle <= no || middle >= yes || yes - no <= 1e-15 * yes) return yes;
    if (holds(middle)) yes = middle;
    else no = middle;
  }
}

/**
 * Exact epsilon of one Poisson-subsampled Gaussian release, the larger of both directions, rounded outward.
 *
 * Record present against absent: delta(eps) = q delta_G(eps0) with e^eps0 = 1 + (e^eps - 1)/q (Balle, Barthe and Gaboardi
 * 2018, "Privacy amplification by subsampling", Theorem 2, tight). Absent against present: the loss is at most -log(1 - q)
 * and delta(eps) = P(X < x) - e^eps ((1-q) P(X < x) + q P(X < x - 1)) at the x where the loss equals epsilon.
 */
export function sampledGaussianEpsilon(noiseMultiplier: number, rate: number, delta: number): number {
  const mu = 1 / noiseMultiplier;
  const base = gaussianEpsilon(mu, Math.log(delta / rate));
  // log(1 + q (e^base - 1))
  const present = base > 30 ? base + Math.log(rate + (1 - rate) * Math.exp(-base)) : Math.log1p(rate * Math.expm1(base));
  return Math.max(present * (1 + OUTWARD), absentEpsilon(mu, rate, delta));
}

function absentEpsilon(mu: number, rate: number, delta: number): number {
  const within = (epsilon: number): boolean => {
    // e^-eps = 1 - q + q e^l with l = mu^2 (x - 1/2), x in units of the shift.
    const excess = Math.max(0, (Math.expm1(-epsilon) + rate) / rate);
    const t = Math.log(excess) / mu + mu / 2;
    const below = Math.exp(logNormalUpperTail(-t));
    const shifted = Math.exp(logNormalUpperTail(mu - t));
    // below - e^eps ((1-q) below + q shifted), ordered so that the large parts cancel exactly.
    return rate * (below - shifted) - Math.expm1(epsilon) * ((1 - rate) * below + rate * shifted) <= delta;
  };
  if (within(0)) return 0;
  // No loss is larger than -log(1 - rate); a rate of one is a plain Gaussian and does not come here.
  return bisectUp(within, 0, -Math.log1p(-rate)) * (1 + OUTWARD);
}
