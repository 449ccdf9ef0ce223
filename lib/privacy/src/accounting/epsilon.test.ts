import { readFileSync } from 'node:fs';
import { isConsiliumError, seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { checkEvent } from './events/check-event.ts';
import { epsilonFor } from './epsilon.ts';
import type { PrivacyEvent } from './events/event.ts';
import { flattenEvents } from './events/flatten.ts';
import { rdpEpsilon } from './rdp.ts';

interface Vector {
  readonly name: string;
  readonly events: readonly PrivacyEvent[];
  readonly delta: number;
  readonly best?: number;
  readonly rdp?: number;
}
const VECTORS = (
  JSON.parse(readFileSync(new URL('./fixtures/vectors.json', import.meta.url), 'utf8')) as { epsilon: readonly Vector[] }
).epsilon;

/** Epsilon by Renyi accounting alone: a cross-check that shares no code with the privacy loss distributions. */
const renyi = (events: readonly PrivacyEvent[], delta: number): number => rdpEpsilon(flattenEvents(events), delta);

function fieldOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return isConsiliumError(error, 'PARAMETER_INVALID') ? error.details['field'] : error;
  }
  return 'no error';
}

/** Epsilon of one or two releases, by listing every pair of outcomes. */
function discreteGaussianEpsilon(sigma: number, sensitivity: number, steps: 1 | 2, delta: number): number {
  const noise = Array.from({ length: 121 }, (_, i) => i - 60);
  const weights = noise.map((k) => Math.exp((-k * k) / (2 * sigma * sigma)));
  const sum = weights.reduce((a, b) => a + b, 0);
  const one = noise.map((k, i) => ({
    loss: (sensitivity * (sensitivity + 2 * k)) / (2 * sigma * sigma),
    mass: (weights[i] as number) / sum,
  }));
  const all = steps === 1 ? one : one.flatMap((a) => one.map((b) => ({ loss: a.loss + b.loss, mass: a.mass * b.mass })));
  let [low, high] = [0, 1000];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const reached = all.reduce((total, { loss, mass }) => total + (loss > middle ? -mass * Math.expm1(middle - loss) : 0), 0);
    if (reached > delta) low = middle;
    else high = middle;
  }
  return high;
}

