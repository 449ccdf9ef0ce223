import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { epsilonFor } from '../accounting/epsilon.ts';
import { batchSizeBound } from '../encoding/grid.ts';
import { deriveRelease, PUBLIC_SIZE_FACTOR, type ReleaseParameters, statedEpsilon } from './derive-release.ts';
import { DISCRETISATION_SHARE, discretisationDistance, discretisationRoom } from './discretisation.ts';

const gradients: ReleaseParameters = {
  mechanism: 'dp-fedsgd',
  clip: 1,
  target: { epsilon: 1, delta: 0.001 },
  samplingRate: 0.3,
  stepsPerRound: 1,
  rounds: 40,
  sites: 4,
  honestContributors: 1,
  largestSite: 200,
  dimension: 15,
};
const steps: ReleaseParameters = { ...gradients, mechanism: 'dp-sgd', stepsPerRound: 5, rounds: 8 };
const updates: ReleaseParameters = { ...gradients, mechanism: 'dp-fedavg', samplingRate: 1, target: { epsilon: 8, delta: 1e-5 } };
const ALL = [gradients, steps, updates];

function refusal(parameters: ReleaseParameters): { readonly code: string; readonly field: unknown; readonly message: string } {
  try {
    deriveRelease(parameters);
  } catch (error) {
    if (isConsiliumError(error)) return { code: error.code, field: error.details['field'], message: error.message };
    throw error;
  }
  return { code: 'none', field: undefined, message: '' };
}

describe('the release of a run', () => {
  it('is the same wherever it is derived, and cannot be changed afterwards', () => {
    for (const parameters of ALL) {
      const coordinator = deriveRelease(parameters);
      const site = deriveRelease(JSON.parse(JSON.stringify(parameters)) as ReleaseParameters);
      expect(JSON.stringify(site)).toBe(JSON.stringify(coordinator));
      expect(() => Object.assign(site, { noiseMultiplier: 0 })).toThrow(TypeError);
      expect(() => Object.assign(site.grid, { noiseStd: 0 })).toThrow(TypeError);
    }
  });

  it('has the least noise that keeps the target over all rounds and steps', () => {
    for (const parameters of ALL) {
      const { noiseMultiplier, chargedNoise, eventsPerRound, epsilon, delta } = deriveRelease(parameters);
      expect(delta).toBe(parameters.target.delta);
      expect(epsilon).toBeLessThanOrEqual(parameters.target.epsilon);
      const [event] = eventsPerRound;
      if (event?.kind !== 'gaussian' && event?.kind !== 'poisson-gaussian') throw new Error('one event of a Gaussian kind');
      const whole = (noise: number): number =>
        epsilonFor(
          [{ ...event, noiseMultiplier: noise, steps: event.steps * parameters.rounds }],
          delta * (1 - DISCRETISATION_SHARE),
        ).epsilon;
      expect(event.noiseMultiplier).toBe(chargedNoise);
      expect(chargedNoise).toBe(parameters === updates ? noiseMultiplier / 2 : noiseMultiplier);
      expect(whole(chargedNoise)).toBe(epsilon);
      expect(whole(chargedNoise * 0.999)).toBeGreaterThan(parameters.target.epsilon);
    }
  });

  it('has twice the noise where a whole update leaves, which one patient may turn round', () => {
    const one = { rounds: 40, target: { epsilon: 1, delta: 1e-3 } };
    const update = deriveRelease({ ...updates, ...one });
    const gradient = deriveRelease({ ...gradients, ...one, samplingRate: 1 });
    expect(update.noiseMultiplier / gradient.noiseMultiplier).toBeCloseTo(2, 2);
    expect(update.grid.noiseStd / update.grid.clipUnits).toBeCloseTo(update.noiseMultiplier, 4);
    // What docs/privacy.md says of site-level privacy.
    expect(update.noiseMultiplier).toBeCloseTo(32.6, 1);
  });

  it('is charged round by round as what each mechanism releases', () => {
    expect(deriveRelease(gradients).eventsPerRound).toMatchObject([{ kind: 'poisson-gaussian', samplingRate: 0.3, steps: 1 }]);
    expect(deriveRelease(steps).eventsPerRound).toMatchObject([{ kind: 'poisson-gaussian', samplingRate: 0.3, steps: 5 }]);
    expect(deriveRelease(updates).eventsPerRound).toMatchObject([{ kind: 'gaussian', steps: 1 }]);
    // Eight rounds of five steps are as many releases as forty rounds of one.
    expect(deriveRelease(steps).noiseMultiplier).toBe(deriveRelease(gradients).noiseMultiplier);
  });

  it('states what the ledger of a site that took part in every round adds up to', () => {
    for (const parameters of ALL) {
      const { eventsPerRound, epsilon, delta } = deriveRelease(parameters);
      const ledger = Array.from({ length: parameters.rounds }, () => eventsPerRound).flat();
      expect(statedEpsilon(ledger, delta).epsilon).toBeLessThanOrEqual(epsilon * (1 + 1e-12));
    }
  });

  it('sets the share for discrete noise aside: stated is never below the plain epsilon', () => {
    const { eventsPerRound } = deriveRelease(gradients);
    expect(statedEpsilon(eventsPerRound, 1e-5).epsilon).toBeGreaterThan(epsilonFor(eventsPerRound, 1e-5).epsilon);
    expect(statedEpsilon(eventsPerRound, 1e-5)).toEqual(epsilonFor(eventsPerRound, 1e-5 * (1 - 2 ** -20)));
    expect(statedEpsilon([], 1e-5).epsilon).toBe(0);
  });
});

