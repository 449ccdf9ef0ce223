import type { Basis } from '@consilium/deidentify';
import {
  type CompiledPlan,
  evaluationsOf,
  featureTexts,
  isMaskedPlan,
  releaseParameters,
  scoreParameters,
  targetText,
} from '@consilium/plan';
import {
  deltaWarning,
  deriveRelease,
  deriveScores,
  leftAlone,
  type LeftAlone,
  type PrivacyEvent,
  type Release,
  repeated,
  repetitionsWithin,
  type Scores,
  statedEpsilon,
  type SumTrust,
  sumTrust,
} from '@consilium/privacy';
import { acceptedBases, type Rights } from '../gate/index.ts';

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
  /** What is left alone of everything that the approval allows, its runs and attempts together; present with {@link trust}. */
  readonly aloneAtMost?: LeftAlone;
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
  /** Columns by name. */
  readonly reads: readonly string[];
  /** On what hospitals may base the use of their data. */
  readonly accepts: readonly Basis[];
  /** Features in words, with concept and window where the plan says them; a series or group is one. */
  readonly features: readonly string[];
  /** The column of the target. */
  readonly predicts: string;
  /** The target in words, as {@link features}. */
  readonly target: string;
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

/** What a plan says, and what follows from it. @param rights that it has, or would have once approved */
export function planFacts(plan: CompiledPlan, rights: Rights): PlanFacts {
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
    features: featureTexts(document),
    accepts: acceptedBases(plan),
    predicts: data.target.column,
    target: targetText(document),
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
    cost: costOf(plan, rights),
  };
}

function costOf(plan: CompiledPlan, rights: Rights): PlanCost | undefined {
  const parameters = releaseParameters(plan);
  const scored = scoreParameters(plan);
  const { privacy, quorum, rounds } = plan.document;
  if (parameters === undefined || privacy.mechanism === 'none') return undefined;
  const release = deriveRelease(parameters);
  const { eventsPerRound } = release;
  const scores = scored === undefined ? undefined : deriveScores(scored).release;
  const { delta } = privacy.target;
  const warning = deltaWarning(parameters);
  const epsilonOf = (times: number): number => statedEpsilon(repeated(eventsPerRound, times), delta).epsilon;
  return {
    mechanism: privacy.mechanism,
    unit: privacy.unit,
    delta,
    allGoesWell: epsilonOf(rounds),
    worstOneRun: epsilonOf(rounds * quorum.attempts),
    ...(isMaskedPlan(plan) && scored !== undefined && scores !== undefined
      ? {
          trust: sumTrust(parameters, { release, rounds, scores, evaluations: scored.evaluations }),
          aloneAtMost: aloneAtMost(plan, rights, { release, scores }),
        }
      : {}),
    warnings: warning === undefined ? [] : [warning],
  };
}

/** A coordinator that has all others may void attempts and begin runs until the approval ends. */
function aloneAtMost(
  { document: { privacy, rounds, evaluation } }: CompiledPlan,
  { ceiling, runs, attemptsPerRound }: Rights,
  { release, scores }: { readonly release: Release; readonly scores: Scores['release'] },
): LeftAlone {
  const within = (events: readonly PrivacyEvent[], most: number): number =>
    ceiling === undefined ? most : repetitionsWithin({ events, most }, { ...ceiling, accounting: 'one-mechanism' });
  return leftAlone(privacy.mechanism === 'none' ? 1 : privacy.honestContributors, {
    release,
    rounds: within(release.eventsPerRound, runs * rounds * attemptsPerRound),
    scores,
    evaluations: within([scores.event], runs * evaluationsOf({ evaluation, rounds })),
  });
}