describe('epsilonFor against reference values', () => {
  it.each(VECTORS.filter(({ best }) => best !== undefined))('$name at delta $delta', ({ events, delta, best = Number.NaN }) => {
    const { epsilon } = epsilonFor(events, delta);
    // The references carry eight digits; closed forms agree to all of them.
    expect(epsilon).toBeGreaterThanOrEqual(best * (1 - 2e-8));
    expect(epsilon).toBeLessThanOrEqual(best * (1 + 1e-3) + 1e-4);
  });

  it.each(VECTORS.filter(({ rdp }) => rdp !== undefined))(
    'Renyi accounting: $name',
    ({ events, delta, best = 0, rdp = Number.NaN }) => {
      const epsilon = renyi(events, delta);
      expect(epsilon).toBeLessThanOrEqual(rdp * 1.01);
      expect(epsilon).toBeGreaterThanOrEqual(best);
      expect(epsilon).toBeGreaterThanOrEqual(epsilonFor(events, delta).epsilon);
    },
  );

  it('uses each method where it is best', () => {
    expect(epsilonFor([{ kind: 'gaussian', noiseMultiplier: 1, steps: 3 }], 1e-5).method).toBe('analytic');
    expect(epsilonFor([{ kind: 'poisson-gaussian', noiseMultiplier: 1, samplingRate: 0.01, steps: 3 }], 1e-5).method).toBe('pld');
    expect(epsilonFor([{ kind: 'zcdp', rho: 0.1, steps: 3 }], 1e-5).method).toBe('rdp');
  });

  it('treats mechanisms that are Gaussian in the end as such', () => {
    const gaussian = epsilonFor([{ kind: 'gaussian', noiseMultiplier: 2, steps: 7 }], 1e-6);
    expect(epsilonFor([{ kind: 'poisson-gaussian', noiseMultiplier: 2, samplingRate: 1, steps: 7 }], 1e-6)).toEqual(gaussian);
    expect(epsilonFor([{ kind: 'gaussian', noiseMultiplier: 4, adjacency: 'replace-one', steps: 7 }], 1e-6)).toEqual(gaussian);
    expect(
      epsilonFor([{ kind: 'fixed-size-gaussian', noiseMultiplier: 4, datasetSize: 9, sampleSize: 9, steps: 7 }], 1e-6),
    ).toEqual(gaussian);
    // Seven nodes above a leaf of 100, whatever the smaller trees are.
    expect(epsilonFor([{ kind: 'tree-aggregation', noiseMultiplier: 2, leaves: [3, 100], steps: 1 }], 1e-6).epsilon).toBeCloseTo(
      gaussian.epsilon,
      10,
    );
  });

  it('knows the two neighbours of a Gaussian in its moments', () => {
    const replaced = renyi([{ kind: 'gaussian', noiseMultiplier: 4, adjacency: 'replace-one', steps: 7 }], 1e-6);
    expect(replaced).toBe(renyi([{ kind: 'gaussian', noiseMultiplier: 2, steps: 7 }], 1e-6));
  });

  it('finds single sampled steps exactly, from either direction', () => {
    const step = (noiseMultiplier: number, samplingRate: number, delta: number): number =>
      epsilonFor([{ kind: 'poisson-gaussian', noiseMultiplier, samplingRate, steps: 1 }], delta).epsilon;
    expect(step(1, 0.01, 1e-5)).toBeCloseTo(0.19945044779591484, 9);
    expect(step(1, 0.01, 0.5)).toBe(0);
    // With little noise epsilon is far above 30; the amplified part is then log q.
    const plain = epsilonFor([{ kind: 'gaussian', noiseMultiplier: 0.1, steps: 1 }], 1e-5 / 0.5).epsilon;
    expect(step(0.1, 0.5, 1e-5)).toBeCloseTo(plain + Math.log(0.5), 9);
    // Near a full sample the absent record's loss reaches past the other's.
    expect(step(20, 0.999, 1e-3)).toBeGreaterThan(0);
  });

  it('accounts for the record that is added where that is the dearer direction', () => {
    // Two steps of sampled Laplace noise: removing a record costs no more than 0.057 at this delta, adding one 0.097.
    const { epsilon } = epsilonFor([{ kind: 'poisson-laplace', scale: 2, samplingRate: 0.5, steps: 2 }], 0.1);
    // The unsampled loss under the law without the record, as docs/proofs/accounting-pld.md#laplace has it: two atoms and a density.
    const cells = 1000;
    const losses = [
      { loss: -0.5, mass: 0.5 },
      { loss: 0.5, mass: Math.exp(-0.5) / 2 },
      ...Array.from({ length: cells }, (_, i) => {
        const loss = -0.5 + (i + 0.5) / cells;
        return { loss, mass: Math.exp(-(0.5 + loss) / 2) / 4 / cells };
      }),
    ];
    const ratios = losses.map(({ loss, mass }) => ({ mass, ratio: 0.5 + 0.5 * Math.exp(loss) }));
    const delta = (at: number): number =>
      ratios.reduce(
        (sum, a) =>
          sum + a.mass * ratios.reduce((inner, b) => inner + b.mass * Math.max(0, 1 - Math.exp(at) * a.ratio * b.ratio), 0),
        0,
      );
    expect(delta(0.09)).toBeGreaterThan(0.1);
    expect(delta(epsilon)).toBeLessThan(0.1);
    expect(delta(epsilon - 1e-3)).toBeGreaterThan(0.1);
  });

  it('counts the mass that its window cuts off as lost', () => {
    // 1.43141602902 by inversion of the characteristic function; the cut mass alone is worth 6e-4 here.
    const { epsilon } = epsilonFor([{ kind: 'poisson-gaussian', noiseMultiplier: 1, samplingRate: 0.5, steps: 10 }], 0.3);
    expect(epsilon).toBeGreaterThan(1.43141602902);
    expect(epsilon).toBeLessThan(1.4314 + 1e-3);
  });

  it('is monotone across the boundary of one and two steps, and of full and nearly full sampling', () => {
    const at = (samplingRate: number, steps: number): number =>
      epsilonFor([{ kind: 'poisson-gaussian', noiseMultiplier: 1.2, samplingRate, steps }], 1e-6).epsilon;
    expect(at(0.1, 2)).toBeGreaterThan(at(0.1, 1));
    expect(at(1, 20)).toBeGreaterThan(at(0.9999, 20) * 0.9999);
    expect(at(0.9999, 20)).toBeGreaterThan(at(1, 20) * 0.998);
  });

  it('gives zero where delta covers everything', () => {
    expect(epsilonFor([{ kind: 'gaussian', noiseMultiplier: 100, steps: 1 }], 0.1).epsilon).toBe(0);
    expect(epsilonFor([{ kind: 'poisson-gaussian', noiseMultiplier: 5, samplingRate: 0.001, steps: 10 }], 0.1).epsilon).toBe(0);
    expect(epsilonFor([{ kind: 'zcdp', rho: 1e-9, steps: 1 }], 0.5).epsilon).toBe(0);
  });

  it('never exceeds the pure guarantee', () => {
    expect(epsilonFor([{ kind: 'laplace', scale: 2, steps: 3 }], 1e-12).epsilon).toBeLessThanOrEqual(1.5 * (1 + 1e-9));
    expect(epsilonFor([{ kind: 'laplace', scale: 2, steps: 3 }], 1e-12).epsilon).toBeGreaterThan(1.499);
    const atoms = epsilonFor([{ kind: 'discrete-laplace', scale: 2, sensitivity: 1, steps: 3 }], 1e-12).epsilon;
    expect(atoms).toBeLessThanOrEqual(1.5 * (1 + 1e-9));
    expect(atoms).toBeGreaterThan(1.499);
    const sampled = epsilonFor([{ kind: 'poisson-laplace', scale: 0.001, samplingRate: 0.5, steps: 1 }], 1e-9).epsilon;
    expect(sampled).toBeLessThanOrEqual((1000 + Math.log(0.5)) * (1 + 1e-9));
    expect(sampled).toBeGreaterThan(999);
  });

  it('is exact to a ten-thousandth where losses lie on a lattice, however coarse', () => {
    for (const [sigma, sensitivity, steps, delta] of [
      [0.3, 1, 1, 1e-5],
      [0.3, 1, 2, 1e-5],
      [0.7, 1, 2, 1e-8],
      [1.3, 2, 1, 1e-3],
      [2.5, 3, 2, 1e-6],
    ] as const) {
      const truth = discreteGaussianEpsilon(sigma, sensitivity, steps, delta);
      const { epsilon } = epsilonFor([{ kind: 'discrete-gaussian', sigma, sensitivity, steps }], delta);
      expect(epsilon).toBeGreaterThanOrEqual(truth * (1 - 1e-12));
      expect(epsilon).toBeLessThanOrEqual(truth * (1 + 1e-4));
    }
    // The same by exact convolution of big integers.
    expect(discreteGaussianEpsilon(0.3, 1, 1, 1e-5)).toBeCloseTo(16.66406, 4);
  });

  it('accounts for vectors and for coarse grids of discrete Gaussian noise by their moments', () => {
    const one = epsilonFor([{ kind: 'discrete-gaussian', sigma: 100, sensitivity: 10, steps: 50 }], 1e-6);
    const vector = epsilonFor([{ kind: 'discrete-gaussian', sigma: 100, sensitivity: 10, dimension: 1000, steps: 50 }], 1e-6);
    const fine = epsilonFor([{ kind: 'discrete-gaussian', sigma: 1e6, sensitivity: 100_000, steps: 50 }], 1e-6);
    expect([one.method, vector.method, fine.method]).toEqual(['pld', 'rdp', 'rdp']);
    expect(vector.epsilon).toBeGreaterThan(one.epsilon);
    expect(fine.epsilon).toBeCloseTo(vector.epsilon, 9);
  });

  it('covers the truncation of batches at both ends', () => {
    const at = (maxBatchSize: number, samplingRate = 0.1): number =>
      epsilonFor(
        [{ kind: 'truncated-poisson-gaussian', noiseMultiplier: 2, samplingRate, datasetSize: 100, maxBatchSize, steps: 50 }],
        1e-5,
      ).epsilon;
    const poisson = epsilonFor([{ kind: 'poisson-gaussian', noiseMultiplier: 2, samplingRate: 0.1, steps: 50 }], 1e-5).epsilon;
    expect(at(100)).toBe(poisson);
    expect(at(60)).toBeCloseTo(poisson, 6);
    expect(at(12)).toBeGreaterThan(poisson);
    // A cap far below the mean makes every batch full: a replaced record, drawn at the rate of the cap.
    expect(at(2)).toBeGreaterThan(poisson * 0.1);
    expect(at(10, 1)).toBeGreaterThan(poisson);
    // So improbable a cap that it underflows costs nothing.
    const never = epsilonFor(
      [
        {
          kind: 'truncated-poisson-gaussian',
          noiseMultiplier: 2,
          samplingRate: 1e-6,
          datasetSize: 1000,
          maxBatchSize: 500,
          steps: 50,
        },
      ],
      1e-5,
    );
    expect(never.epsilon).toBe(
      epsilonFor([{ kind: 'poisson-gaussian', noiseMultiplier: 2, samplingRate: 1e-6, steps: 50 }], 1e-5).epsilon,
    );
  });

  it('falls back to moments where no grid can hold the losses', () => {
    // The tail that may be cut underflows, so no distribution of the loss can be certified.
    const { method, epsilon } = epsilonFor(
      [{ kind: 'poisson-gaussian', noiseMultiplier: 3, samplingRate: 0.01, steps: 2 }],
      1e-305,
    );
    expect(method).toBe('rdp');
    expect(epsilon).toBeGreaterThan(8);
  });
});

