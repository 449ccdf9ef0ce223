import { inputCodes, parsePlan, scaleStep } from '@consilium/plan';
import { expect, it } from 'vitest';
import { dictionaryBackground } from './dictionary-background.ts';

const ROWS = 100;
const plan = (title: string): ReturnType<typeof parsePlan> =>
  parsePlan(`version: 1
study: background
title: ${title}
sites: { north: { patients: 500 }, south: { patients: 500 } }
data:
  patientId: patient
  target: { column: died, kind: binary, positive: ["1"], negative: ["0"] }
  missing: { codes: ["", "9"], rule: range-middle }
  features:
    age: { kind: number, unit: a, range: [18, 95] }
    creatinine: { kind: number, unit: mg/dL, range: [0.2, 12], scale: { mean: 1.1, std: 0.37 } }
    sex: { kind: category, codes: [m, f] }
    ward: { kind: category, codes: [a, b, c, d], baseline: b }
    letter: { kind: words, terms: { fever: [], cough: [] } }
model: { layers: [{ type: dense, units: 1, activation: sigmoid }] }
training: { loss: binary-crossentropy, optimizer: { kind: sgd, learningRate: 0.1 }, localSteps: 1, batchSize: 8 }
strategy: { kind: fedavg, learningRate: 1, weights: uniform }
privacy: { mechanism: none }
rounds: 1
quorum: { sites: 2, attempts: 2, deadlineSeconds: 60 }
evaluation: { metrics: [loss] }
`);

/** Column of the background by input and place. */
function column(background: Float32Array, width: number, place: number): number[] {
  return Array.from({ length: ROWS }, (_, row) => background[row * width + place] as number);
}

it('covers every declared range and code evenly, whatever the other columns are', () => {
  const compiled = plan('Even');
  const background = dictionaryBackground(compiled, ROWS);
  expect(background).toHaveLength(ROWS * compiled.inputWidth);
  for (const { name, feature, offset, width } of compiled.inputs) {
    const values = column(background, compiled.inputWidth, offset);
    if (feature.kind === 'number') {
      const { low, high, subtract, multiply, divide, thenSubtract } = scaleStep(feature);
      const inUnit = values.map((value) => ((value + thenSubtract) * divide) / multiply + subtract).sort((a, b) => a - b);
      for (const [i, value] of inUnit.entries()) expect(value).toBeCloseTo(low + ((i + 0.5) / ROWS) * (high - low), 3);
    } else if (feature.kind === 'category') {
      const each = ROWS / feature.codes.length;
      for (const [i] of inputCodes(feature).entries()) {
        const ones = column(background, compiled.inputWidth, offset + i).filter((value) => value === 1).length;
        expect([name, ones]).toEqual([name, each]);
      }
    } else {
      for (let i = 0; i < width; i++) expect(new Set(column(background, compiled.inputWidth, offset + i))).toEqual(new Set([0]));
    }
  }
});

it('is the same for the same plan, and another for another', () => {
  expect(dictionaryBackground(plan('Even'), ROWS)).toEqual(dictionaryBackground(plan('Even'), ROWS));
  expect(dictionaryBackground(plan('Even'), ROWS)).not.toEqual(dictionaryBackground(plan('Other'), ROWS));
});
