import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError, seededRandom, uniform53 } from '@consilium/core';
import { parsePlan } from '@consilium/plan';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModelFolder } from '../models/model-folder.ts';
import { simulate, type SimulationResult } from '../simulation.ts';
import { summarise } from '../summarise.ts';
import { type SeriesRun, seriesOf } from '../series.ts';
import { writeResults, writeSeries } from '../write-results.ts';
import type { RoundInfo } from '../watch-run.ts';
import { metricsCsv } from './metrics-csv.ts';
import { clearEarlier, requireFreeFolder, USUAL_RESULTS } from './results-folder.ts';
import type { RunSummary } from './run-summary.ts';
import type { FetchedRun } from './summarise-run.ts';
import { writeRunResults } from './write-run-results.ts';

const SITES = 54;
const ROUNDS = 40;
/** Made by the real coordinator and agents; the others repeat the last of them, which is the largest. */
const MADE = 2;
const MOST_BYTES = 500_000;

let folder: string;
let made: SimulationResult;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-results-'));
  const example = join(import.meta.dirname, '../../../examples/heart-disease/study.yaml');
  const { document } = parsePlan(readFileSync(example, 'utf8'), 'study.yaml');
  const ids = Array.from({ length: SITES }, (_, i) => `general-hospital-${i + 1}`);
  const plan = { ...document, rounds: ROUNDS, sites: Object.fromEntries(ids.map((id) => [id, { patients: 100 }])) };
  const planPath = join(folder, 'study.yaml');
  writeFileSync(planPath, JSON.stringify({ ...plan, quorum: { ...document.quorum, sites: SITES - 4, deadlineSeconds: 3600 } }));
  const data = join(folder, 'data');
  mkdirSync(data);
  const random = seededRandom('consilium/test/run-results');
  const lines = ['cleveland', 'hungary'].flatMap((site) =>
    readFileSync(join(example, '..', `${site}.csv`), 'utf8')
      .trim()
      .split('\n')
      .slice(1),
  );
  const [head = ''] = readFileSync(join(example, '../cleveland.csv'), 'utf8').split('\n');
  for (const id of ids) {
    const rows = Array.from({ length: 100 }, (_, i) => {
      const [, ...cells] = (lines[Math.floor(uniform53(random) * lines.length)] ?? '').split(',');
      return [`${id}-${i}`, ...cells].join(',');
    });
    writeFileSync(join(data, `${id}.csv`), [head, ...rows].join('\n'));
  }
  made = await simulate({
    planPath,
    dataPath: data,
    heldOut: 0.3,
    rounds: MADE,
    seed: '3',
    transport: 'memory',
    version: '1.2.3',
  });
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The run with as many rounds as wanted. */
function long(rounds: number): SimulationResult {
  const { outcome } = made;
  const last = outcome.rounds.findLast(({ state }) => state === 'closed') as RoundInfo;
  const exact = outcome.exact.get(last.round ?? 0) ?? [];
  // Some are always missing, with a reason.
  const problem = { code: 'BUDGET_EXCEEDED', message: 'the round would exceed the budget of the data set' };
  const absent = (last.participants ?? []).map((one, i) => (i < 3 ? { ...one, state: 'refused', problem } : one));
  const infos = Array.from({ length: rounds }, (_, i): RoundInfo => ({ ...last, round: i + 1, participants: absent }));
  const scored = infos.filter(({ round }) => (round ?? 0) % 5 === 0 || round === rounds);
  return { ...made, outcome: { ...outcome, rounds: infos, exact: new Map(scored.map(({ round }) => [round ?? 0, exact])) } };
}

/** What the coordinator of a rehearsal says is what that of a real run says. */
function fetched({ plan, outcome, version }: SimulationResult, change: Partial<FetchedRun['info']> = {}): FetchedRun {
  const info = {
    run: outcome.run,
    study: plan.document.study,
    state: 'completed',
    rounds: outcome.rounds.length,
    modelHash: outcome.modelHash,
    roundInfos: [...outcome.rounds],
    decisions: [{ action: 'started', user: 'ada', atMs: 1_790_000_000_000 }],
    ...change,
  };
  return { info, plan, weights: outcome.weights, version, nowMs: 1_790_000_000_000 };
}