describe('noise too small to hide anything', () => {
  // Losses of a thousand and more: e^-loss underflows against one, and a fine grid would take minutes.
  it.each<[PrivacyEvent, number, number]>([
    [{ kind: 'laplace', scale: 0.021, steps: 2 }, 95, 95.24],
    [{ kind: 'poisson-gaussian', noiseMultiplier: 0.1, samplingRate: 0.5, steps: 2 }, 150, 200],
    [{ kind: 'discrete-laplace', scale: 1e-4, sensitivity: 1, steps: 3 }, 29_990, 30_001],
    [{ kind: 'discrete-laplace', scale: 1e-8, sensitivity: 1, steps: 3 }, 2.99e8, 3.01e8],
    [{ kind: 'laplace', scale: 1e-6, steps: 2 }, 1.99e6, 2.000001e6],
    [{ kind: 'poisson-laplace', scale: 0.001, samplingRate: 0.1, steps: 2 }, 1990, 2000],
    [{ kind: 'poisson-gaussian', noiseMultiplier: 1e-6, samplingRate: 0.01, steps: 10 }, 4e12, 5.1e12],
    [{ kind: 'fixed-size-gaussian', noiseMultiplier: 0.01, datasetSize: 10, sampleSize: 3, steps: 3 }, 6e4, 6.3e4],
    [
      {
        kind: 'composition',
        events: [
          { kind: 'gaussian', noiseMultiplier: 0.1, steps: 1 },
          { kind: 'laplace', scale: 5, steps: 1 },
        ],
        steps: 1,
      },
      90,
      96,
    ],
  ])('%j', (event, low, high) => {
    const { epsilon } = epsilonFor([event], 1e-5);
    expect(epsilon).toBeGreaterThan(low);
    expect(epsilon).toBeLessThan(high);
  });
});

