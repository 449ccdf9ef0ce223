import { seededRandom } from '@consilium/core';
import { createTrainer, type Trainer } from '@consilium/learning';
import { type CompiledPlan, initialWeights, releaseParameters } from '@consilium/plan';
import { decodeSum, deriveRelease, poissonSample, type Release, releaseWords } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import { describe, expect, it } from 'vitest';
import { backend, type PlanChange, testCsv, type TestMechanism, testPlan } from '@consilium/testing';
import { buildDataset } from '../../border/build-dataset.ts';
import { csvText } from '../../testing/csv-text.ts';
import { knownSplit } from '../../testing/splits.ts';
import { makeUpdate, type RoundUpdate } from './round-update.ts';

interface Bench {
  readonly plan: CompiledPlan;
  readonly release: Release | undefined;
  readonly trainer: Trainer;
  readonly patients: number;
  readonly base: Float32Array;
  make(
    seed: string,
    change?: { readonly siteId?: string; readonly patients?: number; readonly release?: Release | undefined },
  ): RoundUpdate;
}

async function benchOf(mechanism: TestMechanism, change: PlanChange = {}, csv = testCsv(40)): Promise<Bench> {
  const plan = testPlan(mechanism, change);
  const { training: data } = await buildDataset(csvText(csv), plan, knownSplit(0));
  const { model, training } = plan.document;
  const { maxRowsPerPatient } = plan.document.data;
  const common = { model, inputShape: [plan.inputWidth], loss: training.loss, maxRowsPerPatient, backend: await backend() };
  const trainer = createTrainer({ ...common, data });
  const parameters = releaseParameters(plan);
  const release = parameters === undefined ? undefined : deriveRelease(parameters);
  const base = initialWeights(model, [plan.inputWidth]);
  const input = { plan, release, siteId: 'north', trainer, patients: data.patients, base, log: { warn: () => {} } };
  return {
    ...input,
    make: (seed, other = {}) => makeUpdate({ ...input, ...other, random: seededRandom(seed) }),
  };
}

function decoded({ release, base }: Bench, { bytes, encoding }: RoundUpdate): Float32Array {
  const { buffer, byteOffset } = bytes;
  if (encoding === UpdateEncoding.UPDATE_ENCODING_FLOAT32) return new Float32Array(buffer, byteOffset, base.length);
  expect(encoding).toBe(UpdateEncoding.UPDATE_ENCODING_GRID_INT32);
  if (release === undefined) throw new Error('integers need a grid');
  const values = new Float32Array(base.length);
  decodeSum(new Int32Array(buffer, byteOffset, base.length), release.grid, values);
  return values;
}

/** The sum of the patients' gradients, each clipped to 1, as real numbers: a grid of 2^-20 loses nothing that these tests look at. */
function clippedSum({ trainer, base }: Bench, patients: Uint32Array): Float32Array {
  const scale = 2 ** 20;
  const { words } = trainer.clippedGridSum({ weights: base, patients, clip: 1, scale, dropout: seededRandom('dropout') });
  return Float32Array.from(words, (word) => word / scale);
}

/** Root mean square over all coordinates of all draws. */
function spread(draws: readonly Float32Array[]): number {
  const all = draws.flatMap((draw) => [...draw]);
  return Math.sqrt(all.reduce((sum, x) => sum + x * x, 0) / all.length);
}

const seeds = (n: number): string[] => Array.from({ length: n }, (_, i) => `draw ${i}`);
const subtract = (a: Float32Array, b: Float32Array): Float32Array => a.map((x, i) => x - (b[i] ?? 0));
const norm = (vector: Float32Array): number => Math.hypot(...vector);

