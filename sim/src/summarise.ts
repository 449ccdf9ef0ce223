import { type Evaluation, poolEvaluations, poolSubgroups } from '@consilium/learning';
import {
  type CompiledPlan,
  featureTexts,
  isMaskedPlan,
  releaseParameters,
  scoreParameters,
  subgroupLabels,
} from '@consilium/plan';
import {
  deltaWarning,
  deriveRelease,
  deriveScores,
  type Release,
  siteLevelWarning,
  statedEpsilon,
  type SumTrust,
  sumTrust,
} from '@consilium/privacy';
import { dataSummary } from './site-check.ts';
import type { SimulationResult } from './simulation.ts';
import type { FinalScores, PrivacySummary, ReleasedSummary, RoundSummary, SiteSummary, Summary } from './summary.ts';
import type { ExactScores } from './exact-scores.ts';
import { releasedScores, type RoundInfo } from './watch-run.ts';

/** Rounds for which epsilon is computed one by one; longer runs get about this many points. */
const EPSILON_POINTS = 50;

/** The summary of a finished simulation. @param modelPath where the model was written */
export function summarise(result: SimulationResult, modelPath: string): Summary {
  const { plan, outcome, sites } = result;
  const parameters = releaseParameters(plan);
  const release = parameters === undefined ? undefined : deriveRelease(parameters);
  const rounds = outcome.rounds.filter((round) => round.state === 'closed');
  const last = rounds.at(-1);
  const scores = exactOf(result, last);
  return {
    study: plan.document.study,
    title: plan.document.title,
    run: outcome.run,
    planHash: plan.hash,
    reads: featureTexts(plan.document),
    transport: result.transport,
    ...(result.tls === undefined ? {} : { tls: result.tls }),
    seeded: result.seed !== undefined,
    ...(result.seed === undefined ? {} : { seed: result.seed }),
    backend: result.backend,
    sites: sites.map(({ id, patients, epsilon }): SiteSummary => {
      const own = scores.find(({ site }) => site === id);
      const said = last?.participants?.find(({ site }) => site === id);
      const released = releasedScores(said?.released) ?? null;
      const declined = said?.scoresDeclined?.message ?? 'the site took no part in the last round';
      return {
        id,
        patients,
        epsilon: epsilon === undefined ? null : Math.max(epsilon.training, epsilon.heldOut),
        parts: epsilon ?? null,
        delta: release?.delta ?? null,
        metrics: own?.scores ?? null,
        ...(own === undefined ? { suppressed: 'its file does not fit the plan' } : {}),
        ...dataSummary(result.checks.find(({ site }) => site === id)),
        released,
        ...(said?.scoresMasked === true
          ? { masked: true as const }
          : released === null && release !== undefined
            ? { declined }
            : {}),
      };
    }),
    rounds: rounds.map((round) => roundSummary(result, round, release)),
    final: finalScores(
      plan,
      scores.map(({ scores: own }) => own),
    ),
    released: releasedSummary(last),
    ...(last?.scoresWithheld?.message ? { withheld: last.scoresWithheld.message } : {}),
    privacy: privacySummary(result, release),
    model: { sha256: outcome.modelHash, parameters: plan.manifest.parameters, path: modelPath },
    durationMs: result.durationMs,
  };
}

function exactOf({ outcome }: SimulationResult, info: RoundInfo | undefined): readonly ExactScores[] {
  return outcome.exact.get(info?.round ?? 0) ?? [];
}

function releasedSummary(info: RoundInfo | undefined): ReleasedSummary | null {
  const scores = releasedScores(info?.released);
  return scores === undefined ? null : { sites: info?.released?.sites ?? [], scores };
}

function finalScores(plan: CompiledPlan, sites: readonly Evaluation[]): FinalScores {
  const { accuracy, auc, loss, averagePrecision, brier, ece, calibration, patients } = poolEvaluations(sites);
  const subgroups = poolSubgroups(sites, subgroupLabels(plan.document));
  return {
    ...(accuracy === undefined ? {} : { accuracy }),
    ...(auc === undefined ? {} : { auc }),
    ...(loss === undefined ? {} : { loss }),
    ...(averagePrecision === undefined ? {} : { averagePrecision }),
    ...(brier === undefined ? {} : { brier }),
    ...(ece === undefined ? {} : { ece }),
    ...(calibration === undefined ? {} : { calibration }),
    ...(subgroups === undefined ? {} : { subgroups }),
    patients,
  };
}

function roundSummary(result: SimulationResult, info: RoundInfo, release: Release | undefined): RoundSummary {
  const round = info.round ?? 0;
  const participants = info.participants ?? [];
  const scores = exactOf(result, info);
  return {
    round,
    attempt: info.attempt ?? 1,
    durationMs: info.durationMs ?? 0,
    participants: participants.flatMap(({ site, state }) => (state === 'counted' ? [site ?? ''] : [])),
    refused: participants.flatMap(({ site, state, problem }) =>
      state === 'counted'
        ? []
        : [
            {
              site: site ?? '',
              state: state ?? '',
              code: problem?.code ?? 'UNREACHABLE',
              message: problem?.message ?? 'no answer before the deadline',
            },
          ],
    ),
    metrics:
      scores.length === 0
        ? null
        : {
            pooled: poolEvaluations(scores.map(({ scores: own }) => own)),
            sites: Object.fromEntries(scores.map(({ site, scores: own }) => [site, own])),
          },
    released: releasedSummary(info),
    epsilon: forecastEpsilon(result, round, release),
    phases: result.phases.of(round),
  };
}

/**
 * What those who train at a site that answered every attempt have spent after this round; sites that sat some out have spent less. An attempt that
 * missed its quorum costs like any other: its updates had left.
 */
function forecastEpsilon({ outcome }: SimulationResult, round: number, release: Release | undefined): number | null {
  if (release === undefined) return null;
  const every = Math.max(1, Math.ceil(outcome.rounds.length / EPSILON_POINTS));
  if (round % every !== 0 && round !== outcome.rounds.at(-1)?.round) return null;
  const attempts = outcome.rounds.filter((info) => (info.round ?? 0) <= round).length;
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

function privacySummary({ plan, seed }: SimulationResult, release: Release | undefined): PrivacySummary {
  const { privacy } = plan.document;
  const seeded =
    seed === undefined
      ? []
      : ['Patients and noise were drawn from a seed so that this rehearsal can be repeated. Such noise protects nobody.'];
  const metrics =
    'Scores stand here exactly, since this is a rehearsal. Of a real run only those with noise would be known, and they are covered by epsilon.';
  if (privacy.mechanism === 'none') {
    return {
      unit: 'none',
      mechanism: 'none',
      noiseMultiplier: null,
      clip: null,
      honestContributors: null,
      trust: null,
      targetEpsilon: null,
      delta: null,
      accountant: null,
      warnings: [
        'NO PRIVACY: updates left the sites without noise. Never use this model, or this plan, with data of real patients.',
        ...seeded,
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
    warnings: [...seeded, ...planWarnings(plan, release), metrics],
  };
}

function planWarnings(plan: CompiledPlan, release: Release | undefined): readonly string[] {
  const parameters = releaseParameters(plan);
  if (parameters === undefined || release === undefined) return [];
  return [deltaWarning(parameters), siteLevelWarning(parameters, release)].filter((warning) => warning !== undefined);
}
