export { poissonSample } from './noise/bernoulli.ts';
export { type Grid, longestHonestUpdate } from './encoding/grid.ts';
export { encodeUpdate } from './encoding/encode-update.ts';
export { releaseWords } from './encoding/release-words.ts';
export { decodeSum } from './encoding/decode-sum.ts';
export type { PrivacyEvent } from './accounting/events/event.ts';
export { checkEvent } from './accounting/events/check-event.ts';
export { epsilonFor } from './accounting/epsilon.ts';
export { calibrateNoiseMultiplier } from './accounting/calibrate.ts';
export { runEpsilonCases, runNoiseCases } from './accounting/cases.ts';
export { budgetUse, deriveRelease, PUBLIC_SIZE_FACTOR, type Release, statedEpsilon } from './release/derive-release.ts';
export { normalUpperTail } from './accounting/numerics/special-functions.ts';
export {
  type KnownAnswer,
  testCorrelation,
  testDeviation,
  testDispersion,
  testFrequencies,
  testIndicators,
  testMean,
  testRate,
  type TestStrength,
} from './audit/known-answers.ts';
export { auditOneRun, drawCanaries, oneRunPValue } from './audit/one-run-audit.ts';
export { PROMISE } from './promise.ts';
export { discretisationRoom } from './release/discretisation.ts';
export { deltaWarning } from './release/delta-warning.ts';
export { siteLevelWarning } from './release/site-level-warning.ts';
/** @awaits agents that answer with scores under the same guarantee, and what reads them */
export { decodeScores } from './scores/decode-scores.ts';
/** @awaits as decodeScores */
export type { ReleasedGroup, ReleasedMetric, ReleasedScores } from './scores/decode-scores.ts';
/** @awaits as decodeScores */
export type { Released } from './scores/observed.ts';
/** @awaits as decodeScores */
export type { ReleasedBin } from './scores/released-calibration.ts';
/** @awaits as decodeScores */
export { encodeScores, type ScoredRows } from './scores/encode-scores.ts';
/** @awaits as decodeScores */
export { scoreLayout, type ScoreFacts, type ScoreLayout, type ScoreMetric, type ScoreTarget } from './scores/score-layout.ts';
/** @awaits as decodeScores */
export { deriveScoreRelease, noiseScores, type ScoreRelease, type ScoreReleaseParameters } from './scores/score-release.ts';
