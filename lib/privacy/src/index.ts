export { createDiscreteGaussian, type DiscreteGaussianSampler, SIGMA_RANGE } from './noise/discrete-gaussian.ts';
export { createDiscreteLaplace, type DiscreteLaplaceSampler } from './noise/discrete-laplace.ts';
export { type IntegerSampler } from './noise/staircase-sampler.ts';
export { poissonSample, uniformBelow } from './noise/bernoulli.ts';
export { batchSizeBound, chooseGrid, type Grid, type GridOptions, longestHonestUpdate } from './encoding/grid.ts';
export { type EncodeOptions, encodeUpdate } from './encoding/encode-update.ts';
export { type AddOptions, createPatientSum, type PatientSum } from './encoding/patient-sum.ts';
export { releaseWords, type ReleaseWordsOptions } from './encoding/release-words.ts';
export { type NoiseChoice } from './encoding/release-noise.ts';
export { decodeSum } from './encoding/decode-sum.ts';
export type {
  Adjacency,
  CompositionEvent,
  DiscreteGaussianEvent,
  DiscreteLaplaceEvent,
  FixedSizeGaussianEvent,
  GaussianEvent,
  LaplaceEvent,
  PoissonGaussianEvent,
  PoissonLaplaceEvent,
  PrivacyEvent,
  PrivacyEventKind,
  TreeAggregationEvent,
  TruncatedPoissonGaussianEvent,
  ZcdpEvent,
} from './accounting/event.ts';
export { checkEvent } from './accounting/check-event.ts';
export { type AccountingMethod, epsilonFor, type EpsilonResult } from './accounting/epsilon.ts';
export {
  calibrateNoiseMultiplier,
  calibrateSamplingRate,
  calibrateSteps,
  type NoiseResult,
  type NoiseTarget,
  type RateResult,
  type RateTarget,
  type StepsResult,
  type StepsTarget,
} from './accounting/calibrate.ts';
export { type EpsilonCaseResult, type NoiseCaseResult, runEpsilonCases, runNoiseCases } from './accounting/cases.ts';
export { PROOFS } from './accounting/proofs.ts';
export { rdpEpsilon, type RdpResult } from './accounting/renyi.ts';
export {
  deriveRelease,
  DISCRETISATION_SHARE,
  PUBLIC_SIZE_FACTOR,
  type Release,
  type ReleaseParameters,
  statedEpsilon,
} from './release/derive-release.ts';
export { auditMechanism, type MechanismAudit, type MechanismAuditResult } from './audit/mechanism-audit.ts';
export { type ReleaseUnderAudit, releaseUnderAudit } from './audit/release-under-audit.ts';
export {
  auditOneRun,
  drawCanaries,
  type OneRunAudit,
  oneRunEpsilon,
  type OneRunGuesses,
  oneRunPValue,
  type OneRunResult,
} from './audit/one-run-audit.ts';
export { siteLevelWarning } from './release/site-level-warning.ts';
