import { secureRandom, seededRandom } from '@consilium/core';
import { declaredDeidentified } from '@consilium/deidentify/testing';
import { type Backend, createTrainer, loadBackend, type Trainer, type TrainingData } from '@consilium/learning';
import { initialWeights, type Model, modelSchema, type RowCap } from '@consilium/plan';
import { decodeSum, deriveRelease, type Grid, poissonSample, releaseWords } from '@consilium/privacy';
import { type Benchmark, type Measurement, sample } from './benchmark.ts';

interface Case {
  readonly model: Model;
  readonly inputShape: readonly number[];
  readonly loss: 'binary-crossentropy' | 'categorical-crossentropy';
  readonly targetWidth: number;
  readonly patients: number;
}

const MLP: Case = {
  model: modelSchema.parse({
    layers: [
      { type: 'dense', units: 64, activation: 'relu' },
      { type: 'dense', units: 32, activation: 'relu' },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  }),
  inputShape: [30],
  loss: 'binary-crossentropy',
  targetWidth: 1,
  patients: 4096,
};

/** The 26,010-parameter network of the MNIST tutorials of Opacus and TensorFlow Privacy. */
const CNN: Case = {
  model: modelSchema.parse({
    layers: [
      { type: 'conv2d', filters: 16, kernelSize: 8, strides: 2, padding: 'same', activation: 'relu' },
      { type: 'max-pooling2d', poolSize: 2, strides: 1 },
      { type: 'conv2d', filters: 32, kernelSize: 4, strides: 2, activation: 'relu' },
      { type: 'max-pooling2d', poolSize: 2, strides: 1 },
      { type: 'flatten' },
      { type: 'dense', units: 32, activation: 'relu' },
      { type: 'dense', units: 10, activation: 'softmax' },
    ],
  }),
  inputShape: [28, 28, 1],
  loss: 'categorical-crossentropy',
  targetWidth: 10,
  patients: 1024,
};

/** 48 hourly steps of 32 features. */
const LSTM: Case = {
  model: modelSchema.parse({
    layers: [
      { type: 'lstm', units: 64 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  }),
  inputShape: [48, 32],
  loss: 'binary-crossentropy',
  targetWidth: 1,
  patients: 512,
};

function makeData({ inputShape, targetWidth, patients }: Case): TrainingData {
  const width = inputShape.reduce((a, b) => a * b, 1);
  const bytes = new Uint8Array(patients * width);
  seededRandom('bench/train').fill(bytes);
  const targets = new Float32Array(patients * targetWidth);
  for (let p = 0; p < patients; p++) targets[p * targetWidth + (p % targetWidth)] = targetWidth === 1 ? p % 2 : 1;
  return {
    rows: patients,
    width,
    features: Float32Array.from(bytes, (byte) => byte / 127.5 - 1),
    targets,
    patientOfRow: Int32Array.from({ length: patients }, (_, p) => p),
    patients,
  };
}

let loaded: Promise<Backend> | undefined;

async function trainerFor(work: Case, eager = false): Promise<{ trainer: Trainer; weights: Float32Array; backend: Backend }> {
  loaded ??= loadBackend();
  const backend = await loaded;
  const { model, inputShape, loss } = work;
  const trainer = createTrainer({
    model,
    inputShape,
    loss,
    data: declaredDeidentified(makeData(work)),
    maxRowsPerPatient: 1 as RowCap,
    backend,
    eager,
  });
  return { trainer, weights: initialWeights(model, inputShape), backend };
}

/** The grid of a run of noisy steps at one site, as the agent derives it from a plan. */
function gridOf(patients: number, dimension: number, samplingRate: number, steps: number): Grid {
  const target = { epsilon: 8, delta: 1e-5 };
  const common = { mechanism: 'dp-sgd', clip: 1, target, samplingRate, dimension, largestSite: patients } as const;
  return deriveRelease({ ...common, stepsPerRound: steps, rounds: 1, sites: 1, honestContributors: 1 }).grid;
}

/** Examples a second of noisy steps as an agent takes them: Poisson sampling, clipping, sums in exact integers, exact noise and optimizer. */
async function noisy(work: Case, batch: number, steps: number, n: number): Promise<Measurement> {
  const { trainer, weights, backend } = await trainerFor(work);
  const random = secureRandom();
  const rate = batch / work.patients;
  const grid = gridOf(work.patients, weights.length, rate, steps);
  const measured = await sample(n, 2, () => {
    let examples = 0;
    const start = performance.now();
    trainer.trainDpSgd({
      weights,
      steps,
      denominator: batch,
      optimizer: { kind: 'sgd', learningRate: 0.01 },
      noisySum: (at) => {
        const patients = poissonSample(work.patients, rate, random);
        examples += patients.length;
        const { words } = trainer.clippedGridSum({ weights: at, patients, clip: 1, scale: grid.scale, dropout: random });
        const out = new Float32Array(weights.length);
        decodeSum(releaseWords(words, grid, { count: patients.length }, random), grid, out);
        return out;
      },
    });
    return (1000 * examples) / (performance.now() - start);
  });
  trainer.dispose();
  return { ...measured, details: { ...measured.details, backend: backend.name } };
}

async function plain(work: Case, batchSize: number, steps: number, n: number, eager = false): Promise<Measurement> {
  const { trainer, weights, backend } = await trainerFor(work, eager);
  const randomness = seededRandom('bench/shuffle');
  const measured = await sample(n, 2, () => {
    const start = performance.now();
    trainer.train({ weights, steps, batchSize, optimizer: { kind: 'sgd', learningRate: 0.01 }, randomness });
    return (1000 * steps * batchSize) / (performance.now() - start);
  });
  trainer.dispose();
  return { ...measured, details: { ...measured.details, backend: backend.name } };
}

/** The training part of a round of a small clinical model: one noisy gradient sum over about 200 patients. */
async function smallRound(): Promise<Measurement> {
  const work: Case = {
    ...MLP,
    model: modelSchema.parse({ layers: [{ type: 'dense', units: 1, activation: 'sigmoid' }] }),
    inputShape: [24],
    patients: 200,
  };
  const { trainer, weights } = await trainerFor(work);
  const random = secureRandom();
  const rate = 0.1;
  const grid = gridOf(200, weights.length, rate, 1);
  const measured = await sample(200, 20, () => {
    const patients = poissonSample(200, rate, random);
    const { words } = trainer.clippedGridSum({ weights, patients, clip: 1, scale: grid.scale, dropout: random });
    releaseWords(words, grid, { count: patients.length }, random);
  });
  trainer.dispose();
  return measured;
}

const unit = 'examples/s';

/** How fast a site trains; see docs for the bars. */
export const benchmarks: readonly Benchmark[] = [
  { name: 'train/mlp-b64/dp-exact', unit, run: () => noisy(MLP, 64, 200, 9) },
  { name: 'train/mlp-b256/dp-exact', unit, run: () => noisy(MLP, 256, 100, 7) },
  { name: 'train/mlp-b64/plain', unit, run: () => plain(MLP, 64, 500, 9) },
  { name: 'train/mlp-b256/plain', unit, run: () => plain(MLP, 256, 500, 9) },
  { name: 'train/mlp-b64/plain-eager', unit, run: () => plain(MLP, 64, 20, 5, true) },
  { name: 'train/cnn-b64/dp-exact', unit, run: () => noisy(CNN, 64, 8, 5) },
  { name: 'train/cnn-b64/plain', unit, run: () => plain(CNN, 64, 15, 7) },
  { name: 'train/lstm/dp-exact', unit, run: () => noisy(LSTM, 64, 8, 5) },
  { name: 'train/lstm/plain', unit, run: () => plain(LSTM, 64, 8, 5) },
  { name: 'train/lstm/plain-eager', unit, run: () => plain(LSTM, 64, 2, 3, true) },
  { name: 'train/small-round', unit: 'ms', run: smallRound },
];
