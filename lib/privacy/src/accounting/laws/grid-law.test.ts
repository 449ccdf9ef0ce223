import { describe, expect, it } from 'vitest';
import { normalUpperTail } from '../numerics/special-functions.ts';
import { absentPiece, presentPiece, unmixedLoss } from './gaussian-law.ts';
import { discretise, type GridLaw } from './grid-law.ts';
import type { LossLaw } from './loss-law.ts';
import { lossLawsOf } from './loss-laws.ts';

function hockeyStick({ index, mass, infinity }: GridLaw, step: number, epsilon: number): number {
  let sum = infinity;
  for (let i = 0; i < index.length; i++) sum += mass[i]! * Math.max(0, -Math.expm1(epsilon - index[i]! * step));
  return sum;
}

describe('discretise', () => {
  const exact = (sigma: number, q: number, epsilon: number): { present: number; absent: number } => {
    const at = (loss: number): number => sigma * sigma * unmixedLoss(loss, q) + 0.5;
    const mix = (x: number): number => (1 - q) * normalUpperTail(x / sigma) + q * normalUpperTail((x - 1) / sigma);
    const mixBelow = (x: number): number => (1 - q) * normalUpperTail(-x / sigma) + q * normalUpperTail((1 - x) / sigma);
    const [up, down] = [at(epsilon), at(-epsilon)];
    const present = mix(up) - Math.exp(epsilon) * normalUpperTail(up / sigma);
    // From -log(1 - q) on the absent record's loss never exceeds epsilon.
    return {
      present,
      absent: down === Number.NEGATIVE_INFINITY ? 0 : normalUpperTail(-down / sigma) - Math.exp(epsilon) * mixBelow(down),
    };
  };

  it.each([
    [1, 0.1, 1e-2],
    [0.5, 0.01, 1e-3],
    [4, 0.5, 0.05],
  ])('dominates, and is exact at the knots of a fine grid (sigma %d, rate %d)', (sigma, q, step) => {
    const laws = lossLawsOf({ kind: 'poisson-gaussian', noiseMultiplier: sigma, samplingRate: q, steps: 1 }, 1e-18);
    for (const direction of ['present', 'absent'] as const) {
      const fine = discretise(laws[direction], step, 1 / 64);
      const coarse = discretise(laws[direction], step * 16);
      for (const k of [0, 3, 10, 24]) {
        const truth = exact(sigma, q, k * step)[direction];
        if (truth < 1e-9) continue;
        expect(hockeyStick(fine, step, k * step)).toBeGreaterThanOrEqual(truth * (1 - 1e-10));
        expect(hockeyStick(coarse, step * 16, k * step)).toBeGreaterThanOrEqual(truth * (1 - 1e-10));
      }
      expect(hockeyStick(fine, step, 0)).toBeLessThan(exact(sigma, q, 0)[direction] * (1 + 1e-9));
    }
  });

  it.each(['poisson-gaussian', 'laplace', 'discrete-laplace', 'discrete-gaussian', 'fixed-size-gaussian'] as const)(
    'keeps the mass under both distributions: %s',
    (kind) => {
      const base = {
        noiseMultiplier: 2,
        samplingRate: 0.3,
        steps: 1,
        scale: 0.7,
        sensitivity: 3,
        sigma: 2,
        datasetSize: 10,
        sampleSize: 4,
      };
      const law = lossLawsOf({ ...base, kind }, 1e-18).present;
      const { index, mass } = discretise(law, 0.01);
      const total = mass.reduce((sum, m) => sum + m, 0);
      const other = mass.reduce((sum, m, i) => sum + m * Math.exp(-0.01 * index[i]!), 0);
      expect(Math.abs(total - 1)).toBeLessThan(1e-11);
      expect(total).toBeGreaterThanOrEqual(1);
      expect(Math.abs(other - 1)).toBeLessThan(1e-11);
    },
  );

  it('has no law for what has none', () => {
    expect(() => lossLawsOf({ kind: 'zcdp', rho: 1, steps: 1 }, 1e-9)).toThrow(/loss law/);
  });

  it('cuts no piece when a tail of half the mass is allowed', () => {
    const shape = { sigma: 1, rate: 1e-9, weight: 1, tail: 0.5 };
    for (const piece of [presentPiece(shape), absentPiece(shape)]) {
      const law: LossLaw = { atoms: [], pieces: [piece], supremum: Number.POSITIVE_INFINITY, infinity: 0 };
      const { mass, infinity } = discretise(law, 1e-3);
      expect(mass.reduce((sum, m) => sum + m, infinity)).toBeCloseTo(1, 9);
    }
  });
});
