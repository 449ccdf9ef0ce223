import { seededRandom } from '@consilium/core';
import { initialWeights, modelSchema } from '@consilium/plan';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { type PatientGradients, patientGradients } from '../testing/clipped-sums.ts';
import { type MemoryData, norm, randomData, ROW_CAP } from '../testing/test-data.ts';
import { TEST_NETWORKS } from '../testing/test-networks.ts';
import { indexPatients } from '../data/training-data.ts';
import { createNetwork } from '../layers/network.ts';
import { clipMargin } from './float-facts.ts';
import type { GradientSource } from './gradients.ts';
import { clippedGridSum } from './grid-sum.ts';
import { isUsableModel } from './probe.ts';
import { madeTrainer } from '../testing/made-trainer.ts';
import type { Trainer } from './trainer.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

const PATIENTS = 19;
const everyone = Uint32Array.from({ length: PATIENTS }, (_, p) => p);

interface Case {
  readonly trainer: Trainer;
  readonly singles: PatientGradients;
  readonly weights: Float32Array;
  readonly clip: number;
  /** The finest grid on which the sum of all patients fits 32 bits. */
  readonly scale: number;
  readonly clipUnits: number;
}

function caseOf(
  inputShape: readonly number[],
  layers: readonly unknown[],
  clip: number,
  data: MemoryData,
  seed: number,
  writtenOut = false,
): Case {
  const model = modelSchema.parse({ layers });
  const weights = initialWeights(model, inputShape, seed).map((w, i) => w + 0.05 * Math.sin(i));
  const options = { model, inputShape, loss: 'mean-squared-error', data, maxRowsPerPatient: ROW_CAP, backend } as const;
  const scale = 2 ** Math.floor(Math.log2((2 ** 31 - 16) / (PATIENTS * clip)));
  const clipUnits = Math.floor(clip * scale);
  return {
    trainer: madeTrainer({ ...options, writtenOut }),
    singles: patientGradients(options),
    weights,
    clip,
    scale,
    clipUnits,
  };
}

const fast = ({ trainer, weights, clip, scale }: Case, patients: Uint32Array) =>
  trainer.clippedGridSum({ weights, patients, clip, scale, dropout: seededRandom(1) });

/** The slow path: one gradient, clipped and truncated by itself in doubles. */
function slow({ singles, weights, clip, scale }: Case, patient: number): Int32Array {
  const gradient = singles.of(weights, patient);
  const factor = Math.min(1, clip / norm(gradient)) * scale;
  return Int32Array.from(gradient, (g) => Math.trunc(g * factor));
}

const exactSquare = (words: Int32Array): bigint => words.reduce((sum, word) => sum + BigInt(word) * BigInt(word), 0n);

/** Widths that are no multiple of what a processor computes at once, so that a patient's numbers share vectors with a neighbour's. */
const ODD_WIDTHS: typeof TEST_NETWORKS = {
  'convolution, normalisation and global average of odd width': {
    inputShape: [10, 3],
    layers: [
      { type: 'conv1d', filters: 12, kernelSize: 3, activation: 'tanh' },
      { type: 'layer-norm' },
      { type: 'conv1d', filters: 20, kernelSize: 1, activation: 'tanh' },
      { type: 'group-norm', groups: 4 },
      { type: 'global-average-pooling' },
      { type: 'dense', units: 5, activation: 'tanh' },
      { type: 'dense', units: 1 },
    ],
  },
  'recurrent layers of odd width': {
    inputShape: [9, 5],
    layers: [
      { type: 'gru', units: 5, returnSequences: true },
      { type: 'lstm', units: 7, returnSequences: true },
      { type: 'simple-rnn', units: 11 },
      { type: 'dense', units: 1 },
    ],
  },
};

