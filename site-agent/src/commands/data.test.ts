import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
  root = mkdtempSync(join(tmpdir(), 'consilium-data-'));
  folder = new SiteFolder(join(root, 'site'));
  mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
  createPolicyFile(folder.policyPath);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(folder.path, ...argv);
const file = (name: string, text: string): string => {
  writeFileSync(join(root, name), text);
  return join(root, name);
};
const add = async (csv: string, ...more: readonly string[]): Promise<ProgramRun> =>
  await run('data', 'add', 'ward', csv, '--study', 'test-study', '--patient-column', 'id', ...more);
const planOf = (change: Parameters<typeof testPlan>[1] = {}): string => file('plan.yaml', testPlan('dp-fedsgd', change).json);

/** The usual table with one cell of a row replaced. */
function planted(row: number, column: number, text: string): string {
  const lines = testCsv(50).split('\n');
  const cells = (lines[row - 1] ?? '').split(',');
  cells[column] = text;
  lines[row - 1] = cells.join(',');
  return lines.join('\n');
}

const columnAt = (name: string): number => (testCsv(50).split('\n')[0] ?? '').split(',').indexOf(name);

describe('data that are checked against a plan', () => {
  it('are refused for one cell that identifies somebody, with column, letter, rows, advice and rule, and no value', async () => {
    const { code, stdout, stderr } = await run(
      'data',
      'check',
      planOf(),
      file('a.csv', planted(7, columnAt('ward'), '123-45-6789')),
    );
    expect(code).toBe(4);
    expect(stdout).toContain(
      'REFUSED    column ward: (G) Social Security numbers: 1 cell holds a Social Security number (rows 7). Leave the column out. If it is a code: have the plan list it, or name the codes that count in the mapping, and all others are missing. [45 CFR 164.514(b)(2)(i)(G)]',
    );
    expect(stderr).toContain('holds what identifies people in columns that are read: ward');
    expect(stdout + stderr).not.toContain('6789');
  });

  it('say the same as JSON', async () => {
    const { code, stdout } = await run(
      'data',
      'check',
      planOf(),
      file('a.csv', planted(7, columnAt('age'), '2020-03-05')),
      '--json',
    );
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      identifiers: [{ column: 'age', letter: 'C', rule: 'date', cells: 1, rows: '7' }],
    });
  });

  it('are refused with the plan, where that one asks for identifiers', async () => {
    const data = {
      patientId: 'id',
      target: { kind: 'binary', column: 'ill', positive: ['yes'], negative: ['no'] },
      features: { age: { kind: 'number', unit: 'years', range: [0, 120] } },
    };
    const { code, stdout } = await run('data', 'check', planOf({ data }), file('a.csv', testCsv(50)));
    expect(code).toBe(4);
    expect(stdout).toContain('column age: (C) dates and ages over 89: its range ends at 120 years');
  });

  it('pass with mistakes that name nobody', async () => {
    const csv = file('a.csv', planted(7, columnAt('ward'), 'ward a').replace(/\n$/, ''));
    expect((await run('data', 'check', planOf(), csv)).code).toBe(0);
  });
});

describe('a plan', () => {
  it('is not approved when it asks for identifiers, and says so when it is shown', async () => {
    const data = {
      patientId: 'id',
      target: { kind: 'binary', column: 'ill', positive: ['yes'], negative: ['no'] },
      features: { zip: { kind: 'category', codes: ['94107', '10001'] } },
    };
    const plan = planOf({ data });
    await add(file('a.csv', testCsv(50)));
    const shown = await run('plan', 'show', plan);
    expect([shown.code, shown.stdout.includes('cannot be approved: column zip: (B) geography below a state')]).toEqual([0, true]);
    const { code, stdout, stderr } = await run('plan', 'approve', plan, '--although-refused');
    expect([code, stdout.includes('column zip: (B)'), stderr.includes('reads what identifies people: zip')]).toEqual([
      4,
      true,
      true,
    ]);
    expect(folder.approvals().list()).toEqual([]);
  });

  it('is not approved on data that identify somebody in what it reads', async () => {
    await add(file('a.csv', planted(7, columnAt('ward'), 'Mary Alvarez')));
    const { code, stdout } = await run('plan', 'approve', planOf(), '--although-refused', '--accept-unreadable');
    expect([code, stdout.includes('column ward: (A) names: 1 cell holds the name of a person (rows 7)')]).toEqual([4, true]);
    expect(folder.approvals().list()).toEqual([]);
  });
});

describe('a data set that is added', () => {
  const withNames = (): string =>
    file(
      'names.csv',
      testCsv(50)
        .split('\n')
        .map((line, i) => (line === '' ? '' : `${line},${i === 0 ? 'patient_name' : 'Mary Alvarez'}`))
        .join('\n'),
    );

  it('says which columns no plan will get, and serves all the same: what is not read crosses nothing', async () => {
    const { code, stdout } = await add(withNames());
    expect(code).toBe(0);
    expect(stdout).toContain('column patient_name: (A) names: its name says "patient name"');
    expect(stdout).toContain('column patient_name: (A) names: 50 cells hold the name of a person (rows 2-51)');
    expect(stdout).not.toContain('Alvarez');
    const { stdout: json } = await add(withNames(), '--json');
    const { dataset, identifiers } = JSON.parse(json) as { dataset: string; identifiers: { column: string; cells?: number }[] };
    expect(dataset).toBe('ward');
    expect(identifiers.filter(({ column }) => column === 'patient_name').map(({ cells }) => cells)).toEqual([undefined, 50]);
  });

  it('is refused when a plan that is approved reads such a column', async () => {
    await add(file('a.csv', testCsv(50)));
    expect((await run('plan', 'approve', planOf(), '--although-refused')).code).toBe(0);
    const { code, stdout } = await add(file('b.csv', planted(9, columnAt('age'), '(212) 555-0123')));
    expect([code, stdout.includes('column age: (D) telephone numbers: 1 cell holds a telephone number (rows 9)')]).toEqual([
      4,
      true,
    ]);
    expect(folder.catalog().entries[0]?.source).toMatchObject({ path: expect.stringContaining('a.csv') });
  });

  it.each([
    ['a folder', () => root, 'is a folder'],
    ['a device', () => '/dev/zero', 'is a device'],
    ['an image', () => file('face.png', '\u0089PNG\r\n\u001a\n\0'), 'is no text'],
    ['a file of the agent', () => folder.policyPath.replace('policy.yaml', 'state/x.csv'), 'lies in the folder of the agent'],
  ])('is not %s', async (_, path, words) => {
    writeFileSync(join(folder.statePath, 'x.csv'), testCsv(50));
    const { code, stderr } = await add(path());
    expect([code, stderr]).toEqual([3, expect.stringContaining(words) as string]);
    expect(folder.catalog().entries).toEqual([]);
  });

  it('warns of a file that everybody on the machine can read', async () => {
    const csv = file('a.csv', testCsv(50));
    for (const path of [root, csv]) chmodSync(path, 0o755);
    expect((await add(csv)).stdout).toContain('WARNING: everybody on this machine can read');
    chmodSync(csv, 0o640);
    expect((await add(csv)).stdout).not.toContain('can read');
  });
});
