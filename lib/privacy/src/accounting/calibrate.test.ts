import { readFileSync } from 'node:fs';
import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { calibrateNoiseMultiplier } from './calibrate.ts';
import { epsilonFor } from './epsilon.ts';
import type { PrivacyEvent } from './events/event.ts';

interface Target {
  readonly samplingRate: number;
  readonly steps: number;
  readonly targetEpsilon: number;
  readonly delta: number;
  readonly rdp: number;
  readonly pld: number;
  readonly exact?: number;
}
const TARGETS = (
  JSON.parse(readFileSync(new URL('./fixtures/vectors.json', import.meta.url), 'utf8')) as { calibration: readonly Target[] }
).calibration;

const poisson = (noiseMultiplier: number, samplingRate: number, steps: number): readonly PrivacyEvent[] => [
  { kind: 'poisson-gaussian', noiseMultiplier, samplingRate, steps },
];

function codeOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return isConsiliumError(error) ? (error.details['field'] ?? error.code) : error;
  }
  return 'no error';
}

describe('calibrateNoiseMultiplier', () => {
  it.each(TARGETS)(
    'epsilon $targetEpsilon, rate $samplingRate, $steps steps',
    ({ samplingRate, steps, targetEpsilon, delta, rdp, pld, exact }) => {
      const found = calibrateNoiseMultiplier({ targetEpsilon, delta, events: (z) => poisson(z, samplingRate, steps) });
      expect(found.epsilon).toBeLessThanOrEqual(targetEpsilon);
      expect(epsilonFor(poisson(found.noiseMultiplier, samplingRate, steps), delta).epsilon).toBe(found.epsilon);
      // The library's value is itself up to 1e-3 above its optimum, and pessimistic for rare sampling: a bound from one side.
      expect(found.noiseMultiplier).toBeLessThanOrEqual((exact ?? pld) * (1 + 1e-3) + 1e-4);
      expect(found.noiseMultiplier).toBeGreaterThanOrEqual(exact ?? pld - 2.5e-3);
      expect(found.noiseMultiplier).toBeLessThan(rdp);
      // A little less noise no longer keeps the target.
      expect(epsilonFor(poisson(found.noiseMultiplier * (1 - 1e-4), samplingRate, steps), delta).epsilon).toBeGreaterThan(
        targetEpsilon,
      );
    },
  );

  it('leaves room for events that do not depend on the noise', () => {
    const fixed: PrivacyEvent = { kind: 'laplace', scale: 10, steps: 5 };
    const alone = calibrateNoiseMultiplier({ targetEpsilon: 2, delta: 1e-5, events: (z) => poisson(z, 0.05, 100) });
    const beside = calibrateNoiseMultiplier({ targetEpsilon: 2, delta: 1e-5, events: (z) => [fixed, ...poisson(z, 0.05, 100)] });
    expect(beside.noiseMultiplier).toBeGreaterThan(alone.noiseMultiplier);
    expect(
      codeOf(() =>
        calibrateNoiseMultiplier({ targetEpsilon: 0.1, delta: 1e-5, events: (z) => [fixed, ...poisson(z, 0.05, 100)] }),
      ),
    ).toBe('CALIBRATION_FAILED');
  });

  it('stops at the least noise when any fits', () => {
    const found = calibrateNoiseMultiplier({ targetEpsilon: 1, delta: 1e-5, events: () => [] });
    expect(found.noiseMultiplier).toBeLessThan(0.002);
    expect(found.epsilon).toBe(0);
  });

  it.each([
    [{ targetEpsilon: 0, delta: 1e-5 }, 'targetEpsilon'],
    [{ targetEpsilon: -1, delta: 1e-5 }, 'targetEpsilon'],
    [{ targetEpsilon: Number.NaN, delta: 1e-5 }, 'targetEpsilon'],
    [{ targetEpsilon: 1, delta: 0 }, 'delta'],
    [{ targetEpsilon: 1, delta: 1 }, 'delta'],
  ])('refuses %j', (target, field) => {
    expect(codeOf(() => calibrateNoiseMultiplier({ ...target, events: (z) => poisson(z, 0.1, 10) }))).toBe(field);
  });
});
