import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError } from '@consilium/core';
import { epsilonFor as certifiedEpsilon, type PrivacyEvent, statedEpsilon } from '@consilium/privacy';
import { describe, expect, it } from 'vitest';
import { type Charge, type LedgerKey, openLedger } from '../ledger/index.ts';
import { cost } from '../testing/ledger-samples.ts';
import {
  admitWithinBudget,
  type Budget,
  type EpsilonFor,
  epsilonUsed,
  mergeEqualEvents,
  rememberEpsilons,
  reportBudget,
} from './budget.ts';

type GaussianEvent = Extract<PrivacyEvent, { readonly kind: 'gaussian' }>;

const event = (noiseMultiplier: number, steps = 1): GaussianEvent => ({ kind: 'gaussian', noiseMultiplier, steps });

/** zCDP of Gaussians, converted: rho + 2 sqrt(rho ln(1/delta)) (Bun and Steinke 2016, proposition 1.3). */
const epsilonFor: EpsilonFor = (events, delta) => {
  const rho = (events as readonly GaussianEvent[]).reduce((sum, e) => sum + e.steps / (2 * e.noiseMultiplier ** 2), 0);
  return { epsilon: rho + 2 * Math.sqrt(rho * Math.log(1 / delta)) };
};

const budget = { epsilon: 1, delta: 1e-3, accounting: 'one-mechanism' } as const;

function question(counted: PrivacyEvent[], projected: PrivacyEvent[], change = {}): Parameters<typeof admitWithinBudget>[0] {
  return { ledgerEvents: counted, projectedEvents: projected, budget, epsilonFor, population: 'heart', ...change };
}

function refused(action: () => unknown): { code: string; message: string; details: Record<string, unknown> } {
  try {
    action();
  } catch (error) {
    if (isConsiliumError(error)) return { code: error.code, message: error.message, details: error.details };
    throw error;
  }
  throw new Error('accepted');
}

describe('a budget', () => {
  it('holds what is composed, not the sum of epsilons', () => {
    const empty = admitWithinBudget(question([], [event(10)]));
    expect(empty).toMatchObject({ usedShare: 0 });
    expect(empty.projectedShare).toBeCloseTo(0.3767, 3);
    expect(empty.leftShare).toBe(1 - empty.projectedShare);
    // Four such releases cost less than four times one.
    const four = admitWithinBudget(question([event(10), event(10), event(10)], [event(10)]));
    expect(four.projectedShare).toBeCloseTo(0.7634, 3);
    expect(four.usedShare).toBeLessThan(four.projectedShare);
    expect(admitWithinBudget(question([], [])).leftShare).toBe(1);
  });

  it('refuses the round that would exceed it, with the numbers', () => {
    const counted = Array.from({ length: 6 }, () => event(10));
    const { code, message, details } = refused(() => admitWithinBudget(question(counted, [event(10)])));
    expect(code).toBe('BUDGET_EXCEEDED');
    expect(message).toBe(
      'population heart: 94.0456 % of its budget (epsilon 1 at delta 0.001) is used or reserved; this would make it 101.841 %',
    );
    expect(details).toMatchObject({
      population: 'heart',
      usedShare: expect.closeTo(0.940456, 5) as number,
      budgetEpsilon: 1,
      budgetDelta: 1e-3,
    });
    // One smaller than a single round, and one already overdrawn.
    expect(refused(() => admitWithinBudget(question([], [event(1)]))).code).toBe('BUDGET_EXCEEDED');
    expect(refused(() => admitWithinBudget(question([event(1)], []))).code).toBe('BUDGET_EXCEEDED');
  });

  it('refuses when the accountant has no answer', () => {
    expect(
      refused(() => admitWithinBudget(question([], [event(10)], { epsilonFor: () => ({ epsilon: Number.NaN }) }))).code,
    ).toBe('BUDGET_EXCEEDED');
    expect(refused(() => admitWithinBudget(question([], [event(10)], { epsilonFor: () => ({ epsilon: Infinity }) }))).code).toBe(
      'BUDGET_EXCEEDED',
    );
  });

  it('must be one', () => {
    for (const epsilon of [0, -1, Number.NaN, Infinity]) {
      expect(
        refused(() => admitWithinBudget(question([], [], { budget: { epsilon, delta: 0.1, accounting: 'several' } }))).details,
      ).toEqual({
        field: 'epsilon',
      });
    }
    for (const delta of [0, 1, -0.1, Number.NaN]) {
      expect(refused(() => reportBudget([], { epsilon: 1, delta, accounting: 'several' }, epsilonFor)).details).toEqual({
        field: 'delta',
      });
    }
  });
});

