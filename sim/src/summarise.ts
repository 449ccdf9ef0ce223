import { type Evaluation, poolEvaluations, poolSubgroups } from '@consilium/learning';
import { type CompiledPlan, releaseParameters, subgroupLabels } from '@consilium/plan';
import { deltaWarning, deriveRelease, type Release, siteLevelWarning, statedEpsilon } from '@consilium/privacy';
import type { SimulationResult } from './simulation.ts';
import type { FinalScores, PrivacySummary, RoundSummary, SiteSummary, Summary } from './summary.ts';
import { type RoundInfo, siteScores } from './watch-run.ts';

/** Rounds for which epsilon is computed one by one; longer runs get about this many points. */
const EPSILON_POINTS = 50;

/** The summary of a finished simulation. @param modelPath where the model was written */
export function summarise(result: SimulationResult, modelPath: string): Summary {
  const { plan, outcome, sites } = result;
  const parameters = releaseParameters(plan);
  const release = parameters === undefined ? undefined : deriveRelease(parameters);
  const rounds = outcome.rounds.filter((round) => round.state === 'closed');
  const last = rounds.at(-1);
  const scores = last === undefined ? [] : siteScores(last);
  return {
    study: plan.document.study,
    title: plan.document.title,
    run: outcome.run,
    planHash: plan.hash,
    transport: result.transport,
    ...(result.tls === undefined ? {} : { tls: result.tls }),
    seeded: result.seed !== undefined,
    ...(result.seed === undefined ? {} : { seed: result.seed }),
    backend: result.backend,
    sites: sites.map(({ id, patients, epsilon }): SiteSummary => {
      const own = scores.find(({ site }) => site === id);
      const suppressed = last?.participants?.find(({ site }) => site === id)?.metricsSuppressed?.message;
      return {
        id,
        patients,
        epsilon: epsilon ?? null,
        delta: release?.delta ?? null,
        metrics: own?.scores ?? null,
        ...(own === undefined ? { suppressed: suppressed ?? 'the site took no part in the last round' } : {}),
      };
    }),
    rounds: rounds.map((round) => roundSummary(result, round, release)),
    final: finalScores(
      plan,
      scores.map(({ scores: own }) => own),
    ),
    privacy: privacySummary(result, release),
    model: { sha256: outcome.modelHash, parameters: plan.manifest.parameters, path: modelPath },
    durationMs: result.durationMs,
  };
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
  const scores = siteScores(info);
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
    epsilon: forecastEpsilon(result, round, release),
    phases: result.phases.of(round),
  };
}

/**
 * What a site that answered every attempt has spent after this round; sites that sat some out have spent less. An attempt that
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

function privacySummary({ plan, seed }: SimulationResult, release: Release | undefined): PrivacySummary {
  const { privacy } = plan.document;
  const seeded =
    seed === undefined
      ? []
      : ['Patients and noise were drawn from a seed so that this rehearsal can be repeated. Such noise protects nobody.'];
  const metrics =
    'Metrics are exact numbers about held-out patients. Epsilon covers the patients used for training, not these metrics.';
  if (privacy.mechanism === 'none') {
    return {
      unit: 'none',
      mechanism: 'none',
      noiseMultiplier: null,
      clip: null,
      honestContributors: null,
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
