import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testPlan } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPolicyFile } from '../gate/index.ts';
import { nameSimilarity } from '../mapping/similar-names.ts';
import { translate } from '../mapping/known-codes.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { SiteFolder } from './site-folder.ts';

let root: string;
let folder: SiteFolder;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-propose-'));
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

const data = {
  patientId: 'patient_id',
  target: { kind: 'binary', column: 'died', positive: ['yes'], negative: ['no'] },
  features: {
    age: { kind: 'number', unit: 'years', range: [18, 90] },
    sex: { kind: 'category', codes: ['male', 'female'] },
    chol: { kind: 'number', unit: 'mg/dL', range: [80, 500] },
    sbp: { kind: 'number', unit: 'mmHg', range: [60, 250] },
    region: { kind: 'category', codes: ['941', '100', '000'], meaning: 'zip3' },
  },
};
const plan = (): string => file('plan.yaml', testPlan('dp-fedsgd', { data }).json);

/** A table as a German hospital has it. */
function table(rows = 200): string {
  const lines = Array.from({ length: rows }, (_, i) =>
    [
      `K${10_000 + i}`,
      `Mueller-${i}`,
      `${String(1 + (i % 28)).padStart(2, '0')}.03.${1940 + (i % 50)}`,
      i % 2 === 0 ? 'm' : 'w',
      (4 + (i % 30) / 10).toFixed(1),
      String(110 + (i % 60)),
      i % 5 === 0 ? 'ja' : 'nein',
      i % 2 === 0 ? '94107' : '10001',
      `${String(1 + (i % 28)).padStart(2, '0')}.06.2020`,
    ].join(','),
  );
  return `Patientennummer,Nachname,Geburtsdatum,Geschlecht,Cholesterin,RR_sys,verstorben,PLZ,Aufnahmedatum\n${lines.join('\n')}\n`;
}