describe('dp-fedsgd', () => {
  it('is the sum of the sampled patients’ clipped gradients plus noise of z times the clip', async () => {
    const bench = await benchOf('dp-fedsgd');
    const { plan, release, patients } = bench;
    const residuals = seeds(300).map((seed) => {
      // The sample is drawn first, so the same seed draws the same patients.
      const chosen = poissonSample(patients, plan.document.training.samplingRate ?? 0, seededRandom(seed));
      return subtract(decoded(bench, bench.make(seed)), clippedSum(bench, chosen));
    });
    const z = release?.noiseMultiplier ?? 0;
    // 1,500 values of fixed seeds: the standard error of a standard deviation is z / sqrt(3000), 1.8 %.
    expect(spread(residuals) / z).toBeGreaterThan(0.92);
    expect(spread(residuals) / z).toBeLessThan(1.08);
    const mean = residuals.reduce((sum, draw) => sum + draw.reduce((a, b) => a + b, 0), 0) / 1500;
    expect(Math.abs(mean) / z).toBeLessThan(5 / Math.sqrt(1500));
  });

  it('adds the same noise to an empty sample', async () => {
    const bench = await benchOf('dp-fedsgd');
    const draws = seeds(300).map((seed) => decoded(bench, bench.make(seed, { patients: 0 })));
    const z = bench.release?.noiseMultiplier ?? 0;
    expect(Math.abs(spread(draws) / z - 1)).toBeLessThan(0.08);
    expect(new Set(draws.map((draw) => draw.join())).size).toBe(300);
  });

  it('can be repeated from a seed, bit for bit, and only from the same one', async () => {
    const bench = await benchOf('dp-fedsgd');
    expect(bench.make('a').bytes).toEqual(bench.make('a').bytes);
    expect(bench.make('a').bytes).not.toEqual(bench.make('b').bytes);
  });
});

describe('dropout', () => {
  const layers = [
    { type: 'dense', units: 4, activation: 'tanh' },
    { type: 'dropout', rate: 0.5 },
    { type: 'dense', units: 1, activation: 'sigmoid' },
  ];

  it('is repeated from a seed, and drawn again in every step', async () => {
    for (const mechanism of ['dp-fedsgd', 'dp-sgd'] as const) {
      const bench = await benchOf(mechanism, { layers });
      expect(bench.make('a').bytes).toEqual(bench.make('a').bytes);
      expect(bench.make('a').bytes).not.toEqual(bench.make('b').bytes);
    }
  });

  it('of a patient does not depend on the others: one more, wherever in the file, moves the sum by that patient alone', async () => {
    const [head = '', ...rows] = testCsv(40).trim().split('\n');
    const csv = (at: number): string => [head, ...rows.slice(0, at), 'extra,77,b,no', ...rows.slice(at)].join('\n');
    const sumOf = ({ trainer, base, patients }: Bench): Int32Array => {
      const everyone = Uint32Array.from({ length: patients }, (_, p) => p);
      return trainer.clippedGridSum({ weights: base, patients: everyone, clip: 1, scale: 2 ** 20, dropout: seededRandom('x') })
        .words;
    };
    const without = sumOf(await benchOf('dp-fedsgd', { layers }));
    const moved = [];
    for (const at of [0, 17, 40]) {
      const sum = sumOf(await benchOf('dp-fedsgd', { layers }, csv(at)));
      const difference = sum.map((word, i) => word - (without[i] ?? 0));
      expect(Math.hypot(...difference)).toBeLessThanOrEqual(2 ** 20);
      moved.push(difference.join());
    }
    expect(new Set(moved).size).toBe(1);
  });
});

describe('dp-sgd', () => {
  it('steps by noisy sums over the public batch size, and leaves weighted by public numbers', async () => {
    const one = {
      training: { loss: 'binary-crossentropy', samplingRate: 0.5, localSteps: 1, optimizer: { kind: 'sgd', learningRate: 0.1 } },
    };
    const bench = await benchOf('dp-sgd', one);
    const { plan, release, trainer, patients, base } = bench;
    if (release === undefined) throw new Error('dp-sgd has a release');
    const rate = plan.document.training.samplingRate ?? 0;
    // Forty patients train at either site, of which south has announced twenty: the true number enters nothing that leaves.
    expect(patients).toBe(40);
    for (const [siteId, size, weight] of [
      ['north', 40, 1],
      ['south', 20, 0.5],
    ] as const) {
      // The same seed draws the same patients and the same noise, so that not a bit is left to chance.
      for (const seed of seeds(20)) {
        const random = seededRandom(seed);
        const chosen = poissonSample(patients, rate, random);
        const { words } = trainer.clippedGridSum({
          weights: base,
          patients: chosen,
          clip: 1,
          scale: release.grid.scale,
          dropout: random.fork('dropout'),
        });
        const sum = new Float32Array(base.length);
        decodeSum(releaseWords(words, release.grid, { count: chosen.length }, random), release.grid, sum);
        const stepped = base.map((w, i) => w - 0.1 * Math.fround((sum[i] ?? 0) / (rate * size)));
        expect([...decoded(bench, bench.make(seed, { siteId }))]).toEqual(
          [...base].map((w, i) => Math.fround(weight * ((stepped[i] ?? 0) - w))),
        );
      }
    }
  });

  it('draws patients and noise again in every step', async () => {
    const bench = await benchOf('dp-sgd');
    const one = await benchOf('dp-sgd', {
      training: { loss: 'binary-crossentropy', samplingRate: 0.5, localSteps: 1, optimizer: { kind: 'sgd', learningRate: 0.1 } },
    });
    const first = decoded(one, one.make('a', { release: bench.release }));
    const three = decoded(bench, bench.make('a'));
    // Were every step the same, three steps would be about three times the first.
    expect(
      norm(
        subtract(
          three,
          first.map((x) => 3 * x),
        ),
      ),
    ).toBeGreaterThan(norm(first) / 2);
    expect(bench.make('a').encoding).toBe(UpdateEncoding.UPDATE_ENCODING_FLOAT32);
  });
});

