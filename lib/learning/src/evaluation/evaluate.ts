import type { GradientSource } from '../training/gradients.ts';
import { aucFields, type Evaluation, exactAuc, optional, scoreBin } from './evaluation.ts';
import { predictionBody, predictionSpecs } from './prediction-body.ts';

/** How to evaluate. */
export interface EvaluateOptions {
  readonly weights: Float32Array;
  /** Patients to evaluate on; left out, all. */
  readonly patients?: Uint32Array;
  /** Probability from which a row counts as positive. @default 0.5 */
  readonly threshold?: number;
  /** Bins of the score histogram. @default 50 */
  readonly bins?: number;
}

/** Rows of one native call of prediction. */
const PREDICTION_ROWS = 256;

/** Calls `visit` with the outputs and losses of all rows of the patients, a chunk at a time: memory does not grow with the rows. */
export function predictRows(
  source: GradientSource,
  weights: Float32Array,
  patients: Uint32Array | undefined,
  visit: (rows: Int32Array, outputs: Float32Array, losses: Float32Array) => void,
): void {
  const { data, index, targetWidth, network } = source;
  let pending = new Int32Array(PREDICTION_ROWS);
  let count = 0;
  const flush = (): void => {
    if (count === 0) return;
    const size = count <= 32 ? 32 : PREDICTION_ROWS;
    const features = new Float32Array(size * data.width);
    const targets = new Float32Array(size * targetWidth);
    for (let i = 0; i < count; i++) {
      const row = pending[i] as number;
      features.set(data.features.subarray(row * data.width, (row + 1) * data.width), i * data.width);
      targets.set(data.targets.subarray(row * targetWidth, (row + 1) * targetWidth), i * targetWidth);
    }
    const predict = source.functions(`predict/${size}`, () => ({
      specs: predictionSpecs(network, size, targetWidth),
      body: predictionBody(network, source.loss),
    }));
    const [outputs, losses] = predict.run([weights, features, targets]) as [Float32Array, Float32Array];
    visit(pending.subarray(0, count), outputs, losses);
    pending = new Int32Array(PREDICTION_ROWS);
    count = 0;
  };
  const add = (patient: number): void => {
    for (let i = index.starts[patient] as number; i < (index.starts[patient + 1] as number); i++) {
      pending[count++] = index.rows[i] as number;
      if (count === PREDICTION_ROWS) flush();
    }
  };
  if (patients === undefined) for (let p = 0; p < data.patients; p++) add(p);
  else patients.forEach(add);
  flush();
}

/** Evaluates a model on rows of the data set; see {@link Evaluation} for what is absent when. */
export function evaluate(source: GradientSource, options: EvaluateOptions): Evaluation {
  const { data, targetWidth, loss } = source;
  const { weights, patients, threshold = 0.5, bins = 50 } = options;
  const binary = loss === 'binary-crossentropy' && targetWidth === 1;
  const classes = loss === 'categorical-crossentropy';
  const positive: number[] = [];
  const negative: number[] = [];
  const histogram = { positive: new Array<number>(bins).fill(0), negative: new Array<number>(bins).fill(0) };
  const confusion = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 };
  let rows = 0;
  let lossSum = 0;
  let correct = 0;
  let squares = 0;
  predictRows(source, weights, patients, (chunk, outputs, losses) => {
    chunk.forEach((row, i) => {
      rows += 1;
      lossSum += losses[i] as number;
      if (classes) {
        const target = data.targets.subarray(row * targetWidth, (row + 1) * targetWidth);
        if (largest(outputs.subarray(i * targetWidth, (i + 1) * targetWidth)) === largest(target)) correct += 1;
      }
      if (!binary) return;
      const score = outputs[i] as number;
      const event = (data.targets[row] as number) >= 0.5;
      const called = score >= threshold;
      if (event === called) correct += 1;
      confusion[event ? (called ? 'truePositives' : 'falseNegatives') : called ? 'falsePositives' : 'trueNegatives'] += 1;
      (event ? positive : negative).push(score);
      const counts = event ? histogram.positive : histogram.negative;
      const bin = scoreBin(score, bins);
      counts[bin] = (counts[bin] ?? 0) + 1;
      squares += (score - (data.targets[row] as number)) ** 2;
    });
  });
  const mean = (sum: number): number | undefined => (rows === 0 ? undefined : sum / rows);
  const lossFinite = Number.isFinite(lossSum);
  return {
    patients: patients?.length ?? data.patients,
    rows,
    lossFinite,
    ...optional('loss', lossFinite ? mean(lossSum) : undefined),
    ...optional('accuracy', binary || classes ? mean(correct) : undefined),
    ...(binary
      ? {
          ...aucFields(exactAuc(Float32Array.from(positive), Float32Array.from(negative))),
          ...optional('brier', mean(squares)),
          confusion,
          scoreHistogram: histogram,
        }
      : {}),
  };
}

function largest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
