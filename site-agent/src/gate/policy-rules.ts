import { type ConsiliumError, type ErrorCode, refusalOf } from '@consilium/core';
import type { Mechanism } from '@consilium/plan';
import { admitExchange, type ExchangeFacts } from './exchange-rules.ts';
import type { Policy } from './policy-schema.ts';
import { type Approval, includes, type MetricsRight, type Rights, withinLimits } from './rights.ts';

/** What a policy must know about a plan to admit it. */
export interface PlanFacts {
  readonly study: string;
  readonly planHash: string;
  readonly approval: Approval;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** What a policy must know about a task to admit it. Established by the agent itself, never taken from the coordinator's word. */
export interface TaskFacts extends PlanFacts {
  readonly mechanism: Mechanism;
  readonly exchange: ExchangeFacts;
  /** Patients of this site that train, as the hospital declares them: a refusal must not tell the true number. */
  readonly patients: number;
  /** Whether this agent draws seeded noise, which protects nobody: a simulation. */
  readonly rehearsal: boolean;
}

/** What scores of a model may be. */
export type ScoresKind = Exclude<MetricsRight, 'none'>;

/** What a policy must know about metrics to admit them. */
export interface MetricsFacts extends PlanFacts {
  /** Held-out patients of this site, as the hospital declares them: a refusal must not tell the true number. */
  readonly patients: number;
}

/** What of metrics may leave once they may at all. */
export interface MetricsRules {
  /** Fewest patients behind a count that leaves, unless it is zero. */
  readonly minimumCohort: number;
  /** Fewest patients, in all and of each group, who do not have its commonest outcome. */
  readonly minimumOthers: number;
  /** Whether the histogram of scores may leave. */
  readonly scoreHistogram: boolean;
}

/**
 * Whether this hospital takes part in a task. The budget is another question, asked when the charge is reserved.
 *
 * @throws ConsiliumError with the refusal as code and message
 */
export function admitTask(policy: Policy, facts: TaskFacts): void {
  admitExchange(admitPlan(policy, facts), facts.planHash, facts.exchange);
  if (facts.mechanism === 'none') {
    if (!facts.rehearsal)
      throw refusal('MECHANISM_REFUSED', 'The plan trains without noise (mechanism none), which only a simulation does.');
  } else if (!policy.mechanisms.includes(facts.mechanism)) {
    throw refusal(
      'MECHANISM_REFUSED',
      `This hospital does not allow the mechanism ${facts.mechanism}, only ${policy.mechanisms.join(', ')}.`,
    );
  }
  // Written so that NaN refuses.
  if (!(facts.patients >= policy.minimumPatients)) {
    throw refusal(
      'TOO_FEW_PATIENTS',
      `This hospital takes part with at least ${policy.minimumPatients} training patients; its data set for study ${facts.study} is declared with fewer.`,
    );
  }
}

/**
 * Whether exact metrics on held-out patients may leave at all: asked before a record is read, of what the hospital declares. What the records
 * say decides in the answer itself ({@link leavingMetrics}).
 *
 * @throws ConsiliumError with the refusal as code and message
 */
export function admitMetrics(policy: Policy, facts: MetricsFacts): void {
  admitScores(policy, facts, 'exact');
  if (!(facts.patients >= policy.metrics.minimumCohort)) {
    throw refusal(
      'METRICS_WITHHELD',
      `This hospital shares metrics on at least ${policy.metrics.minimumCohort} held-out patients; its data set for study ${facts.study} is declared with fewer. Suppressed is not zero.`,
    );
  }
}

/**
 * Whether scores of this kind may leave under a plan.
 *
 * @throws ConsiliumError with the refusal as code and message
 */
export function admitScores(policy: Policy, facts: PlanFacts, kind: ScoresKind): void {
  const { metrics } = admitPlan(policy, facts);
  if (includes(metrics, kind)) return;
  const what = kind === 'exact' ? 'exact metrics' : 'scores';
  throw refusal(
    'METRICS_WITHHELD',
    `This hospital lets no ${what} out under plan ${facts.planHash.slice(0, 12)}. Suppressed is not zero.`,
  );
}

/**
 * Whether this hospital takes part in the study and has approved the plan.
 *
 * @returns the rights of the plan: those of its approval, within the limits of the policy
 * @throws ConsiliumError with the refusal as code and message
 */
export function admitPlan(policy: Policy, { study, planHash, approval, nowMs }: PlanFacts): Rights {
  if (!policy.allowedStudies.includes(study))
    throw refusal('STUDY_NOT_ALLOWED', `This hospital does not take part in study ${study}.`);
  if (approval.decision === 'refused')
    throw refusal('PLAN_NOT_APPROVED', `This hospital refused plan ${planHash.slice(0, 12)} of study ${study}.`);
  if (approval.decision !== 'approved') {
    throw refusal(
      'PLAN_NOT_APPROVED',
      `This hospital has not yet decided about plan ${planHash.slice(0, 12)} of study ${study}.`,
    );
  }
  const { rights } = approval;
  // Written so that NaN refuses.
  if (rights.expiresMs !== undefined && !(nowMs < rights.expiresMs)) {
    throw refusal(
      'PLAN_NOT_APPROVED',
      `The approval of plan ${planHash.slice(0, 12)} of study ${study} has expired at this hospital.`,
    );
  }
  return withinLimits(rights, { ...policy.limits, metrics: policy.metrics.allow });
}

/** A sentence for a person on the other side; it never tells a count of patients. */
function refusal(code: ErrorCode, message: string): ConsiliumError {
  return refusalOf({ code, message });
}
