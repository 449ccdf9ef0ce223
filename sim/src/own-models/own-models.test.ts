import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { seededRandom } from '@consilium/core';
import { createLogger } from '@consilium/host';
import { type CompiledPlan, parsePlan, readPlan } from '@consilium/plan';
import { openSource, planStudy, type PreparedStudy, prepareStudy } from '@consilium/site-agent';
import { backend, wellFormed } from '@consilium/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { type MadeKind, makeStudy } from '../outcomes/testing/made-study.ts';
import { renderReport } from '../report/render-report.ts';
import { fakeSummary } from '../report/testing/fake-summary.ts';
import { simulate } from '../simulation.ts';
import { summarise } from '../summarise.ts';
import { renderSummaryTable } from '../terminal/summary-table.ts';
import { virtualSplit } from '../virtual-split.ts';
import { gainOf } from './gain.ts';
import { TrainingAlone } from './own-model.ts';
import { compareOwnModels, type OwnModels } from './own-models.ts';

const EXAMPLE = join(import.meta.dirname, '../../../examples/heart-disease');
const PLAN_PATH = join(EXAMPLE, 'study.yaml');
const SITE = 'hungary';
const log = createLogger({ component: 'test', level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'consilium-own-models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The example, in which nothing is left to chance: everybody trains in every round. */
function everybodyTrains(
  change: { readonly privacy?: object; readonly training?: object; readonly sites?: object } = {},
): CompiledPlan {
  const { document } = readPlan(PLAN_PATH);
  return parsePlan(
    JSON.stringify({
      ...document,
      rounds: 3,
      privacy: { ...document.privacy, ...change.privacy },
      training: { ...document.training, samplingRate: 1, ...change.training },
      ...(change.sites === undefined ? {} : { sites: change.sites, quorum: { ...document.quorum, sites: 1 } }),
    }),
  );
}

async function studyOf(plan: CompiledPlan): Promise<PreparedStudy> {
  const source = openSource({ kind: 'csv', path: join(EXAMPLE, `${SITE}.csv`) }, EXAMPLE);
  return await prepareStudy(planStudy(plan), source, virtualSplit(0.2, undefined).of(SITE), await backend());
}

describe('the own model of a hospital', () => {
  it.each([
    ['dp-fedsgd', {}, {}],
    ['dp-sgd', { mechanism: 'dp-sgd' }, { localSteps: 2, optimizer: { kind: 'sgd', learningRate: 0.5 } }],
  ])(
    'is that of the same plan with this hospital alone and no noise (%s)',
    { timeout: 120_000 },
    async (_, privacy, training) => {
      const plan = everybodyTrains({ privacy, training });
      const study = await studyOf(plan);
      const own = new TrainingAlone(plan, { rounds: 3, seed: undefined, log }).model(SITE, study);
      study.dispose();
      const { [SITE]: entry } = plan.document.sites;
      const { outcome } = await simulate({
        plan: everybodyTrains({ privacy, training, sites: { [SITE]: entry } }),
        planPath: PLAN_PATH,
        withoutNoise: true,
        transport: 'memory',
        ownModels: false,
        version: 'test',
      });
      // The grid, and how sums are divided, depend on how many sites a plan has: the last digits differ.
      expect(own).toHaveLength(outcome.weights.length);
      for (const [i, weight] of outcome.weights.entries()) expect(own[i]).toBeCloseTo(weight, 3);
    },
  );

  it('is the same where the plan sums under masks', async () => {
    const plan = everybodyTrains();
    const study = await studyOf(plan);
    const model = (of: CompiledPlan): Float32Array => new TrainingAlone(of, { rounds: 2, seed: 'a', log }).model(SITE, study);
    const alone = model(plan);
    expect(model(everybodyTrains({ privacy: { honestContributors: 2, masks: true } }))).toEqual(alone);
    expect(alone.some((weight) => weight !== 0)).toBe(true);
    study.dispose();
  });
});

describe('a gain', () => {
  const rows = (outputs: readonly number[], targets: readonly number[]) => ({
    rows: targets.length,
    outputs: Float32Array.from(outputs),
    targets: Float32Array.from(targets),
  });
  const binary = readPlan(PLAN_PATH);

  it('of a yes-or-no target is a difference of AUC, ties counting half, as counted pair by pair', () => {
    const random = seededRandom('gain');
    const draw = (): number => {
      const bytes = new Uint8Array(1);
      random.fill(bytes);
      return (bytes[0] as number) % 7;
    };
    const targets = Array.from({ length: 60 }, (_, i) => Number(i % 3 === 0));
    const [a, b] = [targets.map((target) => draw() + 3 * target), targets.map(draw)];
    const auc = (scores: readonly number[]): number => {
      let [right, pairs] = [0, 0];
      for (const [i, score] of scores.entries())
        for (const [k, other] of scores.entries()) {
          if (targets[i] !== 1 || targets[k] !== 0) continue;
          pairs++;
          right += score > other ? 1 : score === other ? 0.5 : 0;
        }
      return right / pairs;
    };
    const patients = Int32Array.from(targets.keys());
    const found = gainOf(binary, 'auc', { common: rows(a, targets), own: rows(b, targets), patients }, seededRandom('1'));
    expect(found?.common).toBeCloseTo(auc(a), 12);
    expect(found?.own).toBeCloseTo(auc(b), 12);
    expect(found?.gain).toBeCloseTo(auc(a) - auc(b), 12);
    expect(found?.interval?.low).toBeGreaterThan(0);
    expect(found?.interval?.high).toBeLessThan(1);
  });

  it('is none where one class is held out, or a prediction is no number', () => {
    const patients = Int32Array.of(0, 1);
    const one = { common: rows([0, 1], [1, 1]), own: rows([0, 1], [1, 1]), patients };
    expect(gainOf(binary, 'auc', one, seededRandom('1'))).toBeUndefined();
    const broken = { common: rows([Number.NaN, 1], [0, 1]), own: rows([0, 1], [0, 1]), patients };
    expect(gainOf(binary, 'auc', broken, seededRandom('1'))).toBeUndefined();
  });

  it('resamples patients with all their rows: one patient has no spread', () => {
    const patients = Int32Array.of(7, 7, 7, 7);
    const same = { common: rows([0, 1, 0, 1], [0, 1, 1, 0]), own: rows([0, 0, 0, 0], [0, 1, 1, 0]), patients };
    expect(gainOf(binary, 'auc', same, seededRandom('1'))).toEqual({
      common: 0.5,
      own: 0.5,
      gain: 0,
      interval: { low: 0, high: 0 },
    });
  });

  it.each<readonly [MadeKind, OwnModels['measure']]>([
    ['binary', 'auc'],
    ['number', 'mae'],
    ['counts', 'mae'],
    ['classes', 'accuracy'],
  ])('is in the rehearsal of %s as %s', { timeout: 120_000 }, async (kind, measure) => {
    const planPath = makeStudy(mkdtempSync(join(folder, kind)), kind);
    const result = await simulate({ planPath, dataPath: dirname(planPath), seed: '1', transport: 'memory', version: 'test' });
    const summary = summarise(result, '');
    const { ownModels } = summary;
    expect(ownModels).toMatchObject({ measure, gain: { runs: 3 } });
    for (const { id, metrics, outcome } of summary.sites) {
      const own = ownModels?.sites[id];
      if (own === undefined || !('gain' in own)) throw new Error(`${id} has no gain`);
      // The common figure is the one that the table of sites has.
      const known = outcome?.kind === 'number' ? outcome.mae : outcome?.kind === 'category' ? outcome.accuracy : metrics?.auc;
      expect(own.common).toBeCloseTo(known ?? Number.NaN, 4);
      expect(own.gain).toBeCloseTo(measure === 'mae' ? own.own - own.common : own.common - own.own, 9);
      expect(own.interval?.low).toBeLessThanOrEqual(own.gain);
      expect(own.interval?.high).toBeGreaterThanOrEqual(own.gain);
    }
  });
});

it('nobody to train on, or nobody held out, is no comparison', async () => {
  const plan = everybodyTrains();
  const study = await studyOf(plan);
  const { dataset } = study;
  const without = (part: 'training' | 'heldOut'): PreparedStudy => ({
    ...study,
    dataset: { ...dataset, [part]: { ...dataset[part], patients: 0 } },
  });
  const found = compareOwnModels(
    plan,
    new Float32Array(plan.manifest.parameters),
    [
      { site: 'nobody-trains', study: without('training') },
      { site: 'nobody-scored', study: without('heldOut') },
    ],
    { rounds: 1, seed: undefined, log },
  );
  study.dispose();
  expect(found).toEqual({
    measure: 'auc',
    better: 0,
    worse: 0,
    unclear: 0,
    sites: { 'nobody-trains': { absent: 'nobody to train on' }, 'nobody-scored': { absent: 'nobody held out' } },
  });
});

it('report and terminal answer whether a hospital gains', () => {
  const ownModels: OwnModels = {
    measure: 'auc',
    gain: { mean: 0.04, spread: 0.05, standardError: 0.03, runs: 3 },
    better: 1,
    worse: 0,
    unclear: 2,
    sites: {
      cleveland: { common: 0.83, own: 0.72, gain: 0.11, interval: { low: 0.02, high: 0.21 } },
      hungary: { common: 0.8, own: 0.81, gain: -0.01, interval: { low: -0.05, high: 0.03 } },
      switzerland: { absent: 'one class held out' },
      'va-long-beach': { common: 0.7, own: 0.68, gain: 0.02 },
    },
  };
  const summary = { ...fakeSummary(), ownModels };
  const text = wellFormed(renderReport(summary))
    .map((element) => element.text)
    .join(' ');
  const sentence =
    'AUC: the common model gains +0.040 (standard error 0.030) on average over 3 hospitals; it is better at 1, worse at 0, and at 2 the held-out patients cannot tell.';
  for (const shown of [sentence, '+0.110', '+0.020 to +0.210', '−0.050 to +0.030', 'no comparison', 'one class held out'])
    expect(text).toContain(shown);
  const lines = renderSummaryTable(summary).map((line) => (typeof line === 'string' ? line : line.text));
  expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(sentence);
  expect(renderReport(fakeSummary())).not.toContain('Does a hospital gain?');
});
