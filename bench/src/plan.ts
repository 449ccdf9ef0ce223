import { parsePlan, planFromJson } from '@consilium/plan';
import { type Benchmark, sample } from './benchmark.ts';

/** A plan of one dense layer over wide data. @param features lines of YAML, four blanks in */
export function wideStudy(features: string): string {
  return `version: 1
study: wide
title: wide
sites: { a: { patients: 100 } }
data:
  patientId: id
  target: { kind: binary, column: ill, positive: ["yes"], negative: ["no"] }
  features:
${features}
model: { layers: [ { type: dense, units: 1, activation: sigmoid } ] }
training: { loss: binary-crossentropy, samplingRate: 0.3 }
strategy: { kind: fedavg, learningRate: 0.5, weights: public-bucket }
privacy: { mechanism: dp-fedsgd, clip: 1, target: { epsilon: 8, delta: 0.001 } }
rounds: 1
quorum: { sites: 1 }
`;
}

/** Names of so many genes. */
export function geneNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `ENSG${String(i).padStart(11, '0')}`);
}

/** A plan of so many genes, a line each. */
function widePlan(features: number): string {
  return wideStudy(
    geneNames(features)
      .map((name) => `    ${name}: { kind: number, unit: "log2 TPM", range: [0, 20] }`)
      .join('\n'),
  );
}

/** Milliseconds of processor time. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const SIZES = [
  ['1k', 1000],
  ['16k', 16_000],
  ['40k', 40_000],
] as const;

/** Plans from text to compiled: as researchers write them, and as sites and coordinator get them. */
export const benchmarks: readonly Benchmark[] = SIZES.flatMap(([name, features]): Benchmark[] => [
  {
    name: `plan/yaml/${name}`,
    unit: 'ms of cpu',
    run: () => {
      const text = widePlan(features);
      return sample(3, 1, () => cpuMs(() => parsePlan(text)));
    },
  },
  {
    name: `plan/json/${name}`,
    unit: 'ms of cpu',
    run: () => {
      const { json, hash } = parsePlan(widePlan(features));
      return sample(5, 1, () => cpuMs(() => planFromJson(json, hash)));
    },
  },
]);
