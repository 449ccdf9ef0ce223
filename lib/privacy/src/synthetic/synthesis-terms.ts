import { calibrateNoiseMultiplier } from '../accounting/calibrate.ts';
import type { PrivacyEvent } from '../accounting/events/event.ts';
import { SIGMA_RANGE } from '../noise/discrete-gaussian.ts';
import { requireDelta, requireInteger } from '../parameter.ts';
import { DISCRETISATION_SHARE } from '../release/discretisation.ts';
import { selectionRho } from './exponential-mechanism.ts';

/** Shares of rho for the marginals of single columns, the choice of pairs, and the marginals of pairs. */
const SHARES = { single: 0.54, choice: 0.12, pair: 0.34 } as const;

/** How much noise the steps of a synthesis get, and what they cost together. */
export interface SynthesisTerms {
  readonly columns: number;
  /** Parameter of the discrete Gaussian on the counts of one column. */
  readonly singleSigma: number;
  /** Parameter of the discrete Gaussian on the counts of a pair of columns. */
  readonly pairSigma: number;
  /** Weight of one patient's worth of error in the choice of a pair. */
  readonly choiceWeight: number;
  /** What the ledger is charged, in add/remove of one patient with one row. */
  readonly events: readonly PrivacyEvent[];
  /** Of these events at the target's delta: at most the target. */
  readonly epsilon: number;
  readonly delta: number;
}

/**
 * The terms of a synthesis of so many columns. They follow from public numbers alone, and are the same whatever the data.
 *
 * @proof docs/proofs/synthetic.md#cost
 * @throws ConsiliumError `PARAMETER_INVALID`, `CALIBRATION_FAILED` when no noise reaches the target
 */
export function deriveSynthesis({
  columns,
  target,
}: {
  readonly columns: number;
  readonly target: { readonly epsilon: number; readonly delta: number };
}): SynthesisTerms {
  requireInteger('columns', columns, 1, 2 ** 20);
  requireDelta('target.delta', target.delta);
  const { noiseMultiplier, epsilon } = calibrateNoiseMultiplier({
    targetEpsilon: target.epsilon,
    delta: target.delta * (1 - DISCRETISATION_SHARE),
    events: (noise) => eventsOf(columns, noiseOf(columns, noise)),
  });
  const noise = noiseOf(columns, noiseMultiplier);
  return Object.freeze({ columns, ...noise, events: Object.freeze(eventsOf(columns, noise)), epsilon, delta: target.delta });
}

type Noise = Pick<SynthesisTerms, 'singleSigma' | 'pairSigma' | 'choiceWeight'>;

/** Noise such that all steps together cost rho = 1 / multiplier^2; each step of a kind costs the same. */
function noiseOf(columns: number, multiplier: number): Noise {
  const pairs = Math.max(1, columns - 1);
  const sigma = (steps: number, share: number): number =>
    Math.min(SIGMA_RANGE.high, Math.max(SIGMA_RANGE.low, multiplier * Math.sqrt(steps / (2 * share))));
  return {
    // One column has no pair, and its counts get everything.
    singleSigma: sigma(columns, columns === 1 ? 1 : SHARES.single),
    pairSigma: sigma(pairs, SHARES.pair),
    choiceWeight: Math.sqrt((2 * SHARES.choice) / pairs) / multiplier,
  };
}

function eventsOf(columns: number, { singleSigma, pairSigma, choiceWeight }: Noise): readonly PrivacyEvent[] {
  // One patient more is one more in a single count of each marginal: the loss of a table is that of one integer of sensitivity 1.
  const counts = (sigma: number, steps: number): PrivacyEvent => ({ kind: 'discrete-gaussian', sigma, sensitivity: 1, steps });
  if (columns === 1) return [counts(singleSigma, 1)];
  return [
    counts(singleSigma, columns),
    { kind: 'zcdp', rho: selectionRho(choiceWeight, 1), steps: columns - 1 },
    counts(pairSigma, columns - 1),
  ];
}
