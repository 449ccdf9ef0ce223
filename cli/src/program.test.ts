import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtProgram, ROOT } from '@consilium/testing';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from './main.ts';
import { buildProgram } from './program.ts';

const PLAN = join(ROOT, 'examples/heart-disease/study.yaml');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program in a process of its own, as a shell does. */
function run(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [builtProgram('consilium'), ...argv],
      { cwd: folder, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap((child) => leaves(child));
}

const whole = await buildProgram();

describe('every command', () => {
  const commands = leaves(whole);

  it('is there', () => expect(commands.length).toBeGreaterThan(15));

  it.each(commands.map((command) => [command.name(), command] as const))('%s has help with an example', (_name, command) => {
    let text = '';
    command.configureOutput({ writeOut: (part) => (text += part) });
    command.outputHelp();
    expect(text).toMatch(/Example:\n {2}\$ consilium /);
    expect(command.description()).not.toBe('');
  });
});

describe('exit codes', () => {
  it('are 2 for a wrong command line, 3 for a wrong file, with words that say what to do', async () => {
    expect(await main(['node', 'consilium', 'sim'])).toBe(2);
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, readFileSync(PLAN, 'utf8').replace('clip: 1', 'clap: 1'));
    const { code, stderr, stdout } = await run('study', 'check', broken);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/broken\.yaml:\d+:\d+ privacy\.clap: there is no such field/);
    expect(stderr).toContain('docs/plan-reference.md');
  });
});

