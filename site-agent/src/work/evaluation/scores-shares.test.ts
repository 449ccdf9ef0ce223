import { seededRandom } from '@consilium/core';
import { type CompiledPlan, initialWeights } from '@consilium/plan';
import { type Scores, testDeviation, testMean } from '@consilium/privacy';
import { type Mask, MaskStream } from '@consilium/secure-sum';
import { backend, testPlan } from '@consilium/testing';
import { expect, it } from 'vitest';
import { planStudy } from '../../datasets/planned-study.ts';
import { prepareStudy } from '../../border/prepared-study.ts';
import { fileOf } from '../../testing/rows.ts';
import { knownSplit } from '../../testing/splits.ts';
import { noisedScores } from './scores.ts';

const TARGETS = {
  binary: {
    target: { kind: 'binary', column: 'y', positive: ['1'], negative: ['0'] },
    output: { type: 'dense', units: 1, activation: 'sigmoid' },
    loss: 'binary-crossentropy',
    metrics: ['loss', 'accuracy', 'auc', 'average-precision', 'brier', 'calibration'],
  },
  category: {
    target: { kind: 'category', column: 'y', codes: ['0', '1', '2'] },
    output: { type: 'dense', units: 3, activation: 'softmax' },
    loss: 'categorical-crossentropy',
    metrics: ['loss', 'accuracy'],
  },
  number: {
    target: { kind: 'number', column: 'y', unit: '1', range: [0, 2] },
    output: { type: 'dense', units: 1 },
    loss: 'mean-squared-error',
    metrics: ['loss', 'mean-absolute-error', 'root-mean-squared-error'],
  },
  'time-to-event': {
    target: {
      kind: 'time-to-event',
      column: 't',
      unit: 'd',
      range: [0, 9],
      event: { column: 'y', positive: ['1'], negative: ['0', '2'] },
      intervals: [2, 4, 7],
    },
    output: { type: 'dense', units: 3, activation: 'sigmoid' },
    loss: 'discrete-hazards',
    metrics: ['loss', 'concordance', 'survival-curve'],
  },
} as const;
type Kind = keyof typeof TARGETS;

/** A run of many sites, each of whose shares counts on `honest` of them. */
function planOf(kind: Kind, sites: number, honest: number): CompiledPlan {
  const { target, output, loss, metrics } = TARGETS[kind];
  return testPlan('dp-fedsgd', {
    sites: Object.fromEntries(Array.from({ length: sites }, (_, i) => [`site-${100 + i}`, { patients: 100 }])),
    quorum: { sites },
    data: { patientId: 'id', maxRowsPerPatient: 4, target, features: { a: { kind: 'number', unit: '1', range: [-5, 5] } } },
    layers: [output],
    training: { loss, samplingRate: 0.5 },
    privacy: { mechanism: 'dp-fedsgd', clip: 1, target: { epsilon: 1, delta: 0.001 }, honestContributors: honest, masks: true },
    evaluation: { every: 1, metrics, subgroups: { a: { bands: [0, 3] } } },
  });
}

/** Of each of fifteen tests, so that all of them call true code broken with probability below 2e-10. */
const STRENGTH = { falseAlarm: 1e-11, miss: 0.01 };
const SUMS = 150;

it.each<[Kind, number, number]>([
  ['binary', 4, 3],
  ['binary', 12, 2],
  ['category', 12, 10],
  ['number', 60, 54],
  ['time-to-event', 12, 10],
])(
  'of %s targets at %d sites, %d honest shares make up the noise that those held out are charged for',
  async (kind, sites, honest) => {
    const plan = planOf(kind, sites, honest);
    // Nobody is held out: what leaves is noise.
    const study = await prepareStudy(
      planStudy(plan),
      fileOf([{ id: 'p', a: '1', t: '1', y: '1' }]),
      knownSplit(0),
      await backend(),
    );
    const scores = study.scores as Scores;
    const { grid, event } = scores.release;
    const charged = (event as { noiseMultiplier: number }).noiseMultiplier * grid.clipUnits;
    const weights = initialWeights(plan.document.model, [plan.inputWidth]);
    let squares = 0;
    let shares = 0;
    let mean = 0;
    for (let i = 0; i < SUMS; i++) {
      const sum = new Int32Array(scores.layout.dimension);
      for (let j = 0; j < honest; j++) {
        const key = new Uint8Array(32).fill(1 + (j % 250));
        const masks: Mask[] = [{ key, sign: 1 }];
        const random = seededRandom(`${kind} ${sites} ${honest} ${i} ${j}`);
        const { bytes } = noisedScores(study, weights, { scores, masks, random, log: { warn: () => {} } });
        const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
        new MaskStream([{ key, sign: -1 }]).apply(new Uint32Array(words.buffer, words.byteOffset, words.length));
        for (const [k, word] of words.entries()) {
          sum[k] = ((sum[k] as number) + word) | 0;
          shares += (word / charged) ** 2 * honest;
        }
      }
      for (const word of sum) {
        squares += (word / charged) ** 2;
        mean += word / charged;
      }
    }
    const draws = SUMS * scores.layout.dimension;
    const deviation = testDeviation(squares, draws, STRENGTH);
    const share = testDeviation(shares, draws * honest, STRENGTH);
    expect(deviation.passed).toBe(true);
    expect(share.passed).toBe(true);
    expect(testMean(mean, draws, STRENGTH).passed).toBe(true);
    study.dispose();
  },
  100_000,
);
