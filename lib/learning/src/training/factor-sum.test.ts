import { modelSchema } from '@consilium/plan';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { eagerFunction } from '../graph/numeric-function.ts';
import { createNetwork } from '../layers/network.ts';
import { norm, randomData } from '../testing/test-data.ts';
import { factorAim, gridCheckError } from './float-facts.ts';
import { gradientBody, gradientSpecs, type GradientKind } from './gradient-body.ts';

let backend: Backend;
let pure: Backend;
beforeAll(async () => {
  pure = await loadBackend({ prefer: 'cpu' });
  backend = await loadBackend();
});

const UNITS = 16;
const SCALE = 2 ** 22;
const CLIP = 0.7;
const unitsOf = (clip: number): number => Math.floor(clip * SCALE);

/** A native step on one batch of sixteen rows, of which the first ones hold patients. */
function stepOf(inputs: number, layers: readonly unknown[], kind: GradientKind, on: Backend = backend) {
  const network = createNetwork(modelSchema.parse({ layers }), [inputs]);
  const shape = { units: UNITS, rowsPerUnit: 1, targetWidth: 1 };
  const step = eagerFunction(on, gradientSpecs(network, shape, kind), gradientBody(network, 'mean-squared-error', shape, kind));
  const data = randomData({ patients: UNITS, width: inputs, seed: 3 });
  const weights = Float32Array.from({ length: network.manifest.parameters }, (_, i) => 0.3 * Math.sin(3 * i + 1));
  const run = (options: {
    readonly patients?: number;
    readonly clip?: number;
    readonly longest?: number;
    readonly features?: Float32Array;
    readonly targets?: Float32Array;
    readonly weights?: Float32Array;
  }): readonly [words: Int32Array, passed: Int32Array] => {
    const { patients = 1, clip = CLIP, longest = Number.POSITIVE_INFINITY } = options;
    const present = Float32Array.from({ length: UNITS }, (_, unit) => Number(unit < patients));
    return step.run([
      options.weights ?? weights,
      options.features ?? data.features,
      options.targets ?? data.targets.map((_, i) => 3 + i),
      present,
      Float32Array.of(clip),
      Float32Array.of(SCALE),
      Float32Array.of(longest),
    ]) as [Int32Array, Int32Array];
  };
  return { network, data, run };
}

const dense = (units: number, more: object = {}): unknown => ({ type: 'dense', units, activation: 'tanh', ...more });
/** Linear, so that its gradient does not vanish where targets are far away. */
const last = (more: object = {}): unknown => dense(1, { activation: 'linear', ...more });
const LAYERS = {
  'one layer': [7, [last()]],
  'odd widths': [13, [dense(11), dense(9, { useBias: false, activation: 'relu' }), dense(5), last()]],
  'a wide one': [201, [dense(67), last({ useBias: false })]],
} as const satisfies Record<string, readonly [number, readonly unknown[]]>;

const square = (words: Int32Array): bigint => words.reduce((sum, word) => sum + BigInt(word) * BigInt(word), 0n);

