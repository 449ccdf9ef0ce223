import { describe, expect, it } from 'vitest';
import type { PrivacyEvent } from '../accounting/events/event.ts';
import { budgetUse, statedEpsilon } from './derive-release.ts';
import { repeated, repetitionsWithin } from './repetitions-within.ts';

/** One round of the example: epsilon 1 at delta 0.001 in 40 rounds. */
const round: PrivacyEvent = { kind: 'poisson-gaussian', noiseMultiplier: 5.038406371837482, samplingRate: 0.3, steps: 1 };
const several = (epsilon: number) => ({ epsilon, delta: 1e-3, accounting: 'several' }) as const;
const exact = (epsilon: number) => ({ epsilon, delta: 1e-3, accounting: 'one-mechanism' }) as const;

describe('how many rounds a budget takes', () => {
  it('is what a hospital serves: with a filter fewer than their composition would', () => {
    const rounds = { events: [round], most: 40 };
    for (const [epsilon, filtered, composed] of [
      [0.8, 20, 27],
      [1, 30, 39],
      [1.2, 40, 40],
    ] as const) {
      expect(repetitionsWithin(rounds, several(epsilon))).toBe(filtered);
      const counted = repetitionsWithin(rounds, exact(epsilon));
      expect(counted).toBeGreaterThanOrEqual(composed);
      expect(statedEpsilon(repeated([round], counted), 1e-3).epsilon).toBeLessThanOrEqual(epsilon);
    }
  });

  it('counts what was paid before, is the last that fits, and never more than asked for', () => {
    const counted = repeated([round], 11);
    const left = repetitionsWithin({ events: [round], most: 100, counted }, several(1));
    expect(left).toBe(30 - 11);
    expect(budgetUse(repeated([round], 11 + left), several(1))).toBeLessThanOrEqual(1);
    expect(budgetUse(repeated([round], 12 + left), several(1))).toBeGreaterThan(1);
    expect(repetitionsWithin({ events: [round], most: 3 }, several(1))).toBe(3);
    expect(repetitionsWithin({ events: [round], most: 3 }, several(1e-6))).toBe(0);
    expect(repeated([round], 0)).toEqual([]);
  });
});
