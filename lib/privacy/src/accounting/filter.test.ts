import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { calibrateNoiseMultiplier } from './calibrate.ts';
import { epsilonFor } from './epsilon.ts';
import type { PrivacyEvent } from './events/event.ts';
import { filterShare, isOneMechanism, renyiFilter } from './filter.ts';
import { normalUpperTail } from './numerics/special-functions.ts';

const phi = (x: number): number => normalUpperTail(-x);

/** A second release, by its delta(epsilon) in both directions; exact. */
type Profile = (epsilon: number) => { readonly present: number; readonly absent: number };

function gaussianProfile(mu: number): Profile {
  return (epsilon) => {
    const delta = phi(mu / 2 - epsilon / mu) - Math.exp(epsilon) * phi(-mu / 2 - epsilon / mu);
    return { present: delta, absent: delta };
  };
}

/** One Poisson-sampled Gaussian of rate q and noise sigma: Balle, Barthe and Gaboardi 2018, Theorem 2, and the direct integral. */
function sampledProfile(q: number, sigma: number): Profile {
  const gaussian = gaussianProfile(1 / sigma);
  return (epsilon) => {
    const over = (Math.expm1(epsilon) + q) / q;
    const present = over <= 0 ? -Math.expm1(epsilon) : q * gaussian(Math.log(over)).present;
    const under = (Math.expm1(-epsilon) + q) / q;
    if (under <= 0) return { present, absent: 0 };
    const x = sigma * sigma * Math.log(under) + 0.5;
    const base = phi(x / sigma);
    const absent = base - Math.exp(epsilon) * ((1 - q) * base + q * phi((x - 1) / sigma));
    return { present, absent: Math.max(absent, 0) };
  };
}

/**
 * delta(epsilon) of a Gaussian of shift mu followed by whichever alternative is worst for the loss that was seen: the integral over that
 * loss, N(mu^2/2, mu^2), of the largest delta(epsilon - loss). Trapezoid rule; the integrand is smooth but for a few kinks.
 */
function adaptiveDelta(mu: number, alternatives: readonly Profile[], epsilon: number, direction: 'present' | 'absent'): number {
  const nodes = 6000;
  const reach = 12;
  let sum = 0;
  for (let i = 0; i <= nodes; i++) {
    const z = -reach + (2 * reach * i) / nodes;
    const loss = (mu * mu) / 2 + mu * z;
    const worst = Math.max(...alternatives.map((profile) => profile(epsilon - loss)[direction]));
    sum += Math.exp((-z * z) / 2) * worst;
  }
  return (sum * 2 * reach) / nodes / Math.sqrt(2 * Math.PI);
}

const gaussian = (mu: number): PrivacyEvent => ({ kind: 'gaussian', noiseMultiplier: 1 / mu, steps: 1 });
const sampled = (q: number, sigma: number): PrivacyEvent => ({
  kind: 'poisson-gaussian',
  noiseMultiplier: sigma,
  samplingRate: q,
  steps: 1,
});

/** Budgets, and a first Gaussian with two second releases, each of which fits with it by composition of loss distributions. */
const COUNTEREXAMPLES = [
  { epsilon: 1, delta: 1e-3, mu: 0.233, second: 0.311, q: 0.01, sigma: 0.423, excess: 1.59 },
  { epsilon: 1, delta: 1e-3, mu: 0.33, second: 0.205, q: 0.001, sigma: 0.196, excess: 1.72 },
  { epsilon: 1, delta: 1e-5, mu: 0.228, second: 0.141, q: 0.0001, sigma: 0.289, excess: 1.92 },
  { epsilon: 2, delta: 1e-3, mu: 0.415, second: 0.554, q: 0.001, sigma: 0.107, excess: 1.69 },
  { epsilon: 8, delta: 1e-6, mu: 1.302, second: 0.807, q: 0.0001, sigma: 0.257, excess: 1.97 },
];

describe('natural composition is no filter', () => {
  it.each(COUNTEREXAMPLES)('exceeds (%j) when the second release is chosen after the first', (example) => {
    const { epsilon, delta, mu, second, q, sigma, excess } = example;
    // The printed parameters have three digits, so each pair is within the budget to a few hundredths.
    for (const event of [gaussian(second), sampled(q, sigma)]) {
      expect(epsilonFor([gaussian(mu), event], delta).epsilon).toBeLessThan(epsilon * 1.04);
    }
    const truth = adaptiveDelta(mu, [gaussianProfile(second), sampledProfile(q, sigma)], epsilon, 'present');
    expect(truth / delta).toBeGreaterThan(excess - 0.1);
    expect(truth / delta).toBeLessThan(excess + 0.1);
  });

  it.each(COUNTEREXAMPLES)('and the filter refuses one of the two (%j)', ({ epsilon, delta, mu, second, q, sigma }) => {
    const filter = renyiFilter({ epsilon, delta });
    const shares = [gaussian(second), sampled(q, sigma)].map((event) => filterShare(filter, [gaussian(mu), event]));
    expect(Math.max(...shares)).toBeGreaterThan(1);
  });
});

