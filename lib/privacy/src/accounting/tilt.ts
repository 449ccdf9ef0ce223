import type { LossLaw } from './laws/loss-law.ts';
import { GAUSS_NODES, GAUSS_WEIGHTS } from './numerics/quadrature.ts';
import { erfcx } from './numerics/special-functions.ts';
import { at } from './numerics/float-array.ts';

/** A loss law as weighted points, good enough to choose tilt, step and window by; never part of a bound. */
export interface Outline {
  readonly loss: Float64Array;
  readonly mass: Float64Array;
  /** By how much the loss grows over one panel of the discretisation here; 0 at atoms. */
  readonly rise: Float64Array;
  readonly steps: number;
}

/** A piece is sampled with panels this many times wider than those of the discretisation. */
const WIDER = 6;

/** The points of `law`, of which `steps` are composed. */
export function outlineOf(law: LossLaw, steps: number): Outline {
  // A mass that underflows must not set the scale of the others.
  const atoms = law.atoms.filter((atom) => atom.mass > 0);
  const loss = atoms.map((atom) => atom.loss);
  const mass = atoms.map((atom) => atom.mass);
  const rise = atoms.map(() => 0);
  const out = new Float64Array(2);
  for (const piece of law.pieces) {
    const count = Math.ceil((piece.to - piece.from) / (WIDER * piece.panel));
    const half = (piece.to - piece.from) / (2 * count);
    for (let i = 0; i < count; i++) {
      let first = 0;
      for (let j = 0; j < 4; j++) {
        piece.sample(piece.from + (2 * i + 1 + at(GAUSS_NODES, j)) * half, out);
        if (j === 0) first = at(out, 1);
        loss.push(at(out, 1));
        mass.push(at(out, 0) * half * at(GAUSS_WEIGHTS, j));
      }
      const slope = (at(out, 1) - first) / ((at(GAUSS_NODES, 3) - at(GAUSS_NODES, 0)) * half);
      for (let j = 0; j < 4; j++) rise.push(slope * piece.panel);
    }
  }
  return { loss: Float64Array.from(loss), mass: Float64Array.from(mass), rise: Float64Array.from(rise), steps };
}

/** Cumulant function of the composed loss at `theta`, with mean and variance of the tilted law. */
export interface Cumulants {
  readonly k: number;
  readonly mean: number;
  readonly variance: number;
}

/** K(theta) = sum over steps of log E[e^(theta L)] and its first two derivatives. */
export function cumulants(outlines: readonly Outline[], theta: number): Cumulants {
  let k = 0;
  let mean = 0;
  let variance = 0;
  for (const { loss, mass, steps } of outlines) {
    let peak = 0;
    for (let i = 0; i < loss.length; i++) peak = Math.max(peak, theta * at(loss, i));
    // A small exponent keeps its digits through expm1; a large one must not overflow.
    const shift = peak > 100 ? peak : 0;
    let excess = 0;
    let z = 0;
    let z1 = 0;
    let z2 = 0;
    for (let i = 0; i < loss.length; i++) {
      const l = at(loss, i);
      const grown = Math.expm1(theta * l - shift);
      const w = at(mass, i) * (grown + 1);
      excess += at(mass, i) * grown;
      z += w;
      z1 += w * l;
      z2 += w * l * l;
    }
    k += steps * (shift > 0 ? shift + Math.log(z) : Math.log1p(excess));
    mean += (steps * z1) / z;
    variance += steps * Math.max(0, z2 / z - (z1 / z) ** 2);
  }
  return { k, mean, variance };
}

/** A tilt and the epsilon that the saddle-point approximation finds there. */
export interface Saddle extends Cumulants {
  readonly theta: number;
}

const LEAST_TILT = 1e-5;
const MOST_TILT = 1e7;

/**
 * The tilt theta at which the loss, tilted by e^(theta L), has its mean at the epsilon that belongs to `logDelta`, by the normal
 * approximation of the tilted law (Esscher 1932): log delta = K - theta K' + log of
 * E[e^(-theta Y) (1 - e^-Y)+], Y ~ N(0, K''), which is (erfcx(theta s) - erfcx((theta + 1) s)) / 2 with s = sqrt(K''/2).
 */
export function saddle(outlines: readonly Outline[], logDelta: number): Saddle {
  let low = Math.log(LEAST_TILT);
  let high = Math.log(MOST_TILT);
  for (let i = 0; i < 22; i++) {
    const middle = (low + high) / 2;
    const theta = Math.exp(middle);
    const { k, mean, variance } = cumulants(outlines, theta);
    const s = Math.sqrt(variance / 2);
    if (k - theta * mean + Math.log((erfcx(theta * s) - erfcx((theta + 1) * s)) / 2) > logDelta) low = middle;
    else high = middle;
  }
  let theta = Math.exp(high);
  let tilted = cumulants(outlines, theta);
  // Where the loss is bounded the tilt may run away; twice what a Gaussian needs at this delta is plenty.
  const most = (50 - 4 * logDelta) / tilted.mean;
  if (tilted.mean > 0 && theta > most) {
    theta = most;
    tilted = cumulants(outlines, theta);
  }
  return { theta, ...tilted };
}

/** What a discretisation adds to epsilon. */
export interface GridCost {
  /** Because losses move to multiples of the step. */
  readonly step: number;
  /** Because a cell is as wide as a panel where the step is finer than that. */
  readonly panel: number;
}

/**
 * By how much connecting the dots on a grid of `step` raises epsilon, to first order: spreading a loss to the knots around it adds
 * a variance v and raises the cumulant function by theta (theta + 1) v / 2 (it is fixed at 0 and -1), epsilon by 1/theta of that.
 */
export function gridCost(outlines: readonly Outline[], theta: number, step: number): GridCost {
  let onGrid = 0;
  let inPanels = 0;
  for (const { loss, mass, rise, steps } of outlines) {
    let peak = 0;
    for (let i = 0; i < loss.length; i++) peak = Math.max(peak, theta * at(loss, i));
    let z = 0;
    let spread = 0;
    let wide = 0;
    for (let i = 0; i < loss.length; i++) {
      const w = at(mass, i) * Math.exp(theta * at(loss, i) - peak);
      const above = at(loss, i) - Math.floor(at(loss, i) / step) * step;
      z += w;
      spread += w * above * (step - above);
      // A width b spreads to b^2 / 6 on average over the cell.
      wide += (w * at(rise, i) * at(rise, i)) / 6;
    }
    onGrid += (steps * spread) / z;
    inPanels += (steps * wide) / z;
  }
  return { step: ((theta + 1) * onGrid) / 2, panel: ((theta + 1) * inPanels) / 2 };
}
