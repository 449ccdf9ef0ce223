import { loadBackend, createPredictor } from '@consilium/learning';
import { type Target, unscalerOf } from '@consilium/plan';
import { encodeRows, openSource, type RowTrouble, type SourceHints, sniffSource } from '@consilium/site-agent';
import type { FinishedModel } from './model-folder.ts';

/** What a model says of one row. */
export interface RowPrediction {
  /** Where a person finds the row: of a file its line, the header being line 1. */
  readonly row: number;
  /** In the order of {@link TablePredictions.columns}; undefined where the plan leaves the row out. */
  readonly values: readonly number[] | undefined;
  /** The class from the threshold of the plan on, or the likeliest one. */
  readonly predicted?: string;
  readonly troubles: readonly RowTrouble[];
}

/** Predictions of a table. */
export interface TablePredictions {
  /** Names of the values: `probability`, a class each, the target, or the probability of no event by the end of each interval. */
  readonly columns: readonly string[];
  readonly rows: readonly RowPrediction[];
  /** Cells that were cut to their range, by column. */
  readonly outOfRange: Readonly<Record<string, number>>;
}

/**
 * Predicts the rows of a table with the encoders and the layers of the agents.
 *
 * @param path a file that agents read: CSV, Parquet
 * @param hints what it cannot say of itself, such as the delimiter
 * @throws ConsiliumError `DATA_INVALID` for a table without the columns of the plan, and what reading it throws
 */
export async function predictTable(
  { plan, weights }: FinishedModel,
  path: string,
  hints: SourceHints = {},
): Promise<TablePredictions> {
  const { target } = plan.document.data;
  const { threshold } = plan.document.evaluation;
  const source = openSource(await sniffSource(path, hints), '');
  const backend = await loadBackend();
  const predictor = createPredictor({ model: plan.document.model, inputShape: [plan.inputWidth], weights }, backend);
  const said = readerOf(target);
  const rows: RowPrediction[] = [];
  const width = predictor.outputWidth;
  try {
    const { outOfRange } = await encodeRows(source, plan, (encoded) => {
      const outputs = predictor.predict(encoded.features);
      for (const [i, row] of encoded.rows.entries()) {
        const { left, cells } = encoded.troubles[i] ?? { left: true, cells: [] };
        const values = left ? undefined : said(Array.from(outputs.subarray(i * width, (i + 1) * width)));
        const predicted = values === undefined ? undefined : classOf(target, values, threshold);
        rows.push({ row, values, troubles: cells, ...(predicted === undefined ? {} : { predicted }) });
      }
    });
    return { columns: outputNames(target, width), rows, outOfRange };
  } finally {
    predictor.dispose();
  }
}

/** From what a network gives for one row to what people read. */
function readerOf(target: Target): (outputs: readonly number[]) => readonly number[] {
  if (target.kind === 'number') {
    const inUnits = unscalerOf(target);
    return (outputs) => outputs.map(inUnits);
  }
  return target.kind === 'time-to-event' ? survivalOf : (outputs) => outputs;
}

/** Of hazards the probability of no event by the end of each interval. */
function survivalOf(hazards: readonly number[]): readonly number[] {
  let survived = 1;
  return hazards.map((hazard) => (survived *= 1 - hazard));
}

/** Names of what a model says of one row. */
function outputNames(target: Target, width: number): readonly string[] {
  if (target.kind === 'category') return target.codes.map((code) => `probability_${code}`);
  if (target.kind === 'time-to-event') return target.intervals.map((end) => `no_event_by_${end}`);
  const name = target.kind === 'binary' ? 'probability' : target.column;
  return width === 1 ? [name] : Array.from({ length: width }, (_, i) => `${name}_${i + 1}`);
}

function classOf(target: Target, values: readonly number[], threshold: number): string | undefined {
  if (target.kind === 'number' || target.kind === 'time-to-event') return undefined;
  if (target.kind === 'category') return target.codes[values.indexOf(Math.max(...values))];
  const codes = (values[0] ?? 0) >= threshold ? target.positive : target.negative;
  return codes[0];
}
