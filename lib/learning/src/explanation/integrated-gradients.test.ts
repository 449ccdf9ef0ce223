import { parsePlan } from '@consilium/plan';
import { describe, expect, it } from 'vitest';
import { loadBackend } from '../backend/backend.ts';
import { createExplainer } from './explainer.ts';
import { denseNetwork } from './testing/dense-network.ts';

const backend = await loadBackend();

/** Two series of three steps and a number; the second series has masks. */
function plan(layers: string): ReturnType<typeof parsePlan> {
  return parsePlan(`version: 1
study: course
title: Course
sites: { north: { patients: 500 }, south: { patients: 500 } }
data:
  patientId: patient
  target: { column: died, kind: binary, positive: ["1"], negative: ["0"] }
  missing: { codes: [""], rule: range-middle }
  features:
    age: { kind: number, unit: a, range: [18, 95] }
    hr: { kind: series, columns: "hr{0..2}", unit: /min, range: [20, 250] }
    bp: { kind: series, columns: "bp{0..2}", unit: "mm[Hg]", range: [30, 250], mask: true }
model:
  layers:
${layers}
    - { type: dense, units: 1, activation: sigmoid }
training: { loss: binary-crossentropy, optimizer: { kind: sgd, learningRate: 0.1 }, localSteps: 1, batchSize: 8 }
strategy: { kind: fedavg, learningRate: 1, weights: uniform }
privacy: { mechanism: none }
rounds: 1
quorum: { sites: 2, attempts: 2, deadlineSeconds: 60 }
evaluation: { metrics: [loss] }
`);
}

const wave = (length: number, from: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(from + 1.7 * i));

describe('integrated gradients', () => {
  it('of a logistic regression are its terms, and of log-odds nothing is missed', () => {
    const compiled = plan('    - { type: flatten }');
    const weights = wave(compiled.manifest.parameters, 1);
    const row = wave(compiled.inputWidth, 2);
    const explainer = createExplainer({ plan: compiled, weights }, backend, new Float32Array(compiled.inputWidth));
    const { values, deltas, output, base } = explainer.explain(row);
    expect([explainer.method, explainer.columns.length]).toEqual(['gradients', 7]);
    for (const [i, { offset, width }] of compiled.inputs.entries()) {
      const terms = Array.from({ length: width }, (_, k) => (weights[offset + k] ?? 0) * (row[offset + k] ?? 0));
      expect(values[i]?.[1]).toBeCloseTo(
        terms.reduce((a, b) => a + b),
        5,
      );
    }
    expect(deltas?.[1]).toBeCloseTo(0, 5);
    expect(deltas?.[0]).toBeCloseTo(0, 5);
    expect(values.reduce((sum, value) => sum + (value[0] ?? 0), (base[0] ?? 0) + (deltas?.[0] ?? 0))).toBeCloseTo(
      output[0] ?? 0,
      12,
    );
    explainer.dispose();
  });

  it('of a smooth network are what a fine sum over its differences gives in float64', () => {
    const compiled = plan('    - { type: flatten }\n    - { type: dense, units: 4, activation: tanh }');
    const inputs = compiled.inputWidth;
    const weights = wave(compiled.manifest.parameters, 3);
    const cut = (from: number, rows: number, units: number): number[][] =>
      Array.from({ length: rows }, (_, i) => [...weights.subarray(from + i * units, from + (i + 1) * units)]);
    const hidden = { kernel: cut(0, inputs, 4), bias: [...weights.subarray(4 * inputs, 4 * inputs + 4)], activation: 'tanh' };
    const last = 4 * inputs + 4;
    const of = denseNetwork([hidden, { kernel: cut(last, 4, 1), bias: [...weights.subarray(last + 4)], activation: 'linear' }]);
    const row = wave(inputs, 5);
    const explainer = createExplainer({ plan: compiled, weights }, backend, new Float32Array(inputs));
    const { values } = explainer.explain(row);
    explainer.dispose();
    const points = 1000;
    const step = 1 / 4096;
    for (const [i, { offset, width }] of compiled.inputs.entries()) {
      let expected = 0;
      for (let place = offset; place < offset + width; place++) {
        for (let point = 0; point < points; point++) {
          const at = row.map((value) => (value * (point + 0.5)) / points);
          const [ahead, behind] = [at.slice(), at.slice()];
          ahead[place] = (ahead[place] as number) + step;
          behind[place] = (behind[place] as number) - step;
          const moved = (ahead[place] as number) - (behind[place] as number);
          expected += (((of(ahead)[0] ?? 0) - (of(behind)[0] ?? 0)) / moved) * ((row[place] as number) / points);
        }
      }
      expect(values[i]?.[1]).toBeCloseTo(expected, 5);
    }
  });

  it('of a recurrent network miss little of what the model says, and say it for each step', () => {
    const compiled = plan(`    - { type: series, name: course }
    - { type: lstm, units: 5, name: state }
    - { type: columns, name: fixed }
    - { type: concatenate, inputs: [state, fixed] }`);
    const weights = wave(compiled.manifest.parameters, 7);
    const explainer = createExplainer({ plan: compiled, weights }, backend);
    const { values, deltas = [], output, base } = explainer.explain(wave(compiled.inputWidth, 9));
    expect(explainer.background).toMatchObject({ kind: 'dictionary', rows: 100 });
    expect(explainer.columns).toEqual(
      ['age', 'hr0', 'hr1', 'hr2', 'bp0', 'bp1', 'bp2'].toSorted((a, b) => order(compiled, a) - order(compiled, b)),
    );
    expect(values.every(([probability = 0]) => probability !== 0)).toBe(true);
    for (const [k, delta] of deltas.entries()) {
      expect(Math.abs(delta)).toBeLessThan(1e-4 * (1 + Math.abs((output[k] ?? 0) - (base[k] ?? 0))));
    }
    explainer.dispose();
  });
});

function order({ inputs }: ReturnType<typeof plan>, name: string): number {
  return inputs.findIndex((input) => input.name === name);
}
