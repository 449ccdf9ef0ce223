import { ConsiliumError } from '@consilium/core';
import { print, table } from '@consilium/host';
import { type CompiledPlan, readPlan, releaseParameters, UNIT_WORDS } from '@consilium/plan';
import { deltaWarning, deriveRelease, type PrivacyEvent, type Release, statedEpsilon } from '@consilium/privacy';
import { Command, InvalidArgumentError } from 'commander';
import { positive } from '../../options.ts';
import { type ScoreCost, scoreCost, scoreCostText } from '../../score-cost.ts';

/** Rounds shown in the table; `--json` has the same points. */
const POINTS = 20;

interface ForecastOptions {
  readonly patients?: readonly string[];
  readonly budget?: number;
  readonly json?: boolean;
}

/** What each hospital will have spent, and how much of what it sends is noise. */
interface Forecast {
  readonly study: string;
  readonly unit: 'patient' | 'site';
  readonly delta: number;
  readonly noiseMultiplier: number;
  readonly rounds: readonly { readonly round: number; readonly epsilon: number; readonly withinBudget: boolean | null }[];
  /** Last round that the budget allows; null without a budget, 0 when not even the first one fits. */
  readonly lastRoundWithinBudget: number | null;
  readonly sites: readonly { readonly site: string; readonly patients: number; readonly noiseToSignal: number }[];
  /** Of the aggregate of all sites. */
  readonly pooledNoiseToSignal: number;
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
    .option('--budget <epsilon>', "epsilon that a hospital allows, at the plan's delta", positive)
    .option('--json', 'print the result as JSON')
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
  const epsilonAfter = (round: number): number => statedEpsilon(eventsAfter(release, round), release.delta).epsilon;
  const every = Math.max(1, Math.ceil(rounds / POINTS));
  const shown = Array.from({ length: rounds }, (_, i) => i + 1).filter(
    (round) => round % every === 0 || round === 1 || round === rounds,
  );
  const sizes = patientNumbers(plan, options.patients ?? []);
  // What arrives is a gradient or update of at most the clip per unit, plus noise of z clips in every coordinate.
  const noiseNorm = release.noiseMultiplier * Math.sqrt(plan.manifest.parameters);
  const batch = (patients: number): number => (parameters.mechanism === 'dp-fedavg' ? 1 : parameters.samplingRate * patients);
  const known = plan.siteIds.map((site) => ({ site, patients: sizes.get(site) ?? sites[site]?.patients ?? 1 }));
  const total = known.reduce((sum, { patients }) => sum + batch(patients), 0);
  const { budget } = options;
  return {
    study: plan.document.study,
    unit: parameters.mechanism === 'dp-fedavg' ? 'site' : 'patient',
    delta: release.delta,
    noiseMultiplier: release.noiseMultiplier,
    rounds: shown.map((round) => {
      const epsilon = epsilonAfter(round);
      return { round, epsilon, withinBudget: budget === undefined ? null : epsilon <= budget };
    }),
    lastRoundWithinBudget: budget === undefined ? null : lastWithin(rounds, (round) => epsilonAfter(round) <= budget),
    sites: known.map(({ site, patients }) => ({ site, patients, noiseToSignal: noiseNorm / batch(patients) })),
    warnings: warning === undefined ? [] : [warning],
    pooledNoiseToSignal: (noiseNorm * Math.sqrt(known.length)) / total,
    scores: scoreCost(plan),
  };
}

function eventsAfter(release: Release, round: number): readonly PrivacyEvent[] {
  return release.eventsPerRound.map((event) => ('steps' in event ? { ...event, steps: event.steps * round } : event));
}

/** Largest round for which `fits`, which only ever turns false as rounds grow. */
function lastWithin(rounds: number, fits: (round: number) => boolean): number {
  let low = 0;
  let high = rounds;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
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
      : [`Scores ${scoreCostText(forecast.scores)}; those held out do not train, so that nobody pays for both.`]),
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
