import { ConsiliumError } from '@consilium/core';
import { type CompiledPlan, releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import { type Spread, spreadOf } from '../mean-scores.ts';
import { settingsGrid, type Settings, settingsKey, settingsOf } from './settings.ts';
import { onlyGradients, patientsOf, type TuningData } from './trial.ts';
import type { TrialRunner } from './trial-pool.ts';
import type { Forecast, Tuning } from './tuning.ts';
import { verdictsOf } from './verdicts.ts';

/** How to choose. */
export interface TuningOptions {
  readonly plan: CompiledPlan;
  readonly data: TuningData;
  /** AUC for which the least epsilon is looked for. */
  readonly wanted?: number;
  readonly runner: TrialRunner;
  /** Told how many of all trials are done. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** Successive halving (Jamieson and Talwalkar 2016, arXiv:1502.07943): many settings on few seeds, few on many. */
const STAGES = [
  { keep: 24, seeds: 2 },
  { keep: 8, seeds: 6 },
  { keep: 3, seeds: 12 },
  { keep: 1, seeds: 20 },
] as const;
/** Seeds of a forecast, none of which had a part in the choice: the best of many looks better than it is on those that chose it. */
const FORECAST_SEEDS = 10;
const EPSILONS = [0.1, 0.25, 0.5, 1, 2, 4, 8];
const EPSILON_SEEDS = 6;
/** Trains as far as it goes where there is no noise to hold it back. */
const LONG = { clip: 2, rounds: 100, samplingRate: 1 };
const LONG_SEEDS = 3;

/**
 * Chooses learning rate, clip, rounds and sampling rate of a plan, at its own epsilon, and forecasts what they come to.
 *
 * @throws ConsiliumError `USAGE` for a plan that it cannot choose for, and what trials throw
 */
export async function tune({ plan, data, wanted, runner, onProgress = () => {} }: TuningOptions): Promise<Tuning> {
  requireTunable(plan, data);
  const grid = settingsGrid(plan);
  const own = settingsOf(plan);
  const { target } = targetOf(plan);
  const counted = new Progress(runner, plannedTrials(grid.length), onProgress);
  const tried = await halve(grid, counted);
  const [winner] = tried;
  if (winner === undefined) throw new ConsiliumError({ code: 'USAGE', message: 'no settings bring this plan to its target' });
  const seeds = namedSeeds('forecast', FORECAST_SEEDS);
  const forecast = async (settings: Settings): Promise<Forecast> => {
    const [auc, withoutNoise] = await Promise.all([
      counted.spread({ settings, noise: true }, seeds),
      counted.spread({ settings, noise: false }, seeds),
    ]);
    return { settings, auc, withoutNoise };
  };
  const isOwn = settingsKey(winner.settings) === settingsKey(own);
  const asWritten = await forecast(own);
  const chosen = isOwn ? asWritten : await forecast(winner.settings);
  const suggested = chosen.auc.mean > asWritten.auc.mean ? chosen : asWritten;
  const long = await counted.spread({ settings: longest(plan), noise: false }, seeds.slice(0, LONG_SEEDS));
  const epsilons: { readonly epsilon: number; readonly auc: Spread }[] = [];
  for (const epsilon of EPSILONS)
    epsilons.push({
      epsilon,
      auc: await counted.spread({ settings: suggested.settings, noise: true, epsilon }, seeds.slice(0, EPSILON_SEEDS)),
    });
  const facts = await Promise.all(seeds.slice(0, LONG_SEEDS).map((seed) => runner.facts(seed)));
  const truths = facts.flatMap(({ best }) => (best === null ? [] : [best]));
  const found = {
    study: plan.document.study,
    planHash: plan.hash,
    sites: plan.siteIds.length,
    patients: patientsOf(plan),
    trained: Math.min(...facts.map(({ patients }) => patients)),
    data,
    epsilon: target.epsilon,
    delta: target.delta,
    asWritten,
    suggested,
    best: truths.length === 0 ? null : spreadOf(truths).mean,
    ceiling: Math.max(long.mean, asWritten.withoutNoise.mean, suggested.withoutNoise.mean),
    tried,
    epsilons,
    wanted: wanted === undefined ? null : { auc: wanted, leastEpsilon: leastEpsilon(epsilons, wanted) },
  };
  return { ...found, verdicts: verdictsOf(found) };
}

/** Of a mean: it lies below the truth by chance as seldom as one time in forty. */
const SURE = 2;

/** The least epsilon whose AUC, and that of every larger one, reaches what is wanted for more than luck: by two standard errors. */
function leastEpsilon(epsilons: Tuning['epsilons'], wanted: number): number | null {
  const reaches = ({ auc }: Tuning['epsilons'][number]): boolean => auc.mean - SURE * (auc.standardError ?? 0) >= wanted;
  const last = epsilons.findLastIndex((one) => !reaches(one));
  return epsilons[last + 1]?.epsilon ?? null;
}

/** Refuses what cannot be chosen for, before anything is started. @throws ConsiliumError `USAGE`, and what the plan's release throws */
export function requireTunable(plan: CompiledPlan, data: TuningData): void {
  const { data: dictionary, sites, privacy } = plan.document;
  if (privacy.mechanism !== 'dp-fedsgd') throw onlyGradients();
  const usage = (message: string): ConsiliumError => new ConsiliumError({ code: 'USAGE', message });
  if (dictionary.target.kind !== 'binary') throw usage('tune chooses by AUC, which is that of a binary target');
  const without = plan.siteIds.filter((id) => sites[id]?.patients === undefined);
  if (without.length > 0) throw usage(`tune needs the public patients of every site: ${without.join(', ')} has none`);
  if (data.kind === 'planted' && plan.images.length > 0) throw usage('images cannot be planted: name a public file');
  // The plan as it is must be one that could run.
  deriveRelease(targetOf(plan));
}

function targetOf(plan: CompiledPlan): NonNullable<ReturnType<typeof releaseParameters>> {
  const parameters = releaseParameters(plan);
  if (parameters === undefined) throw onlyGradients();
  return parameters;
}

async function halve(grid: readonly Settings[], runner: Progress): Promise<Tuning['tried']> {
  let left = grid.map((settings) => ({ settings, aucs: [] as number[] }));
  const out: typeof left = [];
  for (const [stage, { keep, seeds }] of STAGES.entries()) {
    const names = namedSeeds(`stage-${stage + 1}`, seeds);
    const results = await Promise.all(left.map(async ({ settings }) => await runner.aucs({ settings, noise: true }, names)));
    const able = left.flatMap((one, i) => {
      const aucs = results[i];
      return aucs === undefined ? [] : [{ ...one, aucs: [...one.aucs, ...aucs] }];
    });
    const ranked = able.sort((a, b) => spreadOf(b.aucs).mean - spreadOf(a.aucs).mean);
    left = ranked.slice(0, keep);
    out.unshift(...ranked.slice(keep));
  }
  return [...left, ...out].map(({ settings, aucs }) => ({ settings, auc: spreadOf(aucs) }));
}

function plannedTrials(grid: number): number {
  let left = grid;
  let all = 0;
  for (const { keep, seeds } of STAGES) {
    all += left * seeds;
    left = Math.min(left, keep);
  }
  return all + 4 * FORECAST_SEEDS + LONG_SEEDS + EPSILONS.length * EPSILON_SEEDS;
}

function longest(plan: CompiledPlan): Settings {
  const rates = settingsGrid(plan).map(({ learningRate }) => learningRate);
  return { ...LONG, learningRate: [...new Set(rates)].sort((a, b) => a - b).at(-2) ?? settingsOf(plan).learningRate };
}

function namedSeeds(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
}

type Asked = Omit<Parameters<TrialRunner['run']>[0], 'seed'>;

/** Runs trials over seeds, and counts them. */
class Progress {
  readonly #runner: TrialRunner;
  readonly #all: number;
  readonly #told: (done: number, all: number) => void;
  #done = 0;

  constructor(runner: TrialRunner, all: number, told: (done: number, all: number) => void) {
    this.#runner = runner;
    this.#all = all;
    this.#told = told;
  }

  /** `undefined` where the settings make no plan. */
  async aucs(asked: Asked, seeds: readonly string[]): Promise<readonly number[] | undefined> {
    const found = await Promise.all(
      seeds.map(async (seed) => {
        const auc = await this.#runner.run({ ...asked, seed });
        this.#told(Math.min(++this.#done, this.#all), this.#all);
        return auc;
      }),
    );
    const able = found.filter((auc) => auc !== undefined);
    return able.length === found.length ? able : undefined;
  }

  async spread(asked: Asked, seeds: readonly string[]): Promise<Spread> {
    const aucs = await this.aucs(asked, seeds);
    if (aucs === undefined)
      throw new ConsiliumError({
        code: 'CALIBRATION_FAILED',
        message: `no noise brings ${settingsKey(asked.settings)} to its target`,
      });
    return spreadOf(aucs);
  }
}
