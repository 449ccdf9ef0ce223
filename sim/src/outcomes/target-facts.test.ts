import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderComparison } from '../terminal/comparison-table.ts';
import { thresholdLine } from '../terminal/threshold-line.ts';
import { renderSummaryTable } from '../terminal/summary-table.ts';
import { compareRuns } from '../results/compare-runs.ts';
import type { RunSummary } from '../results/run-summary.ts';
import { writeRunResults } from '../results/write-run-results.ts';
import { simulate } from '../simulation.ts';
import type { Summary } from '../summary.ts';
import { writeResults } from '../write-results.ts';
import { type ThresholdCount, worthOf } from './threshold-counts.ts';
import { type MadeKind, makeStudy } from './testing/made-study.ts';

interface Results {
  readonly summary: Summary;
  readonly report: string;
  readonly terminal: string;
  readonly run: RunSummary;
  readonly runReport: string;
  readonly csv: string;
  /** Empty for targets without thresholds. */
  readonly thresholds: string;
  readonly comparison: string;
}

const KINDS = ['number', 'counts', 'classes', 'binary', 'survival'] as const satisfies readonly MadeKind[];
let folder: string;
const results = new Map<MadeKind, Results>();

/** A rehearsal, and what a real run with the same releases would have. */
async function resultsOf(kind: MadeKind): Promise<Results> {
  const data = join(folder, kind);
  const made = await simulate({
    planPath: makeStudy(data, kind),
    dataPath: data,
    heldOut: 0.35,
    seed: '5',
    transport: 'memory',
    version: 'test',
  });
  const [own, real] = [join(folder, `${kind}-rehearsal`), join(folder, `${kind}-run`)];
  const { summary, reportPath } = writeResults(made, own);
  const { plan, outcome } = made;
  const info = {
    run: outcome.run,
    state: 'completed',
    rounds: 20,
    modelHash: outcome.modelHash,
    roundInfos: [...outcome.rounds],
  };
  const { summary: run, reportPath: runReport } = writeRunResults(
    { info, plan, weights: outcome.weights, version: 'test', nowMs: 0 },
    real,
  );
  return {
    summary,
    report: readFileSync(reportPath, 'utf8'),
    terminal: renderSummaryTable(summary).map(String).join('\n'),
    run,
    runReport: readFileSync(runReport, 'utf8'),
    csv: readFileSync(join(own, 'metrics.csv'), 'utf8'),
    thresholds: kind === 'binary' ? readFileSync(join(real, 'thresholds.csv'), 'utf8') : '',
    comparison: renderComparison(compareRuns([own, real])).join('\n'),
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-kinds-'));
  for (const kind of KINDS) results.set(kind, await resultsOf(kind));
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const of = (kind: MadeKind): Results => results.get(kind) as Results;
/** An error as text has it. */
const amount = (value: number): string => (value >= 1000 ? value.toFixed(0) : value.toPrecision(3));

describe('predicted numbers', () => {
  it('have errors in the unit of the plan, with baselines and R2, of all sites and of each', () => {
    const { summary } = of('number');
    const { outcome } = summary.final;
    if (outcome?.kind !== 'number') throw new TypeError('the outcome is a number');
    // The spread that nothing predicts is uniform over 30 mg/dL; what two inputs explain is more.
    expect(outcome.baselineRmse).toBeGreaterThan(25);
    expect(outcome.rmse).toBeGreaterThan(8);
    expect(outcome.rmse).toBeLessThan(outcome.baselineRmse);
    expect(outcome.r2).toBeCloseTo(1 - (outcome.rmse / outcome.baselineRmse) ** 2, 10);
    expect(summary.final.mae).toBeCloseTo(outcome.mae, 4);
    expect(summary.final.rmse).toBeCloseTo(outcome.rmse, 4);
    for (const site of summary.sites) {
      if (site.outcome?.kind !== 'number') throw new TypeError('a site has errors');
      expect(site.metrics?.mae).toBeCloseTo(site.outcome.mae, 4);
    }
    expect(outcome.bands).toHaveLength(10);
  });

  it('are released in the same unit, around the exact ones', () => {
    const { summary, run, csv } = of('number');
    const released = summary.released?.scores.metrics.mae;
    expect(released?.low).toBeLessThan(summary.final.mae ?? 0);
    expect(released?.high).toBeGreaterThan(summary.final.mae ?? 0);
    expect(run.released?.scores.metrics.mae).toEqual(released);
    expect(run.target).toEqual({ kind: 'number', column: 'y', unit: 'mg/dL' });
    expect(csv).toContain(`,${released?.value},${released?.low},${released?.high}`);
  });

  it('stand in terminal, report and comparison with their unit', () => {
    const { summary, terminal, report, runReport, comparison } = of('number');
    const { outcome } = summary.final;
    if (outcome?.kind !== 'number') throw new TypeError('the outcome is a number');
    expect(terminal).toMatch(/│ Site +│ Patients │ Held out │ +MAE │ Median │ RMSE │ Mean │ +R² │ +Epsilon/u);
    expect(terminal).toContain('errors of y in mg/dL');
    expect(terminal).toMatch(/^Loss +\d\.\d{3} over all sites/mu);
    expect(terminal).not.toContain('Accuracy');
    const mae = `${amount(outcome.mae)}\u00a0mg/dL`;
    expect(report).toContain(mae);
    expect(report).toContain('Found against predicted');
    expect(report).not.toContain('AUC');
    expect(runReport).toContain('mean absolute error');
    expect(runReport).toMatch(/\d\u00a0mg\/dL/u);
    expect(runReport).toContain('need how far the numbers of patients lie apart');
    expect(comparison).toContain(`${amount(outcome.mae)} mg/dL`);
    expect(comparison).toMatch(/R², exact +│ 0\.\d{3}/u);
    expect(comparison).not.toContain('AUC');
  });
});

it('counts have their Poisson deviance beside that of the mean, and bands to see the calibration', () => {
  const { summary, terminal, report, run } = of('counts');
  // The loss that was trained, not the squared error: of counts it may be below 0.
  const released = run.released?.scores.metrics.loss;
  expect(released?.low).toBeLessThan(summary.final.loss ?? Number.NaN);
  expect(released?.high).toBeGreaterThan(summary.final.loss ?? Number.NaN);
  expect((released?.high ?? 0) - (released?.low ?? 0)).toBeLessThan(60);
  const { outcome } = summary.final;
  if (outcome?.kind !== 'number') throw new TypeError('the outcome is a number');
  expect(outcome.deviance).toBeLessThan(outcome.baselineDeviance ?? 0);
  expect(summary.target?.counts).toBe(true);
  expect(terminal).toMatch(/│ +MAE │ Median │ Deviance │ +Mean │ +R² │/u);
  expect(report).toContain('Poisson deviance');
  expect(report).toContain('Found and predicted as a table');
});

it('classes have recall, AUC and who was taken for whom', () => {
  const { summary, terminal, report, run, runReport, comparison } = of('classes');
  const { outcome } = summary.final;
  if (outcome?.kind !== 'category') throw new TypeError('the outcome is a class');
  expect(outcome.accuracy).toBeCloseTo(summary.final.accuracy ?? 0, 10);
  expect(outcome.accuracy).toBeGreaterThan(outcome.baseline);
  expect(outcome.confusion?.flat().reduce((a, b) => a + b, 0)).toBe(outcome.rows);
  expect(summary.sites.map((site) => site.outcome?.kind)).toEqual(['category', 'category', 'category']);
  expect(terminal).toMatch(/│ Accuracy │ Majority │ Recall │ +AUC │/u);
  for (const words of ['Right and wrong classes', 'severe', 'Macro recall', 'Macro AUC']) expect(report).toContain(words);
  expect(report).not.toContain('AUC within sites');
  expect(run.target?.classes).toEqual(['none', 'mild', 'severe']);
  expect(runReport).toContain('Recall of each class');
  expect(comparison).toMatch(/Macro recall, exact +│ \d/u);
});

it('two classes have curves over thresholds and a table to choose by', () => {
  const { summary, report } = of('binary');
  const { outcome } = summary.final;
  if (outcome?.kind !== 'binary') throw new TypeError('the outcome is binary');
  const atPlan = outcome.counts.find(({ threshold }) => threshold === 0.5);
  const { confusion } = summary.rounds.at(-1)?.metrics?.pooled ?? {};
  expect(atPlan).toEqual({
    threshold: 0.5,
    truePositives: confusion?.truePositives,
    falsePositives: confusion?.falsePositives,
  });
  for (const words of ['ROC curve', 'Precision and recall', 'Decision curve', 'Thresholds as a table', 'of the plan'])
    expect(report).toContain(words);
});

it('two classes of a real run have the same curves from released counts, with the noise about them', () => {
  const { summary, run, runReport, comparison, thresholds } = of('binary');
  const told = run.released?.thresholds;
  const exact = summary.final.outcome;
  if (told === undefined || exact?.kind !== 'binary') throw new TypeError('both are known');
  expect(summary.released?.thresholds).toEqual(told);
  expect(run.target?.threshold).toBe(0.5);
  // The exact figure of the plan's threshold is known in this rehearsal.
  const at = told.thresholds.find(({ threshold }) => threshold === told.chosen);
  const worth = worthOf(exact, exact.counts.find(({ threshold }) => threshold === 0.5) as ThresholdCount);
  for (const name of ['sensitivity', 'specificity', 'netBenefit', 'called'] as const) {
    expect(at?.[name].low).toBeLessThanOrEqual((worth[name] ?? Number.NaN) + 1e-9);
    expect(at?.[name].high).toBeGreaterThanOrEqual((worth[name] ?? Number.NaN) - 1e-9);
  }
  for (const words of [
    'Choosing a threshold',
    'ROC curve',
    'Precision and recall',
    'Decision curve',
    'Thresholds as a table',
    'of the plan',
  ])
    expect(runReport).toContain(words);
  // Dots with both intervals: of each threshold two charts have a cross.
  expect(runReport.match(/<g class="dot"><title>threshold [\d.]+<\/title><path[^>]*\/><path/gu)?.length).toBeGreaterThan(
    told.thresholds.length,
  );
  expect(thresholdLine(run)).toEqual([
    expect.stringMatching(/^At 0\.5 +finds \d+\.\d % \(.* to .*\) of the outcomes and clears/u),
  ]);
  for (const name of ['Sensitivity', 'Specificity', 'Net benefit'])
    expect(comparison).toMatch(new RegExp(`${name}, exact +│ -?\\d[^│]+│ not known`, 'u'));
  expect(comparison).toMatch(/Net benefit, released +│ -?\d\.\d{3} \(-?\d/u);
  const lines = thresholds.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^round,site,threshold,sensitivity,sensitivity_low,sensitivity_high,specificity,/u);
  expect(lines.filter((line) => line.includes(',(all),'))).toHaveLength(told.thresholds.length);
  expect(lines.length).toBe(1 + told.thresholds.length * (1 + run.sites.length));
  expect(thresholdLine({ released: null })).toEqual([]);
});

it('times to an event have a C-index, a Kaplan-Meier curve beside the predicted one, and what of them is released', () => {
  const { summary, terminal, report, run, runReport, csv, comparison } = of('survival');
  const { outcome } = summary.final;
  if (outcome?.kind !== 'time-to-event') throw new TypeError('the outcome is a time to an event');
  // What the hazard says of everybody would reach about 0.73.
  expect(outcome.concordance).toBeGreaterThan(0.65);
  expect(outcome.integratedBrier).toBeLessThan(outcome.baselineBrier ?? 0);
  expect(outcome.curve.map(({ time }) => time)).toEqual([0, 30, 60, 120, 180]);
  for (const { observed, predicted } of outcome.curve) expect(Math.abs(observed - predicted)).toBeLessThan(0.15);
  for (const site of summary.sites) {
    if (site.outcome?.kind !== 'time-to-event') throw new TypeError('a site has a C-index');
    expect(site.metrics?.concordance).toBeCloseTo(site.outcome.concordance ?? Number.NaN, 10);
  }
  const released = summary.released?.scores;
  expect(released?.metrics.concordance?.low).toBeLessThan(outcome.groupedConcordance ?? 0);
  expect(released?.metrics.concordance?.high).toBeGreaterThan(outcome.groupedConcordance ?? 1);
  expect(released?.survival).toHaveLength(4);
  released?.survival?.forEach((interval, k) => {
    const predicted = outcome.curve[k + 1]?.predicted ?? Number.NaN;
    expect(interval.predicted?.low).toBeLessThan(predicted);
    expect(interval.predicted?.high).toBeGreaterThan(predicted);
  });
  expect(run.released?.scores.survival).toEqual(released?.survival);
  expect(run.target).toEqual({ kind: 'time-to-event', column: 'y', unit: 'd', event: 'z', intervals: [30, 60, 120, 180] });
  expect(csv).toContain(',concordance,concordance_low,concordance_high');
  expect(terminal).toMatch(/│ +Events │ C-index │ +IBS │ +KM │ +Epsilon/u);
  expect(terminal).toContain('C-index over intervals');
  expect(comparison).toMatch(/C-index over intervals, released +│ +0\.\d/u);
  expect(comparison).toMatch(/C-index of Harrell, exact +│ +0\.\d/u);
  for (const words of ['Survival, seen and predicted', 'Calibration by 180', 'C-index within sites', 'Integrated Brier score'])
    expect(report).toContain(words);
  for (const page of [report, runReport]) {
    expect(page).toContain('with the event in it and those who survived it');
    expect(page).not.toContain('AUC');
  }
});

it('no report has what is no number, and every chart says in words what it shows', () => {
  for (const kind of KINDS) {
    for (const page of [of(kind).report, of(kind).runReport]) {
      expect(page).not.toMatch(/NaN|Infinity|undefined/u);
      const charts = page.match(/<svg[^>]*role="img"[^>]*>/gu) ?? [];
      for (const chart of charts) expect(chart).toMatch(/aria-label="[^"]{20,}/u);
    }
    expect(of(kind).report).toMatch(/role="img"/u);
  }
});
