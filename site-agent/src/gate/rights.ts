import type { CompiledPlan } from '@consilium/plan';
import { z } from 'zod';

/** What of scores on held-out patients may leave, each with what those before it let out. `noised`: under the guarantee. `exact`: without noise. */
export const METRICS_RIGHTS = ['none', 'noised', 'exact'] as const;

/** One of {@link METRICS_RIGHTS}. */
export type MetricsRight = (typeof METRICS_RIGHTS)[number];

/** Most runs that one approval allows. A study that needs more is looked at again. */
export const MOST_RUNS = 100;

/** Most attempts of a round, those of the longest plan. */
export const MOST_ATTEMPTS = 20;

/** The form of {@link Rights}, as approvals keep them. */
export const rightsSchema = z.strictObject({
  metrics: z.enum(METRICS_RIGHTS),
  ceiling: z.strictObject({ epsilon: z.number().positive(), delta: z.number().gt(0).lt(1) }).optional(),
  runs: z.int().min(1).max(MOST_RUNS),
  attemptsPerRound: z.int().min(1).max(MOST_ATTEMPTS),
  expiresMs: z.int().min(0).optional(),
});

/**
 * What a person gave to a plan by approving it. Rights belong to the hash of the plan: no other plan, not even of the same study, has
 * them. They say what the plan may do in all, so that approving it a second time without saying more gives it nothing more.
 */
export interface Rights {
  /** Whether scores on held-out patients may leave, and how. */
  readonly metrics: MetricsRight;
  /**
   * What all runs of the plan together may cost a patient, at that delta; absent where a plan adds no noise, which a hospital refuses
   * anyway.
   */
  readonly ceiling?: { readonly epsilon: number; readonly delta: number } | undefined;
  /** Runs of the plan, in all. */
  readonly runs: number;
  /** Attempts of each round of a run. */
  readonly attemptsPerRound: number;
  /** Milliseconds since 1970 from which on the plan may do nothing; absent where it does not end. */
  readonly expiresMs?: number | undefined;
}

/** What was decided about a plan, as far as it decides what may happen. */
export type Approval =
  | { readonly decision: 'approved'; readonly rights: Rights }
  | { readonly decision: 'refused' }
  | { readonly decision: 'undecided' };

/** The rights of a plan that is approved without saying more: one run at the plan's own target, scores with noise. */
export function usualRights({ document }: CompiledPlan): Rights {
  const { privacy, quorum } = document;
  return {
    metrics: 'noised',
    ...(privacy.mechanism === 'none' ? {} : { ceiling: { ...privacy.target } }),
    runs: 1,
    attemptsPerRound: quorum.attempts,
  };
}

/** Outer limits of a hospital for every approval. */
export interface RightsLimits {
  readonly metrics: MetricsRight;
  readonly runs: number;
  readonly attemptsPerRound: number;
}

/** What holds of rights under the limits of a hospital: the smaller of both, in everything. The budget is a limit of its own. */
export function withinLimits(rights: Rights, limits: RightsLimits): Rights {
  return {
    ...rights,
    metrics: lesser(rights.metrics, limits.metrics),
    runs: Math.min(rights.runs, limits.runs),
    attemptsPerRound: Math.min(rights.attemptsPerRound, limits.attemptsPerRound),
  };
}

/** Whether rights to metrics include others. */
export function includes(right: MetricsRight, asked: MetricsRight): boolean {
  return METRICS_RIGHTS.indexOf(right) >= METRICS_RIGHTS.indexOf(asked);
}

function lesser(a: MetricsRight, b: MetricsRight): MetricsRight {
  return includes(a, b) ? b : a;
}
