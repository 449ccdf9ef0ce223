import type { LossLaw, LossPiece } from './loss-law.ts';
import { GAUSS_NODES, GAUSS_WEIGHTS } from '../numerics/quadrature.ts';
import { at } from '../numerics/float-array.ts';

/**
 * A loss law on the grid of multiples of a step: mass `mass[i]` at `index[i]` times the step (indices may repeat), the rest at
 * infinity. It dominates the law it was made from.
 */
export interface GridLaw {
  readonly index: Int32Array;
  readonly mass: Float64Array;
  readonly infinity: number;
}

/** Factor above one on every mass: covers the error of the quadrature and of the special functions. */
const MASS_OUTWARD = 1 + 4e-12;

/**
 * Puts a loss law on the grid of multiples of `step` by connecting the dots (Doroshenko, Ghazi, Kamath, Kumar and Manurangsi
 * 2022, "Connect the dots: tighter discrete approximations of privacy loss distributions"): the mass between two neighbouring
 * knots moves to these knots so that its total under P and under Q stays the same. The hockey-stick divergence is then exact at
 * the knots and too large between them, and domination survives composition (Theorem 10 of Zhu, Dong and Wang 2022). Where
 * the outcome line is wider than the grid is fine, several steps share one cell; each cell is integrated over the outcome,
 * so nothing is lost to cancellation of distribution functions. `share` in (0, 1] shortens the panels of continuous pieces.
 */
export function discretise(law: LossLaw, step: number, share = 1): GridLaw {
  const builder = new GridBuilder(step);
  for (const { loss, mass } of law.atoms) builder.atom(loss, mass);
  let { infinity } = law;
  for (const piece of law.pieces) {
    builder.piece(piece, piece.panel * share);
    infinity += piece.above;
  }
  return builder.finish(infinity);
}

class GridBuilder {
  readonly #step: number;
  #index = new Int32Array(4096);
  #mass = new Float64Array(4096);
  #length = 0;

  constructor(step: number) {
    this.#step = step;
  }

  put(index: number, mass: number): void {
    if (this.#length === this.#index.length) {
      const indices = new Int32Array(2 * this.#length);
      indices.set(this.#index);
      this.#index = indices;
      const masses = new Float64Array(2 * this.#length);
      masses.set(this.#mass);
      this.#mass = masses;
    }
    this.#index[this.#length] = index;
    this.#mass[this.#length++] = mass;
  }

  atom(loss: number, mass: number): void {
    const low = Math.floor(loss / this.#step);
    const up = mass * this.#share(loss - low * this.#step, this.#step);
    this.put(low, mass - up);
    this.put(low + 1, up);
  }

  /** The share of a mass `above` a knot that moves to the next knot, `span` above the first. */
  #share(above: number, span: number): number {
    return Math.min(1, Math.max(0, Math.expm1(-above) / Math.expm1(-span)));
  }

  piece(piece: LossPiece, panel: number): void {
    const h = this.#step;
    const out = new Float64Array(2);
    const lossAt = (t: number): number => {
      piece.sample(t, out);
      return at(out, 1);
    };
    const first = lossAt(piece.from);
    let k = Math.floor(first / h);
    if (piece.below > 0) this.put(k + 1, piece.below);
    let t = piece.from;
    while (t < piece.to) {
      const reach = Math.min(piece.to, t + panel);
      const next = Math.max(k + 1, Math.floor(lossAt(reach) / h));
      const end = piece.at(next * h);
      // Past the end the cell ends with the piece; where rounding leaves no such outcome it is empty.
      const stop = Math.max(t, Math.min(end, piece.to));
      this.#cell(piece, panel, t, stop, k, next, out);
      t = stop;
      k = next;
    }
  }

  #cell(piece: LossPiece, panel: number, from: number, to: number, low: number, high: number, out: Float64Array): void {
    const count = Math.max(1, Math.ceil((to - from) / panel));
    const half = (to - from) / (2 * count);
    const base = low * this.#step;
    const scale = 1 / Math.expm1((low - high) * this.#step);
    let all = 0;
    let up = 0;
    for (let i = 0; i < count; i++) {
      const middle = from + (2 * i + 1) * half;
      for (let j = 0; j < 4; j++) {
        piece.sample(middle + half * at(GAUSS_NODES, j), out);
        const mass = at(GAUSS_WEIGHTS, j) * half * at(out, 0);
        const share = Math.expm1(base - at(out, 1)) * scale;
        all += mass;
        up += mass * Math.min(1, Math.max(0, share));
      }
    }
    this.put(low, all - up);
    this.put(high, up);
  }

  finish(infinity: number): GridLaw {
    const mass = this.#mass.subarray(0, this.#length);
    for (let i = 0; i < mass.length; i++) mass[i] = at(mass, i) * MASS_OUTWARD;
    return { index: this.#index.subarray(0, this.#length), mass, infinity: infinity * MASS_OUTWARD };
  }
}