describe('merging and remembering', () => {
  it('adds up the steps of equal mechanisms and of nothing else', () => {
    expect(mergeEqualEvents([event(1), event(2, 3), event(1, 4), event(2)])).toEqual([event(1, 5), event(2, 4)]);
    expect(mergeEqualEvents([])).toEqual([]);
  });

  it('asks the accountant once for the same question, whatever the order, and forgets the oldest', () => {
    const asked: string[] = [];
    const remember = rememberEpsilons((events, delta, asking) => {
      asked.push(JSON.stringify(events));
      return epsilonFor(events, delta, asking);
    });
    const direct = epsilonFor([event(1), event(2)], 1e-3, budget).epsilon;
    expect(remember([event(1), event(2)], 1e-3, budget).epsilon).toBe(direct);
    expect(remember([event(2), event(1)], 1e-3, budget).epsilon).toBe(direct);
    expect(asked).toHaveLength(1);
    remember([event(1), event(2)], 1e-4, budget);
    expect(asked).toHaveLength(2);
    // 300 rounds are asked about as one event each time.
    const rounds: PrivacyEvent[] = [];
    for (let round = 1; round <= 300; round++) {
      rounds.push(event(7));
      remember(rounds, 1e-3, budget);
      remember([event(1), event(2)], 1e-3, budget);
    }
    expect(asked).toHaveLength(302);
    expect(asked.at(-1)).toBe(JSON.stringify([event(7, 300)]));
    // In use all the while, so not forgotten; the other one was.
    remember([event(1), event(2)], 1e-3, budget);
    expect(asked).toHaveLength(302);
    remember([event(1), event(2)], 1e-4, budget);
    expect(asked).toHaveLength(303);
  });
});

describe('with the certified accountant and a ledger', () => {
  it('two runs on one population stop together exactly where the budget ends', () => {
    const folder = mkdtempSync(join(tmpdir(), 'consilium-budget-'));
    const ledger = openLedger({ folder, population: 'heart', clock: { now: () => 0 } });
    const round: PrivacyEvent = { kind: 'poisson-gaussian', noiseMultiplier: 1.1, samplingRate: 0.01, steps: 101 };
    const limit = {
      epsilon: certifiedEpsilon([{ ...round, steps: 1010 }], 1e-5).epsilon,
      delta: 1e-5,
      accounting: 'one-mechanism',
    } as const;
    const remembered = rememberEpsilons(certifiedEpsilon);
    const accepted: string[] = [];
    for (let i = 1; i <= 7; i++) {
      for (const run of ['run-1', 'run-2']) {
        const key: LedgerKey = { kind: 'training', study: run, run, round: i, attempt: 1, planHash: 'a'.repeat(64) };
        const admit = (): void => {
          admitWithinBudget({
            ledgerEvents: ledger.events(),
            projectedEvents: [round],
            budget: limit,
            epsilonFor: remembered,
            population: 'heart',
          });
        };
        try {
          ledger.reserve(key, cost(round), admit);
          accepted.push(`${run}/${i}`);
        } catch (error) {
          expect(isConsiliumError(error, 'BUDGET_EXCEEDED')).toBe(true);
        }
      }
    }
    expect(accepted).toHaveLength(10);
    expect(accepted.slice(-2)).toEqual(['run-1/5', 'run-2/5']);
    const report = reportBudget(ledger.charges(), limit, remembered);
    expect(report.usedShare).toBe(certifiedEpsilon(ledger.events(), 1e-5).epsilon / limit.epsilon);
    expect(report.committedShare).toBe(0);
    ledger.close();
    rmSync(folder, { recursive: true });
  });
});

