import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testCsv, testPlan } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPolicyFile } from '../gate/index.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { SiteFolder } from './site-folder.ts';

let root: string;
let folder: SiteFolder;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-determination-'));
  folder = new SiteFolder(join(root, 'site'));
  mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
  createPolicyFile(folder.policyPath);
  file('plan.json', testPlan('dp-fedsgd').json);
  file('ward.csv', testCsv(50));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(folder.path, ...argv);
const at = (name: string): string => join(root, name);
const file = (name: string, text: string): void => writeFileSync(at(name), text, { mode: 0o600 });
/** `key` and `sign` have no folder of a site: they run where the expert is. */
const alone = async (...argv: string[]): Promise<ProgramRun> => await runProgram(undefined, ...argv);
const add = async (...more: readonly string[]): Promise<ProgramRun> =>
  await run('data', 'add', 'ward', at('ward.csv'), '--study', 'test-study', '--patient-column', 'id', ...more);
/** In three wards of 50 patients the average risk is 0.06. */
const LIMITS = ['--average-risk', '0.1'];
const EXPERT = ['--expert', 'Dr. Ada Example', '--qualification', 'biostatistician', '--method', 'report 7'];
const RECORD = [...EXPERT, '--recipients', 'consortium cardio', '--treatment', 'none'];
const measure = async (...more: readonly string[]): Promise<ProgramRun> =>
  await run('determination', 'measure', 'ward', at('plan.json'), ...more);
const keyOf = async (name: string): Promise<string> => {
  const { stdout } = await alone('determination', 'key', at(`${name}.key`), '--name', name, '--json');
  return (JSON.parse(stdout) as { key: string }).key;
};
const draft = async (): Promise<void> => {
  expect(
    (await measure('--quasi', 'ward', '--sensitive', 'ill', 'age', ...LIMITS, ...RECORD, '--out', at('record.json'))).code,
  ).toBe(0);
};
const sign = async (name: string): Promise<void> => {
  await keyOf(name);
  expect(
    (await alone('determination', 'sign', at('record.json'), '--key', at(`${name}.key`), '--name', name, '--json')).code,
  ).toBe(0);
};
const install = async (...keys: readonly string[]): Promise<ProgramRun> =>
  await run('determination', 'install', at('record.json'), 'ward', at('plan.json'), '--signed-by', ...keys, '--json');

describe('an expert determination, from measuring to the agent', () => {
  it('names everything that a record lacks at once, before anything is read', async () => {
    await add();
    const { code, stderr } = await measure('--out', at('record.json'), '--expert', 'Dr. Ada Example', '--treatment', 'none');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('a record needs --quasi, --qualification, --method, --recipients too') as string,
    ]);
  });

  it('is measured in numbers that are each said in words, with formula and source', async () => {
    await add();
    const { code, stdout } = await measure('--quasi', 'ward', '--sensitive', 'ill');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'k                          16\n      patients in the smallest class: everybody is like at least k - 1 others [min_j f_j; Sweeney 2002]',
    );
    expect(stdout).toContain('prosecutor risk, highest   0.06250');
    expect(stdout).toContain('UNMET      prosecutorAverage: 0.06000, the limit is 0.05000');
    const json = JSON.parse((await measure('--quasi', 'ward', 'age', '--json')).stdout) as Record<string, unknown>;
    expect(json).toMatchObject({
      measured: { k: 1, records: 50 },
      unmet: [{ measure: 'prosecutorMaximum' }, { measure: 'prosecutorAverage' }],
    });
  });

  it('is written, signed by two, checked, installed, and then what the agent goes by', async () => {
    await add('--basis', 'expert-determination');
    await draft();
    await sign('ada');
    await sign('privacy-officer');
    const keys = [await keyOf('ada'), await keyOf('privacy-officer')];
    expect((await alone('determination', 'verify', at('record.json'), '--signed-by', ...keys, '--json')).code).toBe(0);
    const { code, stdout } = await install(...keys);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ dataset: 'ward', measured: { k: 16 } });
    const shown = await run('determination', 'show', 'ward');
    expect(shown.stdout).toContain('signed by  ada, privacy-officer');
    expect(readFileSync(join(folder.auditPath, 'entries.jsonl'), 'utf8')).toContain('"event":"determination.installed"');
    // Without columns, the data are measured as the installed record says.
    expect((await measure()).stdout).toContain('within what was determined');
    expect((await run('plan', 'show', at('plan.json'))).stdout).toContain(
      'basis      expert-determination: by the signed record of an expert',
    );
  });

  it('does not count with a key that nobody gave, without a signature, or changed', async () => {
    await add('--basis', 'expert-determination');
    await draft();
    const [ada, other] = [await keyOf('ada'), await keyOf('other')];
    expect((await install(ada)).code).toBe(5);
    await sign('ada');
    expect((await install(other)).code).toBe(5);
    expect((await install(ada, other)).code).toBe(5);
    const record = readFileSync(at('record.json'), 'utf8');
    file('record.json', record.replace('"k":16', '"k":15'));
    expect((await install(ada)).code).toBe(5);
    file('record.json', record);
    expect((await install(ada)).code).toBe(0);
    // Nor once it lies here: the file is checked each time.
    const installed = join(folder.statePath, 'determinations', 'ward.json');
    writeFileSync(installed, readFileSync(installed, 'utf8').replace('\\"k\\":16', '\\"k\\":15'), { mode: 0o600 });
    const { code, stderr } = await run('determination', 'show', 'ward');
    expect([code, stderr]).toEqual([5, expect.stringContaining('ada has not signed it')]);
  });

  it('is not signed where its own numbers are beyond its limits', async () => {
    await add();
    await measure('--quasi', 'age', ...RECORD, '--out', at('record.json'));
    await keyOf('ada');
    expect((await alone('determination', 'sign', at('record.json'), '--key', at('ada.key'), '--name', 'ada')).code).toBe(4);
  });

  it('is about one source and one dictionary', async () => {
    await add('--basis', 'expert-determination');
    await draft();
    await sign('ada');
    const key = await keyOf('ada');
    file('other.csv', testCsv(60));
    await run('data', 'add', 'ward', at('other.csv'), '--study', 'test-study', '--patient-column', 'id');
    expect((await install(key)).stderr).toContain('another source, mapping or patient column');
    await add();
    file('plan.json', testPlan('dp-fedsgd', { data: { ...JSON.parse(testPlan().json).data, maxRowsPerPatient: 3 } }).json);
    expect((await install(key)).stderr).toContain('another data dictionary');
  });

  it('is refused before people where the data are worse, when it is installed and when a plan is approved', async () => {
    await add('--basis', 'expert-determination');
    await draft();
    await sign('ada');
    const key = await keyOf('ada');
    const worse = testCsv(50)
      .split('\n')
      .filter((line) => !/^p(1|4|7|10|13|16|19),/.test(line))
      .join('\n');
    file('ward.csv', worse);
    const refused = await install(key);
    expect(refused.code).toBe(4);
    expect(refused.stdout).toContain('UNMET');
    file('ward.csv', testCsv(50));
    expect((await install(key)).code).toBe(0);
    file('ward.csv', worse);
    const approval = ['plan', 'approve', at('plan.json'), '--budget', '2', '--reason', 'test', '--although-refused'];
    expect((await run(...approval)).code).toBe(4);
    file('ward.csv', testCsv(50));
    expect((await run(...approval)).code).toBe(0);
  });
});