describe('properties of epsilonFor', () => {
  const random = seededRandom('accounting properties');
  const pick = (low: number, high: number): number => low * (high / low) ** uniform53(random);
  const draws = Array.from({ length: 12 }, (_, i) => ({
    i,
    noiseMultiplier: pick(0.5, 8),
    samplingRate: pick(1e-4, 0.5),
    steps: Math.ceil(pick(1, 3000)),
    delta: pick(1e-10, 1e-3),
  }));
  // Numerical epsilons lie within 1e-3 + 1e-4 above the truth, so order may blur by that much.
  const atMost = (a: number, b: number): void => expect(a).toBeLessThanOrEqual(b * (1 + 1e-3) + 1e-4);

  it.each(draws)(
    'grows with steps and rate, falls with noise and delta ($i)',
    ({ noiseMultiplier, samplingRate, steps, delta }) => {
      const at = (z: number, q: number, t: number, d: number): number =>
        epsilonFor([{ kind: 'poisson-gaussian', noiseMultiplier: z, samplingRate: q, steps: t }], d).epsilon;
      const base = at(noiseMultiplier, samplingRate, steps, delta);
      atMost(base, at(noiseMultiplier, samplingRate, steps * 2, delta));
      atMost(base, at(noiseMultiplier, samplingRate * 2, steps, delta));
      atMost(at(noiseMultiplier * 1.2, samplingRate, steps, delta), base);
      atMost(at(noiseMultiplier, samplingRate, steps, delta * 5), base);
      atMost(base, renyi([{ kind: 'poisson-gaussian', noiseMultiplier, samplingRate, steps }], delta));
    },
  );

  it('does not depend on order, grouping or splitting of events', () => {
    const a: PrivacyEvent = { kind: 'poisson-gaussian', noiseMultiplier: 1.3, samplingRate: 0.02, steps: 300 };
    const b: PrivacyEvent = { kind: 'laplace', scale: 20, steps: 10 };
    const expected = epsilonFor([a, b], 1e-6);
    expect(epsilonFor([b, a], 1e-6)).toEqual(expected);
    expect(epsilonFor([{ ...a, steps: 100 }, b, { ...a, steps: 200 }], 1e-6)).toEqual(expected);
    expect(
      epsilonFor(
        [
          {
            kind: 'composition',
            events: [
              { ...a, steps: 30 },
              { ...b, steps: 1 },
            ],
            steps: 10,
          },
        ],
        1e-6,
      ),
    ).toEqual(expected);
    expect(epsilonFor([a, b, { kind: 'zcdp', rho: 1, steps: 0 }], 1e-6)).toEqual(expected);
  });

  it('costs nothing for no events', () => {
    expect(epsilonFor([], 1e-5)).toEqual({ epsilon: 0, method: 'analytic' });
  });
});