describe('consilium privacy', () => {
  it('calculates epsilon and noise, each the inverse of the other', async () => {
    const epsilon = await run(
      'privacy',
      'epsilon',
      '--noise-multiplier',
      '1.1',
      '--sampling-rate',
      '0.01',
      '--steps',
      '1000',
      '--delta',
      '1e-5',
      '--json',
    );
    const [first] = JSON.parse(epsilon.stdout) as { id: number; epsilon: number; method: string }[];
    expect(first?.epsilon).toBeGreaterThanOrEqual(1.515362);
    expect(first?.epsilon).toBeLessThan(1.515362 * 1.001 + 1e-4);
    const noise = await run(
      'privacy',
      'noise',
      '--target-epsilon',
      String(first?.epsilon),
      '--sampling-rate',
      '0.01',
      '--steps',
      '1000',
      '--delta',
      '1e-5',
      '--json',
    );
    const [second] = JSON.parse(noise.stdout) as { noiseMultiplier: number }[];
    expect(second?.noiseMultiplier).toBeCloseTo(1.1, 3);
  });

  it('takes files of cases and names the field that is wrong', async () => {
    const cases = join(folder, 'cases.json');
    const good = { id: 'a', kind: 'gaussian', params: { noise_multiplier: 1, steps: 1 }, delta: 1e-5 };
    writeFileSync(cases, JSON.stringify({ cases: [good] }));
    const { stdout } = await run('privacy', 'epsilon', '--cases', cases, '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ id: 'a', method: 'analytic' }]);
    writeFileSync(cases, JSON.stringify([{ ...good, delta: 2 }]));
    const refused = await run('privacy', 'epsilon', '--cases', cases);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('cases[0].delta');
  });

  it('forecasts what hospitals will have spent, and when a budget ends', async () => {
    const { stdout } = await run('privacy', 'forecast', PLAN, '--budget', '0.8', '--json');
    const forecast = JSON.parse(stdout) as {
      lastRoundWithinBudget: number;
      rounds: { round: number; epsilon: number; withinBudget: boolean }[];
      sites: { site: string; noiseToSignal: number }[];
    };
    expect(forecast.rounds.at(-1)?.epsilon).toBeLessThanOrEqual(1);
    for (const { round, withinBudget } of forecast.rounds) expect(withinBudget).toBe(round <= forecast.lastRoundWithinBudget);
    expect(forecast.sites.map(({ site }) => site)).toEqual(['cleveland', 'hungary', 'switzerland', 'va-long-beach']);
    // As many rounds as a hospital serves, whose budget is a filter; the exact count is for budgets that count so.
    expect(forecast).toMatchObject({ accounting: 'several', lastRoundWithinBudget: 20, evaluationsWithinBudget: 0 });
    const exact = await run('privacy', 'forecast', PLAN, '--budget', '0.8', '--one-mechanism');
    expect(exact.stdout).toContain('The budget of 0.8 allows 27 of 40 rounds.\nCounted exactly');
    const one = (await run('privacy', 'forecast', PLAN, '--budget', '1')).stdout;
    expect(one).toContain('The budget of 1 allows 30 of 40 rounds.');
    expect(one).not.toContain('The whole run stays inside');
  });

  it('forecasts what is trusted in others, and what is left if they lie, where noise is shared', async () => {
    const path = join(folder, 'shared.yaml');
    const text = readFileSync(PLAN, 'utf8');
    writeFileSync(
      path,
      text.replace('honestContributors: 1', 'honestContributors: 3').replace('quorum: { sites: 3', 'quorum: { sites: 4'),
    );
    type Shown = {
      readonly trust: {
        readonly honest: number;
        readonly sites: number;
        readonly epsilonAlone: number;
        readonly overNoise: number;
      } | null;
      readonly rounds: readonly { readonly epsilon: number }[];
      readonly sites: readonly { readonly noiseToSignal: number }[];
      readonly pooledNoiseToSignal: number;
    };
    const forecast = async (of: string): Promise<Shown> =>
      JSON.parse((await run('privacy', 'forecast', of, '--json')).stdout) as Shown;
    const [alone, shared] = [await forecast(PLAN), await forecast(path)];
    expect(alone.trust).toBeNull();
    expect(shared.trust).toMatchObject({ honest: 3, sites: 4, overNoise: Math.sqrt(4 / 3) });
    // Nothing is paid that was not, and the noise of a site and of all is smaller by the root of h.
    expect(shared.rounds).toEqual(alone.rounds);
    expect(shared.trust?.epsilonAlone).toBeGreaterThan(1.5);
    expect((alone.sites[0]?.noiseToSignal ?? 0) / (shared.sites[0]?.noiseToSignal ?? 1)).toBeCloseTo(Math.sqrt(3), 12);
    expect(alone.pooledNoiseToSignal / shared.pooledNoiseToSignal).toBeCloseTo(Math.sqrt(3), 12);
    const { stdout } = await run('privacy', 'forecast', path);
    expect(stdout).toContain('Masks: updates and noised scores leave under masks');
    expect(stdout).toContain('  other hospitals needed honest: 2 of 3 in each sum');
    expect((await run('study', 'check', path)).stdout).toContain('times the clip, added by 3 sites together');
  });

  it('audits what agents run, by the numbers of a plan, the same from the same seed', async () => {
    const { code, stdout } = await run('privacy', 'audit', '--plan', PLAN, '--seed', 'a', '--json');
    const audit = JSON.parse(stdout) as {
      passed: boolean;
      claims: { mechanism: string; releases: number }[];
      findings: { id: string; answer: { passed: boolean; caughtBelow: number | null } }[];
      attacks: { claimedEpsilon: number; auditedEpsilon: number }[];
    };
    expect(code).toBe(0);
    expect(audit.passed).toBe(true);
    expect(audit.claims).toMatchObject([{ mechanism: 'dp-fedsgd', releases: 40 }]);
    expect(audit.findings.every(({ answer }) => answer.passed)).toBe(true);
    expect(audit.findings.find(({ id }) => id === 'noise.deviation')?.answer.caughtBelow).toBeGreaterThan(0.997);
    const [{ claimedEpsilon, auditedEpsilon } = { claimedEpsilon: 0, auditedEpsilon: 0 }] = audit.attacks;
    expect(auditedEpsilon).toBeGreaterThan(0.1 * claimedEpsilon);
    expect(auditedEpsilon).toBeLessThan(claimedEpsilon);
  });
});

describe('consilium study check', () => {
  it('warns of site-level privacy with few sites', async () => {
    const path = join(folder, 'site-level.yaml');
    const text = readFileSync(PLAN, 'utf8')
      .replace('mechanism: dp-fedsgd', 'mechanism: dp-fedavg')
      .replace('unit: patient', 'unit: site')
      .replace('samplingRate: 0.3', 'localEpochs: 1\n  optimizer: { kind: sgd, learningRate: 0.1 }');
    writeFileSync(path, text);
    const { stdout } = await run('study', 'check', path, '--json');
    expect((JSON.parse(stdout) as { warnings: string[] }).warnings).toEqual([
      expect.stringContaining('times as much noise as signal'),
    ]);
  });
});

describe('consilium study columns', () => {
  it('prints names of columns as a plan lists them, and series and groups appear in study check', async () => {
    const path = join(folder, 'expression.csv');
    writeFileSync(path, 'id,ENSG2,"ENSG,1",no,ENSG10,xENSG3,hr0,hr1\n');
    const { stdout } = await run('study', 'columns', path, 'ENSG*');
    expect(stdout).toBe('columns: ["ENSG2", "ENSG,1", "ENSG10"]\n');
    expect(JSON.parse((await run('study', 'columns', path, '*o', '--json')).stdout)).toEqual(['no']);
    expect(await run('study', 'columns', path, 'E*N*G*1*0*')).toMatchObject({ code: 0, stdout: 'columns: ["ENSG10"]\n' });
    expect(await run('study', 'columns', path, 'zinc*')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no column zinc*') as string,
    });
    const plan = join(folder, 'wide.yaml');
    const features = `features:
    genes: { kind: group, ${stdout.trim()}, unit: "1", range: [0, 20] }
    hr: { kind: series, columns: "hr{0..1}", unit: /min, range: [20, 250], mask: true, concept: { vocabulary: LOINC, codes: [8867-4] } }`;
    writeFileSync(
      plan,
      readFileSync(PLAN, 'utf8')
        .replace(/features:[^]*?(?=\n {2}missing:)/, features)
        .replace(/\nevaluation:[^]*/, '\n'),
    );
    const checked = (await run('study', 'check', plan)).stdout;
    expect(checked).toContain('  series       2 steps of hr, hr (mask); inputs 3 to 6\n');
    expect(checked).toContain('  feature      genes (group of 3 columns: ENSG2, ... ENSG10)\n');
    expect(checked).toContain('  feature      hr (series of 2 columns: hr{0..1}, missing ones marked, LOINC 8867-4)\n');
    const { inputs } = JSON.parse((await run('study', 'check', plan, '--json')).stdout) as { inputs: unknown };
    expect(inputs).toEqual({ columns: 5, values: 7, series: [{ from: 3, steps: 2, channels: ['hr', 'hr (mask)'] }] });
  });
});

describe('consilium sim', () => {
  it('prints summary.json alone on standard output and writes report, model and plan', async () => {
    const { code, stdout } = await run(
      'sim',
      PLAN,
      '--rounds',
      '2',
      '--transport',
      'memory',
      '--seed',
      '1',
      '--out',
      join(folder, 'out'),
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(join(folder, 'out/summary.json'), 'utf8')));
    expect(readFileSync(join(folder, 'out/report.html'), 'utf8')).toContain('Coronary heart disease');
    expect(JSON.parse(readFileSync(join(folder, 'out/model/model.json'), 'utf8'))).toHaveProperty('modelTopology');
  });
});