describe('the grid of a run', () => {
  it('carries the noise that was accounted for', () => {
    for (const parameters of ALL) {
      const { grid, noiseMultiplier } = deriveRelease(parameters);
      // Discrete noise stands for a continuous one of 1/12 less variance: that one must still be what was accounted for.
      expect(Math.sqrt(grid.noiseStd ** 2 - 1 / 12)).toBeGreaterThanOrEqual(noiseMultiplier * grid.clipUnits);
      expect(grid.noiseStd).toBeLessThan(noiseMultiplier * grid.clipUnits * (1 + 2 ** -19));
      expect(grid.clipUnits).toBeLessThanOrEqual(parameters.clip * grid.scale);
      expect(grid.dimension).toBe(parameters.dimension);
    }
  });

  it('carries it also where its noise is a few hundred steps, so that the 1/12 of discreteness is no rounding error', () => {
    // Sums over so many patients leave 256 steps for each.
    const crowded = {
      ...gradients,
      target: { epsilon: 8, delta: 0.01 },
      rounds: 1,
      sites: 1,
      dimension: 4,
      samplingRate: 1,
      largestSite: 2 ** 21,
    };
    for (const noiseMultiplier of [1.001, 1.3, 2.7]) {
      const { grid } = deriveRelease({ ...crowded, noiseMultiplier });
      expect(grid.clipUnits).toBe(256);
      expect(grid.noiseStd ** 2 - 1 / 12).toBeGreaterThanOrEqual((noiseMultiplier * grid.clipUnits) ** 2);
    }
    // Below 256 steps the margin would not cover it.
    expect(refusal({ ...crowded, noiseMultiplier: 0.999 })).toMatchObject({ code: 'PARAMETER_INVALID', field: 'delta' });
  });

  it('has room for the batches of a hospital of twice its public size', () => {
    expect(PUBLIC_SIZE_FACTOR).toBe(2);
    expect(deriveRelease(gradients).grid.unitsPerContributor).toBe(batchSizeBound(400, 0.3));
    expect(deriveRelease(steps).grid.unitsPerContributor).toBe(batchSizeBound(400, 0.3));
    expect(deriveRelease({ ...gradients, samplingRate: 1 }).grid.unitsPerContributor).toBe(400);
    // A whole update is one vector, however many patients taught it.
    expect(deriveRelease(updates).grid.unitsPerContributor).toBe(1);
  });

  it('leaves room for the sum over sites, but not where steps stay at their site', () => {
    const many = (parameters: ReleaseParameters): number => deriveRelease({ ...parameters, sites: 1000 }).grid.scale;
    expect(many(gradients)).toBeLessThan(deriveRelease(gradients).grid.scale);
    expect(many(updates)).toBeLessThan(deriveRelease(updates).grid.scale);
    expect(many(steps)).toBe(deriveRelease(steps).grid.scale);
  });
});

