import { type CompiledPlan, scoreParameters } from '@consilium/plan';
import { deriveScores } from '@consilium/privacy';

/** How often a run is scored, and at what price for those held out: they do not train, so that nobody pays for both. */
export interface ScoreCost {
  readonly evaluations: number;
  /** Of all evaluations together. */
  readonly epsilon: number;
  readonly delta: number;
  readonly noiseMultiplier: number;
  /** Counts and sums that leave a site each time. */
  readonly numbers: number;
}

/** The price of a plan's scores; null without privacy, where they are exact. */
export function scoreCost(plan: CompiledPlan): ScoreCost | null {
  const parameters = scoreParameters(plan);
  if (parameters === undefined) return null;
  const { layout, release } = deriveScores(parameters);
  const { epsilon, delta, noiseMultiplier } = release;
  return { evaluations: parameters.evaluations, epsilon, delta, noiseMultiplier, numbers: layout.dimension };
}

/** The price in words. */
export function scoreCostText({ evaluations, epsilon, delta, numbers }: ScoreCost): string {
  const times = evaluations === 1 ? 'once, at the end' : `${evaluations} times`;
  return `${times}: ${numbers} counts with noise, epsilon ${epsilon.toPrecision(4)} at delta ${delta} per held-out patient`;
}
