import { type ScoreFacts, type ScoreLayout, scoreLayout } from './score-layout.ts';
import { deriveScoreRelease, type ScoreRelease, type ScoreReleaseParameters } from './score-release.ts';

/** The numbers of a plan from which its scores follow. */
export interface ScoreParameters extends Omit<ScoreReleaseParameters, 'layout'> {
  readonly facts: ScoreFacts;
}

/** Form, noise and cost of a plan's scores. */
export interface Scores {
  readonly layout: ScoreLayout;
  readonly release: ScoreRelease;
}

/**
 * Derives what the scores of a run are and cost. Deterministic: coordinator and sites come to the same result from the same plan.
 *
 * @throws ConsiliumError `PARAMETER_INVALID`, `CALIBRATION_FAILED`
 */
export function deriveScores({ facts, ...parameters }: ScoreParameters): Scores {
  const layout = scoreLayout(facts);
  return { layout, release: deriveScoreRelease({ ...parameters, layout }) };
}