describe('bad input', () => {
  const good = {
    gaussian: { kind: 'gaussian', noiseMultiplier: 1, steps: 1 },
    poisson: { kind: 'poisson-gaussian', noiseMultiplier: 1, samplingRate: 0.1, steps: 1 },
    truncated: {
      kind: 'truncated-poisson-gaussian',
      noiseMultiplier: 1,
      samplingRate: 0.1,
      datasetSize: 10,
      maxBatchSize: 5,
      steps: 1,
    },
    fixed: { kind: 'fixed-size-gaussian', noiseMultiplier: 1, datasetSize: 10, sampleSize: 5, steps: 1 },
    laplace: { kind: 'laplace', scale: 1, steps: 1 },
    sampledLaplace: { kind: 'poisson-laplace', scale: 1, samplingRate: 0.1, steps: 1 },
    discreteLaplace: { kind: 'discrete-laplace', scale: 1, sensitivity: 1, steps: 1 },
    discreteGaussian: { kind: 'discrete-gaussian', sigma: 1, sensitivity: 1, steps: 1 },
    zcdp: { kind: 'zcdp', rho: 1, steps: 1 },
    tree: { kind: 'tree-aggregation', noiseMultiplier: 1, leaves: 4, steps: 1 },
    composition: { kind: 'composition', events: [], steps: 1 },
  } as const satisfies Record<string, PrivacyEvent>;

  it.each([
    [good.gaussian, { noiseMultiplier: 0 }],
    [good.gaussian, { noiseMultiplier: Number.NaN }],
    [good.gaussian, { noiseMultiplier: Number.POSITIVE_INFINITY }],
    [good.gaussian, { noiseMultiplier: '1' }],
    [good.gaussian, { adjacency: 'both' }],
    [good.gaussian, { samplingRate: 0.5 }],
    [good.gaussian, { steps: -1 }],
    [good.gaussian, { steps: 1.5 }],
    [good.gaussian, { steps: undefined }],
    [good.gaussian, { kind: 'magic' }],
    [good.poisson, { samplingRate: 1.01 }],
    [good.poisson, { samplingRate: 0 }],
    [good.poisson, { samplingRate: '0.1' }],
    [good.poisson, { noiseMultiplier: -1 }],
    [good.truncated, { maxBatchSize: 0 }],
    [good.truncated, { datasetSize: 0 }],
    [good.fixed, { sampleSize: 11 }],
    [good.fixed, { datasetSize: Number.NaN }],
    [good.laplace, { scale: -1 }],
    [good.sampledLaplace, { samplingRate: 2 }],
    [good.discreteLaplace, { sensitivity: 0.5 }],
    [good.discreteGaussian, { sensitivity: 1.5 }],
    [good.discreteGaussian, { sigma: 0 }],
    [good.discreteGaussian, { dimension: 0 }],
    [{ ...good.discreteGaussian, dimension: 2 }, { sensitivity: -1 }],
    [good.zcdp, { rho: 0 }],
    [good.tree, { leaves: 0 }],
    [good.tree, { leaves: [] }],
    [good.tree, { leaves: 'many' }],
    [good.tree, { leaves: [4, -1] }],
    [good.composition, { events: 'none' }],
  ])('%j with %j', (event, change) => {
    const field = Object.keys(change)[0];
    expect(fieldOf(() => epsilonFor([good.zcdp, { ...event, ...change } as PrivacyEvent], 1e-5))).toBe(`events[1].${field}`);
    expect(
      fieldOf(() => epsilonFor([{ kind: 'composition', events: [{ ...event, ...change } as PrivacyEvent], steps: 1 }], 1e-5)),
    ).toBe(`events[0].events[0].${field}`);
  });

  it('names the field of an event that stands alone', () => {
    expect(fieldOf(() => checkEvent(null))).toBe('event');
    expect(fieldOf(() => checkEvent({ kind: 'zcdp', rho: 0, steps: 1 }))).toBe('rho');
  });

  it('names delta and malformed lists', () => {
    for (const delta of [0, 1, -1, Number.NaN, '0.1' as unknown as number]) {
      expect(fieldOf(() => epsilonFor([good.gaussian], delta))).toBe('delta');
    }
    expect(fieldOf(() => epsilonFor({} as PrivacyEvent[], 1e-5))).toBe('events');
    expect(fieldOf(() => epsilonFor([null as unknown as PrivacyEvent], 1e-5))).toBe('events[0]');
    expect(fieldOf(() => epsilonFor([7 as unknown as PrivacyEvent], 1e-5))).toBe('events[0]');
  });

  it('refuses to mix neighbours, to nest without end and to count past whole numbers', () => {
    expect(fieldOf(() => epsilonFor([good.fixed, good.poisson], 1e-5))).toBe('adjacency');
    expect(fieldOf(() => epsilonFor([good.gaussian, { ...good.gaussian, adjacency: 'replace-one' }], 1e-5))).toBe('adjacency');
    expect(fieldOf(() => epsilonFor([good.fixed, good.zcdp, good.laplace], 1e-5))).toBe('no error');
    let deep: PrivacyEvent = good.gaussian;
    for (let i = 0; i < 40; i++) deep = { kind: 'composition', events: [deep], steps: 1 };
    expect(String(fieldOf(() => epsilonFor([deep], 1e-5)))).toMatch(/\.events$/);
    const most = Number.MAX_SAFE_INTEGER;
    expect(
      fieldOf(() => epsilonFor([{ kind: 'composition', events: [{ ...good.gaussian, steps: 2 }], steps: most }], 1e-5)),
    ).toBe('steps');
    expect(fieldOf(() => epsilonFor([{ ...good.gaussian, steps: most }, good.gaussian], 1e-5))).toBe('steps');
  });
});
