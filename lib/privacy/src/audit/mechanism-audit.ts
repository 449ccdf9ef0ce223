import type { Randomness } from '@consilium/core';
import { requireBetween, requireInteger } from '../parameter.ts';
import { clopperPearsonUpper } from './binomial.ts';
import { epsilonLowerBound, epsilonOfMu, muLowerBound } from './trade-off.ts';

/** What {@link auditMechanism} runs. */
export interface MechanismAudit {
  /**
   * The whole release on one of two worst-case neighbouring inputs, reduced to one number that is larger on average with the
   * record than without (its projection on the record's direction).
   */
  readonly release: (withRecord: boolean, random: Randomness) => number;
  /** Releases in all, half with and half without the record. */
  readonly runs: number;
  readonly delta: number;
  /** Probability that the reported bounds are wrong. @default 0.05 */
  readonly significance?: number;
  /** Told after every thousand releases. */
  readonly onProgress?: (done: number) => void;
}

/** What an audit found; all bounds hold together with probability 1 - significance. */
export interface MechanismAuditResult {
  /** Lower bound on epsilon at `delta`, if the mechanism's privacy is that of a Gaussian: the claim to compare with. */
  readonly epsilon: number;
  /** Lower bound on mu, the distance of the two worlds in standard deviations, under the same assumption. */
  readonly mu: number;
  /** Lower bound on epsilon at `delta` without any assumption; far lower. */
  readonly epsilonWithoutAssumption: number;
  readonly falsePositiveRate: number;
  readonly falseNegativeRate: number;
  readonly threshold: number;
  /** Releases that the rates were counted on; the others placed the threshold. */
  readonly counted: number;
  readonly significance: number;
}

/** Share of the runs that only place the threshold, so that the rates are counted on fresh ones and their bounds are valid. */
const CALIBRATION_SHARE = 0.02;

/**
 * Attacks a release as its strongest adversary would: knows everything but whether one worst-case record took part, sees the
 * output, and guesses by a threshold. Its error rates, bounded by Clopper and Pearson, bound the privacy from below.
 *
 * A bound above the claim proves the implementation broken (missing noise, wrong h, missing clip). A bound just below it is the
 * best that can be seen from outside; it is no proof of privacy.
 *
 * @proof docs/proofs/noise-audit.md#mechanism
 * @throws PARAMETER_INVALID when runs is below 1000, or delta or significance is outside (0, 1).
 */
export function auditMechanism(audit: MechanismAudit, random: Randomness): MechanismAuditResult {
  const runs = requireInteger('runs', audit.runs, 1000);
  const delta = requireBetween('delta', audit.delta, Number.MIN_VALUE, 1 - 2 ** -53);
  const significance = requireBetween('significance', audit.significance ?? 0.05, Number.MIN_VALUE, 1 - 2 ** -53);
  let done = 0;
  const release = (withRecord: boolean): number => {
    const value = audit.release(withRecord, random);
    if (++done % 1000 === 0) audit.onProgress?.(done);
    return value;
  };

  const each = Math.floor(runs / 2);
  const calibration = Math.ceil(each * CALIBRATION_SHARE);
  let middle = 0;
  for (let i = 0; i < calibration; i++) middle += release(true) + release(false);
  const threshold = middle / (2 * calibration);

  const counted = each - calibration;
  let falsePositives = 0;
  let falseNegatives = 0;
  for (let i = 0; i < counted; i++) {
    if (release(false) > threshold) falsePositives++;
    if (release(true) <= threshold) falseNegatives++;
  }
  const falsePositiveRate = clopperPearsonUpper(falsePositives, counted, significance / 2);
  const falseNegativeRate = clopperPearsonUpper(falseNegatives, counted, significance / 2);
  const mu = muLowerBound(falsePositiveRate, falseNegativeRate);
  return {
    epsilon: epsilonOfMu(mu, delta),
    mu,
    epsilonWithoutAssumption: epsilonLowerBound(falsePositiveRate, falseNegativeRate, delta),
    falsePositiveRate: falsePositives / counted,
    falseNegativeRate: falseNegatives / counted,
    threshold,
    counted: 2 * counted,
    significance,
  };
}