describe.each(Object.entries({ ...TEST_NETWORKS, ...ODD_WIDTHS }))('%s', (_name, { inputShape, layers, codes }) => {
  const width = inputShape.reduce((a, b) => a * b, 1);
  const data = randomData({
    patients: PATIENTS,
    width,
    targetWidth: (layers.at(-1) as { units: number }).units,
    rowsOfPatient: (p) => 1 + (p % 3),
    ...(codes === undefined ? {} : { feature: (u: number) => Math.floor(u * codes) }),
    seed: 4,
  });

  // From all clipped to none; odd clips, so that clip times scale is no whole number.
  it.each([1e-3, 0.0371, 1.7, 1e4])(
    'with clip %s: each patient is what the slow path gives, within its norm, alone and together',
    (clip) => {
      const bench = caseOf(inputShape, layers, clip, data, 11, true);
      const { clipUnits } = bench;
      const total = new Int32Array(bench.weights.length);
      for (const patient of everyone) {
        const { words, excluded } = fast(bench, Uint32Array.of(patient));
        expect(excluded).toBe(0);
        expect(exactSquare(words) <= BigInt(clipUnits) ** 2n).toBe(true);
        const reference = slow(bench, patient);
        // A unit by truncation, and what the wider margin of the float check takes.
        words.forEach((word, i) => {
          const expected = reference[i] ?? 0;
          expect(Math.abs(word - expected)).toBeLessThanOrEqual(1 + Math.abs(expected) * 1e-3);
          total[i] = (total[i] ?? 0) + word;
        });
      }
      expect(fast(bench, everyone).words).toEqual(total);
    },
  );

  it.each([1e-3, 0.0371, 1.7, 1e4])(
    'with clip %s: rounding factors loses no more than is proved of them, and the same alone and together',
    (clip) => {
      const bench = caseOf(inputShape, layers, clip, data, 11);
      const { clipUnits } = bench;
      const weights = bench.trainer.manifest.tensors.reduce((sum, { size, trainable }) => sum + Number(trainable) * size, 0);
      // docs/proofs/encoding-factors.md#rounding: the same bound for the lower clip and for the roundings.
      const lost = clipUnits - (Math.sqrt(clipUnits) - weights ** 0.25 / 2) ** 2;
      const total = new Int32Array(bench.weights.length);
      for (const patient of everyone) {
        const { words, excluded } = fast(bench, Uint32Array.of(patient));
        expect(excluded).toBe(0);
        expect(exactSquare(words) <= BigInt(clipUnits) ** 2n).toBe(true);
        const reference = slow(bench, patient);
        const difference = norm(Float32Array.from(words, (word, i) => word - (reference[i] ?? 0)));
        expect(difference).toBeLessThanOrEqual(2 * lost + Math.sqrt(weights) + 1e-3 * norm(Float32Array.from(reference)));
        words.forEach((word, i) => (total[i] = (total[i] ?? 0) + word));
      }
      expect(fast(bench, everyone).words).toEqual(total);
    },
  );
});

/** gamma of n roundings of float32, as the proofs write it. */
const gamma = (n: number): number => (n * 2 ** -24) / (1 - n * 2 ** -24);

describe.each(Object.entries(TEST_NETWORKS))('the norm check of %s', (_name, { inputShape, layers, codes }) => {
  const width = inputShape.reduce((a, b) => a * b, 1);
  const data = randomData({
    patients: PATIENTS,
    width,
    targetWidth: (layers.at(-1) as { units: number }).units,
    ...(codes === undefined ? {} : { feature: (u: number) => Math.floor(u * codes) }),
  });
  const model = modelSchema.parse({ layers });
  const network = createNetwork(model, inputShape);
  const { tensors, parameters } = network.manifest;
  /** docs/proofs/encoding-patient-sum.md#native: roundings between the square of an integer and the sum of all of them. */
  const roundings = Math.max(1, ...tensors.map(({ shape }) => shape.reduce((a, b) => a + b, 0))) + tensors.length + 3;
  const units = 2 ** 20;

  /** A sum whose native step finds this squared norm for the third patient's integers. */
  function excluded(integerSquare: number): number {
    const source: GradientSource = {
      backend,
      network,
      loss: 'mean-squared-error',
      data,
      targetWidth: data.targets.length / data.rows,
      index: indexPatients(data, data.targets.length / data.rows, ROW_CAP),
      rowFactors: undefined,
      sizing: { maximumRows: 256, rule: 'round-up' },
      clipMargin: clipMargin(network),
      uniforms: (target) => void target.fill(0),
      functions: () => ({
        run(args) {
          const [longest] = args[6] as Float32Array;
          const passed = Int32Array.from(everyone, (patient) =>
            Number(patient !== 2 || Math.fround(integerSquare) <= (longest ?? Number.NaN)),
          );
          return [new Int32Array(parameters), passed];
        },
        dispose() {},
      }),
    };
    return clippedGridSum(source, new Float32Array(parameters), everyone, 1, units).excluded;
  }

  it('takes the roundings of the computed norm off the bound: what passes is short, whichever way they went', () => {
    // The exact square may be larger than the computed one by 1 / (1 - gamma). Here it is at least one float32 step too long.
    const provable = units ** 2 * (1 - gamma(roundings));
    expect(excluded(provable * (1 + 2 ** -23))).toBe(1);
    // Five roundings are the bound's own; nothing more is given away.
    expect(excluded(units ** 2 * (1 - gamma(roundings + 6)))).toBe(0);
  });
});

