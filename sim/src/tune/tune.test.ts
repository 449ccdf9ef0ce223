import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError, seededRandom } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { type CompiledPlan, parsePlan, readPlan } from '@consilium/plan';
import { backend } from '@consilium/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { spreadOf } from '../mean-scores.ts';
import { simulate } from '../simulation.ts';
import { planWithSettings } from './plan-text.ts';
import { plantedTable } from './planted-table.ts';
import { renderTuning } from './render-tuning.ts';
import { changedPlan, settingsGrid, settingsKey, type Settings, settingsOf } from './settings.ts';
import { patientsOf, type Trial, TrialBench, type TuningData } from './trial.ts';
import type { TrialRunner } from './trial-pool.ts';
import { requireTunable, tune } from './tune.ts';

const PLAN = join(import.meta.dirname, '../../../examples/heart-disease/study.yaml');
const PLANTED: TuningData = { kind: 'planted', planting: { effect: 1.5, positive: 0.3 } };
const folder = mkdtempSync(join(tmpdir(), 'consilium-tune-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The example for three hospitals of forty patients. */
function smallPlan(change: object = {}): CompiledPlan {
  const { document } = readPlan(PLAN);
  const sites = { east: { patients: 40 }, north: { patients: 40 }, west: { patients: 40 } };
  return parsePlan(JSON.stringify({ ...document, sites, rounds: 5, quorum: { ...document.quorum, sites: 3 }, ...change }));
}

const bench = async (plan: CompiledPlan, data: TuningData = PLANTED): Promise<TrialBench> =>
  new TrialBench(plan, data, await backend());

function failure(act: () => unknown): string {
  try {
    act();
    return 'none';
  } catch (error) {
    if (isConsiliumError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('a trial', () => {
  it('trains what real agents and a real coordinator train on the same patients', { timeout: 120_000 }, async () => {
    const base = smallPlan();
    const { training, evaluation, strategy } = base.document;
    // Nothing is left to chance: everybody trains, without noise.
    const plan = smallPlan({ training: { ...training, samplingRate: 1 }, evaluation, strategy });
    const random = seededRandom('consilium/tune/one');
    const { csv } = plantedTable(
      plan,
      patientsOf(plan),
      { effect: 1.5, positive: 0.3 },
      {
        effects: random.fork('effects'),
        patients: random.fork('training'),
      },
    );
    const [head = '', ...rows] = csv.trimEnd().split('\n');
    const dataPath = join(folder, 'sites');
    mkdirSync(dataPath);
    for (const [i, site] of plan.siteIds.entries())
      writeFileSync(join(dataPath, `${site}.csv`), `${[head, ...rows.slice(40 * i, 40 * (i + 1))].join('\n')}\n`);
    const planPath = join(folder, 'study.yaml');
    writeFileSync(planPath, plan.json);
    const log = createLogger({ component: 'test', level: 'silent' });
    const rehearsal = { planPath, dataPath, heldOut: 0, withoutNoise: true, transport: 'memory', version: 'test', log } as const;
    const { outcome } = await simulate(rehearsal);
    const one = await bench(plan);
    const weights = await one.train({ settings: settingsOf(plan), seed: 'one', noise: false });
    await one.dispose();
    // Gradients of a larger batch may be rounded otherwise, by a unit of the grid here and there.
    expect(Math.max(...weights.map((weight, i) => Math.abs(weight - (outcome.weights[i] ?? Number.NaN))))).toBeLessThan(1e-5);
    expect(Math.hypot(...weights)).toBeGreaterThan(0.1);
  });

  it('has the noise of every site, repeats itself, and learns more without noise', async () => {
    const plan = smallPlan();
    const one = await bench(plan);
    const trial = { settings: { learningRate: 1, clip: 1, rounds: 20, samplingRate: 0.5 }, seed: 'a' };
    const exact = await one.train({ ...trial, noise: false });
    expect(await one.train({ ...trial, noise: true })).toEqual(await one.train({ ...trial, noise: true }));
    const near = await one.train({ ...trial, noise: true, epsilon: 20 });
    const far = await one.train({ ...trial, noise: true, epsilon: 1 });
    const distance = (a: Float32Array): number => Math.hypot(...a.map((weight, i) => weight - (exact[i] ?? 0)));
    expect(distance(far)).toBeGreaterThan(5 * distance(near));
    const aucs = async (noise: boolean): Promise<number> =>
      spreadOf(await Promise.all(['a', 'b', 'c', 'd'].map(async (seed) => await one.run({ ...trial, seed, noise })))).mean;
    const [noised, free, best] = [await aucs(true), await aucs(false), (await one.best('a')) ?? 0];
    expect(free).toBeGreaterThan(noised);
    expect(free).toBeGreaterThan(0.6);
    expect(free).toBeLessThan(best + 0.02);
    await one.dispose();
  });

  it('takes a public file, never more of its patients than the study has', async () => {
    const plan = readPlan(PLAN);
    const path = join(import.meta.dirname, '../../../examples/heart-disease/cleveland.csv');
    const one = await bench(plan, { kind: 'public', path });
    const known = await one.patients('a');
    expect(known).toBeGreaterThan(150);
    expect(known).toBeLessThan(303);
    expect(await one.best('a')).toBeUndefined();
    expect(await one.run({ settings: settingsOf(plan), seed: 'a', noise: false })).toBeGreaterThan(0.75);
    await one.dispose();
  });
});

describe('planted patients', () => {
  it('have the share and the effect asked for, inside ranges and codes', () => {
    const plan = smallPlan();
    const drawn = plantedTable(
      plan,
      4000,
      { effect: 2, positive: 0.2 },
      {
        effects: seededRandom('e'),
        patients: seededRandom('p'),
      },
    );
    const mean = drawn.logOdds.reduce((sum, odds) => sum + odds, 0) / 4000;
    const deviation = Math.sqrt(drawn.logOdds.reduce((sum, odds) => sum + (odds - mean) ** 2, 0) / 4000);
    expect(mean).toBeCloseTo(Math.log(0.25), 0);
    expect(deviation).toBeGreaterThan(1.8);
    expect(deviation).toBeLessThan(2.2);
    const [head = '', ...rows] = drawn.csv.trimEnd().split('\n');
    const ages = rows.map((row) => Number(row.split(',')[head.split(',').indexOf('"age"')]?.replaceAll('"', '')));
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...ages)).toBeLessThanOrEqual(75);
    expect(new Set(rows.map((row) => row.split(',')[1])).size).toBe(2);
  });
});

/** A world whose best settings are known. */
function knownRunner(
  aucOf: (trial: Trial) => number | undefined,
  best: number | null = 0.9,
): TrialRunner & { readonly asked: Trial[] } {
  const asked: Trial[] = [];
  return {
    asked,
    run(trial) {
      asked.push(trial);
      return Promise.resolve(aucOf(trial));
    },
    facts: () => Promise.resolve({ patients: 120, best }),
    close: () => Promise.resolve(),
  };
}

describe('the choice', () => {
  const plan = smallPlan();
  const better: Settings = { learningRate: 2, clip: 0.5, rounds: 25, samplingRate: 1 };
  const isBetter = ({ settings }: Trial): boolean => settingsKey(settings) === settingsKey(better);
  /** Another number for each seed, the same for every setting. */
  const luck = ({ seed }: Trial): number => (seed.length + (seed.codePointAt(seed.length - 1) ?? 0)) / 5000;

  it('finds the best, and forecasts it on seeds that had no part in the choice', async () => {
    const runner = knownRunner((trial) => (trial.noise ? (isBetter(trial) ? 0.8 : 0.7) : 0.85) + luck(trial));
    const told: number[] = [];
    const found = await tune({ plan, data: PLANTED, runner, wanted: 0.75, onProgress: (done, all) => told.push(done / all) });
    expect(found.suggested.settings).toEqual(better);
    expect(found.suggested.auc.runs).toBe(10);
    expect(told.at(-1)).toBe(1);
    const chosenOn = new Set(runner.asked.filter(({ seed }) => seed.startsWith('stage')).map(({ seed }) => seed));
    expect(chosenOn.size).toBe(40);
    expect(runner.asked.filter(({ seed }) => seed.startsWith('forecast')).some(({ seed }) => chosenOn.has(seed))).toBe(false);
    expect(found.wanted).toEqual({ auc: 0.75, leastEpsilon: 0.1 });
    expect(found.verdicts).toEqual([]);
    expect(renderTuning(found).join('\n')).toContain('suggested');
  });

  it('keeps the plan that nothing beats, and leaves out what makes no plan', async () => {
    const own = settingsKey(settingsOf(plan));
    const runner = knownRunner(({ settings }) =>
      settings.rounds === 60 ? undefined : settingsKey(settings) === own ? 0.8 : 0.7,
    );
    const found = await tune({ plan, data: PLANTED, runner });
    expect(settingsKey(found.suggested.settings)).toBe(own);
    expect(found.tried.some(({ settings }) => settings.rounds === 60)).toBe(false);
    expect(renderTuning(found).join('\n')).toContain('Nothing that was tried does better');
    expect(found.wanted).toBeNull();
  }, 30_000);

  it('finds the least epsilon that reaches a wanted AUC for more than luck, and with all larger ones', async () => {
    const AT: Readonly<Record<number, number>> = { 0.1: 0.79, 0.25: 0.7, 0.5: 0.752, 1: 0.758, 2: 0.77, 4: 0.77, 8: 0.77 };
    // Six seeds, every other one far above and below: the mean of each epsilon is known to 0.0045.
    const scatter = ({ seed }: Trial): number => (Number(seed.split('-').at(-1)) % 2 === 0 ? 0.01 : -0.01);
    const runner = knownRunner((trial) => (trial.epsilon === undefined ? 0.77 : (AT[trial.epsilon] ?? 0)) + scatter(trial));
    const { epsilons, wanted } = await tune({ plan, data: PLANTED, runner, wanted: 0.75 });
    const at = (epsilon: number) => epsilons.find((one) => one.epsilon === epsilon)?.auc;
    expect(at(0.5)?.mean).toBeGreaterThan(0.75);
    expect(at(1)?.mean).toBeGreaterThan(0.75);
    expect(at(1)?.standardError).toBeCloseTo(0.01 * Math.sqrt(6 / 5 / 6), 6);
    expect(wanted).toEqual({ auc: 0.75, leastEpsilon: 2 });
  }, 30_000);

  it('says what is undertrained and what is hopeless', async () => {
    const own = settingsKey(settingsOf(plan));
    const runner = knownRunner(({ settings, noise }) => (noise ? 0.52 : settingsKey(settings) === own ? 0.6 : 0.85));
    const { verdicts, wanted } = await tune({ plan, data: PLANTED, runner, wanted: 0.9 });
    expect(verdicts).toHaveLength(2);
    expect(verdicts[0]).toContain('Undertrained even without noise');
    expect(verdicts[1]).toContain('Hopeless at these sizes');
    expect(wanted?.leastEpsilon).toBeNull();
  });

  it('is refused where it would be none', () => {
    const { privacy, training } = plan.document;
    const none = {
      privacy: { mechanism: 'none' },
      training: { loss: training.loss, localSteps: 1, optimizer: { kind: 'sgd', learningRate: 1 } },
    };
    expect(failure(() => requireTunable(smallPlan(none), PLANTED))).toContain('USAGE');
    expect(failure(() => requireTunable(smallPlan({ privacy }), PLANTED))).toBe('none');
  });

  it('tries settings at the same epsilon, its own first', () => {
    const grid = settingsGrid(plan);
    expect(grid[0]).toEqual(settingsOf(plan));
    expect(new Set(grid.map(settingsKey)).size).toBe(grid.length);
    const changed = changedPlan(plan, { settings: better });
    expect(settingsOf(changed)).toEqual(better);
    expect(changed.document.privacy).toMatchObject({ target: { epsilon: 1 } });
  });

  it('is written into the plan, whose comments stay', () => {
    const text = readFileSync(PLAN, 'utf8');
    const written = planWithSettings(text, better);
    expect(settingsOf(parsePlan(written))).toEqual(better);
    expect(written).toContain('# Four hospitals learn together');
    expect({ ...parsePlan(written).document, ...{ rounds: 40 } }.data).toEqual(parsePlan(text).document.data);
  });
});
