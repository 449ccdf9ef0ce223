// What scripts import of @consilium/sim: these names are kept from version to version.
export { ConsiliumError, isConsiliumError } from '@consilium/core';
export { ConsortiumClient, connect, type RemoteRound, type RemoteRun } from './consortium-client.ts';
export type { PlanSource } from './plan-source.ts';
export {
  rehearse,
  type Rehearsal,
  type RehearsalOptions,
  type RehearsalResult,
  type RehearsedRound,
} from './rehearse.ts';
export type { Absentee, FailedAttempt, ReleasedFigures, RunRound, RunSite, RunSummary } from '../results/run-summary.ts';
export type {
  FinalScores,
  PrivacySummary,
  ReleasedSummary,
  RoundSummary,
  SiteDataSummary,
  SiteSummary,
  Summary,
} from '../summary.ts';
export type { ClassRow, ClassScores, ClassTable } from '../outcomes/class-scores.ts';
export type { NumberErrors, PredictionBand } from '../outcomes/number-errors.ts';
export type { PooledOutcome, SiteOutcome } from '../outcomes/outcome.ts';
export type { TargetFacts } from '../outcomes/target-facts.ts';
export type { ThresholdCount, ThresholdCounts } from '../outcomes/threshold-counts.ts';
export type { SurvivalBand, SurvivalPoint, SurvivalScores, SurvivalTable } from '../outcomes/survival-scores.ts';
export type { KaplanMeierPoint } from '../outcomes/kaplan-meier.ts';
export type { Gain, GainMeasure } from '../own-models/gain.ts';
export type { OwnModel, OwnModels } from '../own-models/own-models.ts';
export type { AtSites, PolicyAnswers } from '../policy/policy-answers.ts';
export type { CostPoint, PrivacyCost } from '../cost/cost-curve.ts';
export type { ScoreName, Spread } from '../mean-scores.ts';
