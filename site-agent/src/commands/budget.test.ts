import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import { type PrivacyEvent, statedEpsilon } from '@consilium/privacy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger } from '../ledger/index.ts';
import { createPolicyFile, policySchema, createGate, setBudget } from '../gate/index.ts';
import { cost } from '../testing/ledger-samples.ts';
import { budgetLines, budgetReports } from './budget.ts';
import { SiteFolder } from './site-folder.ts';

const round: PrivacyEvent = { kind: 'poisson-gaussian', noiseMultiplier: 1.1, samplingRate: 0.01, steps: 1 };
const delta = 1e-5;
const payers = { population: 'cardiology', part: 'training', patients: 50 } as const;
let folder: SiteFolder;

beforeEach(() => {
  folder = new SiteFolder(mkdtempSync(join(tmpdir(), 'consilium-site-')));
  makePrivateFolder(folder.statePath);
  createPolicyFile(folder.policyPath);
});
afterEach(() => rmSync(folder.path, { recursive: true, force: true }));

function never(): never {
  throw new Error('there is a budget');
}

describe('the report of budgets', () => {
  it('counts as the policy does: a budget that is just used up has nothing left, and takes the last round', () => {
    const ledger = openLedger({ folder: folder.ledgerPath, population: 'cardiology', clock: systemClock });
    for (const n of [1, 2, 3]) {
      const key = { kind: 'training' as const, study: 'heart', run: 'run-1', round: n, attempt: 1, planHash: 'a'.repeat(64) };
      ledger.reserve(key, cost(round));
      if (n < 3) ledger.commit(key, 'b'.repeat(64));
    }
    const counted = ledger.events();
    ledger.close();
    const budget = {
      epsilon: statedEpsilon([{ ...round, steps: 3 }], delta).epsilon,
      delta,
      accounting: 'one-mechanism',
    } as const;
    setBudget(folder.policyPath, 'cardiology', budget);
    const [report] = budgetReports(folder);
    expect(report).toMatchObject({ population: 'cardiology', usedShare: 1, leftShare: 0, composedEpsilon: budget.epsilon });
    expect(report?.studies).toMatchObject([{ study: 'heart', committedRounds: 2, reservedRounds: 1 }]);
    const policy = policySchema.parse({ version: 1, budgets: { cardiology: budget } });
    const source = createGate({ policy: () => policy, approvalOf: () => ({ decision: 'undecided' }) });
    expect(() => source.admitCharge(payers, counted.slice(0, 2), [round])).not.toThrow();
    expect(() => source.admitCharge(payers, counted, [round])).toThrow('is used or reserved');
    // Of the same releases under a filter, the share is no epsilon.
    setBudget(folder.policyPath, 'cardiology', { ...budget, epsilon: 9, accounting: 'several' });
    const [filtered] = budgetReports(folder);
    expect(filtered?.composedEpsilon).toBe(budget.epsilon);
    expect(Math.abs(9 * (filtered?.usedShare ?? 0) - budget.epsilon)).toBeGreaterThan(0.01);
    const text = budgetLines(filtered ?? never()).join('\n');
    expect(text).toMatch(/\] \d+\.\d % of the budget used, \d+\.\d % reserved, \d+\.\d % left\n/);
    expect(text).toContain(
      `epsilon ${budget.epsilon.toFixed(4)} by all releases so far, composed; only the whole budget (epsilon 9 at delta 0.00001) may be quoted as a promise`,
    );
    expect(text).not.toContain('spent');
    expect(text).not.toContain('masks');
    expect(() => budgetReports(folder, 'other')).toThrow('no budget for the population other');
  });

  it('says what is left when all others collude, once anything counts on their noise', () => {
    const ledger = openLedger({ folder: folder.ledgerPath, population: 'cardiology', clock: systemClock });
    const key = { kind: 'training', study: 'heart', run: 'run-1', round: 1, attempt: 1, planHash: 'a'.repeat(64) } as const;
    const gaussian: PrivacyEvent = { kind: 'gaussian', noiseMultiplier: 9, steps: 1 };
    ledger.reserve(key, { ...cost(gaussian), sum: { honest: 9, roster: 'c'.repeat(64) } });
    ledger.reserve({ ...key, round: 2 }, cost(gaussian));
    ledger.reserve({ ...key, kind: 'evaluation' }, { ...cost(gaussian), part: 'held-out' });
    ledger.close();
    setBudget(folder.policyPath, 'cardiology', { epsilon: 9, delta, accounting: 'several' });
    const [report] = budgetReports(folder);
    const alone = statedEpsilon([{ ...gaussian, noiseMultiplier: 3 }, gaussian], delta).epsilon;
    expect(report?.trust).toEqual({ honest: 9, epsilonAlone: alone });
    // Of the budget itself nothing more is used.
    expect(report?.composedEpsilon).toBe(statedEpsilon([{ ...gaussian, steps: 2 }], delta).epsilon);
    expect(budgetLines(report ?? never()).join('\n')).toContain(
      `under masks: counts on at least 9 honest hospitals in each sum, this one and 8 others; epsilon ${alone.toFixed(4)} composed by what this one sent alone`,
    );
  });
});