describe.each<readonly [string, readonly unknown[]]>([
  ['whose layers are summed by factors', [{ type: 'dense', units: 3, activation: 'tanh' }]],
  ['with layers that are written out', [{ type: 'layer-norm' }, { type: 'dense', units: 3, activation: 'tanh' }]],
])('a patient whose gradient is none, in a network %s', (_, first) => {
  const layers = [...first, { type: 'dense', units: 1 }];
  const wild = (patients: readonly number[]): MemoryData => {
    const data = randomData({ patients: PATIENTS, width: 5, seed: 8 });
    // Squares of the one overflow float32; the gradients of the other are no numbers, and no number is -2^31 as an integer: twice that is none.
    for (const [i, patient] of patients.entries()) data.targets[patient] = i === 0 ? 1e30 : 3.4e38;
    return data;
  };

  it('counts as zero, and everybody else keeps every bit', () => {
    const bench = caseOf([5], layers, 0.5, wild([2, 18]), 3);
    const result = fast(bench, everyone);
    expect(result).toMatchObject({ patients: PATIENTS, excluded: 2 });
    const others = everyone.filter((patient) => patient !== 2 && patient !== 18);
    expect(result.words).toEqual(fast(bench, others).words);
    expect(fast(bench, Uint32Array.of(2)).words.every((word) => word === 0)).toBe(true);
    expect(result.words.some((word) => word !== 0)).toBe(true);
  });

  it('is not to be had by a scale that rounds, or that is beyond integers', () => {
    const bench = caseOf([5], layers, 0.5, wild([]), 3);
    const refused = expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field: 'scale' } }) as Error;
    for (const scale of [3, 1000, 2 ** 10 + 1, 0, -2, Number.NaN, 2 ** 32])
      expect(() => fast({ ...bench, scale }, everyone)).toThrow(refused);
    expect(fast({ ...bench, scale: 2 ** 10 }, everyone).excluded).toBe(0);
  });

  it('counts as zero too where that is so for everybody, and the sum is there', () => {
    const bench = caseOf([5], layers, 0.5, wild([]), 3);
    const result = fast({ ...bench, weights: bench.weights.map(() => 3e38) }, everyone);
    expect(result).toMatchObject({ patients: PATIENTS, excluded: PATIENTS });
    expect(result.words.every((word) => word === 0)).toBe(true);
  });
});

describe('padding', () => {
  /** Units that are zero for every real row and 1e38 for a blank one, whose outputs are subtracted as infinities. */
  const trap = Float32Array.of(-1e38, -1e38, -1e38, -1e38, 1e38, 1e38, 1e38, -1e38, 0);

  it('cannot be felt, however many patients fill a batch', () => {
    const layers = [
      { type: 'dense', units: 2, activation: 'relu' },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ];
    const model = modelSchema.parse({ layers });
    for (const patients of [1, 15, 16, 17, 32, 33]) {
      const data = randomData({ patients, width: 2, target: () => [1] });
      data.features.forEach((_, i) => (data.features[i] = i % 2));
      const trainer = madeTrainer({
        model,
        inputShape: [2],
        loss: 'binary-crossentropy',
        data,
        maxRowsPerPatient: ROW_CAP,
        backend,
      });
      const all = Uint32Array.from({ length: patients }, (_, p) => p);
      const sum = trainer.clippedGridSum({
        weights: trap,
        patients: all,
        clip: 1,
        scale: 2 ** 18,
        dropout: seededRandom('padding'),
      });
      expect([patients, sum.excluded]).toEqual([patients, 0]);
      // What padding became on its way to integers would be far beyond what patients can add.
      expect(sum.words.every((word) => Math.abs(word) <= patients * 2 ** 18)).toBe(true);
      expect(sum.words.some((word) => word !== 0)).toBe(true);
      expect(isUsableModel({ model, inputShape: [2], backend }, trap)).toBe(false);
      expect(isUsableModel({ model, inputShape: [2], backend }, new Float32Array(9))).toBe(true);
    }
  });
});

describe('a record that a native call cannot take', () => {
  it('costs its own contribution, and nobody else a bit', () => {
    const layers = [{ type: 'embedding', vocabulary: 90, units: 3 }, { type: 'flatten' }, { type: 'dense', units: 1 }];
    const data = randomData({ patients: PATIENTS, width: 2, feature: (u) => Math.floor(u * 90) });
    data.features[14] = 95;
    const bench = caseOf([2], layers, 0.5, data, 3);
    const result = fast(bench, everyone);
    expect(result).toMatchObject({ patients: PATIENTS, excluded: 1 });
    const others = everyone.filter((patient) => patient !== 7);
    expect(result.words).toEqual(fast(bench, others).words);
    expect(fast(bench, Uint32Array.of(7)).words.every((word) => word === 0)).toBe(true);
  });
});
