import { seededRandom, uniform53 } from '@consilium/core';
import { createExplainer, loadBackend } from '@consilium/learning';
import { type CompiledPlan, initialWeights, parsePlan } from '@consilium/plan';
import { type Benchmark, type Measurement, sample } from './benchmark.ts';

/** A plan over columns of three codes each, with two hidden layers of 64 and 32 units. */
function planOf(columns: number): CompiledPlan {
  const features = Array.from({ length: columns }, (_, i) => `c${i}: { kind: category, codes: [a, b, c] }`);
  return parsePlan(`version: 1
study: explain
title: Explained
sites: { north: { patients: 500 }, south: { patients: 500 } }
data:
  patientId: patient
  target: { column: died, kind: binary, positive: ["1"], negative: ["0"] }
  missing: { codes: [""], rule: drop-row }
  features: { ${features.join(', ')} }
model:
  layers:
    - { type: dense, units: 64, activation: relu }
    - { type: dense, units: 32, activation: relu }
    - { type: dense, units: 1, activation: sigmoid }
training: { loss: binary-crossentropy, optimizer: { kind: sgd, learningRate: 0.1 }, localSteps: 1, batchSize: 8 }
strategy: { kind: fedavg, learningRate: 1, weights: uniform }
privacy: { mechanism: none }
rounds: 1
quorum: { sites: 2, attempts: 2, deadlineSeconds: 60 }
evaluation: { metrics: [loss] }
`);
}

/** Milliseconds for one prediction, over rows that differ. */
async function explained(columns: number, rows: number): Promise<Measurement> {
  const plan = planOf(columns);
  const explainer = createExplainer(
    { plan, weights: initialWeights(plan.document.model, [plan.inputWidth], 1) },
    await loadBackend(),
  );
  const random = seededRandom('bench/explain');
  try {
    let asked = 0;
    const measured = await sample(rows, 2, () => {
      const row = new Float32Array(plan.inputWidth);
      for (let i = 0; i < columns; i++) row[3 * i + Math.floor(3 * uniform53(random))] = 1;
      const started = performance.now();
      asked = Math.max(asked, explainer.explain(row).asked);
      return performance.now() - started;
    });
    return { ...measured, details: { ...measured.details, asked, background: explainer.background.rows } };
  } finally {
    explainer.dispose();
  }
}

export const benchmarks: readonly Benchmark[] = [
  { name: 'explain/exact/10', unit: 'ms', run: async () => await explained(10, 30) },
  { name: 'explain/exact/12', unit: 'ms', run: async () => await explained(12, 10) },
  { name: 'explain/sampled/30', unit: 'ms', run: async () => await explained(30, 10) },
];
