import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { epsilonFor } from './epsilon.ts';
import type { PrivacyEvent } from './events/event.ts';
import { flattenEvents } from './events/flatten.ts';
import { rdpEpsilon } from './rdp.ts';
import { epsilonByInversion, gaussianBase, laplaceBase, type Steps } from '../testing/epsilon-by-inversion.ts';
import { truncationOf } from './laws/truncation.ts';

type Direction = 'present' | 'absent';

function stepsOf(event: PrivacyEvent, direction: Direction): Steps {
  switch (event.kind) {
    case 'poisson-gaussian': {
      const base = gaussianBase(event.noiseMultiplier);
      return { count: event.steps, parts: [{ base, rate: event.samplingRate, weight: 1, direction }] };
    }
    case 'poisson-laplace':
      return {
        count: event.steps,
        parts: [{ base: laplaceBase(event.scale), rate: event.samplingRate, weight: 1, direction }],
      };
    case 'fixed-size-gaussian': {
      const base = gaussianBase(event.noiseMultiplier / 2, 0.5);
      const rate = event.sampleSize / event.datasetSize;
      const both = (['present', 'absent'] as const).map((side) => ({ base, rate, weight: 1, direction: side }));
      return { count: event.steps, parts: both };
    }
    case 'truncated-poisson-gaussian': {
      const cut = truncationOf(event.datasetSize, event.samplingRate, event.maxBatchSize);
      const sigma = event.noiseMultiplier;
      return {
        count: event.steps,
        parts: [
          { base: gaussianBase(sigma), rate: event.samplingRate, weight: 1 - cut.probability, direction },
          { base: gaussianBase(sigma / 2), rate: cut.rate, weight: cut.probability, direction },
        ],
      };
    }
    default:
      throw new RangeError(event.kind);
  }
}

const random = seededRandom('cross-check');
const pick = (low: number, high: number): number => low * (high / low) ** uniform53(random);
const whole = (low: number, high: number): number => Math.ceil(pick(low, high));
const DRAWS: readonly (() => PrivacyEvent)[] = [
  () => ({ kind: 'poisson-gaussian', noiseMultiplier: pick(0.6, 20), samplingRate: pick(1e-3, 0.9), steps: whole(100, 20_000) }),
  () => ({ kind: 'poisson-laplace', scale: pick(1, 20), samplingRate: pick(1e-2, 0.9), steps: whole(100, 2000) }),
  () => ({
    kind: 'fixed-size-gaussian',
    noiseMultiplier: pick(2, 20),
    datasetSize: 1000,
    sampleSize: whole(5, 500),
    steps: whole(100, 2000),
  }),
  () => ({
    kind: 'truncated-poisson-gaussian',
    noiseMultiplier: pick(1, 10),
    samplingRate: 0.05,
    datasetSize: 1000,
    maxBatchSize: whole(40, 70),
    steps: whole(100, 2000),
  }),
];
const CASES = Array.from({ length: 24 }, (_, i) => ({ event: DRAWS[i % DRAWS.length]!(), delta: pick(1e-14, 1e-2) }));

/** Each takes a second or a few where nothing else runs; beside other work many times that. */
const BUDGET_MS = 300_000;

describe('an independent inversion of the characteristic function', () => {
  it.each(CASES)('$event at delta $delta', { timeout: BUDGET_MS }, ({ event, delta }) => {
    const { epsilon } = epsilonFor([event], delta);
    const found = (['present', 'absent'] as const).map((direction) => epsilonByInversion([stepsOf(event, direction)], delta));
    const known = found.filter((value) => value !== undefined);
    expect(known.length).toBeGreaterThan(0);
    const truth = Math.max(...known);
    expect(epsilon).toBeGreaterThanOrEqual(truth * (1 - 1e-7));
    if (known.length === found.length) expect(epsilon).toBeLessThanOrEqual(truth * (1 + 1e-3) + 1e-4);
    expect(rdpEpsilon(flattenEvents([event]), delta)).toBeGreaterThanOrEqual(truth * (1 - 1e-7));
  });

  it('of a rare record over a million steps', { timeout: BUDGET_MS }, () => {
    const event: PrivacyEvent = { kind: 'poisson-gaussian', noiseMultiplier: 0.5, samplingRate: 1e-5, steps: 1_000_000 };
    expect(epsilonByInversion([stepsOf(event, 'present')], 1e-6)).toBeCloseTo(0.9266438, 6);
    expect(epsilonFor([event], 1e-6).epsilon).toBeGreaterThan(0.9266438);
    expect(epsilonFor([event], 1e-6).epsilon).toBeLessThan(0.9266438 * 1.001);
  });
});

describe('truncationOf', () => {
  it.each([
    [20, 0.3, 1],
    [100, 0.1, 12],
    [50, 0.3, 4],
    [30, 0.05, 29],
  ])('encloses the sums by their terms: %d records, rate %d, cap %d', (n, q, cap) => {
    const mass: number[] = [(1 - q) ** (n - 1)];
    for (let k = 1; k < n; k++) mass.push((mass[k - 1]! * (n - k) * q) / (k * (1 - q)));
    const full = mass.slice(cap).reduce((sum, m) => sum + m, 0);
    const joint = mass.slice(cap).reduce((sum, m, i) => sum + (m * q * cap) / (cap + i + 1), 0);
    const { probability, room, rate } = truncationOf(n, q, cap);
    expect(probability / full).toBeGreaterThan(1);
    expect(probability / full).toBeLessThan(1 + 2e-9);
    expect(room).toBeGreaterThan((1 - full) * (1 - 1e-15));
    expect(room).toBeLessThan(1 - full + 2e-9);
    expect(Math.abs(rate / (joint / full) - 1)).toBeLessThan(2e-9);
  });
});