/** Noise at which `first` and a release of this kind spend the whole filter, by bisection. */
function fill(filter: ReturnType<typeof renyiFilter>, first: PrivacyEvent, make: (noise: number) => PrivacyEvent): number {
  let [low, high] = [1e-2, 1e6];
  for (let i = 0; i < 80; i++) {
    const middle = Math.sqrt(low * high);
    if (filterShare(filter, [first, make(middle)]) <= 1) high = middle;
    else low = middle;
  }
  return high;
}

describe('a Renyi filter', () => {
  it('keeps the budget for random pairs of second releases, chosen after the first', () => {
    const random = seededRandom('filter');
    const between = (low: number, high: number): number => low * (high / low) ** uniform53(random);
    let closest = 0;
    for (let i = 0; i < 60; i++) {
      const budget = { epsilon: between(0.2, 8), delta: between(1e-6, 1e-2) };
      const filter = renyiFilter(budget);
      const share = uniform53(random) * 0.9 + 0.05;
      const mu = Math.sqrt((2 * share * filter.capacity) / filter.order);
      const first = gaussian(mu);
      const second = 1 / fill(filter, first, (noise) => gaussian(1 / noise));
      const q = between(1e-4, 0.5);
      const sigma = fill(filter, first, (noise) => sampled(q, noise));
      for (const direction of ['present', 'absent'] as const) {
        const profiles = [gaussianProfile(second), sampledProfile(q, sigma)];
        const truth = adaptiveDelta(mu, profiles, budget.epsilon, direction);
        expect(truth).toBeLessThan(budget.delta);
        closest = Math.max(closest, truth / budget.delta);
      }
    }
    // The bound is of use only if some adversary comes near it.
    expect(closest).toBeGreaterThan(0.3);
  });

  it('costs a Gaussian budget at most a quarter more than its loss distribution', () => {
    for (const [epsilon, delta] of [
      [1, 1e-3],
      [1, 1e-5],
      [2, 1e-3],
      [8, 1e-6],
    ] as const) {
      const filter = renyiFilter({ epsilon, delta });
      const { noiseMultiplier } = calibrateNoiseMultiplier({
        targetEpsilon: epsilon,
        delta,
        events: (noise) => [{ kind: 'gaussian', noiseMultiplier: noise, steps: 1 }],
      });
      const atCapacity = epsilonFor([gaussian(Math.sqrt((2 * filter.capacity) / filter.order))], delta).epsilon;
      expect(atCapacity).toBeLessThan(epsilon);
      expect(epsilon / atCapacity).toBeLessThan(1.25);
      expect(filterShare(filter, [gaussian(1 / noiseMultiplier)])).toBeGreaterThan(1);
    }
  });

  it('depends on the budget alone, and adds up', () => {
    const filter = renyiFilter({ epsilon: 2, delta: 1e-3 });
    const [a, b] = [gaussian(0.2), sampled(0.1, 2)];
    const apart = filterShare(filter, [a]) + filterShare(filter, [b]);
    expect(filterShare(filter, [a, b])).toBeCloseTo(apart, 12);
    expect(filterShare(filter, [{ ...a, steps: 7 }])).toBeCloseTo(7 * filterShare(filter, [a]), 12);
    expect(filterShare(filter, [])).toBe(0);
  });

  it('has nothing to give where delta alone costs more than epsilon', () => {
    const filter = renyiFilter({ epsilon: 1e-9, delta: 1e-12 });
    expect(filter.capacity).toBeLessThan(1e-15);
    expect(filterShare(filter, [gaussian(1)])).toBeGreaterThan(1);
  });

  it('tells repetitions of one mechanism from a mixture', () => {
    expect(isOneMechanism([])).toBe(true);
    expect(isOneMechanism([gaussian(1), gaussian(1)])).toBe(true);
    expect(isOneMechanism([gaussian(1), gaussian(2)])).toBe(false);
  });

  it('refuses what is no budget', () => {
    expect(() => renyiFilter({ epsilon: 0, delta: 1e-3 })).toThrow('epsilon');
    expect(() => renyiFilter({ epsilon: 1, delta: 1 })).toThrow('delta');
  });
});
