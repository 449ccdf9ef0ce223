import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError } from '@consilium/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulate, type SimulationResult } from '../simulation.ts';
import { renderComparison } from '../terminal/comparison-table.ts';
import { seriesOf } from '../series.ts';
import { summarise } from '../summarise.ts';
import { writeResults, writeSeries } from '../write-results.ts';
import { compareRuns } from './compare-runs.ts';
import { writeRunResults } from './write-run-results.ts';

const EXAMPLE = join(import.meta.dirname, '../../../examples/heart-disease');

let folder: string;
let made: SimulationResult;
let [rehearsal, run, other] = ['', '', ''];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-compare-'));
  [rehearsal, run, other] = [join(folder, 'rehearsal'), join(folder, 'run'), join(folder, 'other')];
  const usual = { dataPath: EXAMPLE, heldOut: 1 / 3, rounds: 2, transport: 'memory', version: 'test' } as const;
  made = await simulate({ ...usual, planPath: join(EXAMPLE, 'study.yaml'), seed: '1' });
  writeResults(made, rehearsal);
  const { plan, outcome } = made;
  const info = { run: 'run-a', state: 'stopped', rounds: 40, modelHash: outcome.modelHash, roundInfos: [...outcome.rounds] };
  writeRunResults({ info, plan, weights: outcome.weights, version: 'test', nowMs: 0 }, run);
  const text = readFileSync(join(EXAMPLE, 'study.yaml'), 'utf8').replace(/epsilon: 1(?:\.0)?\b/u, 'epsilon: 2');
  mkdirSync(other);
  writeFileSync(join(other, 'study.yaml'), text);
  writeResults(await simulate({ ...usual, planPath: join(other, 'study.yaml') }), other);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const codeOf = (...folders: readonly string[]): string => {
  try {
    compareRuns(folders);
  } catch (error) {
    return isConsiliumError(error) ? error.code : 'unknown';
  }
  return 'none';
};

describe('runs side by side', () => {
  it('have scores with their intervals, epsilon and hashes, a real run no exact ones', () => {
    const { runs, plan } = compareRuns([rehearsal, run]);
    const [first, second] = runs;
    expect(plan).toEqual([]);
    expect(first).toMatchObject({ kind: 'rehearsal', state: 'completed', rounds: 2, sites: 4, seeded: true });
    expect(second).toMatchObject({ kind: 'run', run: 'run-a', state: 'stopped', rounds: 2, exact: null, seeded: false });
    expect(first?.exact?.auc).toBeGreaterThan(0);
    expect(second?.released).toEqual(first?.released);
    expect(first?.released?.accuracy?.low).toBeLessThan(first?.released?.accuracy?.high ?? 0);
    expect(second?.modelHash).toBe(made.outcome.modelHash);
    expect(second?.epsilon).toBeGreaterThan(0);
    expect(JSON.stringify(runs)).not.toContain('calibration');
    expect([first?.heldOut, second?.heldOut]).toEqual([summarise(made, 'm').final.patients, null]);
  });

  it('name the fields in which their plans differ, and no others', () => {
    const comparison = compareRuns([run, other]);
    expect(comparison.plan).toEqual([{ field: 'privacy.target.epsilon', values: ['1', '2'] }]);
    const text = renderComparison(comparison).join('\n');
    expect(text).toMatch(/privacy\.target\.epsilon +│ 1 +│ 2 +│/u);
    expect(text).toMatch(/Accuracy, exact +│ not known +│ \d+\.\d %/u);
    expect(renderComparison(compareRuns([rehearsal, run])).join('\n')).toContain('VOID (seeded): ');
  });

  it('say where noise was left out, though the plans are the same', () => {
    const without = join(folder, 'without');
    writeResults({ ...made, withoutNoise: true, sites: made.sites.map((site) => ({ ...site, epsilon: undefined })) }, without);
    const comparison = compareRuns([rehearsal, without]);
    expect(comparison.runs.map(({ withoutNoise, epsilon }) => [withoutNoise, epsilon === null])).toEqual([
      [false, false],
      [true, true],
    ]);
    expect(renderComparison(comparison).join('\n')).toContain('NONE: noise left out');
  });

  it('are named where a folder holds a series', () => {
    const series = join(folder, 'series');
    const summary = writeResults(made, join(series, 'run-1')).summary;
    writeSeries(seriesOf([{ seed: '1', folder: join(series, 'run-1'), summary }]), series);
    expect(() => compareRuns([run, series])).toThrow(/holds a series of rehearsals/u);
    expect(compareRuns([run, join(series, 'run-1')]).plan).toEqual([]);
  });

  it('are refused where a folder is none, or has another plan than its summary says', () => {
    const [broken, changed] = [join(folder, 'broken'), join(folder, 'changed')];
    cpSync(run, broken, { recursive: true });
    writeFileSync(join(broken, 'summary.json'), '{"run": 1}');
    cpSync(run, changed, { recursive: true });
    writeFileSync(join(changed, 'plan.json'), readFileSync(join(other, 'plan.json')));
    expect([codeOf(run, broken), codeOf(run, changed), codeOf(run, join(folder, 'nowhere')), codeOf(run, other)]).toEqual([
      'CONFIG_INVALID',
      'PLAN_HASH_MISMATCH',
      'FILE_UNREADABLE',
      'none',
    ]);
    expect(() => compareRuns([run, join(folder, 'nowhere')])).toThrow(/^there is no folder .*nowhere$/u);
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(() => compareRuns([run, empty])).toThrow(/empty holds no results: it has no summary\.json$/u);
  });
});
