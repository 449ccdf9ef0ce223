import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex, systemClock } from '@consilium/core';
import { ROOT } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger, readLedger } from '../ledger/index.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { SiteFolder } from './site-folder.ts';

const EXAMPLE = join(ROOT, 'examples/heart-disease');
const PLAN = join(EXAMPLE, 'study.yaml');
const BUDGET = 'budgets: { heart: { epsilon: 4, delta: 0.0005, who: Ada, reason: a test, at: "2026-01-01T00:00:00Z" } }';
const ALLOWED = `version: 1\nallowedStudies: [heart-disease]\n${BUDGET}\nsynthetic: { allow: true }\n`;

let root: string;
let folder: SiteFolder;
let csv: string;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'consilium-synthetic-'));
  folder = new SiteFolder(join(root, 'site'));
  mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
  folder.writeConfig({ site: 'cleveland', consortium: 'cardio', address: 'fl.example.org:8443' });
  csv = join(root, 'heart.csv');
  copyFileSync(join(EXAMPLE, 'cleveland.csv'), csv);
  policy(ALLOWED);
  const added = await run('data', 'add', 'heart', csv, '--study', 'heart-disease', '--patient-column', 'patient_id');
  expect(added.stderr).toBe('');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(folder.path, ...argv);
const policy = (text: string): void => writeFileSync(folder.policyPath, text, { mode: 0o600 });
const out = (name = 'synthetic.csv'): string => join(root, name);
const synthesise = async (...more: string[]): Promise<ProgramRun> =>
  await run('data', 'synthesise', PLAN, 'heart', '--epsilon', '1', '--rows', '150', '--out', out(), ...more);
const charges = () => readLedger(folder.ledgerPath, 'heart').charges;

/** Nothing was charged, and nothing but what was there lies in the folder. */
function expectUntouched(): void {
  expect(charges()).toEqual([]);
  expect(readdirSync(root).sort()).toEqual(['heart.csv', 'site']);
}

