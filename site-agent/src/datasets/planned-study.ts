import { type CompiledPlan, releaseParameters, scoreParameters } from '@consilium/plan';
import { deriveRelease, deriveScores, type Release, type Scores } from '@consilium/privacy';

/** A plan and what follows from it alone: nothing in it knows a record. */
export interface PlannedStudy {
  readonly plan: CompiledPlan;
  /** Noise and cost of a round; `undefined` only for the mechanism `none`. */
  readonly release: Release | undefined;
  /** Form, noise and cost of scores; `undefined` only for the mechanism `none`. */
  readonly scores: Scores | undefined;
}

/** Derives what a plan says about privacy. @throws ConsiliumError what deriving a release throws */
export function planStudy(plan: CompiledPlan): PlannedStudy {
  const parameters = releaseParameters(plan);
  const scored = scoreParameters(plan);
  return {
    plan,
    release: parameters === undefined ? undefined : deriveRelease(parameters),
    scores: scored === undefined ? undefined : deriveScores(scored),
  };
}
