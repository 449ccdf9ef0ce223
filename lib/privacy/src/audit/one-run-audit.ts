import type { Randomness } from '@consilium/core';
import { refuseParameter, requireBetween, requireInteger } from '../parameter.ts';
import { binomialUpperTail, logBinomial } from './binomial.ts';

/** The outcome of a one-run audit. */
export interface OneRunGuesses {
  /** Canaries, each of which took part with probability 1/2. */
  readonly canaries: number;
  /** Canaries on which a guess was made. */
  readonly guesses: number;
  /** Guesses that were right. */
  readonly correct: number;
  readonly delta: number;
}

/** Beyond this e^-eps is lost beside 1; ten million right guesses in a row refute no more than 15. */
const LARGEST_EPSILON = 32;

function requireGuesses({ canaries, guesses, correct, delta }: OneRunGuesses): void {
  requireInteger('canaries', canaries, 1, 10_000_000);
  requireInteger('guesses', guesses, 1, canaries);
  requireInteger('correct', correct, 0, guesses);
  requireBetween('delta', delta, 0, 1);
}

/**
 * The probability bound that an (epsilon, delta)-private mechanism lets anyone guess so well: with q = 1 / (1 + e^-eps),
 * p = P[Bin(r, q) >= v] + 2 m delta max_i P[v > Bin(r, q) >= v - i] / i (Steinke, Nasr, Jagielski 2023, "Privacy auditing with one
 * (1) training run", Appendix D).
 *
 * @proof docs/proofs/noise-audit.md#one-run
 * @throws PARAMETER_INVALID naming the field that is out of range.
 */
export function oneRunPValue(outcome: OneRunGuesses, epsilon: number): number {
  requireGuesses(outcome);
  requireBetween('epsilon', epsilon, 0, LARGEST_EPSILON);
  const { canaries, guesses, correct, delta } = outcome;
  const q = 1 / (1 + Math.exp(-epsilon));
  const beta = binomialUpperTail(correct, guesses, q);
  let alpha = 0;
  let sum = 0;
  for (let i = 1; i <= correct && delta > 0; i++) {
    sum += Math.exp(logBinomial(correct - i, guesses, q));
    alpha = Math.max(alpha, sum / i);
  }
  return Math.min(1, beta + 2 * canaries * delta * alpha);
}

/**
 * Lower bound on epsilon that holds with probability 1 - significance: the largest epsilon whose {@link oneRunPValue} is below
 * `significance`, to 1e-9; 0 when the guesses refute nothing.
 *
 * @proof docs/proofs/noise-audit.md#one-run
 * @throws PARAMETER_INVALID naming the field that is out of range.
 */
export function oneRunEpsilon(outcome: OneRunGuesses, significance: number = 0.05): number {
  requireBetween('significance', significance, Number.MIN_VALUE, 0.5);
  if (oneRunPValue(outcome, 0) >= significance) return 0;
  let low = 0;
  let high = 1;
  while (oneRunPValue(outcome, high) < significance) high *= 2;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (oneRunPValue(outcome, middle) < significance) low = middle;
    else high = middle;
  }
  return low;
}

/** Which canaries take part: 1 or 0 for each, independently with probability exactly 1/2. */
export function drawCanaries(count: number, random: Randomness): Uint8Array {
  requireInteger('canaries', count, 1, 10_000_000);
  const included = new Uint8Array(count);
  random.fill(included);
  for (let i = 0; i < count; i++) included[i] = (included[i] as number) & 1;
  return included;
}

/** What {@link auditOneRun} judges. */
export interface OneRunAudit {
  /** For each canary, larger when it seems to have taken part: `<update, canary gradient>`, or minus its loss. */
  readonly scores: ArrayLike<number>;
  /** What {@link drawCanaries} drew. */
  readonly included: ArrayLike<number>;
  /** Guesses "took part" for so many of the highest scores, and "did not" for so many of the lowest; chosen before looking. */
  readonly guessesEachWay: number;
  readonly delta: number;
  /** Probability that the bound is wrong. @default 0.05 */
  readonly significance?: number;
}

/** What a one-run audit found. */
export interface OneRunResult {
  /** Lower bound on epsilon at `delta`. */
  readonly epsilon: number;
  readonly guesses: number;
  readonly correct: number;
}

/**
 * Audits one training run: guesses for the extreme scores and bounds epsilon by the number of right guesses.
 *
 * @proof docs/proofs/noise-audit.md#one-run
 * @throws PARAMETER_INVALID when a score is not a number, lengths differ or there are more guesses than canaries.
 */
export function auditOneRun(audit: OneRunAudit): OneRunResult {
  const { scores, included, guessesEachWay, delta } = audit;
  const canaries = requireInteger('scores', scores.length, 2);
  if (included.length !== canaries) refuseParameter('included', included.length, `of ${canaries} canaries, as there are scores`);
  requireInteger('guessesEachWay', guessesEachWay, 1, Math.floor(canaries / 2));
  const order = Array.from({ length: canaries }, (_, i) => i);
  for (const i of order) if (Number.isNaN(scores[i])) refuseParameter('scores', Number.NaN, `a number at ${i}`);
  order.sort((a, b) => (scores[a] as number) - (scores[b] as number));
  let correct = 0;
  for (let k = 0; k < guessesEachWay; k++) {
    if (included[order[k] as number] === 0) correct++;
    if (included[order[canaries - 1 - k] as number] === 1) correct++;
  }
  const guesses = 2 * guessesEachWay;
  return { epsilon: oneRunEpsilon({ canaries, guesses, correct, delta }, audit.significance ?? 0.05), guesses, correct };
}
