import { ConsiliumError } from '@consilium/core';
import { type CompiledPlan, evaluationsOf, parsePlan, releaseParameters } from '@consilium/plan';
import { deriveRelease, type PrivacyEvent, statedEpsilon } from '@consilium/privacy';

/** What a plan claims about its releases; all that an audit takes over from it. */
export interface AuditedClaim {
  readonly mechanism: 'dp-fedsgd' | 'dp-sgd' | 'dp-fedavg';
  readonly clip: number;
  /** Standard deviation of the noise over the clip. */
  readonly noiseMultiplier: number;
  /** 1 for dp-fedavg. */
  readonly samplingRate: number;
  /** Releases of a whole run at one site. */
  readonly releases: number;
  /** Sites whose updates may be added up. */
  readonly sites: number;
  /** Honest sites that the noise of a share counts on (h). */
  readonly honest: number;
  readonly delta: number;
  /** Of the scores of a run: what all evaluations may cost together, at {@link delta}. */
  readonly scores: { readonly epsilon: number; readonly evaluations: number };
}

/** What is audited without a plan: epsilon 1 at delta 1e-5 for a run of forty releases. */
const USUAL = { clip: 1, target: { epsilon: 1, delta: 1e-5 }, sites: 4, honestContributors: 1, largestSite: 500, dimension: 500 };

/** The claims of a usual plan of each mechanism. */
export function usualClaims(): readonly AuditedClaim[] {
  return (['dp-fedsgd', 'dp-sgd', 'dp-fedavg'] as const).map((mechanism) => {
    const samplingRate = mechanism === 'dp-fedavg' ? 1 : 0.2;
    const { clip, sites, honestContributors: honest } = USUAL;
    const common = { mechanism, samplingRate, clip, sites, honest, delta: USUAL.target.delta };
    const { noiseMultiplier } = deriveRelease({ ...USUAL, mechanism, samplingRate, stepsPerRound: 1, rounds: 40 });
    return { ...common, noiseMultiplier, releases: 40, scores: { epsilon: USUAL.target.epsilon, evaluations: 1 } };
  });
}

/** The claim of a plan. @throws ConsiliumError `MECHANISM_REFUSED` for a plan without privacy */
export function claimOf(plan: CompiledPlan): AuditedClaim {
  const parameters = releaseParameters(plan);
  if (parameters === undefined) {
    throw new ConsiliumError({
      code: 'MECHANISM_REFUSED',
      message: 'the plan has no privacy (mechanism none): there is no claim to audit',
    });
  }
  const { mechanism, clip, samplingRate, sites, honestContributors, rounds, stepsPerRound, target } = parameters;
  const { noiseMultiplier } = deriveRelease(parameters);
  return {
    mechanism,
    clip,
    samplingRate,
    sites,
    honest: honestContributors,
    noiseMultiplier,
    releases: rounds * stepsPerRound,
    delta: target.delta,
    scores: { epsilon: target.epsilon, evaluations: evaluationsOf(plan.document) },
  };
}

/** By how many clips one patient moves a release, as the audit sees it: it is measured, and compared with this. */
export function clipsMoved({ mechanism }: AuditedClaim): number {
  return mechanism === 'dp-fedavg' ? 2 : 1;
}

/** The network and the patients of one part of an audit. */
export interface AuditedShape {
  /** Numbers of each row, and parameters of a model of one layer without bias. */
  readonly inputs: number;
  /** Public number of patients of each site. */
  readonly patients: number;
  /** @default one unit with a sigmoid and without bias: each input has a weight of its own */
  readonly layers?: readonly unknown[];
  /** In place of the claim's. */
  readonly samplingRate?: number;
  /** dp-sgd: steps of a round. @default 1 */
  readonly steps?: number;
  /** @default 1 */
  readonly rowsPerPatient?: number;
  /** Audits sums under masks: each share counts on the noise of so many honest sites, of all. @default 1, without masks */
  readonly honest?: number;
  /** Audits scores: the plan's `evaluation`, at the price that the claim has for them. */
  readonly evaluation?: Readonly<Record<string, unknown>>;
}

/** Largest number in an audited file: canaries are longer than every clip. */
export const LARGEST_INPUT = 1e9;

/** Name of the column of one input; in the order of the inputs. */
export function columnName(input: number): string {
  return `c${String(input).padStart(5, '0')}`;
}

/**
 * A plan with the claim's mechanism, clip, noise, rate and sites, and a network and patients that show what they do.
 *
 * @throws ConsiliumError `PLAN_INVALID` for a claim that no plan can make
 */
export function auditedPlan(claim: AuditedClaim, shape: AuditedShape): CompiledPlan {
  const { mechanism, clip, noiseMultiplier, sites, releases } = claim;
  const { inputs, patients, steps = 1, rowsPerPatient = 1, honest = 1 } = shape;
  const samplingRate = shape.samplingRate ?? claim.samplingRate;
  const feature = { kind: 'number', unit: '1', range: [-LARGEST_INPUT, LARGEST_INPUT], scale: 'none' };
  const optimizer = { kind: 'sgd', learningRate: 1 };
  const training = {
    'dp-fedsgd': { samplingRate },
    'dp-sgd': { samplingRate, localSteps: steps, optimizer },
    'dp-fedavg': { localSteps: 1, batchSize: 4096, optimizer: { kind: 'sgd', learningRate: 1000 } },
  }[mechanism];
  // Below one over the number of patients, as plans must.
  const delta = Math.min(claim.delta, 1 / (2 * patients));
  const events = eventsOf({ ...claim, samplingRate }, releases);
  const { evaluation } = shape;
  // What is audited of updates is one release; the target only has to allow it. Of scores, it is what they cost.
  const priced =
    evaluation === undefined
      ? { noiseMultiplier, target: { epsilon: 2 * statedEpsilon(events, delta).epsilon, delta } }
      : { target: { epsilon: claim.scores.epsilon, delta } };
  const rounds = evaluation === undefined ? Math.max(1, Math.floor(releases / steps)) : claim.scores.evaluations;
  const document = {
    version: 1,
    study: 'privacy-audit',
    title: 'Audit',
    sites: Object.fromEntries(Array.from({ length: sites }, (_, i) => [`site-${i + 1}`, { patients }])),
    data: {
      patientId: 'patient',
      maxRowsPerPatient: rowsPerPatient,
      target: { kind: 'binary', column: 'outcome', positive: ['1'], negative: ['0'] },
      features: Object.fromEntries(Array.from({ length: inputs }, (_, i) => [columnName(i), feature])),
    },
    model: { layers: shape.layers ?? [{ type: 'dense', units: 1, activation: 'sigmoid', useBias: false }] },
    training: { loss: 'binary-crossentropy', ...training },
    strategy: { kind: 'fedavg', weights: 'public-bucket' },
    privacy: { mechanism, clip, ...priced, honestContributors: honest },
    rounds,
    quorum: { sites: honest > 1 ? sites : 1 },
    ...(evaluation === undefined ? {} : { evaluation: { every: 1, ...evaluation } }),
  };
  return parsePlan(JSON.stringify(document), 'audit');
}

/** What so many releases of a claim cost, as the ledger would write it. */
function eventsOf(claim: AuditedClaim, releases: number): readonly PrivacyEvent[] {
  const { mechanism, samplingRate } = claim;
  const noiseMultiplier = claim.noiseMultiplier / clipsMoved(claim);
  if (mechanism === 'dp-fedavg') return [{ kind: 'gaussian', noiseMultiplier, steps: releases }];
  return [{ kind: 'poisson-gaussian', noiseMultiplier, samplingRate, steps: releases }];
}
