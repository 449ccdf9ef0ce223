import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelSchema } from '@consilium/plan';
import { describe, expect, it } from 'vitest';
import { loadBackend } from '../backend/backend.ts';
import { createPredictor } from '../model-files/predictor.ts';
import type { RowFunction } from './attribution.ts';
import { exactShapley } from './exact-shapley.ts';
import { type DenseLayer, denseNetwork } from './testing/dense-network.ts';

interface Case {
  readonly name: string;
  readonly layers: readonly DenseLayer[];
  readonly groups: readonly (readonly number[])[];
  readonly background: readonly (readonly number[])[];
  readonly rows: readonly (readonly number[])[];
  readonly base: readonly number[];
  readonly outputs: readonly (readonly number[])[];
  readonly values: readonly (readonly (readonly number[])[])[];
}

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'testing/shap-vectors.json'), 'utf8')) as {
  readonly cases: readonly Case[];
};

const flat = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flat());
const backend = await loadBackend();

describe.each(cases)('$name', ({ layers, groups, background, rows, base, outputs, values }) => {
  const width = layers[0]?.kernel.length ?? 0;
  const expectAll = (of: RowFunction, tolerance: number): void => {
    for (const [i, row] of rows.entries()) {
      const found = exactShapley({ of, outputs: base.length, row: Float32Array.from(row), background: flat(background), groups });
      const near = (numbers: readonly number[], expected: readonly number[] = []): void => {
        expect(numbers).toHaveLength(expected.length);
        for (const [k, number] of numbers.entries()) expect(Math.abs(number - (expected[k] ?? 0))).toBeLessThan(tolerance);
      };
      near(found.base, base);
      near(found.output, outputs[i]);
      near(found.values.flat(), values[i]?.flat());
      expect(found.asked).toBe(2 ** groups.length);
      expect(found.standardErrors).toBeUndefined();
    }
  };

  it('has the values of shap, which was asked about every coalition', () => {
    expectAll(denseNetwork(layers), 1e-9);
  });

  it('has them through TensorFlow', () => {
    const model = modelSchema.parse({
      layers: layers.map(({ bias, activation }) => ({ type: 'dense', units: bias.length, activation })),
    });
    const weights = Float32Array.from(layers.flatMap(({ kernel, bias }) => [...kernel.flat(), ...bias]));
    const predictor = createPredictor({ model, inputShape: [width], weights }, backend);
    expectAll((features) => predictor.predict(features), 1e-5);
    predictor.dispose();
  });
});

describe('the values', () => {
  const question = {
    outputs: 1,
    row: Float32Array.of(2, 3, 5),
    background: Float32Array.of(0, 0, 1, 1, 1, 1),
    groups: [[0], [1], [2]],
  };

  it('are none where the model says the same of everybody', () => {
    const { values, base, output } = exactShapley({ ...question, of: (rows) => new Float64Array(rows.length / 3).fill(0.25) });
    expect([values, base, output]).toEqual([[[0], [0], [0]], [0.25], [0.25]]);
  });

  it('of an input that the model does not use are zero, and of two that it uses alike the same', () => {
    const of: RowFunction = (rows) =>
      Float64Array.from({ length: rows.length / 3 }, (_, i) => (rows[3 * i] as number) * (rows[3 * i + 1] as number));
    const { values } = exactShapley({ ...question, of, row: Float32Array.of(2, 2, 5) });
    expect(values[2]).toEqual([0]);
    expect(values[0]?.[0]).toBe(values[1]?.[0]);
  });

  it('of one group are the whole difference', () => {
    const of: RowFunction = (rows) => Float64Array.from({ length: rows.length / 3 }, (_, i) => rows[3 * i] as number);
    const { values, asked } = exactShapley({ ...question, of, groups: [[0, 1, 2]] });
    expect([values, asked]).toEqual([[[1.5]], 2]);
  });
});
