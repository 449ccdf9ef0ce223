import { isConsiliumError } from '@consilium/core';
import { epsilonFor as certified, type PrivacyEvent } from '@consilium/privacy';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EpsilonFor, rememberEpsilons } from './budget.ts';
import { createBudgetGate } from './budget-gate.ts';

const budget = { epsilon: 1, delta: 1e-5, accounting: 'one-mechanism' } as const;
const round: PrivacyEvent = { kind: 'poisson-gaussian', noiseMultiplier: 4, samplingRate: 0.05, steps: 1 };

/** An accountant that says how often it was asked. */
function counting(inner: EpsilonFor = certified): { readonly ask: EpsilonFor; readonly calls: () => number } {
  let calls = 0;
  return {
    ask: (events, delta, budgetAsked) => {
      calls++;
      return inner(events, delta, budgetAsked);
    },
    calls: () => calls,
  };
}

function admits(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (isConsiliumError(error, 'BUDGET_EXCEEDED')) return false;
    throw error;
  }
}

/** Costs add up as squares, so that a thousand runs take no time: exact, monotone, without rounding. */
const additive: EpsilonFor = (events) => ({
  epsilon: events.reduce((sum, event) => sum + event.steps * ('noiseMultiplier' in event ? 1 / event.noiseMultiplier : 1), 0),
});

const payers = { population: 'patients', part: 'training' } as const;

describe('admitting charges without computing each', () => {
  it('asks the accountant O(log rounds) times in a run of 300 rounds', () => {
    const { ask, calls } = counting();
    const admission = createBudgetGate(rememberEpsilons(ask));
    const events: PrivacyEvent[] = [];
    for (let i = 0; i < 300; i++) {
      admission.admit(payers, { epsilon: 2, delta: 1e-5, accounting: 'one-mechanism' }, events, [round]);
      events.push(round);
    }
    // At most three questions (spent, projected, ahead) each time the number of rounds doubles.
    expect(calls()).toBeLessThanOrEqual(3 * 10);
  });

  it('stops at the very round at which the exact check stops, after few questions', () => {
    for (const last of [1, 2, 7, 100, 257, 300]) {
      const { ask, calls } = counting(additive);
      const admission = createBudgetGate(rememberEpsilons(ask));
      const exact = { epsilon: last + 0.5, delta: 1e-5, accounting: 'one-mechanism' } as const;
      const unit: PrivacyEvent = { kind: 'gaussian', noiseMultiplier: 1, steps: 1 };
      const events: PrivacyEvent[] = [];
      while (admits(() => admission.admit(payers, exact, events, [unit]))) events.push(unit);
      expect(events).toHaveLength(last);
      expect(calls()).toBeLessThanOrEqual(3 * (2 * Math.ceil(Math.log2(last + 1)) + 2));
    }
  });

  it('stops there with the real accountant too', () => {
    const ask = rememberEpsilons(certified);
    const fits = (n: number): boolean => ask([{ ...round, steps: n }], budget.delta, budget).epsilon <= budget.epsilon;
    let last = 1;
    for (let step = 1024; step >= 1; step /= 2) if (fits(last + step)) last += step;
    const admission = createBudgetGate(ask);
    const at = (n: number): boolean =>
      admits(() => admission.admit(payers, budget, n === 1 ? [] : [{ ...round, steps: n - 1 }], [round]));
    expect(last).toBeGreaterThan(50);
    for (let n = 1; n <= last; n += 7) expect(at(n)).toBe(true);
    expect([at(last - 1), at(last), at(last + 1), at(last + 2), at(last)]).toEqual([true, true, false, false, true]);
  });

  it('never admits what the exact check refuses, whatever is charged, released and budgeted', () => {
    const charge = fc.record({
      noise: fc.constantFrom(1, 2, 4),
      steps: fc.integer({ min: 0, max: 9 }),
      both: fc.boolean(),
      population: fc.constantFrom('a', 'b'),
      release: fc.boolean(),
      epsilon: fc.constantFrom(20, 20, 20, 5, 40),
    });
    fc.assert(
      fc.property(fc.array(charge, { maxLength: 60 }), (charges) => {
        const admission = createBudgetGate(additive);
        const ledgers: Record<string, PrivacyEvent[]> = { a: [], b: [] };
        for (const { noise, steps, both, population, release, epsilon } of charges) {
          const ledger = ledgers[population] ?? [];
          const projected: PrivacyEvent[] = [{ kind: 'gaussian', noiseMultiplier: noise, steps }];
          if (both) projected.push({ kind: 'poisson-gaussian', noiseMultiplier: 1, samplingRate: 0.5, steps: 1 });
          const exact = additive([...ledger, ...projected], 1e-5, budget).epsilon <= epsilon;
          expect(
            admits(() =>
              admission.admit(
                { population, part: 'training' },
                { epsilon, delta: 1e-5, accounting: 'one-mechanism' },
                ledger,
                projected,
              ),
            ),
          ).toBe(exact);
          if (exact) ledger.push(...projected);
          if (release) ledger.shift();
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('forgets what it knew when the hospital lowers its budget or tightens its delta', () => {
    const admission = createBudgetGate(additive);
    const unit: PrivacyEvent = { kind: 'gaussian', noiseMultiplier: 1, steps: 8 };
    admission.admit(payers, { epsilon: 100, delta: 1e-5, accounting: 'one-mechanism' }, [], [unit]);
    expect(admits(() => admission.admit(payers, { epsilon: 7, delta: 1e-5, accounting: 'one-mechanism' }, [], [unit]))).toBe(
      false,
    );
    const { ask, calls } = counting(additive);
    const other = createBudgetGate(ask);
    other.admit(payers, { epsilon: 100, delta: 1e-5, accounting: 'one-mechanism' }, [], [unit]);
    const before = calls();
    other.admit(payers, { epsilon: 100, delta: 1e-6, accounting: 'one-mechanism' }, [], [unit]);
    expect(calls()).toBeGreaterThan(before);
  });

  it('takes nothing proved about one mechanism or population for another', () => {
    const admission = createBudgetGate(additive);
    const strict = { epsilon: 4, delta: 1e-5, accounting: 'one-mechanism' } as const;
    const quiet: PrivacyEvent = { kind: 'gaussian', noiseMultiplier: 8, steps: 16 };
    admission.admit(payers, strict, [], [quiet]);
    expect(admits(() => admission.admit(payers, strict, [], [{ ...quiet, noiseMultiplier: 1 }]))).toBe(false);
    expect(admits(() => admission.admit(payers, strict, [{ ...quiet, steps: 32 }], [quiet]))).toBe(false);
  });

  it('refuses when the accountant says NaN, ahead of time or not', () => {
    const nan = createBudgetGate(() => ({ epsilon: Number.NaN }));
    expect(admits(() => nan.admit(payers, budget, [], [round]))).toBe(false);
    const later = createBudgetGate((events) => ({
      epsilon: events.reduce((n, { steps }) => n + steps, 0) > 1 ? Number.NaN : 0.1,
    }));
    expect(admits(() => later.admit(payers, budget, [], [round]))).toBe(true);
    expect(admits(() => later.admit(payers, budget, [round], [round]))).toBe(false);
  });
});
