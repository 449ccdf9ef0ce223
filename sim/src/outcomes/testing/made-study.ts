import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom, uniform53 } from '@consilium/core';

/** A kind of target that a plan can have. */
export type MadeKind = 'number' | 'counts' | 'classes' | 'binary' | 'survival';

const SITES = ['north', 'south', 'west'];
const PATIENTS = 200;
const CODES = ['none', 'mild', 'severe'];

interface Parts {
  readonly target: string;
  readonly layer: string;
  readonly loss: string;
  readonly metrics: string;
  /** Fits the clip, so that twenty rounds come somewhere. */
  readonly rate: number;
  /** The target of a patient, with a comma between two columns, from two inputs in [0, 1] and a draw. */
  readonly cell: (a: number, b: number, draw: number) => string;
}

const PARTS: Readonly<Record<MadeKind, Parts>> = {
  number: {
    target: '{ kind: number, column: y, unit: mg/dL, range: [0, 200], scale: range }',
    layer: '{ type: dense, units: 1 }',
    loss: 'mean-squared-error',
    metrics: '[loss, mean-absolute-error, root-mean-squared-error]',
    rate: 0.5,
    cell: (a, b, draw) => (20 + 90 * a + 50 * b + 30 * draw).toFixed(1),
  },
  counts: {
    target: '{ kind: number, column: y, unit: "1", range: [0, 20] }',
    layer: '{ type: dense, units: 1, activation: softplus }',
    loss: 'poisson',
    metrics: '[loss, mean-absolute-error, root-mean-squared-error]',
    rate: 2,
    cell: (a, b, draw) => String(Math.floor((0.5 + 4 * a + 2 * b) * 2 * draw)),
  },
  classes: {
    target: `{ kind: category, column: y, codes: [${CODES.join(', ')}] }`,
    layer: '{ type: dense, units: 3, activation: softmax }',
    loss: 'categorical-crossentropy',
    metrics: '[loss, accuracy]',
    rate: 4,
    cell: (a, b, draw) => CODES[Math.min(2, Math.floor(1.4 * a + 0.8 * b + 0.8 * draw))] as string,
  },
  binary: {
    target: '{ kind: binary, column: y, positive: ["1"], negative: ["0"] }',
    layer: '{ type: dense, units: 1, activation: sigmoid }',
    loss: 'binary-crossentropy',
    metrics: '[loss, accuracy, auc, calibration]',
    rate: 4,
    cell: (a, b, draw) => String(Number(draw < 0.75 * a * a + 0.2 * b)),
  },
  survival: {
    target:
      '{ kind: time-to-event, column: y, unit: d, range: [0, 400], event: { column: z, positive: ["1"], negative: ["0"] }, intervals: [30, 60, 120, 180] }',
    layer: '{ type: dense, units: 4, activation: sigmoid }',
    loss: 'discrete-hazards',
    metrics: '[loss, concordance, survival-curve]',
    rate: 4,
    // Exponential times of a hazard that is planted; follow-up ends between 100 and 300 days, as the second decimal of an input says.
    cell: (a, b, draw) => {
      const time = -Math.log(1 - 0.999 * draw) * 200 * Math.exp(-3 * a + b);
      const followed = 100 + 200 * ((100 * a + 37 * b) % 1);
      return `${Math.min(time, followed).toFixed(1)},${Number(time <= followed)}`;
    },
  },
};

/** Writes a plan and the files of three hospitals, made up from a fixed seed, into a folder. @returns the path of the plan */
export function makeStudy(folder: string, kind: MadeKind): string {
  const { target, layer, loss, metrics, rate, cell } = PARTS[kind];
  mkdirSync(folder, { recursive: true });
  const random = seededRandom(`consilium/made-study/${kind}`);
  for (const site of SITES) {
    const rows = Array.from({ length: PATIENTS }, (_, i) => {
      const [a, b, draw] = [uniform53(random), uniform53(random), uniform53(random)];
      return `${site}-${i},${a.toFixed(3)},${b.toFixed(3)},${cell(a, b, draw)}`;
    });
    writeFileSync(join(folder, `${site}.csv`), `patient,a,b,y${kind === 'survival' ? ',z' : ''}\n${rows.join('\n')}\n`);
  }
  const path = join(folder, 'study.yaml');
  writeFileSync(
    path,
    `version: 1
study: made-${kind}
title: A made study of ${kind}
sites: { ${SITES.map((site) => `${site}: { patients: 130 }`).join(', ')} }
data:
  patientId: patient
  target: ${target}
  features:
    a: { kind: number, unit: "1", range: [0, 1] }
    b: { kind: number, unit: "1", range: [0, 1] }
model: { layers: [${layer}] }
training: { loss: ${loss}, samplingRate: 0.5 }
strategy: { kind: fedavg, learningRate: ${rate}, weights: public-bucket }
privacy: { mechanism: dp-fedsgd, unit: patient, clip: 1, target: { epsilon: 8, delta: 0.001 }, honestContributors: 1 }
rounds: 20
quorum: { sites: 3, attempts: 3, deadlineSeconds: 600 }
evaluation: { metrics: ${metrics} }
`,
  );
  return path;
}
