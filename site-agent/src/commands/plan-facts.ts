import { type CompiledPlan, evaluationsOf, isMaskedPlan, releaseParameters, scoreParameters } from '@consilium/plan';
import { deltaWarning, deriveRelease, deriveScores, repeated, statedEpsilon, type SumTrust, sumTrust } from '@consilium/privacy';

/** What a plan may cost a patient of this site, at the delta of its target. */
export interface PlanCost {
  readonly mechanism: string;
  readonly unit: 'patient' | 'site';
  readonly delta: number;
  /** One run in which every round succeeds at once. */
  readonly allGoesWell: number;
  /** One run in which every round needs all its attempts, and nothing else stops it. */
  readonly worstOneRun: number;
  /** Whom the hospital trusts, for one run in which every round succeeds at once; absent where updates leave without masks. */
  readonly trust?: SumTrust;
  /** What every reader must see, whatever the numbers say. */
  readonly warnings: readonly string[];
}

/** Everything about a plan that matters to the people who decide about it. */
export interface PlanFacts {
  readonly study: string;
  readonly title: string;
  readonly description: string;
  readonly planHash: string;
  readonly sites: readonly string[];
  readonly patientColumn: string;
  readonly maxRowsPerPatient: number;
  readonly reads: readonly string[];
  readonly predicts: string;
  readonly rounds: number;
  readonly attemptsPerRound: number;
  readonly numbersPerUpdate: number;
  readonly missing: string;
  readonly scores: {
    readonly afterRounds: number;
    readonly metrics: readonly string[];
    readonly groups: readonly string[];
    /** Of all evaluations of a run, per held-out patient, at the delta of {@link cost}. */
    readonly epsilon: number | undefined;
  };
  /** Absent for a plan without noise, which this site will refuse. */
  readonly cost: PlanCost | undefined;
}

/** What a plan says, and what follows from it. */
export function planFacts(plan: CompiledPlan): PlanFacts {
  const { document } = plan;
  const { data, evaluation, quorum, rounds } = document;
  const scored = scoreParameters(plan);
  return {
    study: document.study,
    title: document.title,
    description: document.description,
    planHash: plan.hash,
    sites: plan.siteIds,
    patientColumn: data.patientId,
    maxRowsPerPatient: data.maxRowsPerPatient,
    reads: plan.inputs.map(({ name }) => name),
    predicts: data.target.column,
    rounds,
    attemptsPerRound: quorum.attempts,
    numbersPerUpdate: plan.manifest.parameters,
    missing: data.missing.rule,
    scores: {
      afterRounds: evaluationsOf(document),
      metrics: evaluation.metrics,
      groups: Object.keys(evaluation.subgroups ?? {}),
      epsilon: scored === undefined ? undefined : deriveScores(scored).release.epsilon,
    },
    cost: costOf(plan),
  };
}

function costOf(plan: CompiledPlan): PlanCost | undefined {
  const parameters = releaseParameters(plan);
  const scored = scoreParameters(plan);
  const { privacy, quorum, rounds } = plan.document;
  if (parameters === undefined || privacy.mechanism === 'none') return undefined;
  const release = deriveRelease(parameters);
  const { eventsPerRound } = release;
  const { delta } = privacy.target;
  const warning = deltaWarning(parameters);
  const epsilonOf = (times: number): number => statedEpsilon(repeated(eventsPerRound, times), delta).epsilon;
  return {
    mechanism: privacy.mechanism,
    unit: privacy.unit,
    delta,
    allGoesWell: epsilonOf(rounds),
    worstOneRun: epsilonOf(rounds * quorum.attempts),
    ...(isMaskedPlan(plan) && scored !== undefined
      ? {
          trust: sumTrust(parameters, {
            release,
            rounds,
            scores: deriveScores(scored).release,
            evaluations: scored.evaluations,
          }),
        }
      : {}),
    warnings: warning === undefined ? [] : [warning],
  };
}