describe('data synthesise', () => {
  it('writes as many rows as were asked for, which the plan reads, with the charge in the ledger and in the audit log', async () => {
    const { code, stdout, stderr } = await synthesise('--json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const text = readFileSync(out(), 'utf8');
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(151);
    expect(lines[0]).toBe('patient_id,num,age,chol,cp,exang,fbs,oldpeak,restecg,sex,thalch,trestbps');
    expect(lines[1]).toMatch(/^synthetic-001,/);
    expect(statSync(out()).mode & 0o777).toBe(0o600);
    const [charge, ...others] = charges();
    expect(others).toEqual([]);
    expect(charge).toMatchObject({ state: 'committed', part: 'training', update: sha256Hex(text), key: { kind: 'synthetic' } });
    expect(JSON.parse(stdout)).toMatchObject({
      sha256: sha256Hex(text),
      rows: 150,
      epsilon: 1,
      delta: 0.0005,
      aboveUsual: false,
    });
    const log = readFileSync(join(folder.auditPath, 'entries.jsonl'), 'utf8');
    expect(log).toContain(`"event":"data.synthesised"`);
    expect(log).toContain(sha256Hex(text));
    expect((await run('data', 'check', PLAN, out())).code).toBe(0);
    expect((await run('budget', 'heart')).stdout).toContain('and 1 of synthetic data');
    expect(readdirSync(root).sort()).toEqual(['heart.csv', 'site', 'synthetic.csv']);
  });

  it('makes other rows each time, and charges each', async () => {
    await synthesise();
    const again = await synthesise('--out', out('again.csv'));
    expect(again.code).toBe(0);
    expect(readFileSync(out('again.csv'))).not.toEqual(readFileSync(out()));
    expect(charges()).toHaveLength(2);
  });

  it.each([
    ['unless the policy says so', ALLOWED.replace('synthetic: { allow: true }\n', ''), 'allows no synthetic data', []],
    ['above the largest epsilon of the policy', ALLOWED, 'up to epsilon 3, not 3.5', ['--epsilon', '3.5']],
    ['of a study that is not allowed', ALLOWED.replace('[heart-disease]', '[]'), 'does not take part in study heart-disease', []],
    ['without a budget', ALLOWED.replace(BUDGET, ''), 'has set no budget for population heart', []],
    ['beyond the budget', ALLOWED.replace('epsilon: 4', 'epsilon: 0.9'), 'is used or reserved', []],
    ['with a delta that is no promise', ALLOWED, 'not below one over the number of patients', ['--delta', '0.1']],
    ['under a budget that nobody decided', ALLOWED.replace('who: Ada, ', ''), 'does not say who decided the budget', []],
    ['over a file that is there', ALLOWED, 'is there already', ['--report', 'HEART']],
  ] as const)('is refused %s, at no cost', async (_, text, message, more) => {
    policy(text);
    const { code, stderr } = await synthesise(...more.map((word) => (word === 'HEART' ? csv : word)));
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
    expectUntouched();
  });

  it('never overwrites, and says where it cannot write before anybody pays', async () => {
    writeFileSync(out(), 'mine');
    expect((await synthesise()).stderr).toContain('is there already');
    expect(readFileSync(out(), 'utf8')).toBe('mine');
    rmSync(out());
    expect((await synthesise('--out', join(root, 'nowhere/x.csv'))).code).toBe(3);
    expectUntouched();
  });

  it('waits for no agent: with the ledger in use it is refused', async () => {
    const held = openLedger({ folder: folder.ledgerPath, population: 'heart', clock: systemClock });
    try {
      expect((await synthesise()).stderr).toContain('another agent');
    } finally {
      held.close();
    }
    expectUntouched();
  });

  it('says loudly what is above the usual epsilon, everywhere', async () => {
    const { code, stdout, stderr } = await synthesise('--epsilon', '2', '--report', out('report.html'));
    expect(code).toBe(0);
    for (const text of [stdout, stderr, readFileSync(out('report.html'), 'utf8'), readFileSync(out('report.html.json'), 'utf8')])
      expect(text).toContain('EPSILON 2 IS ABOVE 1');
    expect(readFileSync(join(folder.auditPath, 'entries.jsonl'), 'utf8')).toContain('"aboveUsual":true');
  });

  it('compares with the records in files of their own, which say that they stay', async () => {
    const { code, stdout } = await synthesise('--report', out('report.html'), '--json');
    expect(code).toBe(0);
    const facts = JSON.parse(readFileSync(out('report.html.json'), 'utf8'));
    expect(facts.warning).toContain('must not leave');
    expect(readFileSync(out('report.html'), 'utf8')).toContain('must not leave');
    expect(facts.singles).toHaveLength(11);
    expect(facts.edges).toHaveLength(10);
    expect(facts.usefulness.trainedOnRecords).toBeGreaterThan(0.7);
    expect(facts.usefulness.trainedOnSynthetic).toBeGreaterThan(0);
    expect(facts.closest.equal).toBeLessThan(0.2);
    for (const name of ['report.html', 'report.html.json']) expect(statSync(out(name)).mode & 0o777).toBe(0o600);
    // What looked at records is in no output that a pipe would carry on.
    expect(stdout).not.toContain('trainedOnSynthetic');
  });

  it('charges what fails once records may have been touched', async () => {
    writeFileSync(csv, 'not,the,columns\n1,2,3\n');
    const { code } = await synthesise();
    expect(code).not.toBe(0);
    expect(charges()).toMatchObject([{ state: 'committed', key: { kind: 'synthetic' } }]);
    expect(charges()[0]?.update).toBeUndefined();
    expect(existsSync(out())).toBe(false);
    expect(readdirSync(root).sort()).toEqual(['heart.csv', 'site']);
  });

  it('has no value that the plan does not declare, whatever the records hold', async () => {
    const lines = readFileSync(csv, 'utf8').trimEnd().split('\n');
    const odd = lines.map((line, i) => (i === 0 ? line : line.replace(/,(male|female),/, ',intersex-XQ,')));
    writeFileSync(csv, `${odd.join('\n')}\n`);
    expect((await synthesise()).code).toBe(0);
    const text = readFileSync(out(), 'utf8');
    expect(text).not.toContain('XQ');
    const sexes = new Set(
      text
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[9]),
    );
    expect([...sexes].every((sex) => sex === '' || sex === 'male' || sex === 'female')).toBe(true);
  });
});
