export { poissonSample } from './noise/bernoulli.ts';
export { type Grid, longestHonestSum, longestHonestUpdate, sharedGrid, type SharedGrid } from './encoding/grid.ts';
export { encodeUpdate } from './encoding/encode-update.ts';
export { releaseWords } from './encoding/release-words.ts';
export type { NoiseChoice } from './encoding/release-noise.ts';
export { decodeSum } from './encoding/decode-sum.ts';
export type { PrivacyEvent } from './accounting/events/event.ts';
export { checkEvent } from './accounting/events/check-event.ts';
export { epsilonFor } from './accounting/epsilon.ts';
export { calibrateNoiseMultiplier } from './accounting/calibrate.ts';
export { runEpsilonCases, runNoiseCases } from './accounting/cases.ts';
export { budgetUse, deriveRelease, PUBLIC_SIZE_FACTOR, type Release, statedEpsilon } from './release/derive-release.ts';
export { epsilonAlone } from './release/share-alone.ts';
export { leftAlone, type LeftAlone, type SumTrust, sumTrust, sumTrustText } from './release/sum-trust.ts';
export { repeated, repetitionsWithin } from './release/repetitions-within.ts';
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
export { decodeScores, type ReleasedMetric, type ReleasedGroup, type ReleasedScores } from './scores/decode-scores.ts';
export type { Released } from './scores/observed.ts';
export {
  decodeThresholds,
  type ReleasedThreshold,
  type ReleasedThresholds,
} from './scores/released-thresholds.ts';
export { deriveScores, type Scores } from './scores/derive-scores.ts';
export { encodeScores } from './scores/encode-scores.ts';
export type { ScoredRows } from './scores/scored-rows.ts';
export { noiseScores } from './scores/score-release.ts';
export { totalVariation } from './synthetic/total-variation.ts';
export type { SyntheticColumn, SyntheticRecords } from './synthetic/records.ts';
export { deriveSynthesis } from './synthetic/synthesis-terms.ts';
export { synthesise } from './synthetic/synthesise.ts';
