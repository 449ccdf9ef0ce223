/**
 * The law of the privacy loss L = log(P/Q) of one step under P, for one direction of a dominating pair (P, Q): point masses
 * and continuous pieces. Masses add up to one.
 */
export interface LossLaw {
  readonly atoms: readonly LossAtom[];
  readonly pieces: readonly LossPiece[];
  /** The largest loss, or infinity. */
  readonly supremum: number;
  /** Mass whose loss counts as infinite: a cut tail. */
  readonly infinity: number;
  /** Losses are whole multiples of this; absent where they are not. */
  readonly lattice?: number;
}

/** A point mass of a {@link LossLaw}. */
export interface LossAtom {
  readonly loss: number;
  readonly mass: number;
}

/** A stretch of the outcome line, `from < t < to`, on which the loss does not fall. */
export interface LossPiece {
  readonly from: number;
  readonly to: number;
  /** Length over which density and loss are smooth enough for one Gauss-Legendre panel. */
  readonly panel: number;
  /** Writes density under P and loss at `t` to `out[0]` and `out[1]`. */
  sample(t: number, out: Float64Array): void;
  /** The outcome at which the loss is `loss`; infinite where there is none. */
  at(loss: number): number;
  /** Mass under P left of `from`; its loss is at most that at `from`. */
  readonly below: number;
  /** Mass under P right of `to`. */
  readonly above: number;
}
