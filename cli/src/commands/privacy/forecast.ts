import { jsonOption, positiveNumber } from '@consilium/command-line';
import { ConsiliumError } from '@consilium/core';
import { print, table } from '@consilium/host';
import { type CompiledPlan, isMaskedPlan, readPlan, releaseParameters, scoreParameters, UNIT_WORDS } from '@consilium/plan';
import {
  budgetUse,
  deltaWarning,
  deriveRelease,
  deriveScores,
  repeated,
  repetitionsWithin,
  statedEpsilon,
  type SumTrust,
  sumTrust,
  sumTrustText,
} from '@consilium/privacy';
import { Command, InvalidArgumentError } from 'commander';
import { type ScoreCost, scoreCost, scoreCostText } from '../../score-cost.ts';

/** Rounds shown in the table; `--json` has the same points. */
const POINTS = 20;

interface ForecastOptions {
  readonly patients?: readonly string[];
  readonly budget?: number;
  readonly oneMechanism?: boolean;
  readonly json?: boolean;
}

/** What each hospital will have spent, and how much of what it sends is noise. */
interface Forecast {
  readonly study: string;
  readonly unit: 'patient' | 'site';
  readonly delta: number;
  readonly noiseMultiplier: number;
  readonly rounds: readonly { readonly round: number; readonly epsilon: number; readonly withinBudget: boolean | null }[];
  /** How the budget is counted; null without one. */
  readonly accounting: 'several' | 'one-mechanism' | null;
  /** Last round that the budget allows; null without a budget, 0 when not even the first one fits. */
  readonly lastRoundWithinBudget: number | null;
  /** Evaluations that the budget of those held out allows; null without a budget. */
  readonly evaluationsWithinBudget: number | null;
  readonly sites: readonly { readonly site: string; readonly patients: number; readonly noiseToSignal: number }[];
  /** Of the aggregate of all sites. */
  readonly pooledNoiseToSignal: number;
  /** Whom hospitals trust; null where updates leave without masks. */
  readonly trust: SumTrust | null;
  readonly warnings: readonly string[];
  readonly scores: ScoreCost | null;
}

/** `consilium privacy forecast` */
export function forecastCommand(): Command {
  return new Command('forecast')
    .description(
      'What each hospital will have spent after every round, whether it stays inside a budget, and how much noise to expect',
    )
    .argument('<study.yaml>', 'the plan')
    .option(
      '--patients <site=n...>',
      'training patients of sites, or one number for all (default: the public numbers of the plan)',
    )
    .option('--budget <epsilon>', "epsilon that a hospital allows, at the plan's delta", positiveNumber)
    .option(
      '--one-mechanism',
      'count exactly, as such a budget does; else any plans may share the budget, and a study gets less of it',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium privacy forecast examples/heart-disease/study.yaml --patients cleveland=200 hungary=174 --budget 0.8\n',
    )
    .action((path: string, options: ForecastOptions) => {
      const forecast = forecastFor(readPlan(path), options);
      print(options.json, forecast, () => forecastLines(forecast, options.budget));
    });
}