describe('a noise multiplier that the plan gives', () => {
  it('is used as it is when it reaches the target', () => {
    const least = deriveRelease(gradients).noiseMultiplier;
    const given = deriveRelease({ ...gradients, noiseMultiplier: 2 * least });
    expect(given.noiseMultiplier).toBe(2 * least);
    expect(given.epsilon).toBeLessThan(deriveRelease(gradients).epsilon);
    expect(given.eventsPerRound).toMatchObject([{ noiseMultiplier: 2 * least }]);
    expect(deriveRelease({ ...gradients, noiseMultiplier: least })).toEqual(deriveRelease(gradients));
  });

  it('is refused when it does not', () => {
    const least = deriveRelease(gradients).noiseMultiplier;
    expect(refusal({ ...gradients, noiseMultiplier: least * 0.99 })).toMatchObject({
      code: 'PARAMETER_INVALID',
      field: 'noiseMultiplier',
      message: expect.stringMatching(
        /^noise multiplier [\d.]+ gives epsilon 1\.0\d+ after 40 rounds, the target is 1$/,
      ) as string,
    });
    // No epsilon is at most one that is no number.
    expect(refusal({ ...gradients, noiseMultiplier: 2 * least, target: { epsilon: Number.NaN, delta: 0.001 } })).toMatchObject({
      code: 'PARAMETER_INVALID',
      field: 'noiseMultiplier',
    });
    for (const noiseMultiplier of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(refusal({ ...gradients, noiseMultiplier }).code).toBe('PARAMETER_INVALID');
  });
});

describe('a plan that cannot be kept', () => {
  it('is refused when its grid is too coarse for the discrete noise to pass for a continuous one', () => {
    // The distance between the two noises is multiplied by e^epsilon.
    const hopeless = { epsilon: 85, delta: 1e-9 };
    for (const parameters of [gradients, steps, updates]) {
      expect(refusal({ ...parameters, target: hopeless })).toMatchObject({
        code: 'PARAMETER_INVALID',
        field: 'delta',
        message: expect.stringContaining(
          'the grid is too coarse for delta 1e-9: 40 releases of 15 parameters with noise of',
        ) as string,
      });
    }
    expect(refusal({ ...updates, target: { epsilon: 8, delta: 1e-300 } }).code).toBe('PARAMETER_INVALID');
  });

  it('is refused exactly where the distance of the two noises exceeds the share of delta set aside for it', () => {
    const coarse = {
      ...gradients,
      noiseMultiplier: 1.3,
      rounds: 3,
      sites: 1,
      dimension: 9,
      samplingRate: 1,
      largestSite: 2 ** 21,
    };
    const at = (delta: number): ReleaseParameters => ({ ...coarse, target: { epsilon: 12, delta } });
    const { grid, distancePerRound } = deriveRelease(at(0.9));
    expect(distancePerRound / ((Math.sqrt(9) * 8.6e-4) / grid.noiseStd ** 4)).toBeCloseTo(1, 12);
    // docs/proofs/release.md#discretisation
    const distance = ((1 + Math.exp(12)) * 3 * Math.sqrt(9) * 8.6e-4) / grid.noiseStd ** 4;
    const edge = distance * 2 ** 20;
    expect(edge).toBeGreaterThan(1e-3);
    expect(edge).toBeLessThan(0.9);
    // A hospital asks the same over all runs, at its own budget.
    expect((3 * distancePerRound) / discretisationRoom({ epsilon: 12, delta: edge })).toBeCloseTo(1, 12);
    expect(refusal(at(edge * 1.001)).code).toBe('none');
    expect(refusal(at(edge * 0.999))).toMatchObject({ code: 'PARAMETER_INVALID', field: 'delta' });
  });

  it('is not refused at the size that the project is made for', () => {
    const large = { ...updates, sites: 1000, rounds: 200, dimension: 10 ** 8 };
    expect(deriveRelease(large).grid.noiseStd).toBeGreaterThan(1e5);
    expect(
      deriveRelease({ ...gradients, sites: 1000, rounds: 1000, largestSite: 1000, samplingRate: 0.01, dimension: 10 ** 6 })
        .epsilon,
    ).toBeLessThanOrEqual(1);
  });

  it('is refused for parameters out of range', () => {
    for (const change of [
      { clip: 0 },
      { clip: Number.NaN },
      { samplingRate: 0 },
      { samplingRate: 1.1 },
      { largestSite: 0 },
      { largestSite: 1.5 },
      { sites: 0 },
      { dimension: 0 },
      { honestContributors: 5 },
      { honestContributors: 0 },
      { target: { epsilon: 0, delta: 0.001 } },
      { target: { epsilon: Number.NaN, delta: 0.001 } },
      { target: { epsilon: 1, delta: 0 } },
      { target: { epsilon: 1, delta: 1 } },
      { target: { epsilon: 1, delta: Number.NaN } },
      { stepsPerRound: 0.5 },
      { stepsPerRound: 0 },
      { rounds: 0 },
    ])
      expect([change, refusal({ ...gradients, ...change }).code]).toEqual([change, 'PARAMETER_INVALID']);
    // A site's own steps never have another site's noise to hide behind.
    expect(refusal({ ...steps, honestContributors: 2 })).toMatchObject({
      code: 'PARAMETER_INVALID',
      field: 'honestContributors',
    });
    expect(refusal({ ...gradients, target: { epsilon: 1, delta: 0.001 }, dimension: 2 ** 33 }).code).toBe('PARAMETER_INVALID');
  });
});

describe('discrete noise in place of continuous noise', () => {
  it('is as far off as the proof says: a Kullback-Leibler divergence of 1.447e-6 / s^8 a coordinate', () => {
    for (const s of [5, 8, 12.3, 20, 50]) {
      const scaled = divergence(s) * s ** 8;
      expect(scaled).toBeGreaterThan(1.4466e-6);
      expect(scaled).toBeLessThan(1.447e-6);
      expect(Math.sqrt(scaled / 2)).toBeLessThan(8.6e-4);
    }
  });

  it('differs point by point by the fourth Hermite polynomial and at most the remainder of the proof', () => {
    let largest = 0;
    for (const s of [4, 6, 9.5, 16]) {
      const variance = s * s - 1 / 12;
      // log(q(k)/p(k)) up to one constant.
      const ratio = (k: number): number =>
        Math.log1p(
          LEGENDRE.reduce((mass, [u, w]) => mass + w * Math.expm1((k * k) / (2 * s * s) - (k + u) ** 2 / (2 * variance)), 0),
        );
      const hermite = (t: number): number => t ** 4 - 6 * t * t + 3;
      const rest = (k: number): number => ratio(k) - ratio(0) + (hermite(k / s) - hermite(0)) / (2880 * s ** 4);
      for (let k = 1; k <= 8 * s; k++) {
        const t = k / s;
        // The proof takes s >= 256; at s = 4 the powers of 1 - w, w = 1/(12 s^2), add up to 3 %. Both e(k) and e(0) are in the difference.
        const bound = (1.03 * (2 * 3.3e-4 + 1.6e-3 * t ** 2 + 1.5e-4 * t ** 4 + 5.6e-6 * t ** 6)) / s ** 6;
        largest = Math.max(largest, Math.abs(rest(k)) / bound);
        expect(Math.abs(rest(k))).toBeLessThan(bound + 1e-14);
      }
    }
    // A bound that nothing comes near would show nothing.
    expect(largest).toBeGreaterThan(0.05);
  });
});

describe('noise of several sites', () => {
  /** Law of the discrete Gaussian of parameter s on -reach..reach. */
  const discrete = (s: number, reach: number): number[] => {
    const masses = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * s * s)));
    const total = masses.reduce((sum, mass) => sum + mass, 0);
    return masses.map((mass) => mass / total);
  };
  const convolved = (a: readonly number[], b: readonly number[]): number[] => {
    const sum = Array.from({ length: a.length + b.length - 1 }, () => 0);
    for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) sum[i + j] = (sum[i + j] ?? 0) + x * y;
    return sum;
  };
  const ofShares = (s: number, h: number): number[] => {
    const share = discrete(s, Math.ceil(14 * s));
    return Array.from({ length: h - 1 }).reduce<number[]>((sum) => convolved(sum, share), share);
  };
  /** docs/proofs/release.md#shares */
  const factor = (s: number, h: number): number =>
    Array.from({ length: h - 1 }, (_, i) => i + 1).reduce((product, k) => {
      const r = 2.1 * Math.exp((-2 * Math.PI ** 2 * s * s * k) / (k + 1));
      return (product * (1 + r)) / (1 - r);
    }, 1);

  it('is one discrete Gaussian of the root of h times the parameter, at every integer up to the factor of the proof', () => {
    let nearest = 0;
    for (const s of [0.75, 1, 1.3])
      for (const h of [2, 3, 5, 8]) {
        const sum = ofShares(s, h);
        const middle = (sum.length - 1) / 2;
        const whole = discrete(s * Math.sqrt(h), middle);
        const bound = Math.log(factor(s, h));
        // Out to six standard deviations; beyond, the share is cut off.
        for (let k = 0; k <= 6 * s * Math.sqrt(h); k++) {
          const off = Math.abs(Math.log((sum[middle + k] ?? 0) / (whole[middle + k] ?? 0)));
          nearest = Math.max(nearest, off / bound);
          expect(off).toBeLessThan(bound + 1e-12);
        }
      }
    // A bound that nothing comes near would show nothing.
    expect(nearest).toBeGreaterThan(0.3);
  });

  it('is closer to the rounded continuous noise that is accounted for than the term of one share says', () => {
    const s = 4;
    for (const h of [2, 4]) {
      const sum = ofShares(s, h);
      const middle = (sum.length - 1) / 2;
      const variance = h * s * s - 1 / 12;
      const rounded = (k: number): number =>
        LEGENDRE.reduce((mass, [u, w]) => mass + w * Math.exp(-((k + u) ** 2) / (2 * variance)), 0) /
        Math.sqrt(2 * Math.PI * variance);
      const distance = sum.reduce((total, mass, i) => total + Math.abs(mass - rounded(i - middle)), 0) / 2;
      const term = discretisationDistance({ releases: 1, dimension: 1, noiseStd: s });
      expect(distance).toBeLessThan(term / h ** 2);
      expect(distance).toBeGreaterThan((0.2 * term) / h ** 2);
    }
  });

  it('adds up to what is charged, and each share is what is charged over the root of h', () => {
    for (const parameters of [gradients, updates])
      for (const h of [2, 3, 4]) {
        const alone = deriveRelease(parameters);
        const { grid, noiseMultiplier, eventsPerRound, distancePerRound, epsilon } = deriveRelease({
          ...parameters,
          honestContributors: h,
        });
        // Accounted for as if one site had drawn it all.
        expect([noiseMultiplier, eventsPerRound, epsilon]).toEqual([alone.noiseMultiplier, alone.eventsPerRound, alone.epsilon]);
        const charged = noiseMultiplier * grid.clipUnits;
        expect(h * grid.noiseStd ** 2 - 1 / 12).toBeGreaterThan(charged ** 2);
        expect(grid.noiseStd ** 2 - 1 / 12).toBeGreaterThan(charged ** 2 / h);
        expect(grid.noiseStd).toBeLessThan((charged / Math.sqrt(h)) * (1 + 2 ** -19));
        expect(distancePerRound).toBe(discretisationDistance({ releases: 1, dimension: 15, noiseStd: grid.noiseStd }));
      }
  });

  it('is refused when a share is too coarse, though the sum is not', () => {
    const coarse = {
      ...gradients,
      noiseMultiplier: 1.5,
      rounds: 1,
      sites: 900,
      dimension: 1,
      samplingRate: 1,
      largestSite: 400,
      target: { epsilon: 9, delta: 0.5 },
    };
    const one = deriveRelease(coarse).grid.noiseStd;
    const share = (h: number): number => one / Math.sqrt(h);
    const h = Math.floor((one / 256) ** 2);
    expect([h, share(h) >= 256, share(h + 1) < 256]).toEqual([h, true, true]);
    expect(refusal({ ...coarse, honestContributors: h }).code).toBe('none');
    expect(refusal({ ...coarse, honestContributors: h + 2 })).toMatchObject({ code: 'PARAMETER_INVALID', field: 'delta' });
  });
});

