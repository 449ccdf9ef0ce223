import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { testCsv, testPlan } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowStudy, createPolicyFile, disallowStudy, type Rights, setBudget, usualRights } from '../gate/index.ts';
import { runProgram } from '../testing/run-program.ts';
import { thoroughChecks } from './doctor-local.ts';
import { SiteFolder } from './site-folder.ts';
import { warnOfApprovals } from './start.ts';

const plan = testPlan();

let folder: SiteFolder;
let csv: string;
beforeEach(() => {
  folder = new SiteFolder(mkdtempSync(join(tmpdir(), 'consilium-approvals-')));
  mkdirSync(folder.statePath, { mode: 0o700 });
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
  createPolicyFile(folder.policyPath);
  const at = new Date(systemClock.now()).toISOString();
  setBudget(folder.policyPath, 'ward', { epsilon: 5, delta: 0.001, accounting: 'several', who: 'A', reason: 'a test', at });
  csv = join(folder.path, 'patients.csv');
  writeFileSync(csv, testCsv(50));
  addData(['test-study']);
  approve();
});
afterEach(() => rmSync(folder.path, { recursive: true, force: true }));

function addData(studies: readonly string[]): void {
  folder.catalog().add({
    dataset: 'ward',
    population: 'ward',
    heldOut: 0.2,
    patientColumn: 'id',
    patients: 50,
    source: { kind: 'csv', path: csv },
    studies,
  });
}

function approve(change: Partial<Rights> = {}): void {
  const rights = { ...usualRights(plan), ...change };
  folder.approvals().keepPlan(plan.hash, plan.json);
  folder.approvals().decide({ planHash: plan.hash, study: 'test-study', decision: 'approved', rights, by: 'A' });
  allowStudy(folder.policyPath, 'test-study');
}

/** What the start of an agent writes to its log. */
function atStart(): readonly string[] {
  const lines: string[] = [];
  const warn = (fields: object, text?: string): void => void lines.push(`${JSON.stringify(fields)} ${text ?? ''}`);
  warnOfApprovals(folder, { warn: warn as Parameters<typeof warnOfApprovals>[1]['warn'] });
  return lines;
}

const list = async (): Promise<string> => (await runProgram(folder.path, 'plan', 'list')).stdout;

describe('an approved plan', () => {
  it('that has used what its approval gives is no failure of the doctor', async () => {
    const look = async (): Promise<unknown> =>
      await thoroughChecks(folder, systemClock)
        .find(({ name }) => name.startsWith('plan '))
        ?.look();
    expect(await look()).not.toMatchObject({ state: 'failed' });
    approve({ ceiling: { epsilon: 0.001, delta: 0.001 } });
    expect(await look()).toMatchObject({ state: 'warning', code: 'APPROVAL_EXCEEDED' });
    rmSync(csv);
    expect(await look()).toMatchObject({ state: 'failed' });
  });

  it('that would be served says nothing, nor one that was refused', async () => {
    expect(atStart()).toEqual([]);
    expect(await list()).not.toMatch(/WARNING|NO EFFECT/);
    folder.approvals().decide({ planHash: plan.hash, study: 'test-study', decision: 'refused', by: 'A' });
    disallowStudy(folder.policyPath, 'test-study');
    expect(atStart()).toEqual([]);
  });

  it.each<[string, () => void, string]>([
    ['has ended', () => approve({ expiresMs: 1000 }), 'has expired at this hospital.'],
    [
      'has a study that is no longer allowed',
      () => disallowStudy(folder.policyPath, 'test-study'),
      'does not take part in study test-study',
    ],
    ['has no data set any more', () => addData(['another']), 'No data set of this site serves the study test-study.'],
    ['has a data set whose file is gone', () => rmSync(csv), 'The file of the data set ward is gone: '],
    [
      'has a mechanism that the policy no longer allows',
      () => writeFileSync(folder.policyPath, `${readFileSync(folder.policyPath, 'utf8')}\nmechanisms: [dp-sgd]\n`),
      'MECHANISM_REFUSED: This hospital does not allow the mechanism dp-fedsgd',
    ],
    [
      'has a budget that is too small by now',
      () => {
        const at = new Date(systemClock.now()).toISOString();
        setBudget(folder.policyPath, 'ward', {
          epsilon: 0.01,
          delta: 0.001,
          accounting: 'several',
          who: 'A',
          reason: 'less',
          at,
        });
      },
      'BUDGET_EXCEEDED: population ward',
    ],
  ])('that %s says so in one line, at the start and in the list', async (_, change, words) => {
    change();
    const lines = atStart().filter((line) => line.includes(words));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`{"study":"test-study","plan":"${plan.hash.slice(0, 12)}"} an approved plan would be refused: `);
    const shown = (await list()).split('\n').filter((line) => line.includes(words));
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatch(/WARNING: its next task would be refused|NO EFFECT/);
  });

  it('whose record is damaged is named, and stops nothing', () => {
    writeFileSync(join(folder.statePath, 'plans', `${plan.hash}.json`), '{', { mode: 0o600 });
    expect(atStart()).toEqual([expect.stringContaining('what was approved cannot be looked through: ') as string]);
  });
});