function forecastFor(plan: CompiledPlan, options: ForecastOptions): Forecast {
  const parameters = releaseParameters(plan);
  if (parameters === undefined)
    throw new ConsiliumError({
      code: 'MECHANISM_REFUSED',
      message: 'the plan has no privacy (mechanism none), so there is nothing to forecast',
    });
  const release = deriveRelease(parameters);
  const warning = deltaWarning(parameters);
  const { rounds, sites } = plan.document;
  const eventsAfter = (round: number): ReturnType<typeof repeated> => repeated(release.eventsPerRound, round);
  const accounting = options.oneMechanism === true ? 'one-mechanism' : 'several';
  // As a hospital decides: a filter counts more than what the rounds cost when composed.
  const budget =
    options.budget === undefined ? undefined : ({ epsilon: options.budget, delta: release.delta, accounting } as const);
  const every = Math.max(1, Math.ceil(rounds / POINTS));
  const shown = Array.from({ length: rounds }, (_, i) => i + 1).filter(
    (round) => round % every === 0 || round === 1 || round === rounds,
  );
  const scored = scoreParameters(plan);
  const sizes = patientNumbers(plan, options.patients ?? []);
  // What a site adds is a gradient or update of at most the clip per unit, plus its share of noise of z clips in every coordinate.
  const noiseNorm = release.noiseMultiplier * Math.sqrt(plan.manifest.parameters / parameters.honestContributors);
  const batch = (patients: number): number => (parameters.mechanism === 'dp-fedavg' ? 1 : parameters.samplingRate * patients);
  const known = plan.siteIds.map((site) => ({ site, patients: sizes.get(site) ?? sites[site]?.patients ?? 1 }));
  const total = known.reduce((sum, { patients }) => sum + batch(patients), 0);
  return {
    study: plan.document.study,
    unit: parameters.mechanism === 'dp-fedavg' ? 'site' : 'patient',
    delta: release.delta,
    noiseMultiplier: release.noiseMultiplier,
    rounds: shown.map((round) => {
      const events = eventsAfter(round);
      const withinBudget = budget === undefined ? null : budgetUse(events, budget) <= budget.epsilon;
      return { round, epsilon: statedEpsilon(events, release.delta).epsilon, withinBudget };
    }),
    accounting: budget === undefined ? null : accounting,
    lastRoundWithinBudget:
      budget === undefined ? null : repetitionsWithin({ events: release.eventsPerRound, most: rounds }, budget),
    evaluationsWithinBudget:
      budget === undefined || scored === undefined
        ? null
        : repetitionsWithin({ events: [deriveScores(scored).release.event], most: scored.evaluations }, budget),
    sites: known.map(({ site, patients }) => ({ site, patients, noiseToSignal: noiseNorm / batch(patients) })),
    warnings: warning === undefined ? [] : [warning],
    trust:
      isMaskedPlan(plan) && scored !== undefined
        ? sumTrust(parameters, { release, rounds, scores: deriveScores(scored).release, evaluations: scored.evaluations })
        : null,
    pooledNoiseToSignal: (noiseNorm * Math.sqrt(known.length)) / total,
    scores: scoreCost(plan),
  };
}

function patientNumbers(plan: CompiledPlan, given: readonly string[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const text of given) {
    const [left = '', right] = text.split('=');
    const patients = Number(right ?? left);
    if (!Number.isInteger(patients) || patients < 1)
      throw new InvalidArgumentError(`--patients ${text}: expected site=number or a number`);
    if (right !== undefined && !plan.siteIds.includes(left))
      throw new InvalidArgumentError(`--patients ${text}: the plan has the sites ${plan.siteIds.join(', ')}`);
    for (const site of right === undefined ? plan.siteIds : [left]) numbers.set(site, patients);
  }
  return numbers;
}

function forecastLines(forecast: Forecast, budget: number | undefined): readonly string[] {
  const { rounds, sites, lastRoundWithinBudget } = forecast;
  const verdict =
    lastRoundWithinBudget === null
      ? []
      : [
          lastRoundWithinBudget === rounds.at(-1)?.round
            ? `The whole run stays inside the budget of ${budget}.`
            : `The budget of ${budget} allows ${lastRoundWithinBudget} of ${rounds.at(-1)?.round} rounds.`,
          forecast.accounting === 'several'
            ? 'Counted for any plans, each chosen after seeing the results of those before it, as budgets of hospitals are unless set with --one-mechanism.'
            : 'Counted exactly, as a budget for repetitions of one mechanism is: one that was set without --one-mechanism allows less.',
        ];
  return [
    `${forecast.study}: epsilon ${UNIT_WORDS[forecast.unit]} at delta ${forecast.delta}, noise multiplier ${forecast.noiseMultiplier.toPrecision(4)}`,
    ...forecast.warnings.map((warning) => `WARNING: ${warning}`),
    ...table(
      ['after round', 'epsilon', ...(budget === undefined ? [] : ['inside budget'])],
      rounds.map(({ round, epsilon, withinBudget }) => [
        String(round),
        epsilon.toFixed(4),
        ...(withinBudget === null ? [] : [withinBudget ? 'yes' : 'NO']),
      ]),
    ),
    ...verdict,
    ...(forecast.scores === null
      ? []
      : [
          `Scores ${scoreCostText(forecast.scores)}; those held out do not train, so that nobody pays for both.`,
          ...(forecast.evaluationsWithinBudget === null
            ? []
            : [
                `The budget of ${budget} allows ${forecast.evaluationsWithinBudget} of ${forecast.scores.evaluations} evaluations.`,
              ]),
        ]),
    ...(forecast.trust === null ? [] : sumTrustText(forecast.trust).map((line, i) => (i === 0 ? `Masks: ${line}` : `  ${line}`))),
    'Expected noise over the largest possible signal in one round (1: as much noise as signal; rounds average it out):',
    ...table(
      ['site', 'patients', 'noise-to-signal'],
      [
        ...sites.map(({ site, patients, noiseToSignal }) => [site, String(patients), noiseToSignal.toFixed(2)]),
        ['all together', '', forecast.pooledNoiseToSignal.toFixed(2)],
      ],
    ),
  ];
}