describe('people whom a report names by tokens', () => {
  it('are found by the hospital, also under tokens of before the keys were changed, and never named in a log', async () => {
    await add();
    const listed = async (): Promise<readonly string[]> =>
      (JSON.parse((await measure('--quasi', 'age', '--list', '--json')).stdout) as { exposed: string[] }).exposed;
    const [first = ''] = await listed();
    const who = async (token: string, study = 'test-study'): Promise<ProgramRun> =>
      await run('data', 'who', 'ward', token, '--study', study, '--json');
    const { patient } = JSON.parse((await who(first)).stdout) as { patient: string };
    expect(patient).toMatch(/^p\d+$/);
    expect((await run('data', 'rotate-tokens')).code).toBe(0);
    const again = await listed();
    expect(again).not.toContain(first);
    const found = JSON.parse((await who(first)).stdout) as { patient: string; token: string };
    expect(found.patient).toBe(patient);
    expect(again).toContain(found.token);
    expect(JSON.parse((await who(found.token)).stdout)).toEqual(found);
    // In another study nobody has this name.
    expect((await who(first, 'another')).code).toBe(2);
    const log = readFileSync(join(folder.auditPath, 'entries.jsonl'), 'utf8');
    expect(log).toContain('"event":"token.resolved"');
    expect(log).toContain('"event":"tokens.rotated"');
    for (const word of [first, found.token, `"${patient}"`]) expect(log).not.toContain(word);
  });
});

describe('the basis of a data set', () => {
  it('is said by add, list, check and show, and in capitals where the data are identified', async () => {
    expect((await add()).stdout).toContain('basis: safe-harbor');
    expect((await add('--basis', 'identified')).stdout).toContain('basis: IDENTIFIED: THESE DATA ARE NOT DE-IDENTIFIED');
    expect((await run('data', 'list')).stdout).toContain('IDENTIFIED: THESE DATA ARE NOT DE-IDENTIFIED');
    const shown = (await run('plan', 'show', at('plan.json'))).stdout;
    expect(shown).toContain('basis      IDENTIFIED: THESE DATA ARE NOT DE-IDENTIFIED');
    expect(shown).toContain('would be refused: BASIS_REFUSED');
    expect((await run('data', 'check', at('plan.json'), at('ward.csv'))).stdout).toContain(
      'the plan accepts data as safe-harbor',
    );
    // Stays until another one is named.
    expect((await add()).stdout).toContain('IDENTIFIED');
  });
});