describe('dp-fedavg', () => {
  /** A target so loose that the noise does not hide what is looked at. */
  const loose = { mechanism: 'dp-fedavg', clip: 0.5, target: { epsilon: 30, delta: 0.001 } };

  it('never moves by more than the clip, however wild the training', async () => {
    const wild = { loss: 'binary-crossentropy', localEpochs: 3, batchSize: 8, optimizer: { kind: 'sgd', learningRate: 50 } };
    const bench = await benchOf('dp-fedavg', { privacy: loose, training: wild });
    const draws = seeds(400).map((seed) => decoded(bench, bench.make(seed)));
    const mean = bench.base.map((_, i) => draws.reduce((sum, draw) => sum + (draw[i] ?? 0), 0) / draws.length);
    const noise = ((bench.release?.noiseMultiplier ?? 0) * 0.5 * Math.sqrt(5)) / Math.sqrt(400);
    expect(noise).toBeLessThan(0.05);
    expect(norm(mean)).toBeLessThan(0.5 + 4 * noise);
    expect(norm(mean)).toBeGreaterThan(0.3);
  });

  it('has noise of z times the clip, whatever the public weight', async () => {
    const still = { loss: 'binary-crossentropy', localSteps: 1, batchSize: 8, optimizer: { kind: 'sgd', learningRate: 1e-12 } };
    const bench = await benchOf('dp-fedavg', { training: still });
    for (const siteId of ['north', 'south']) {
      const draws = seeds(200).map((seed) => decoded(bench, bench.make(seed, { siteId })));
      expect(Math.abs(spread(draws) / (bench.release?.noiseMultiplier ?? 0) - 1)).toBeLessThan(0.1);
    }
  });
});

describe('none', () => {
  it('is what training changed, times the public weight', async () => {
    const bench = await benchOf('none');
    const { trainer, base } = bench;
    const trained = trainer.train({
      weights: base,
      steps: 4,
      batchSize: 8,
      optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0 },
      proximal: 0,
      randomness: seededRandom('a'),
    });
    expect([...decoded(bench, bench.make('a'))]).toEqual([...subtract(trained, base)]);
    expect([...decoded(bench, bench.make('a', { siteId: 'south' }))]).toEqual(
      Array.from(subtract(trained, base), (x) => 0.5 * x),
    );
    expect(norm(subtract(trained, base))).toBeGreaterThan(0);
  });

  it('lets no number out that is none', async () => {
    const bench = await benchOf('none', {
      data: {
        patientId: 'id',
        target: { kind: 'number', column: 'age', unit: 'years', range: [0, 100] },
        features: { ward: { kind: 'category', codes: ['a', 'b', 'c'] } },
      },
      layers: [{ type: 'dense', units: 1 }],
      training: { loss: 'mean-squared-error', localSteps: 30, batchSize: 8, optimizer: { kind: 'sgd', learningRate: 1000 } },
    });
    expect(() => bench.make('a')).toThrow(expect.objectContaining({ code: 'TRAINING_FAILED' }) as Error);
  });
});

it('a plan with privacy without its release is a defect, never a plain update', async () => {
  for (const mechanism of ['dp-fedsgd', 'dp-sgd', 'dp-fedavg'] as const) {
    const bench = await benchOf(mechanism);
    expect(() => bench.make('a', { release: undefined })).toThrow(expect.objectContaining({ code: 'INTERNAL' }) as Error);
  }
});
