import { seededRandom } from '@consilium/core';
import { initialWeights, modelSchema } from '@consilium/plan';
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import type { TrainingData } from '../data/training-data.ts';
import { asLayersModel } from '../testing/layers-model.ts';
import { clippedSum, type PatientGradients, patientGradients, UNCLIPPED } from '../testing/clipped-sums.ts';
import { norm, randomData, relativeDifference, ROW_CAP } from '../testing/test-data.ts';
import { TEST_NETWORKS } from '../testing/test-networks.ts';
import { madeTrainer } from '../testing/made-trainer.ts';
import type { Trainer } from '../training/trainer.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

interface Case {
  readonly data: TrainingData;
  readonly singles: PatientGradients;
  readonly weights: Float32Array;
  readonly inputShape: readonly number[];
  trainer(options?: { readonly eager?: boolean; readonly backend?: Backend; readonly writtenOut?: boolean }): Trainer;
}

function prepare(name: string): Case & { readonly model: ReturnType<typeof modelSchema.parse> } {
  const { inputShape, layers, codes } = TEST_NETWORKS[name] as (typeof TEST_NETWORKS)[string];
  const model = modelSchema.parse({ layers });
  const width = inputShape.reduce((a, b) => a * b, 1);
  const targetWidth = (layers.at(-1) as { units: number }).units;
  const data = randomData({
    patients: 11,
    width,
    targetWidth,
    rowsOfPatient: (p) => 1 + (p % 3),
    target: (_x, u) => Array.from({ length: targetWidth }, (_, i) => Math.sin(10 * u + i)),
    ...(codes === undefined ? {} : { feature: (u: number) => Math.floor(u * codes) }),
  });
  const weights = initialWeights(model, inputShape, 9).map((w, i) => w + 0.05 * Math.sin(i));
  return {
    model,
    data,
    weights,
    inputShape,
    singles: patientGradients({ model, inputShape, loss: 'mean-squared-error', data, maxRowsPerPatient: ROW_CAP, backend }),
    trainer: (options = {}) =>
      madeTrainer({ model, inputShape, loss: 'mean-squared-error', data, maxRowsPerPatient: ROW_CAP, backend, ...options }),
  };
}

const everyone = Uint32Array.from({ length: 11 }, (_, p) => p);

