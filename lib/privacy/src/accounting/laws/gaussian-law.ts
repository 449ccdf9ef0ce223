import type { LossPiece } from './loss-law.ts';
import { normalUpperTail } from '../numerics/special-functions.ts';

/** A Gaussian of mean 0 against the mixture with weight `rate` on mean 1, both with standard deviation `sigma`. */
export interface MixtureShape {
  readonly sigma: number;
  readonly rate: number;
  /** Factor on all masses, where the pair is one part of a labelled mixture. */
  readonly weight: number;
  /** Mass that may be cut from either end of the outcome line. */
  readonly tail: number;
  /** Keep only losses above zero (record present) or below zero (record absent). @default false */
  readonly half?: boolean;
}

/** Panels per standard deviation (or per sigma^2, over which the loss bends, where that is shorter). */
const PANELS = 32;
const INVERSE_SQRT_2PI = 0.3989422804014327;

/** Loss of the mixture against the Gaussian, under the mixture: the record is present. The outcome is x itself. */
export function presentPiece({ sigma, rate, weight, tail, half = false }: MixtureShape): LossPiece {
  const z = tailReach(tail);
  const to = Math.max(z * sigma, 1 + tailReach(tail / rate) * sigma);
  const inverseVariance = 1 / (sigma * sigma);
  const peak = (weight * INVERSE_SQRT_2PI) / sigma;
  return {
    from: half ? 0.5 : -z * sigma,
    to,
    panel: (sigma * Math.min(1, sigma)) / PANELS,
    sample: (x, out) => {
      const l = (x - 0.5) * inverseVariance;
      out[0] =
        peak *
        ((1 - rate) * Math.exp(-0.5 * x * x * inverseVariance) + rate * Math.exp(-0.5 * (x - 1) * (x - 1) * inverseVariance));
      out[1] = mixtureLoss(l, rate);
    },
    at: (loss) => sigma * sigma * unmixedLoss(loss, rate) + 0.5,
    below: half ? 0 : weight * ((1 - rate) * normalUpperTail(z) + rate * normalUpperTail(z + 1 / sigma)),
    above: weight * ((1 - rate) * normalUpperTail(to / sigma) + rate * normalUpperTail((to - 1) / sigma)),
  };
}

/** Loss of the Gaussian against the mixture, under the Gaussian: the record is absent. The outcome is -x. */
export function absentPiece({ sigma, rate, weight, tail, half = false }: MixtureShape): LossPiece {
  const z = tailReach(tail);
  const inverseVariance = 1 / (sigma * sigma);
  const peak = (weight * INVERSE_SQRT_2PI) / sigma;
  return {
    from: -z * sigma,
    to: half ? -0.5 : z * sigma,
    panel: (sigma * Math.min(1, sigma)) / PANELS,
    sample: (t, out) => {
      out[0] = peak * Math.exp(-0.5 * t * t * inverseVariance);
      out[1] = -mixtureLoss((-t - 0.5) * inverseVariance, rate);
    },
    at: (loss) => -(sigma * sigma * unmixedLoss(-loss, rate) + 0.5),
    below: weight * normalUpperTail(z),
    above: half ? 0 : weight * normalUpperTail(z),
  };
}

/** A point beyond which a standard normal has about `mass`, and at least two deviations out. */
function tailReach(mass: number): number {
  const first = Math.sqrt(Math.max(4, -2 * Math.log(mass)));
  return Math.sqrt(Math.max(4, first * first - 2 * Math.log(first / INVERSE_SQRT_2PI)));
}

/** log(1 - q + q e^l). */
export function mixtureLoss(l: number, rate: number): number {
  // Without sampling it is l itself, also where e^l underflows against one.
  if (rate === 1) return l;
  return l > 30 ? l + Math.log(rate + (1 - rate) * Math.exp(-l)) : Math.log1p(rate * Math.expm1(l));
}

/** The l with log(1 - q + q e^l) = loss; minus infinity at and below log(1 - q). */
export function unmixedLoss(loss: number, rate: number): number {
  if (rate === 1) return loss;
  return loss > 30
    ? loss - Math.log(rate) + Math.log1p(-(1 - rate) * Math.exp(-loss))
    : Math.log1p(Math.max(-1, Math.expm1(loss) / rate));
}