describe('the report', () => {
  it('shows committed, reserved and left, by study', () => {
    const charge = (study: string, round: number, state: Charge['state']): Charge => {
      const key: LedgerKey = { kind: 'training', study, run: study, round, attempt: 1, planHash: 'a'.repeat(64) };
      return { key, state, ...cost(event(10)) };
    };
    const report = reportBudget(
      [charge('b', 1, 'committed'), charge('a', 1, 'committed'), charge('b', 2, 'reserved'), charge('a', 2, 'released')],
      budget,
      epsilonFor,
      (events, delta) => epsilonFor(events, delta, budget),
    );
    const epsilon = (rounds: number): number => epsilonFor([event(10, rounds)], 1e-3, budget).epsilon;
    expect(report.committedShare).toBeCloseTo(epsilon(2), 12);
    expect(report.usedShare).toBeCloseTo(epsilon(3), 12);
    expect(report.leftShare).toBeCloseTo(1 - epsilon(3), 12);
    expect(report.studies.map((s) => [s.study, s.committedRounds, s.reservedRounds])).toEqual([
      ['a', 1, 0],
      ['b', 1, 1],
    ]);
    expect(report.studies[1]?.epsilon).toBeCloseTo(epsilon(2), 12);
    // Overdrawn by a budget that was lowered later: nothing is left, not less than nothing.
    expect(reportBudget([charge('a', 1, 'committed')], { ...budget, epsilon: 0.1 }, epsilonFor).leftShare).toBe(0);
  });
});

it('the report counts each part by itself, and the population at the part that paid more', () => {
  const charge = (round: number, part: Charge['part'], noise: number): Charge => ({
    key: {
      kind: part === 'training' ? 'training' : 'evaluation',
      study: 'a',
      run: 'a',
      round,
      attempt: 1,
      planHash: 'a'.repeat(64),
    },
    state: 'committed',
    ...cost(event(noise)),
    part,
  });
  const charges = [charge(1, 'training', 10), charge(2, 'training', 10), charge(2, 'held-out', 5)];
  const own = (events: readonly PrivacyEvent[], delta: number): { epsilon: number } => epsilonFor(events, delta, budget);
  const report = reportBudget(charges, budget, epsilonFor, own);
  const training = epsilonFor([event(10, 2)], 1e-3, budget).epsilon;
  const heldOut = epsilonFor([event(5)], 1e-3, budget).epsilon;
  expect(heldOut).toBeGreaterThan(training);
  expect(report.parts.map(({ part, composedEpsilon }) => [part, composedEpsilon])).toEqual([
    ['training', training],
    ['held-out', heldOut],
  ]);
  expect(report).toMatchObject({ committedShare: heldOut, usedShare: heldOut, leftShare: 1 - heldOut, composedEpsilon: heldOut });
  expect(report.studies).toMatchObject([{ epsilon: heldOut }]);
});

describe('the accountant of hospitals', () => {
  const gaussian = (shift: number): GaussianEvent => event(1 / shift);
  const sampled = (samplingRate: number, noiseMultiplier: number): PrivacyEvent => ({
    kind: 'poisson-gaussian',
    noiseMultiplier,
    samplingRate,
    steps: 1,
  });
  const ask = (accounting: Budget['accounting'], counted: PrivacyEvent[], projected: PrivacyEvent[]) => () =>
    admitWithinBudget({
      ledgerEvents: counted,
      projectedEvents: projected,
      budget: { epsilon: 1, delta: 1e-3, accounting },
      epsilonFor: rememberEpsilons(epsilonUsed),
      population: 'heart',
    });

  it('refuses by default one of two second plans that, chosen after the first, would break the budget', () => {
    const first = gaussian(0.233);
    const second = [gaussian(0.311), sampled(0.01, 0.423)];
    // Each fits with the first by itself, to the three digits of its numbers.
    for (const one of second) expect(certifiedEpsilon([first, one], 1e-3).epsilon).toBeLessThan(1.01);
    const refusals = second.filter((one) => {
      try {
        ask('several', [first], [one])();
        return false;
      } catch (error) {
        expect(error).toMatchObject({ code: 'BUDGET_EXCEEDED' });
        return true;
      }
    });
    expect(refusals.length).toBeGreaterThan(0);
  });

  it('admits other plans as long as they fit, and adds up what they use', () => {
    const alone = ask('several', [], [gaussian(0.1)])().projectedShare;
    const together = ask('several', [gaussian(0.1)], [sampled(0.2, 5)])();
    expect(together.usedShare).toBeCloseTo(alone, 12);
    expect(together.projectedShare).toBeCloseTo(alone + ask('several', [], [sampled(0.2, 5)])().projectedShare, 12);
  });

  it('counts one mechanism exactly where the hospital said that there is one, and admits no other', () => {
    expect(ask('one-mechanism', [gaussian(0.1)], [gaussian(0.1)])().projectedShare).toBe(
      statedEpsilon([event(10, 2)], 1e-3).epsilon,
    );
    expect(refused(ask('one-mechanism', [gaussian(0.1)], [gaussian(0.05)])).message).toBe(
      'population heart: its budget is for one mechanism, and this would be a second one',
    );
  });
});