describe.each(Object.entries(LAYERS))('%s', (_name, [inputs, layers]) => {
  it('the product of the norms of the factors is the norm of the integers, within what the bound allows for', () => {
    const { network, run } = stepOf(inputs, layers, 'factor-sum');
    const error = gridCheckError(network);
    for (const clip of [1e-3, CLIP, 30, 1e4]) {
      const [words, passed] = run({ clip });
      expect([...passed]).toEqual([1, ...new Array<number>(UNITS - 1).fill(0)]);
      const exact = Number(square(words));
      expect(run({ clip, longest: exact * (1 + error) })[0]).toEqual(words);
      // One float32 step below what the computed norm can have lost.
      const [none, out] = run({ clip, longest: exact * (1 - error) });
      expect(none.every((word) => word === 0)).toBe(true);
      expect(out[0]).toBe(0);
    }
  });

  it('integers that are too long are left out, whatever the clip aimed at', () => {
    const { run } = stepOf(inputs, layers, 'factor-sum');
    const longest = unitsOf(CLIP) ** 2;
    const [words, passed] = run({ patients: UNITS, clip: CLIP * 1.01, longest, targets: new Float32Array(UNITS).fill(1e4) });
    expect(passed.every((one) => one === 0)).toBe(true);
    expect(words.every((word) => word === 0)).toBe(true);
  });

  it('the aim leaves room for the worst of the roundings, and little more', () => {
    const { network, run } = stepOf(inputs, layers, 'factor-sum');
    for (const clip of [2 ** -14, 2 ** -10, CLIP, 2 ** 7]) {
      const units = unitsOf(clip);
      const aim = factorAim(network, units);
      for (let patient = 0; patient < UNITS; patient++) {
        const { data } = stepOf(inputs, layers, 'factor-sum');
        const features = new Float32Array(UNITS * inputs);
        features.set(data.features.subarray(patient * inputs, (patient + 1) * inputs));
        const length = Math.sqrt(Number(square(run({ clip: aim / SCALE, features })[0])));
        expect(length).toBeLessThanOrEqual(units);
      }
      expect(aim).toBeGreaterThan(units * (1 - (network.manifest.parameters ** 0.25 / Math.sqrt(units)) * 1.0001));
    }
  });

  it('every patient is the written-out gradient up to rounding, and the sum is the sum', () => {
    const { network, data, run } = stepOf(inputs, layers, 'factor-sum');
    const written = stepOf(inputs, layers, 'grid-sum');
    const total = new Int32Array(network.manifest.parameters);
    for (let patient = 0; patient < UNITS; patient++) {
      const features = new Float32Array(UNITS * inputs);
      features.set(data.features.subarray(patient * inputs, (patient + 1) * inputs));
      const targets = new Float32Array(UNITS).fill(3 + patient);
      const [words] = run({ features, targets });
      const [expected] = written.run({ features, targets });
      const lost = unitsOf(CLIP) - factorAim(network, unitsOf(CLIP));
      expect(norm(Float32Array.from(words, (word, i) => word - (expected[i] ?? 0)))).toBeLessThan(lost);
      words.forEach((word, i) => (total[i] = (total[i] ?? 0) + word));
    }
    expect(run({ patients: UNITS })[0]).toEqual(total);
  });

  it('numbers that are none, or huge, of one patient leave every bit of the others', () => {
    const { data, run } = stepOf(inputs, layers, 'factor-sum');
    const [others] = run({ patients: 5 });
    const longest = unitsOf(CLIP) ** 2;
    for (const wild of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, -3e38]) {
      const features = data.features.slice();
      features.fill(wild, 5 * inputs, 6 * inputs);
      const [words, passed] = run({ patients: 6, features, longest, clip: CLIP * 0.9 });
      const [without] = run({ patients: 5, longest, clip: CLIP * 0.9 });
      const moved = words.map((word, i) => word - (without[i] ?? 0));
      expect(square(moved) <= BigInt(longest)).toBe(true);
      if (!Number.isFinite(wild)) expect([passed[5], square(moved)]).toEqual([0, 0n]);
      const targets = data.targets.map((_, i) => (i === 5 ? wild : 3 + i));
      expect(run({ patients: 6, targets })[0]).toEqual(others);
    }
  });

  it('the same in pure JavaScript, up to rounding', () => {
    const { network, run } = stepOf(inputs, layers, 'factor-sum');
    const [native] = run({ patients: UNITS });
    const script = stepOf(inputs, layers, 'factor-sum', pure).run({ patients: UNITS });
    backend.activate();
    const lost = unitsOf(CLIP) - factorAim(network, unitsOf(CLIP));
    expect([...script[1]].every((one) => one === 1)).toBe(true);
    expect(norm(Float32Array.from(script[0], (word, i) => word - (native[i] ?? 0)))).toBeLessThan(lost);
  });
});

it('inputs and gradients that are all zero are a zero, not a number that is none', () => {
  const layers = [dense(4, { useBias: false, activation: 'relu' }), dense(3, { useBias: false, activation: 'relu' }), last()];
  const { run } = stepOf(5, layers, 'factor-sum');
  const [words, passed] = run({ features: new Float32Array(UNITS * 5), longest: unitsOf(CLIP) ** 2, clip: CLIP * 0.9 });
  expect(passed[0]).toBe(1);
  // The bias of the last layer is all that learns.
  expect(words.subarray(0, -1).every((word) => word === 0)).toBe(true);
  expect(words.at(-1)).not.toBe(0);
});