describe('a proposal', () => {
  it('finds names, units, codes, dates and ZIP codes, and says how sure it is and why', async () => {
    const { code, stdout } = await run('data', 'propose', plan(), file('reg.csv', table()), '--json');
    expect(code).toBe(0);
    const { patient, anchor, columns } = JSON.parse(stdout) as {
      patient: object;
      anchor: string;
      columns: { column: string; rule: object; confidence: number; because: string[] }[];
    };
    expect(patient).toMatchObject({ column: 'Patientennummer', name: 'patient_id' });
    expect(anchor).toBe('Aufnahmedatum');
    expect(Object.fromEntries(columns.map(({ column, rule }) => [column, rule]))).toEqual({
      died: { column: 'verstorben', codes: { ja: 'yes', nein: 'no' } },
      age: { column: 'Geburtsdatum', scrub: 'age-at-anchor', dates: 'dmy' },
      sex: { column: 'Geschlecht', codes: { m: 'male', w: 'female' } },
      chol: { column: 'Cholesterin', unit: { from: 'mmol/L', to: 'mg/dL', of: 'cholesterol' } },
      sbp: { column: 'RR_sys' },
      region: { column: 'PLZ', scrub: 'zip3' },
    });
    for (const { confidence, because } of columns) {
      expect(confidence).toBeGreaterThan(0.8);
      expect(because.join()).toContain('name "');
    }
  });

  it('is accepted by a person, and then serves a plan that reads it', async () => {
    const csv = file('reg.csv', table());
    const printed = await run('data', 'propose', plan(), csv);
    expect(printed.stdout).toContain('      # chol: 0.9');
    expect(() => readFileSync(join(folder.path, 'sources.yaml'))).toThrow('ENOENT');
    const accepted = await run('data', 'propose', plan(), csv, '--accept', 'registry');
    expect([accepted.code, accepted.stdout]).toEqual([
      0,
      expect.stringContaining('data add registry --study test-study') as string,
    ]);
    expect(folder.catalog().entries).toEqual([]);
    expect((await run('data', 'add', 'registry', '--study', 'test-study')).code).toBe(0);
    const checked = await run('data', 'check', plan(), 'registry');
    expect([checked.code, checked.stdout]).toEqual([0, expect.stringContaining('200 rows, 0 left out') as string]);
  });

  it('leaves out what programs write for nothing, and says so in the mapping', async () => {
    const csv = file('reg.csv', table().replace(/,4\.[0-4],/g, ',-999,'));
    const { stdout } = await run('data', 'propose', plan(), csv);
    expect(stdout).toMatch(
      /# chol: 0\.9.*-999 counts as missing\n {6}chol:\n {8}column: Cholesterin\n {8}missing:\n {10}- "-999"\n {8}unit:/,
    );
  });

  it('does not take a few codes for numbers in another unit', async () => {
    const csv = file(
      'reg.csv',
      table()
        .replace('Cholesterin', 'cho_klasse')
        .replace(/,[4-6]\.(\d),/g, (_, digit: string) => `,${1 + (Number(digit) % 4)},`),
    );
    expect((await run('data', 'propose', plan(), csv)).stdout).toContain('# chol: NOT FOUND');
  });

  it('asks for the delimiter where the header is one cell full of them', async () => {
    const { code, stderr } = await run('data', 'propose', plan(), file('reg.csv', table().replaceAll(',', ';')));
    expect([code, stderr]).toEqual([3, expect.stringContaining('separated by semicolons: say so with --delimiter') as string]);
  });

  it('says no cell but words that are known everywhere', async () => {
    const csv = file('reg.csv', table().replace(/,m,/g, ',Marianne,'));
    const { stdout } = await run('data', 'propose', plan(), csv);
    expect(stdout).toContain('1 more codes, which are not shown');
    expect(stdout).not.toMatch(/Marianne|Mueller|94107|K10/);
  });

  it('is not accepted where something is open, and says what', async () => {
    const csv = file(
      'reg.csv',
      table()
        .replace('verstorben', 'xyz')
        .replace(/,(ja|nein),/g, ',3,'),
    );
    const { code, stderr, stdout } = await run('data', 'propose', plan(), csv, '--accept', 'registry');
    expect([code, stderr, stdout]).toEqual([3, expect.stringContaining('nothing in the source is like died') as string, '']);
    expect((await run('data', 'propose', plan(), csv)).stdout).toContain('# died: NOT FOUND');
  });
});

describe('names', () => {
  it.each([
    ['sbp', 'RR_sys', 0.95],
    ['patientDOB', 'patient_dob', 1],
    ['heart_rate', 'HeartRate', 1],
    ['creatinine', 'Kreatinin', 0.95],
  ])('%s and %s are alike', (a, b, least) => {
    expect(nameSimilarity(a, b)).toBeGreaterThanOrEqual(least);
  });

  it.each([
    ['hdl', 'ldl'],
    ['sbp', 'dbp'],
    ['sex', 'age'],
  ])('%s and %s are not', (a, b) => {
    expect(nameSimilarity(a, b)).toBeLessThan(0.5);
  });
});

describe('codes', () => {
  it('are translated where one word of the plan is meant, and never guessed', () => {
    const found = translate(
      new Map([
        ['J', 5],
        ['NEIN', 4],
        ['?x', 1],
      ]),
      ['yes', 'no'],
    );
    expect([[...found.codes], found.covered, found.unknown, found.same]).toEqual([
      [
        ['J', 'yes'],
        ['NEIN', 'no'],
      ],
      0.9,
      1,
      false,
    ]);
    // f is no and female: two codes of the plan could be meant.
    expect(translate(new Map([['f', 1]]), ['no', 'female']).codes.size).toBe(0);
    expect(
      translate(
        new Map([
          ['1', 1],
          ['2', 1],
        ]),
        ['1', '2'],
      ),
    ).toMatchObject({ same: true, covered: 1 });
  });
});
