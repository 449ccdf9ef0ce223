import { ConsiliumError, isMachineError } from '@consilium/core';
import type { NetworkSource } from '../training/gradients.ts';
import { type BootstrapOptions, bootstrapIntervals } from './bootstrap.ts';
import { cellPatients } from './cell-patients.ts';
import { type Evaluation, optional } from './evaluation.ts';
import { othersThanCommonest } from './outcome-spread.ts';
import { predictionBody, predictionSpecs } from './prediction-body.ts';
import { evaluateCell, type SubgroupAttribute, subgroupTable } from './subgroups.ts';
import { type Predictions, evaluateRows } from './evaluate-rows.ts';

/** How to evaluate. */
export interface EvaluateOptions {
  readonly weights: Float32Array;
  /** Patients to evaluate on; left out, all. */
  readonly patients?: Uint32Array;
  /** Probability from which a row counts as positive. @default 0.5 */
  readonly threshold?: number;
  /** Bins of the score histogram. @default 50 */
  readonly bins?: number;
  /** Bins of the calibration curve. @default 10 */
  readonly calibrationBins?: number;
  /** Adds bootstrap intervals. */
  readonly bootstrap?: BootstrapOptions;
  /** Adds a table for each attribute. */
  readonly subgroups?: Readonly<Record<string, SubgroupAttribute>>;
  /** Fewest patients of a subgroup that is shown, and of each outcome in it where its AUC is. @default 10 */
  readonly minimumCell?: number;
  /** Adds `others`, and suppresses subgroups in which fewer patients than this do not have the commonest outcome. */
  readonly minimumOthers?: number;
}

/** Rows of one native call of prediction, and of a last one that holds few. */
const PREDICTION_ROWS = 256;
const FEW_ROWS = 32;

/** Rows of one native call: `count` from position `from` on, filled up to `size` with blank ones. */
interface Chunk {
  readonly from: number;
  readonly count: number;
  readonly size: number;
}

/** As few calls as there can be. */
function chunksTogether(rows: number): readonly Chunk[] {
  return Array.from({ length: Math.ceil(rows / PREDICTION_ROWS) }, (_, i) => {
    const count = Math.min(PREDICTION_ROWS, rows - i * PREDICTION_ROWS);
    return { from: i * PREDICTION_ROWS, count, size: count <= FEW_ROWS ? FEW_ROWS : PREDICTION_ROWS };
  });
}

/** A call for each patient, of the next power of two rows: a function of the patient's own rows. */
function chunksApart(patients: Int32Array): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let from = 0; from < patients.length; ) {
    let count = 1;
    while (patients[from + count] === patients[from]) count++;
    chunks.push({ from, count, size: 2 ** Math.ceil(Math.log2(count)) });
    from += count;
  }
  return chunks;
}

/**
 * What the model says of the rows of each patient, in a native call of the patient's own. How the library rounds may depend on the number of rows of
 * a call and on a row's place in it, so that in calls of many a patient more could move the last bit of everybody's scores; and weights can be
 * made with which every score lies on the edge of a bin, where a last bit decides. Takes a call and a copy of the weights per patient.
 *
 * A call that throws says NaN of its patient's rows, and nothing of anybody else.
 *
 * @proof docs/proofs/scores.md#company
 * @throws ConsiliumError `DISK_FULL`, `MEMORY_FULL`, `FILE_UNREADABLE`: the machine's errors
 */
export function predict(source: NetworkSource, weights: Float32Array, patients: Uint32Array | undefined): Predictions {
  return predictIn(source, weights, patients, { chunksOf: chunksApart, run: orNothing });
}

/** {@link predict} in as few calls as there can be, for figures that stay with the owner of the files. @throws what a call throws */
export function predictTogether(source: NetworkSource, weights: Float32Array, patients: Uint32Array | undefined): Predictions {
  return predictIn(source, weights, patients, {
    chunksOf: ({ length }) => chunksTogether(length),
    run: (call) => call(),
  });
}

/** What a call gives, or nothing where it throws. @throws what is the machine's */
function orNothing<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (isMachineError(error)) throw error;
    return undefined;
  }
}

/** How rows are cut into native calls, and what becomes of a call. */
interface Calls {
  readonly chunksOf: (patients: Int32Array) => readonly Chunk[];
  /** Nothing stands for NaN in every row of the call. */
  readonly run: <T>(call: () => T) => T | undefined;
}

