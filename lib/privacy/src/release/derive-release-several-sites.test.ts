import { describe, expect, it } from 'vitest';
import { calibrateNoiseMultiplier } from '../accounting/calibrate.ts';
import { epsilonFor } from '../accounting/epsilon.ts';
import type { PrivacyEvent } from '../accounting/events/event.ts';

const SITES = 3;
const target = { targetEpsilon: 1, delta: 0.001 };
/** One release, and a run of many on samples. */
const RUNS: readonly (readonly [string, (noiseMultiplier: number) => PrivacyEvent])[] = [
  ['one release', (noiseMultiplier) => ({ kind: 'gaussian', noiseMultiplier, steps: 1 })],
  ['forty releases', (noiseMultiplier) => ({ kind: 'gaussian', noiseMultiplier, steps: 40 })],
];

describe('a patient at three sites of %s, each of which pays epsilon 1 at delta 0.001', () => {
  it.each(RUNS)('with independent noise pays no more than the sums of both: %s', (_name, event) => {
    const { noiseMultiplier } = calibrateNoiseMultiplier({ ...target, events: (z) => [event(z)] });
    const apart = Array.from({ length: SITES }, () => event(noiseMultiplier));
    expect(epsilonFor(apart, SITES * target.delta).epsilon).toBeLessThanOrEqual(SITES);
  });

  it.each(RUNS)(
    'whose noise is one, that of a sum, pays more than these, and no more than the proof says: %s',
    (_name, event) => {
      const { noiseMultiplier } = calibrateNoiseMultiplier({ ...target, events: (z) => [event(z)] });
      // All three move the sum the same way.
      const together = [event(noiseMultiplier / SITES)];
      expect(epsilonFor(together, SITES * target.delta).epsilon).toBeGreaterThan(SITES);
      const delta = target.delta * (1 + Math.E + Math.E ** 2);
      expect(delta).toBeLessThan(0.0112);
      expect(epsilonFor(together, delta).epsilon).toBeLessThanOrEqual(SITES);
      expect(epsilonFor(together, 0.007).epsilon).toBeGreaterThan(SITES);
    },
  );
});
