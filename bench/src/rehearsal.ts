import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Randomness, seededRandom, uniform53 } from '@consilium/core';
import { simulate } from '@consilium/sim';
import type { Benchmark, Measurement } from './benchmark.ts';
import { answerAs, Child, type ProcessUse, useOfProcess } from './child.ts';

/** A rehearsal by a process of its own, so that its most memory is that of the rehearsal. */
interface Question {
  readonly t: 'rehearse' | 'end';
  readonly sites: number;
}

const ROLE = 'rehearsal';
const PATIENTS = 100;
const ROUNDS = 5;
const FEATURES = ['a', 'b', 'c', 'd', 'e'];
const MIB = 2 ** 20;

answerAs<Question>(ROLE, async ({ t, sites }) => {
  if (t === 'end') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'consilium-bench-sim-'));
  try {
    const started = performance.now();
    const { outcome } = await simulate({
      ...place(folder, sites),
      split: { kind: 'column', column: 'hospital' },
      version: 'bench',
      // What others who rehearse do: their work and no more.
      ownModels: false,
    });
    if (outcome.rounds.length !== ROUNDS) throw new Error(`${outcome.rounds.length} rounds instead of ${ROUNDS}`);
    return { seconds: (performance.now() - started) / 1000, ...useOfProcess() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Writes a plan and made patients, a hundred of each hospital in one table. */
function place(folder: string, sites: number): { readonly planPath: string; readonly dataPath: string } {
  const random = seededRandom('consilium/bench/rehearsal');
  const names = Array.from({ length: sites }, (_, i) => `hospital-${i + 1}`);
  const rows = names.flatMap((name, site) =>
    Array.from({ length: PATIENTS }, (_, i) => {
      const values = FEATURES.map(() => bell(random));
      const [a = 0, b = 0, c = 0] = values;
      const ill = a - 0.5 * b + 0.3 * c + bell(random) > 0;
      return [`p${site * PATIENTS + i}`, name, ...values.map((value) => value.toFixed(3)), ill ? 1 : 0].join(',');
    }),
  );
  const planPath = join(folder, 'study.json');
  const dataPath = join(folder, 'all.csv');
  writeFileSync(dataPath, [['patient', 'hospital', ...FEATURES, 'ill'].join(','), ...rows, ''].join('\n'));
  const plan = {
    version: 1,
    study: 'many-hospitals',
    title: 'Many hospitals',
    sites: Object.fromEntries(names.map((name) => [name, { patients: PATIENTS }])),
    data: {
      patientId: 'patient',
      target: { kind: 'binary', column: 'ill', positive: [1], negative: [0] },
      features: Object.fromEntries(FEATURES.map((name) => [name, { kind: 'number', unit: '1', range: [-3, 3] }])),
      missing: { codes: [''], rule: 'drop-row' },
    },
    model: {
      layers: [
        { type: 'dense', units: 16, activation: 'relu' },
        { type: 'dense', units: 1, activation: 'sigmoid' },
      ],
    },
    training: { loss: 'binary-crossentropy', samplingRate: 0.3 },
    strategy: { kind: 'fedavg', learningRate: 0.5, weights: 'public-bucket' },
    privacy: { mechanism: 'dp-fedsgd', unit: 'patient', clip: 1, target: { epsilon: 1, delta: 1e-3 }, honestContributors: 1 },
    rounds: ROUNDS,
    quorum: { sites: Math.floor(0.9 * sites), attempts: 3, deadlineSeconds: 300 },
    evaluation: { metrics: ['loss', 'accuracy', 'auc'] },
  };
  writeFileSync(planPath, JSON.stringify(plan));
  return { planPath, dataPath };
}

/** A value of mean 0 and variance 1, nearly normal: twelve uniform ones, less their mean. */
function bell(random: Randomness): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += uniform53(random);
  return sum;
}

async function rehearse(sites: number): Promise<Measurement> {
  const child = new Child<Question>(fileURLToPath(import.meta.url), ROLE);
  try {
    const { seconds, cpuSeconds, peak } = await child.ask<ProcessUse & { readonly seconds: number }>({ t: 'rehearse', sites });
    await child.end({ t: 'end', sites });
    return { value: seconds, n: 1, details: { cpuSeconds, peakMiB: Math.round(peak / MIB) } };
  } finally {
    child.kill();
  }
}

/** A rehearsal of {@link ROUNDS} rounds with {@link PATIENTS} patients a hospital, over mutual TLS. */
export const benchmarks: readonly Benchmark[] = [50, 200].map((sites) => ({
  name: `sim/${sites}x${PATIENTS}`,
  unit: 's',
  run: () => rehearse(sites),
}));
