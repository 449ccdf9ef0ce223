import type { ErrorCode } from '@consilium/core';
import type { Mechanism } from '@consilium/plan';
import type { Policy } from './policy-schema.ts';

/** What was decided about a plan at this hospital. */
export type Approval = 'approved' | 'refused' | 'undecided';

/** What a policy must know about a plan to judge it. */
export interface PlanFacts {
  readonly study: string;
  readonly planHash: string;
  readonly approval: Approval;
}

/** What a policy must know about a task to judge it. Established by the agent itself, never taken from the coordinator's word. */
export interface TaskFacts extends PlanFacts {
  readonly mechanism: Mechanism;
  /** Patients of this site that would train. */
  readonly patients: number;
  /** Whether this agent draws seeded noise, which protects nobody: a simulation. */
  readonly rehearsal: boolean;
}

/** What a policy must know about metrics to judge them. */
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

/** Yes, or no with a code and a sentence for a person on the other side; it never tells a count of patients. */
export type Judgement =
  | { readonly accept: true }
  | { readonly accept: false; readonly code: ErrorCode; readonly message: string };

const ACCEPTED: Judgement = { accept: true };

/** Whether this hospital takes part in a task. The budget is another question, asked when the charge is reserved. */
export function judgeTask(policy: Policy, facts: TaskFacts): Judgement {
  const plan = judgePlan(policy, facts);
  if (!plan.accept) return plan;
  if (facts.mechanism === 'none') {
    if (!facts.rehearsal)
      return refuse('MECHANISM_REFUSED', 'The plan trains without noise (mechanism none), which only a simulation does.');
  } else if (!policy.mechanisms.includes(facts.mechanism)) {
    return refuse(
      'MECHANISM_REFUSED',
      `This hospital does not allow the mechanism ${facts.mechanism}, only ${policy.mechanisms.join(', ')}.`,
    );
  }
  // Written so that NaN refuses.
  if (!(facts.patients >= policy.minimumPatients)) {
    return refuse(
      'TOO_FEW_PATIENTS',
      `This hospital takes part with at least ${policy.minimumPatients} training patients; its data set for study ${facts.study} has fewer.`,
    );
  }
  return ACCEPTED;
}

/** Whether metrics on held-out patients may leave. */
export function judgeMetrics(policy: Policy, facts: MetricsFacts): Judgement {
  const plan = judgePlan(policy, facts);
  if (!plan.accept) return plan;
  if (!policy.metrics.share) return refuse('METRICS_WITHHELD', 'This hospital does not share metrics.');
  if (!(facts.patients >= policy.metrics.minimumCohort)) {
    return refuse(
      'METRICS_WITHHELD',
      `This hospital shares metrics on at least ${policy.metrics.minimumCohort} held-out patients; here there are fewer. Suppressed is not zero.`,
    );
  }
  return ACCEPTED;
}

/** Whether this hospital takes part in the study and has approved the plan. */
export function judgePlan(policy: Policy, { study, planHash, approval }: PlanFacts): Judgement {
  if (!policy.allowedStudies.includes(study))
    return refuse('STUDY_NOT_ALLOWED', `This hospital does not take part in study ${study}.`);
  if (approval === 'refused')
    return refuse('PLAN_NOT_APPROVED', `This hospital refused plan ${planHash.slice(0, 12)} of study ${study}.`);
  if (approval !== 'approved') {
    return refuse(
      'PLAN_NOT_APPROVED',
      `This hospital has not yet decided about plan ${planHash.slice(0, 12)} of study ${study}.`,
    );
  }
  return ACCEPTED;
}

function refuse(code: ErrorCode, message: string): Judgement {
  return { accept: false, code, message };
}
