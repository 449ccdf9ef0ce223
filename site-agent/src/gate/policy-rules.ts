import { ConsiliumError, type ErrorCode } from '@consilium/core';
import type { Mechanism } from '@consilium/plan';
import type { Policy } from './policy-schema.ts';

/** What was decided about a plan at this hospital. */
export type Approval = 'approved' | 'refused' | 'undecided';

/** What a policy must know about a plan to admit it. */
export interface PlanFacts {
  readonly study: string;
  readonly planHash: string;
  readonly approval: Approval;
}

/** What a policy must know about a task to admit it. Established by the agent itself, never taken from the coordinator's word. */
export interface TaskFacts extends PlanFacts {
  readonly mechanism: Mechanism;
  /** Patients of this site that would train. */
  readonly patients: number;
  /** Whether this agent draws seeded noise, which protects nobody: a simulation. */
  readonly rehearsal: boolean;
}

/** What a policy must know about metrics to admit them. */
export interface MetricsFacts extends PlanFacts {
  /** Held-out patients behind the metrics. */
  readonly patients: number;
}

/** What of metrics may leave once they may at all. */
export interface MetricsRules {
  /** Fewest patients behind a count that leaves, unless it is zero. */
  readonly minimumCohort: number;
  /** Whether the histogram of scores may leave. */
  readonly scoreHistogram: boolean;
}

/**
 * Whether this hospital takes part in a task. The budget is another question, asked when the charge is reserved.
 *
 * @throws ConsiliumError with the refusal as code and message
 */
export function admitTask(policy: Policy, facts: TaskFacts): void {
  admitPlan(policy, facts);
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
      `This hospital takes part with at least ${policy.minimumPatients} training patients; its data set for study ${facts.study} has fewer.`,
    );
  }
}

/** Whether metrics on held-out patients may leave. @throws ConsiliumError with the refusal as code and message */
export function admitMetrics(policy: Policy, facts: MetricsFacts): void {
  admitPlan(policy, facts);
  if (!policy.metrics.share) throw refusal('METRICS_WITHHELD', 'This hospital does not share metrics.');
  if (!(facts.patients >= policy.metrics.minimumCohort)) {
    throw refusal(
      'METRICS_WITHHELD',
      `This hospital shares metrics on at least ${policy.metrics.minimumCohort} held-out patients; here there are fewer. Suppressed is not zero.`,
    );
  }
}

/** Whether this hospital takes part in the study and has approved the plan. @throws ConsiliumError with the refusal as code and message */
export function admitPlan(policy: Policy, { study, planHash, approval }: PlanFacts): void {
  if (!policy.allowedStudies.includes(study))
    throw refusal('STUDY_NOT_ALLOWED', `This hospital does not take part in study ${study}.`);
  if (approval === 'refused')
    throw refusal('PLAN_NOT_APPROVED', `This hospital refused plan ${planHash.slice(0, 12)} of study ${study}.`);
  if (approval !== 'approved') {
    throw refusal(
      'PLAN_NOT_APPROVED',
      `This hospital has not yet decided about plan ${planHash.slice(0, 12)} of study ${study}.`,
    );
  }
}

/** A sentence for a person on the other side; it never tells a count of patients. */
function refusal(code: ErrorCode, message: string): ConsiliumError {
  return new ConsiliumError({ code, message });
}