describe('the results of a real run', () => {
  it('are the folder of a rehearsal, from what the coordinator has', () => {
    const [real, rehearsed] = [join(folder, 'real'), join(folder, 'rehearsed')];
    const { summary, reportPath } = writeRunResults(fetched(made), real);
    writeResults(made, rehearsed);
    const names = (of: string): string[] => (readdirSync(of, { recursive: true }) as string[]).sort();
    expect(names(real)).toEqual(names(rehearsed));
    for (const same of ['plan.json', 'metrics.csv', 'thresholds.csv', 'model/weights.bin'])
      expect(readFileSync(join(real, same)).equals(readFileSync(join(rehearsed, same)))).toBe(true);
    const { origin } = readModelFolder(real);
    expect(origin).toMatchObject({ rehearsal: false, run: made.outcome.run, sha256: made.outcome.modelHash });
    const exact = summarise(made, 'm');
    expect(summary).toMatchObject({
      kind: 'run',
      state: 'completed',
      version: '1.2.3',
      writtenAt: '2026-09-21T14:13:20.000Z',
      planHash: made.plan.hash,
      model: { sha256: made.outcome.modelHash },
      released: exact.released,
      roundsPlanned: MADE,
    });
    expect(summary.rounds.map(({ participants }) => participants)).toEqual(exact.rounds.map(({ participants }) => participants));
    expect(summary.sites.map(({ released }) => released)).toEqual(exact.sites.map(({ released }) => released));
    expect(summary.epsilon).toBe(exact.rounds.at(-1)?.epsilon);
    const page = readFileSync(reportPath, 'utf8');
    expect(page).toContain('a rehearsal shows them');
    expect(page).not.toMatch(/simulat|Exact, rehearsal only|ended early/u);
  });

  it('hold nothing that only a rehearsal knows', () => {
    const { summary } = writeRunResults(fetched(made), join(folder, 'unknown'));
    const text = readFileSync(join(folder, 'unknown/summary.json'), 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(summary)));
    const exact = summarise(made, 'm');
    for (const { metrics } of exact.sites) {
      expect(metrics?.loss).toBeDefined();
      expect(text).not.toContain(`${metrics?.loss}`);
    }
    expect(text).not.toMatch(/"(?:final|seeded|seed|data|checks|parts|phases)":/u);
  });

  it('of a coordinator that rehearses say so, first of all, and state no epsilon of the model', () => {
    const { summary, reportPath } = writeRunResults(fetched(made, { rehearsal: true }), join(folder, 'rehearsing'));
    expect(summary.rehearsal).toBe(true);
    expect(summary.privacy.warnings[0]).toContain('was started with --rehearsal');
    expect(readModelFolder(join(folder, 'rehearsing')).origin).toMatchObject({ rehearsal: true, privacy: null });
    const page = readFileSync(reportPath, 'utf8');
    for (const words of [
      'Federated learning, rehearsed',
      'A rehearsal: no privacy figure below is sure',
      'Does it hold for this run?',
    ])
      expect(page).toContain(words);
    const serious = writeRunResults(fetched(made), join(folder, 'serious'));
    expect('rehearsal' in serious.summary).toBe(false);
    expect(readFileSync(serious.reportPath, 'utf8')).not.toContain('A rehearsal: no privacy');
    expect(readModelFolder(join(folder, 'serious')).origin).toMatchObject({ rehearsal: false, privacy: { unit: 'patient' } });
  });

  it('of a run that ended early are what it has, and say why', () => {
    const last = made.outcome.rounds.at(-1) as RoundInfo;
    const failed: RoundInfo = {
      ...last,
      round: MADE + 1,
      state: 'failed',
      modelHash: '',
      released: null,
      problem: { code: 'QUORUM_NOT_MET', message: 'too <few> answers' },
    };
    const problem = { code: 'QUORUM_NOT_MET', message: 'too <few> answers' };
    const change = { state: 'failed', rounds: ROUNDS, problem, roundInfos: [...made.outcome.rounds, failed] };
    const { summary, reportPath } = writeRunResults(fetched(made, change), join(folder, 'early'));
    expect(summary).toMatchObject({ state: 'failed', problem, roundsPlanned: ROUNDS });
    expect(summary.rounds).toHaveLength(MADE);
    expect(summary.failedAttempts).toMatchObject([{ round: MADE + 1, problem }]);
    // What had left for the attempt is paid.
    const whole = writeRunResults(fetched(made), join(folder, 'whole')).summary;
    expect(summary.epsilon).toBeGreaterThan(whole.epsilon ?? Number.POSITIVE_INFINITY);
    const page = readFileSync(reportPath, 'utf8');
    expect(page).toContain('This run ended early (failed: too &lt;few&gt; answers)');
    expect(page).toContain(`${MADE} of ${ROUNDS} rounds are made`);
    const csv = readFileSync(join(folder, 'early/metrics.csv'), 'utf8');
    expect(csv).toContain(`\n${MADE + 1},${last.attempt},(all),failed,QUORUM_NOT_MET,`);
  });

  it('of a run before its first round are a plan and the model to start from', () => {
    const { summary } = writeRunResults(fetched(made, { state: 'running', roundInfos: [] }), join(folder, 'none'));
    expect(summary).toMatchObject({
      rounds: [],
      released: null,
      epsilon: 0,
      startedAt: null,
      durationMs: 0,
    } satisfies Partial<RunSummary>);
    expect(readFileSync(join(folder, 'none/report.html'), 'utf8')).toContain('This run goes on (running).');
  });
});

