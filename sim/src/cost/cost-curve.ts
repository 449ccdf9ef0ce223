import type { ScoreName, Spread } from '../mean-scores.ts';

/** One place of the curve. */
export interface CostPoint {
  /** Target of the plan; null for the same rehearsals without noise. */
  readonly epsilon: number | null;
  /** Standard deviation of the noise over the clip, as agents derived it; null without noise. */
  readonly noiseMultiplier: number | null;
  /** Exact scores over seeds. */
  readonly scores: Readonly<Partial<Record<ScoreName, Spread>>>;
  /** Differences to the rehearsals without noise, seed by seed: both hold out the same patients. Absent without noise. */
  readonly cost?: Readonly<Partial<Record<ScoreName, Spread>>>;
}

/** What privacy costs: scores over epsilon, of seeded rehearsals. */
export interface PrivacyCost {
  /** The plan's own target, which is among the points. */
  readonly own: number;
  readonly delta: number;
  readonly seeds: readonly string[];
  /** How many were asked for, where time was up before: a seed counts with all its rehearsals, or not. */
  readonly asked?: number;
  /** From strong to weak, the one without noise last. */
  readonly points: readonly CostPoint[];
}
