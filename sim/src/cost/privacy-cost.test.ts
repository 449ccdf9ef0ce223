import { join } from 'node:path';
import { isConsiliumError } from '@consilium/core';
import { type CompiledPlan, parsePlan, readPlan, releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import { wellFormed } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../report/render-report.ts';
import { fakeSummary } from '../report/testing/fake-summary.ts';
import { scoresOf } from '../mean-scores.ts';
import { simulate } from '../simulation.ts';
import { summarise } from '../summarise.ts';
import { renderSummaryTable } from '../terminal/summary-table.ts';
import type { PrivacyCost } from './cost-curve.ts';
import { costTargets, planAt } from './cost-point.ts';
import { type CostRunner, type CostScores, rehearseAt } from './cost-rehearsal.ts';
import { comparePrivacy } from './privacy-cost.ts';

const EXAMPLE = join(import.meta.dirname, '../../../examples/heart-disease');
const PLAN_PATH = join(EXAMPLE, 'study.yaml');

function example(privacy: object = {}): CompiledPlan {
  const { document } = readPlan(PLAN_PATH);
  return parsePlan(JSON.stringify({ ...document, privacy: { ...document.privacy, ...privacy } }));
}

async function failure(act: () => unknown): Promise<string> {
  try {
    await act();
    return 'none';
  } catch (error) {
    if (isConsiliumError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('the places of a curve', () => {
  it('are what was asked for and the plan itself, from strong to weak, then no noise', () => {
    expect(costTargets(example(), [4, 0.5, 4])).toEqual([{ epsilon: 0.5 }, { epsilon: 1 }, { epsilon: 4 }, 'without noise']);
    expect(costTargets(example(), [1])).toEqual([{ epsilon: 1 }, 'without noise']);
  });

  it('are none for a plan without privacy', async () => {
    const plan = parsePlan(
      JSON.stringify({ ...readPlan(join(EXAMPLE, 'no-privacy.yaml')).document, privacy: { mechanism: 'none' } }),
    );
    expect(await failure(() => costTargets(plan, [1]))).toMatch(/^USAGE: a plan without privacy/);
  });

  it('leave the plan as it is at its own target, and calibrate a stated multiplier again at others', () => {
    const stated = example({ noiseMultiplier: 6 });
    expect(planAt(stated, { epsilon: 1 }).hash).toBe(stated.hash);
    expect(planAt(stated, 'without noise').hash).toBe(stated.hash);
    const other = planAt(stated, { epsilon: 2 }).document.privacy;
    expect(other).toMatchObject({ target: { epsilon: 2, delta: 0.001 } });
    expect(other).not.toHaveProperty('noiseMultiplier');
  });
});

describe('one rehearsal of a curve', () => {
  const plan = example();
  const setup = { planJson: plan.json, planPath: PLAN_PATH, rounds: 2, version: 'test' };

  it('has the noise that the planning of hospitals derives, and the scores of the same rehearsal over TLS', {
    timeout: 120_000,
  }, async () => {
    const found = await rehearseAt(setup, { target: { epsilon: 4 }, seed: 'one' });
    const at4 = planAt(plan, { epsilon: 4 });
    const parameters = releaseParameters(at4);
    expect(found.noiseMultiplier).toBe(parameters && deriveRelease(parameters).noiseMultiplier);
    const same = await simulate({ plan: at4, planPath: PLAN_PATH, rounds: 2, seed: 'one', version: 'test' });
    expect(found.scores).toEqual(scoresOf(summarise(same, '').final));
  });

  it('holds out the same patients without noise, and has none', { timeout: 120_000 }, async () => {
    const found = await rehearseAt(setup, { target: 'without noise', seed: 'one' });
    expect(found.noiseMultiplier).toBeNull();
    const options = { plan, planPath: PLAN_PATH, rounds: 2, seed: 'one', version: 'test', transport: 'memory' } as const;
    const same = await simulate({ ...options, withoutNoise: true });
    expect(found.scores).toEqual(scoresOf(summarise(same, '').final));
  });
});

describe('a comparison', () => {
  const targets = costTargets(example(), [1, 2]);
  const own = { targets, own: 1, delta: 0.001 };
  /** AUC of each seed without noise, and what each epsilon takes of it. */
  const EXACT: Readonly<Record<string, number>> = { '1': 0.8, '2': 0.9, '3': 0.85 };
  const TAKEN: Readonly<Record<number, number>> = { 1: 0.1, 2: 0.04 };
  const runner = (answer: (seed: string) => Promise<void> = () => Promise.resolve()): CostRunner => ({
    async run({ target, seed }): Promise<CostScores> {
      await answer(seed);
      const exact = EXACT[seed] ?? 0;
      if (target === 'without noise') return { scores: { auc: exact }, noiseMultiplier: null };
      return { scores: { auc: exact - (TAKEN[target.epsilon] ?? 0) }, noiseMultiplier: 5 / target.epsilon };
    },
    close: () => Promise.resolve(),
  });

  it('has mean, spread and standard error of each place, and the difference seed by seed', async () => {
    const told: string[] = [];
    const onProgress = (done: number, all: number): void => void told.push(`${done}/${all}`);
    const found = await comparePrivacy({ ...own, seeds: ['1', '2', '3'], runner: runner(), limitMs: 60_000, onProgress });
    expect(told).toHaveLength(9);
    expect(told.at(-1)).toBe('9/9');
    expect(found).toMatchObject({ own: 1, seeds: ['1', '2', '3'] });
    expect(found.asked).toBeUndefined();
    const [one, two, exact] = found.points;
    expect(one).toMatchObject({ epsilon: 1, noiseMultiplier: 5 });
    expect(one?.scores.auc?.mean).toBeCloseTo(0.75, 12);
    expect(one?.scores.auc?.spread).toBeCloseTo(0.05, 12);
    expect(one?.scores.auc?.standardError).toBeCloseTo(0.05 / Math.sqrt(3), 12);
    // The split moves all seeds of a pair together, and is not in the difference.
    expect(one?.cost?.auc?.mean).toBeCloseTo(-0.1, 12);
    expect(one?.cost?.auc?.standardError).toBeCloseTo(0, 12);
    expect(two?.cost?.auc?.mean).toBeCloseTo(-0.04, 12);
    expect(exact).toMatchObject({ epsilon: null, noiseMultiplier: null });
    expect(exact?.cost).toBeUndefined();
  });

  it('counts a seed whole or not at all when time is up, and says so', async () => {
    const stuck = runner((seed) => (seed === '2' ? new Promise(() => {}) : Promise.resolve()));
    const found = await comparePrivacy({ ...own, seeds: ['1', '2', '3'], runner: stuck, limitMs: 20 });
    expect(found).toMatchObject({ seeds: ['1', '3'], asked: 3 });
    expect(found.points[0]?.scores.auc?.runs).toBe(2);
  });

  it('is none without a whole seed, and none when a rehearsal fails', async () => {
    const stuck = runner(() => new Promise(() => {}));
    expect(await failure(() => comparePrivacy({ ...own, seeds: ['1'], runner: stuck, limitMs: 20 }))).toBe(
      'USAGE: time was up with 0 of 3 rehearsals, and no seed is finished',
    );
    const broken = runner((seed) => (seed === '2' ? Promise.reject(new RangeError('broken')) : Promise.resolve()));
    await expect(comparePrivacy({ ...own, seeds: ['1', '2'], runner: broken, limitMs: 60_000 })).rejects.toThrow('broken');
  });
});

describe('what people see of a comparison', () => {
  const spread = (mean: number) => ({ mean, spread: 0.02, standardError: 0.01, runs: 4 });
  const privacyCost: PrivacyCost = {
    own: 1,
    delta: 0.001,
    seeds: ['1', '2', '3', '4'],
    asked: 5,
    points: [
      { epsilon: 0.5, noiseMultiplier: 8.882, scores: { auc: spread(0.71) }, cost: { auc: spread(-0.12) } },
      { epsilon: 1, noiseMultiplier: 5.038, scores: { auc: spread(0.77) }, cost: { auc: spread(-0.06) } },
      { epsilon: null, noiseMultiplier: null, scores: { auc: spread(0.83) } },
    ],
  };
  const summary = { ...fakeSummary(), privacyCost };

  it('is a chart and a table of the report', () => {
    const elements = wellFormed(renderReport(summary));
    const text = elements.map((element) => element.text).join(' ');
    expect(text).toContain('What privacy costs');
    expect(text).toContain('4 seeds of 5, when time was up');
    expect(text).toContain('1 (the plan)');
    expect(text).toContain('−0.120');
    const labels = elements.flatMap(({ attributes }) => attributes.get('aria-label') ?? []);
    expect(labels.some((label) => label.includes('epsilon 0.5: 0.710') && label.includes('without noise 0.830'))).toBe(true);
    expect(renderReport(fakeSummary())).not.toContain('What privacy costs');
  });

  it('is a table in the terminal', () => {
    const lines = renderSummaryTable(summary).map((line) => (typeof line === 'string' ? line : line.text));
    const row = lines.find((line) => line.includes('1 (the plan)'));
    expect(row).toMatch(/5\.038 .*0\.770 .*0\.020 .*0\.010 .*−0\.060/);
  });
});
