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
