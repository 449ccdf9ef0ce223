/**
 * What a release cost, as plain JSON: the ledger stores these and never an epsilon, so that a better accountant can be run
 * over old entries. Every event counts `steps` identical, adaptively chosen releases. Aliases and not interfaces, which the
 * compiler does not let pass as JSON.
 *
 * Units: a `noiseMultiplier` is the standard deviation of the noise divided by the clip norm C of one record's
 * contribution. Unless an event says otherwise its guarantee is for adding or removing one record.
 */
export type PrivacyEvent =
  | GaussianEvent
  | PoissonGaussianEvent
  | TruncatedPoissonGaussianEvent
  | FixedSizeGaussianEvent
  | LaplaceEvent
  | PoissonLaplaceEvent
  | DiscreteLaplaceEvent
  | DiscreteGaussianEvent
  | ZcdpEvent
  | TreeAggregationEvent
  | CompositionEvent;

/** Which two data sets the guarantee tells apart: one record more or less, or one record exchanged for another. */
export type Adjacency = 'add-remove' | 'replace-one';

/** A sum over all records plus Gaussian noise. */
export type GaussianEvent = {
  readonly kind: 'gaussian';
  readonly noiseMultiplier: number;
  readonly steps: number;
  /** @default 'add-remove'; under 'replace-one' the sum moves by 2C. */
  readonly adjacency?: Adjacency;
};

/** A sum over a Poisson sample (each record independently with probability `samplingRate`) plus Gaussian noise. */
export type PoissonGaussianEvent = {
  readonly kind: 'poisson-gaussian';
  readonly noiseMultiplier: number;
  readonly samplingRate: number;
  readonly steps: number;
};

/** As Poisson sampling, but a sample larger than `maxBatchSize` is cut to a uniformly random part of that size. */
export type TruncatedPoissonGaussianEvent = {
  readonly kind: 'truncated-poisson-gaussian';
  readonly noiseMultiplier: number;
  readonly samplingRate: number;
  /** Records in the larger of the two neighbouring data sets. */
  readonly datasetSize: number;
  readonly maxBatchSize: number;
  readonly steps: number;
};

/** A sum over `sampleSize` of `datasetSize` records drawn without replacement; the guarantee is for replacing one record. */
export type FixedSizeGaussianEvent = {
  readonly kind: 'fixed-size-gaussian';
  /** Standard deviation over the clip norm C; the sum moves by 2C, which the accountant takes into account. */
  readonly noiseMultiplier: number;
  readonly datasetSize: number;
  readonly sampleSize: number;
  readonly steps: number;
};

/** One number plus Laplace noise. */
export type LaplaceEvent = {
  readonly kind: 'laplace';
  /** Scale b of the noise divided by the sensitivity of the number. */
  readonly scale: number;
  readonly steps: number;
};

/** One number computed on a Poisson sample plus Laplace noise. */
export type PoissonLaplaceEvent = {
  readonly kind: 'poisson-laplace';
  /** Scale b of the noise divided by the sensitivity of the number. */
  readonly scale: number;
  readonly samplingRate: number;
  readonly steps: number;
};

/** One integer plus discrete Laplace noise: P(k) proportional to exp(-|k| / scale). */
export type DiscreteLaplaceEvent = {
  readonly kind: 'discrete-laplace';
  readonly scale: number;
  /** Largest change of the integer between neighbours. */
  readonly sensitivity: number;
  readonly steps: number;
};

/** An integer vector plus independent discrete Gaussian noise: P(k) proportional to exp(-k^2 / (2 sigma^2)). */
export type DiscreteGaussianEvent = {
  readonly kind: 'discrete-gaussian';
  readonly sigma: number;
  /** Largest change between neighbours in the L2 norm, in grid units; an integer when `dimension` is 1. */
  readonly sensitivity: number;
  /** Length of the vector. @default 1 */
  readonly dimension?: number;
  readonly steps: number;
};

/** Any mechanism with rho-zero-concentrated differential privacy. */
export type ZcdpEvent = {
  readonly kind: 'zcdp';
  readonly rho: number;
  readonly steps: number;
};

/** DP-FTRL's binary tree of Gaussian sums; each record sits in at most one leaf of one tree. */
export type TreeAggregationEvent = {
  readonly kind: 'tree-aggregation';
  readonly noiseMultiplier: number;
  /** Leaves (training steps) of each tree; a list when the tree is restarted between passes over disjoint records. */
  readonly leaves: number | readonly number[];
  /** How often the same records pass through fresh trees. */
  readonly steps: number;
};

/** All the events in turn, `steps` times over. */
export type CompositionEvent = {
  readonly kind: 'composition';
  readonly events: readonly PrivacyEvent[];
  readonly steps: number;
};

/** A {@link PrivacyEvent} that is not a composition. */
export type SimpleEvent = Exclude<PrivacyEvent, CompositionEvent>;