describe.each(Object.keys(TEST_NETWORKS))('%s', (name) => {
  it('has the gradient that TensorFlow.js computes for the exported model', async () => {
    const { model, data, weights, inputShape, trainer } = prepare(name);
    const { tf } = backend;
    const t = trainer({ writtenOut: true });
    const loaded = await asLayersModel(backend, model, inputShape, weights);
    const targetWidth = data.targets.length / data.rows;
    for (const patient of [0, 2]) {
      const rows = [...data.patientOfRow.keys()].filter((r) => data.patientOfRow[r] === patient);
      const cut = (values: Float32Array, width: number): number[] =>
        rows.flatMap((r) => [...values.subarray(r * width, (r + 1) * width)]);
      const x = tf.tensor(cut(data.features, data.width), [rows.length, ...inputShape]);
      const y = tf.tensor(cut(data.targets, targetWidth), [rows.length, targetWidth]);
      const { grads } = tf.variableGrads(() => tf.mean(tf.squaredDifference(loaded.apply(x) as Tensor, y)) as Scalar);
      const expected = new Float32Array(weights.length);
      // The library makes variable names unique by a number at the end.
      const found = new Map(
        Object.entries(grads).map(([key, value]) => [key.replace(/_\d+$/, ''), Float32Array.from(value.dataSync())]),
      );
      for (const tensor of t.manifest.tensors)
        if (tensor.trainable) expected.set(found.get(tensor.name) ?? [Number.NaN], tensor.offset);
      const { sum } = clippedSum(t, { weights, patients: Uint32Array.of(patient), clip: UNCLIPPED });
      expect(relativeDifference(sum, expected)).toBeLessThan(1e-5);
    }
  });

  it('clips as the loop over single patients does', () => {
    const { weights, singles, trainer } = prepare(name);
    const t = trainer({ writtenOut: true });
    const [low = 0, high = 0] = Array.from(everyone, (p) => norm(singles.of(weights, p)))
      .toSorted((a, b) => a - b)
      .slice(5);
    // Between the norms, so that five patients are clipped and six are not.
    const clip = (low + high) / 2;
    const { sum } = clippedSum(t, { weights, patients: everyone, clip });
    expect(relativeDifference(sum, singles.clippedSum(weights, everyone, clip))).toBeLessThan(1e-5);
    for (const patient of everyone) {
      expect(norm(clippedSum(t, { weights, patients: Uint32Array.of(patient), clip }).sum)).toBeLessThanOrEqual(clip);
    }
  });

  it.each([true, false])('adds patients up in integers as a loop over their gradients does (written out: %s)', (writtenOut) => {
    const { weights, singles: alone, trainer } = prepare(name);
    const t = trainer({ writtenOut });
    const [clip, scale] = [0.1, 2 ** 20];
    const singles = Array.from(
      everyone,
      (p) => t.clippedGridSum({ weights, patients: Uint32Array.of(p), clip, scale, dropout: seededRandom(1) }).words,
    );
    const together = t.clippedGridSum({ weights, patients: everyone, clip, scale, dropout: seededRandom(1) });
    expect(together).toMatchObject({ patients: 11, excluded: 0 });
    const total = new Int32Array(weights.length);
    for (const single of singles) {
      expect(norm(Float32Array.from(single))).toBeLessThanOrEqual(clip * scale);
      single.forEach((word, i) => {
        total[i] = (total[i] ?? 0) + word;
      });
    }
    // Exactly: integers do not care about order or company.
    expect(together.words).toEqual(total);
    const each = alone.clippedSum(weights, everyone, clip);
    // One grid unit a patient is lost by truncation and a little to the wider margin; more where factors are rounded.
    const most = 11 / scale + 11 * clip * (writtenOut ? 1e-4 : 4 * (weights.length ** 0.25 / Math.sqrt(clip * scale)));
    const lost = Float32Array.from(together.words, (word, i) => word / scale - (each[i] ?? 0));
    expect(Math.max(...lost.map(Math.abs))).toBeLessThan(most);
    const eager = trainer({ eager: true, writtenOut }).clippedGridSum({
      weights,
      patients: everyone,
      clip,
      scale,
      dropout: seededRandom(1),
    }).words;
    expect(norm(Float32Array.from(eager, (word, i) => word - (together.words[i] ?? 0)))).toBeLessThan(
      11 * 2 + 1e-6 * clip * scale,
    );
  });

  it('gives a patient the same bits whatever else is in the batch, and wherever', () => {
    const { model, inputShape, weights, data } = prepare(name);
    // A hundred patients of one row each: what was prepared, again and again.
    const rows = Int32Array.from({ length: 100 }, (_, p) => p % data.rows);
    const repeat = (values: Float32Array, width: number): Float32Array =>
      Float32Array.from([...rows].flatMap((r) => [...values.subarray(r * width, (r + 1) * width)]));
    const many = {
      rows: 100,
      width: data.width,
      features: repeat(data.features, data.width).map((x, i) =>
        inputShape.length === 1 && Number.isInteger(x) ? x : x + 0.01 * Math.sin(i),
      ),
      targets: repeat(data.targets, data.targets.length / data.rows),
      patientOfRow: Int32Array.from({ length: 100 }, (_, p) => p),
      patients: 100,
    };
    const t = madeTrainer({ model, inputShape, loss: 'mean-squared-error', data: many, maxRowsPerPatient: ROW_CAP, backend });
    // A grid finer than float32 for all but the smallest numbers; its sums are compared modulo 2^32.
    const words = (patients: number[]): Int32Array =>
      t.clippedGridSum({ weights, patients: Uint32Array.from(patients), clip: 0.1, scale: 2 ** 33, dropout: seededRandom(1) })
        .words;
    const wanted = [3, 40, 71];
    const alone = Array.from({ length: 100 }, (_, p) => words([p]));
    for (const others of [5, 11, 20, 37, 60, 97]) {
      const rest = Array.from({ length: 100 }, (_, p) => p)
        .filter((p) => !wanted.includes(p))
        .slice(0, others);
      for (const batch of [
        [...wanted, ...rest],
        [...rest, ...wanted],
        [...rest.slice(0, 3), ...wanted, ...rest.slice(3)],
      ]) {
        const total = new Int32Array(weights.length);
        for (const p of batch) alone[p]?.forEach((word, i) => (total[i] = (total[i] ?? 0) + word));
        expect(words(batch)).toEqual(total);
      }
    }
    t.dispose();
  });

  it('gives the same compiled, eager and in pure JavaScript', async () => {
    const { weights, trainer } = prepare(name);
    const run = (t: Trainer): Float32Array => clippedSum(t, { weights, patients: everyone, clip: 0.1 }).sum;
    const compiled = run(trainer());
    // TensorFlow's graph optimiser may reorder a sum or a product, which changes the last bit.
    expect(relativeDifference(run(trainer({ eager: true })), compiled)).toBeLessThan(1e-6);
    const pure = run(trainer({ backend: await loadBackend({ prefer: 'cpu' }) }));
    expect(relativeDifference(pure, compiled)).toBeLessThan(2e-5);
    backend.activate();
  });
});