describe('the summary of 54 sites and 40 rounds', () => {
  it('stays small', () => {
    const run = long(ROUNDS);
    const rehearsal = readFileSync(writeResults(run, join(folder, 'long-rehearsal')).summaryPath);
    const real = readFileSync(writeRunResults(fetched(run), join(folder, 'long-run')).summaryPath);
    expect(rehearsal.length).toBeLessThan(MOST_BYTES);
    expect(real.length).toBeLessThan(MOST_BYTES);
    const { rounds, sites } = JSON.parse(real.toString('utf8')) as RunSummary;
    expect([rounds.length, sites.length]).toEqual([ROUNDS, SITES]);
    expect(sites.every(({ released }) => released !== null)).toBe(true);
  });
});

describe('metrics.csv', () => {
  it('has a line for each attempt and site, and one for all sites, with as many cells each', () => {
    const lines = metricsCsv(made.outcome.rounds, made.plan).trimEnd().split('\n');
    expect(lines).toHaveLength(1 + made.outcome.rounds.length * (SITES + 1));
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1);
    const [head = '', ...rest] = lines;
    const column = head.split(',').indexOf('accuracy');
    const final = rest.find((line) => line.startsWith(`${MADE},1,(all),closed`));
    expect(Number(final?.split(',')[column])).toBe(summarise(made, 'm').released?.scores.metrics.accuracy?.value);
  });

  it('holds no formula and no cells that a coordinator would add', () => {
    const hostile = { round: 1, attempt: 1, state: 'closed', participants: [{ site: '=cmd|"x",y;=1+1', state: 'counted\n2' }] };
    const line = metricsCsv([hostile], made.plan).split('\n')[2];
    expect(line).toMatch(/^1,1,"'=cmd ""x"",y =1\+1","'counted 2",,/u);
  });
});

describe('a folder for results', () => {
  const code = (path: string, force = false, latest = false): string => {
    try {
      requireFreeFolder(path, { force, latest });
    } catch (error) {
      return isConsiliumError(error) ? error.code : 'unknown';
    }
    return 'free';
  };

  it('is never written over, unless somebody says so', () => {
    const [empty, full, file] = [join(folder, 'empty'), join(folder, 'full'), join(folder, 'file')];
    mkdirSync(empty);
    mkdirSync(full);
    writeFileSync(join(full, 'mine'), '');
    writeFileSync(file, '');
    expect([code(join(folder, 'new')), code(empty), code(full), code(full, true)]).toEqual([
      'free',
      'free',
      'TARGET_EXISTS',
      'free',
    ]);
    expect(code(file)).toBe('FILE_UNREADABLE');
    // Found before the hours of work, not after them.
    expect([code(file, true), code(join(file, 'inner'))]).toEqual(['FILE_UNREADABLE', 'FILE_UNREADABLE']);
  });

  it('may be that of the rehearsal before, but never holds a run of hospitals', () => {
    const before = process.cwd();
    const home = join(folder, 'home');
    mkdirSync(home);
    process.chdir(home);
    try {
      expect(code(USUAL_RESULTS, false, true)).toBe('free');
      writeResults(made, USUAL_RESULTS);
      expect([code(USUAL_RESULTS, false, true), code(`./${USUAL_RESULTS}/`, false, true), code(USUAL_RESULTS)]).toEqual([
        'free',
        'free',
        'TARGET_EXISTS',
      ]);
      const inner = join(USUAL_RESULTS, 'run-1');
      writeRunResults(fetched(made), inner);
      expect(code(USUAL_RESULTS, false, true)).toBe('TARGET_EXISTS');
      rmSync(inner, { recursive: true });
      expect(code(USUAL_RESULTS, false, true)).toBe('free');
      writeRunResults(fetched(made), USUAL_RESULTS);
      expect(code(USUAL_RESULTS, false, true)).toBe('TARGET_EXISTS');
    } finally {
      process.chdir(before);
    }
  });

  it('has results of one command only, and keeps what is no result', () => {
    const out = join(folder, 'again');
    const { summary } = writeResults(made, out);
    writeFileSync(join(out, 'notes.txt'), 'mine');
    clearEarlier(out);
    expect(readdirSync(out)).toEqual(['notes.txt']);
    // A series of two; the third folder is not of it.
    for (const name of ['run-1', 'run-2', 'run-3']) writeResults(made, join(out, name));
    const one = (seed: string): SeriesRun => ({ seed, folder: join(out, `run-${seed}`), summary });
    writeSeries(seriesOf([one('1'), one('2')]), out);
    clearEarlier(out);
    expect(readdirSync(out).sort()).toEqual(['notes.txt', 'run-3']);
    clearEarlier(join(folder, 'not-there'));
  });
});
