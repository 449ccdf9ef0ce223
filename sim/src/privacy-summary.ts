import { type CompiledPlan, isMaskedPlan, releaseParameters, scoreParameters } from '@consilium/plan';
import {
  deltaWarning,
  deriveScores,
  type Release,
  siteLevelWarning,
  statedEpsilon,
  type SumTrust,
  sumTrust,
} from '@consilium/privacy';
import type { PrivacySummary } from './summary.ts';
import type { RoundInfo } from './watch-run.ts';

/** Rounds for which epsilon is computed one by one; longer runs get about this many points. */
const EPSILON_POINTS = 50;

/**
 * What those who train at a site that answered every attempt have spent after this round; sites that sat some out have spent less. An attempt that
 * missed its quorum costs like any other: its updates had left.
 */
export function forecastEpsilon(attempted: readonly RoundInfo[], round: number, release: Release | undefined): number | null {
  if (release === undefined) return null;
  const every = Math.max(1, Math.ceil(attempted.length / EPSILON_POINTS));
  if (round % every !== 0 && round !== attempted.at(-1)?.round) return null;
  const attempts = attempted.filter((info) => (info.round ?? 0) <= round).length;
  const events = release.eventsPerRound.map((event) => ({ ...event, steps: event.steps * attempts }));
  return statedEpsilon(events, release.delta).epsilon;
}

function trustOf(plan: CompiledPlan, release: Release | undefined): SumTrust | null {
  const parameters = releaseParameters(plan);
  const scored = scoreParameters(plan);
  if (release === undefined || parameters === undefined || scored === undefined || !isMaskedPlan(plan)) return null;
  const { evaluations } = scored;
  return sumTrust(parameters, { release, rounds: plan.document.rounds, scores: deriveScores(scored).release, evaluations });
}

/** Warnings of a run beside those that follow from its plan. */
export interface Warnings {
  readonly before: readonly string[];
  /** Of a run that has a guarantee. */
  readonly after: readonly string[];
  /** Of a rehearsal that left the noise of its plan out. */
  readonly withoutNoise?: true;
}

/** What a plan promises, in the form of a summary. */
export function privacySummary(plan: CompiledPlan, release: Release | undefined, warnings: Warnings): PrivacySummary {
  const { privacy } = plan.document;
  const { before, after, withoutNoise } = warnings;
  if (privacy.mechanism === 'none' || withoutNoise === true) {
    return {
      unit: 'none',
      mechanism: privacy.mechanism,
      noiseMultiplier: withoutNoise === true ? 0 : null,
      clip: privacy.mechanism === 'none' ? null : privacy.clip,
      honestContributors: null,
      trust: null,
      targetEpsilon: null,
      delta: null,
      accountant: null,
      warnings:
        withoutNoise === true
          ? [
              'NO PRIVACY: the noise of the plan was left out to show what it costs. This protects nobody. Never give this model away; agents at hospitals cannot leave noise out.',
            ]
          : [
              'NO PRIVACY: updates left the sites without noise. Never use this model, or this plan, with data of real patients.',
              ...before,
            ],
    };
  }
  return {
    unit: privacy.unit,
    mechanism: privacy.mechanism,
    noiseMultiplier: release?.noiseMultiplier ?? null,
    clip: privacy.clip,
    honestContributors: privacy.honestContributors,
    trust: trustOf(plan, release),
    targetEpsilon: privacy.target.epsilon,
    delta: privacy.target.delta,
    accountant: release?.method ?? null,
    warnings: [...before, ...planWarnings(plan, release), ...after],
  };
}

function planWarnings(plan: CompiledPlan, release: Release | undefined): readonly string[] {
  const parameters = releaseParameters(plan);
  if (parameters === undefined || release === undefined) return [];
  return [deltaWarning(parameters), siteLevelWarning(parameters, release)].filter((warning) => warning !== undefined);
}
