import { poolEvaluations, poolSubgroups } from '@consilium/learning';
import { type CompiledPlan, featureTexts, releaseParameters, subgroupLabels } from '@consilium/plan';
import { deriveRelease, type Release } from '@consilium/privacy';
import { forecastEpsilon, privacySummary, type Warnings } from './privacy-summary.ts';
import { aucWithinSites } from './answers.ts';
import { compactMetrics, compactReleased, compactScores } from './results/compact-metrics.ts';
import { releasedSummary } from './results/released-summary.ts';
import { pooledOutcome, siteOutcome } from './outcomes/outcome.ts';
import { targetFacts } from './outcomes/target-facts.ts';
import { dataSummary } from './site-check.ts';
import type { SimulationResult } from './simulation.ts';
import type { FinalScores, RoundSummary, SiteSummary, Summary } from './summary.ts';
import type { ExactScores } from './exact-scores.ts';
import { absentFrom } from './results/summarise-run.ts';
import { releasedScores, type RoundInfo } from './watch-run.ts';

/** The summary of a finished simulation. @param modelPath where the model was written */
export function summarise(result: SimulationResult, modelPath: string): Summary {
  const { plan, outcome, sites } = result;
  const parameters = releaseParameters(plan);
  // Without noise no epsilon is true, whatever the ledgers of the rehearsal say.
  const release = parameters === undefined || result.withoutNoise ? undefined : deriveRelease(parameters);
  const rounds = outcome.rounds.filter((round) => round.state === 'closed');
  const last = rounds.at(-1);
  const scores = exactOf(result, last);
  return {
    study: plan.document.study,
    title: plan.document.title,
    run: outcome.run,
    planHash: plan.hash,
    target: targetFacts(plan),
    reads: featureTexts(plan.document),
    transport: result.transport,
    ...(result.tls === undefined ? {} : { tls: result.tls }),
    seeded: result.seed !== undefined || result.withoutNoise,
    ...(result.seed === undefined ? {} : { seed: result.seed }),
    ...(result.withoutNoise ? { withoutNoise: true as const } : {}),
    backend: result.backend,
    sites: sites.map(({ id, patients, epsilon }): SiteSummary => {
      const own = scores.find(({ site }) => site === id);
      const said = last?.participants?.find(({ site }) => site === id);
      const found = result.withoutNoise ? undefined : releasedScores(plan, said?.released);
      const released = found === undefined ? null : compactScores(found);
      const declined = said?.scoresDeclined?.message ?? 'the site took no part in the last round';
      return {
        id,
        patients,
        epsilon: epsilon === undefined ? null : Math.max(epsilon.training, epsilon.heldOut),
        parts: epsilon ?? null,
        delta: release?.delta ?? null,
        metrics: own?.scores ?? null,
        ...optional('outcome', own?.rows && siteOutcome(plan, own.rows)),
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
    final: finalScores(plan, scores),
    released: result.withoutNoise ? null : releasedSummary(plan, last?.released),
    ...(last?.scoresWithheld?.message ? { withheld: last.scoresWithheld.message } : {}),
    policy: result.policy,
    ...optional('ownModels', result.ownModels),
    privacy: privacySummary(plan, release, warningsOf(result)),
    model: { sha256: outcome.modelHash, parameters: plan.manifest.parameters, path: modelPath },
    durationMs: result.durationMs,
    finishedAt: new Date(result.finishedMs).toISOString(),
    version: result.version,
  };
}

function exactOf({ outcome }: SimulationResult, info: RoundInfo | undefined): readonly ExactScores[] {
  return outcome.exact.get(info?.round ?? 0) ?? [];
}

function finalScores(plan: CompiledPlan, found: readonly ExactScores[]): FinalScores {
  const sites = found.map(({ scores }) => scores);
  const { accuracy, auc, loss, averagePrecision, brier, ece, mae, rmse, calibration, patients } = poolEvaluations(sites);
  const rows = found.flatMap((site) => site.rows ?? []);
  return {
    ...optional('accuracy', accuracy),
    ...optional('auc', auc),
    ...optional('aucWithinSites', aucWithinSites(sites)),
    ...optional('loss', loss),
    ...optional('averagePrecision', averagePrecision),
    ...optional('brier', brier),
    ...optional('ece', ece),
    ...optional('mae', mae),
    ...optional('rmse', rmse),
    ...optional('calibration', calibration),
    ...optional('outcome', pooledOutcome(plan, rows)),
    ...optional('subgroups', poolSubgroups(sites, subgroupLabels(plan.document))),
    patients,
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
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
    refused: absentFrom(info),
    metrics:
      scores.length === 0
        ? null
        : {
            pooled: compactMetrics(poolEvaluations(scores.map(({ scores: own }) => own))),
            sites: Object.fromEntries(scores.map(({ site, scores: own }) => [site, compactMetrics(own)])),
          },
    released: result.withoutNoise ? null : compactReleased(result.plan, info.released),
    epsilon: forecastEpsilon(result.outcome.rounds, round, release),
    phases: result.phases.of(round),
  };
}

function warningsOf({ seed, withoutNoise }: SimulationResult): Warnings {
  const seeded =
    seed === undefined
      ? []
      : ['Patients and noise were drawn from a seed so that this rehearsal can be repeated. Such noise protects nobody.'];
  const exact =
    'Scores stand here exactly, since this is a rehearsal. Of a real run only those with noise would be known, and they are covered by epsilon.';
  return { before: seeded, after: [exact], ...(withoutNoise ? { withoutNoise: true as const } : {}) };
}