/** Divergence of the discrete Gaussian of parameter s from a continuous one of variance s^2 - 1/12, rounded to integers. */
function divergence(s: number): number {
  const variance = s * s - 1 / 12;
  const reach = Math.ceil(12 * s);
  const points = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const total = points.reduce((sum, k) => sum + Math.exp((-k * k) / (2 * s * s)), 0);
  const factor = total / Math.sqrt(2 * Math.PI * variance);
  return points.reduce((sum, k) => {
    // Mass of the cell around k over the discrete mass, by Gauss and Legendre with ten points: smooth, so exact to rounding.
    const cell = LEGENDRE.reduce(
      (mass, [u, w]) => mass + w * Math.expm1((k * k) / (2 * s * s) - (k + u) ** 2 / (2 * variance)),
      0,
    );
    const ratio = (1 + cell) * factor - 1;
    return sum + (Math.exp((-k * k) / (2 * s * s)) / total) * (ratio - Math.log1p(ratio));
  }, 0);
}

/** Nodes and weights on [-1/2, 1/2]. */
const LEGENDRE: readonly (readonly [number, number])[] = [-1, 1].flatMap((sign): (readonly [number, number])[] => [
  [(sign * 0.1488743389816312) / 2, 0.2955242247147529 / 2],
  [(sign * 0.4333953941292472) / 2, 0.2692667193099963 / 2],
  [(sign * 0.6794095682990244) / 2, 0.2190863625159821 / 2],
  [(sign * 0.8650633666889845) / 2, 0.1494513491505806 / 2],
  [(sign * 0.9739065285171717) / 2, 0.0666713443086881 / 2],
]);

it('names a proof that is there', () => {
  const source = readFileSync(join(import.meta.dirname, 'derive-release.ts'), 'utf8');
  const anchors = [...source.matchAll(/@proof (docs\/proofs\/[a-z-]+\.md)#([a-z-]+)/g)];
  expect(anchors).toHaveLength(4);
  for (const [, file = '', anchor = ''] of anchors) {
    const path = join(import.meta.dirname, '../../../..', file);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain(`## ${anchor}\n`);
  }
});
