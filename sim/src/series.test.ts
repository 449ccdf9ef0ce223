import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@consilium/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModelFolder } from './models/model-folder.ts';
import { renderReport } from './report/render-report.ts';
import { spreadOf } from './mean-scores.ts';
import { renderSeries, seedsOf, type Series, seriesOf, type SeriesRun } from './series.ts';
import { simulate } from './simulation.ts';
import type { Summary } from './summary.ts';
import { renderSummaryTable } from './terminal/summary-table.ts';
import { writeResults, writeSeries } from './write-results.ts';

const PLAN = join(import.meta.dirname, '../../examples/heart-disease/study.yaml');
const log = createLogger({ component: 'test', level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'consilium-series-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(name: string, options: { readonly seed?: string; readonly withoutNoise?: boolean }): Promise<Summary> {
  const result = await simulate({ planPath: PLAN, rounds: 3, transport: 'memory', version: 'test', log, ...options });
  return writeResults(result, join(folder, name)).summary;
}

/** Cells of `metrics.csv` with a figure. */
const releasedCells = (name: string): readonly string[] =>
  readFileSync(join(folder, name, 'metrics.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => line.split(',').slice(5))
    .filter((cell) => cell !== '');

describe('a spread', () => {
  it('is that of a sample, and none of a single run', () => {
    expect(spreadOf([1, 2, 3, 4])).toEqual({
      mean: 2.5,
      spread: Math.sqrt(5 / 3),
      standardError: Math.sqrt(5 / 12),
      runs: 4,
    });
    expect(spreadOf([0.7])).toEqual({ mean: 0.7, spread: null, standardError: null, runs: 1 });
  });

  it('is over numbered seeds', () => {
    expect(seedsOf(3, undefined)).toEqual(['1', '2', '3']);
    expect(seedsOf(2, 'a')).toEqual(['a-1', 'a-2']);
  });
});

describe('a rehearsal with a seed', () => {
  it('gives its model no epsilon: the seed is known', async () => {
    await run('seeded', { seed: '1' });
    const { origin } = readModelFolder(join(folder, 'seeded'));
    expect(origin).toMatchObject({ rehearsal: true, privacy: null });
  }, 300_000);
});

describe('rehearsals without noise', () => {
  const known: { without?: Summary; noised?: Summary } = {};
  beforeAll(async () => {
    known.without = await run('without', { withoutNoise: true });
    known.noised = await run('noised', {});
  }, 300_000);
  const both = (): readonly [Summary, Summary] => {
    if (known.without === undefined || known.noised === undefined) throw new Error('the runs come first');
    return [known.without, known.noised];
  };

  it('say so in summary, table, report and model', () => {
    const [without] = both();
    expect(without).toMatchObject({ withoutNoise: true, seeded: true, released: null });
    expect(without.privacy).toMatchObject({ unit: 'none', mechanism: 'dp-fedsgd', noiseMultiplier: 0, targetEpsilon: null });
    // No figure of theirs looks like a guarantee.
    expect(without.sites.map(({ epsilon, delta, parts, released }) => [epsilon, delta, parts, released])).toEqual(
      without.sites.map(() => [null, null, null, null]),
    );
    expect(without.rounds.map(({ epsilon, released }) => [epsilon, released])).toEqual(without.rounds.map(() => [null, null]));
    const table = renderSummaryTable(without).map((line) => (typeof line === 'string' ? line : line.text));
    expect(table[1]).toContain('NO PRIVACY');
    expect(table.join(' ')).toContain('NONE: dp-fedsgd without its noise');
    const report = renderReport(without);
    expect(report).toContain('This protects nobody');
    expect(report).toContain('without its noise');
    expect(readModelFolder(join(folder, 'without')).origin.privacy).toBeNull();
    // Its scores still have noise, which says nothing of a real run.
    expect(releasedCells('without')).toEqual([]);
    expect(releasedCells('noised')).not.toEqual([]);
  });

  it('have the plan, its split, and another model', () => {
    const [without, noised] = both();
    expect(without.planHash).toBe(noised.planHash);
    expect(without.sites.map(({ patients }) => patients)).toEqual(noised.sites.map(({ patients }) => patients));
    expect(without.model.sha256).not.toBe(noised.model.sha256);
    expect(noised.privacy.unit).toBe('patient');
    expect(readModelFolder(join(folder, 'noised')).origin.privacy).toMatchObject({ unit: 'patient' });
  });

  it('make series that say so too', () => {
    const [without] = both();
    const other = { ...without, final: { ...without.final, auc: (without.final.auc ?? 0) - 0.1 } };
    const runs: [SeriesRun, SeriesRun] = [
      { seed: '1', folder: 'a', summary: without },
      { seed: '2', folder: 'b', summary: other },
    ];
    const series = seriesOf(runs);
    expect(series.withoutNoise).toBe(true);
    expect(series.scores.auc?.mean).toBeCloseTo((without.final.auc ?? 0) - 0.05, 12);
    expect(series.scores.auc?.spread).toBeCloseTo(0.1 / Math.SQRT2, 12);
    const lines = renderSeries(series);
    expect(lines[0]).toContain('NO PRIVACY');
    // Pooled over sites alone, telling sites apart would count as skill.
    expect(lines.join('\n')).toMatch(/AUC within sites .* 2 [^]*AUC over all sites pooled .* 2 /u);
    expect(series.scores.aucWithinSites?.mean).toBeCloseTo(without.final.aucWithinSites ?? 0, 12);
    expect(series.absent).toBeUndefined();
    const sites = other.sites.map((site, i) => (i === 0 ? { ...site, failure: 'no column num' } : site));
    const partial = seriesOf([runs[0], { ...runs[1], summary: { ...other, sites } }]);
    expect(partial.absent).toEqual([{ id: other.sites[0]?.id, failure: 'no column num' }]);
    expect(renderSeries(partial)[1]).toBe(`WARNING  a run went on without ${other.sites[0]?.id}: no column num`);
    writeSeries(series, folder);
    expect((JSON.parse(readFileSync(join(folder, 'series.json'), 'utf8')) as Series).runs).toHaveLength(2);
  });
});
