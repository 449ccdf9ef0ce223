import type { LossAtom, LossLaw } from './loss-law.ts';
import { at } from '../numerics/float-array.ts';

/** Largest standard deviation of a discrete Gaussian whose loss is listed atom by atom. */
export const MAX_LISTED_SIGMA = 20_000;

/** The loss of one discrete Laplace release: the noise shifted by `sensitivity` against the noise, under the former. */
export function discreteLaplaceLaw(scale: number, sensitivity: number): LossLaw {
  const p = 1 / scale;
  const end = 1 / (1 + Math.exp(-p));
  const atoms: LossAtom[] = [
    { loss: sensitivity * p, mass: end },
    { loss: -sensitivity * p, mass: end * Math.exp(-sensitivity * p) },
  ];
  for (let k = 1; k < sensitivity; k++)
    atoms.push({ loss: (sensitivity - 2 * k) * p, mass: Math.tanh(p / 2) * Math.exp(-k * p) });
  return { atoms, pieces: [], supremum: sensitivity * p, infinity: 0, lattice: p };
}

/**
 * The loss of one discrete Gaussian release on a single integer that moves by `sensitivity`, under the shifted noise; noise
 * values beyond `tail` in mass are cut to infinite loss on the side where the loss is high.
 */
export function discreteGaussianLaw(sigma: number, sensitivity: number, tail: number): LossLaw {
  const reach = Math.ceil(sigma * Math.sqrt(-2 * Math.log(tail))) + 1;
  const weights = new Float64Array(2 * reach + 1);
  let sum = 0;
  for (let k = -reach; k <= reach; k++) {
    weights[k + reach] = Math.exp((-k * k) / (2 * sigma * sigma));
    sum += at(weights, k + reach);
  }
  const atoms: LossAtom[] = [];
  // Noise k against noise k + sensitivity: log of e^(-k^2/2s^2) / e^(-(k+d)^2/2s^2).
  for (let k = -reach; k <= reach; k++) {
    atoms.push({ loss: (sensitivity * (sensitivity + 2 * k)) / (2 * sigma * sigma), mass: at(weights, k + reach) / sum });
  }
  // Beyond the reach the sum is under twice its first term over the first ratio's gap; `tail` bounds it (Gaussian tail).
  return {
    atoms,
    pieces: [],
    supremum: Number.POSITIVE_INFINITY,
    infinity: 2 * tail,
    lattice: sensitivity / (2 * sigma * sigma),
  };
}