/** Runs the model over rows a chunk at a time: features are read as they are needed, and a few numbers a row are kept. */
function predictIn(
  source: NetworkSource,
  weights: Float32Array,
  patients: Uint32Array | undefined,
  { chunksOf, run }: Calls,
): Predictions {
  const { data, index, targetWidth, network, loss } = source;
  const outputWidth = network.shapes.outputShape.reduce((a, b) => a * b, 1);
  const sourceRows = patients === undefined ? index.rows : rowsOf(index.starts, index.rows, patients);
  const rows = sourceRows.length;
  const patientOf = Int32Array.from(sourceRows, (row) => data.patientOfRow[row] as number);
  const outputs = new Float32Array(rows * outputWidth);
  const losses = new Float32Array(loss === 'cox' ? 0 : rows);
  const targets = new Float32Array(rows * targetWidth);
  for (const { from, count, size } of chunksOf(patientOf)) {
    const features = new Float32Array(size * data.width);
    const chunkTargets = new Float32Array(size * targetWidth);
    for (let i = 0; i < count; i++) {
      const row = sourceRows[from + i] as number;
      features.set(data.features.subarray(row * data.width, (row + 1) * data.width), i * data.width);
      chunkTargets.set(data.targets.subarray(row * targetWidth, (row + 1) * targetWidth), i * targetWidth);
    }
    targets.set(chunkTargets.subarray(0, count * targetWidth), from * targetWidth);
    const said = run(() => {
      const call = source.functions(`predict/${size}`, () => ({
        specs: predictionSpecs(network, size, targetWidth),
        body: predictionBody(network, loss === 'cox' ? undefined : loss),
      }));
      return call.run([weights, features, chunkTargets]) as [Float32Array, Float32Array?];
    });
    if (said === undefined) {
      outputs.fill(Number.NaN, from * outputWidth, (from + count) * outputWidth);
      losses.fill(Number.NaN, from, from + count);
      continue;
    }
    const [values, rowLosses] = said;
    outputs.set(values.subarray(0, count * outputWidth), from * outputWidth);
    if (rowLosses !== undefined && losses.length > 0) losses.set(rowLosses.subarray(0, count), from);
  }
  return { loss, rows, outputWidth, targetWidth, outputs, targets, losses, patients: patientOf, sourceRows };
}

function rowsOf(starts: Int32Array, rows: Int32Array, patients: Uint32Array): Int32Array {
  let count = 0;
  for (const p of patients) count += (starts[p + 1] as number) - (starts[p] as number);
  const result = new Int32Array(count);
  let at = 0;
  for (const p of patients) {
    const own = rows.subarray(starts[p] as number, starts[p + 1] as number);
    result.set(own, at);
    at += own.length;
  }
  return result;
}

/**
 * Evaluates a model on rows of the data set; see {@link Evaluation} for what is absent when.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for a threshold outside (0, 1), bins below 1 or subgroups that do not cover the patients.
 */
export function evaluate(source: NetworkSource, options: EvaluateOptions): Evaluation {
  const { weights, patients, threshold = 0.5, bins = 50, calibrationBins = 10, bootstrap, subgroups, minimumCell = 10 } = options;
  const { minimumOthers } = options;
  if (!(threshold > 0 && threshold < 1)) throw invalid('threshold', 'must lie between 0 and 1');
  if (!Number.isInteger(bins) || bins < 1) throw invalid('bins', 'must be a positive whole number');
  if (!Number.isInteger(calibrationBins) || calibrationBins < 1)
    throw invalid('calibrationBins', 'must be a positive whole number');
  const summary = { threshold, bins, calibrationBins };
  const predictions = predictTogether(source, weights, patients);
  const everyRow = Uint32Array.from({ length: predictions.rows }, (_, i) => i);
  const whole = { ...evaluateRows(predictions, everyRow, summary), patients: patients?.length ?? source.data.patients };
  const tables = Object.entries(subgroups ?? {}).map(([name, attribute]) => {
    if (attribute.groupOfPatient.length !== source.data.patients)
      throw invalid(`subgroups.${name}`, 'must name a group for every patient');
    const groups = attribute.labels.map((_, group) =>
      everyRow.filter((i) => attribute.groupOfPatient[predictions.patients[i] as number] === group),
    );
    const tellsOutcome = (rows: Uint32Array): boolean =>
      minimumOthers !== undefined && (othersThanCommonest(predictions, rows) ?? minimumOthers) < minimumOthers;
    const patientsIn = (rows: Uint32Array): number => new Set(Array.from(rows, (i) => predictions.patients[i])).size;
    return [
      name,
      subgroupTable(attribute, minimumCell, groups, patientsIn, tellsOutcome, (rows) =>
        evaluateCell(predictions, rows, summary, minimumCell),
      ),
    ] as const;
  });
  return {
    ...whole,
    ...(minimumOthers === undefined ? {} : optional('others', othersThanCommonest(predictions, everyRow))),
    ...(whole.confusion === undefined ? {} : optional('cellPatients', cellPatients(predictions, summary))),
    ...(bootstrap === undefined ? {} : { intervals: bootstrapIntervals(predictions, everyRow, summary, bootstrap) }),
    ...(subgroups === undefined ? {} : { subgroups: Object.fromEntries(tables) }),
  };
}

function invalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message: `${field} ${message}`, details: { field } });
}
