import { ConsiliumError } from '@consilium/core';
import { type Attribution, type Background, createExplainer, type ExplanationMethod, loadBackend } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import { encodeRows, openSource, sniffSource, type SourceHints } from '@consilium/site-agent';
import type { FinishedModel } from '../model-folder.ts';
import { shownCell } from './shown-cell.ts';

/** Most rows of a table that are explained: each takes as long as thousands of predictions. */
const MOST_ROWS = 10_000;

/** Which part a column has in one prediction. */
export interface Part {
  readonly column: string;
  /** What the network got of the cell. */
  readonly cell: string;
  /** By quantity, in the order of {@link TableExplanation.quantities}: how far the cell moves it from {@link RowExplanation.base}. */
  readonly values: readonly number[];
  /** By quantity; absent where every coalition was asked. */
  readonly standardErrors?: readonly number[];
}

/** Why a model says what it says of one row: `base`, all values and `deltas`, where there are any, add up to `output`, by quantity. */
export interface RowExplanation {
  /** Where a person finds the row: of a file its line, the header being line 1. */
  readonly row: number;
  readonly output: readonly number[];
  readonly base: readonly number[];
  /** What gradients miss. */
  readonly deltas?: readonly number[];
  /** The most important first, by the first quantity. */
  readonly parts: readonly Part[];
}

/** Explanations of a table. */
export interface TableExplanation {
  readonly plan: string;
  /** SHA-256 of the weights. */
  readonly model: string;
  /** What is explained: `probability` and `logit`, a code each, or the target in its unit. */
  readonly quantities: readonly string[];
  readonly method: ExplanationMethod;
  /** Coalitions, permutations or points of a path asked about a row, the most over all rows. */
  readonly asked: number;
  readonly background: Background;
  readonly rows: readonly RowExplanation[];
  /** Lines of the table that the plan leaves out. */
  readonly without: readonly number[];
  /** Of each column the mean of its values without their signs, by quantity; the most important first. */
  readonly global: readonly { readonly column: string; readonly values: readonly number[] }[];
}

/** What is explained of a table. */
export interface ExplainOptions {
  /** Lines of the table, as predictions name them. @default all that have a prediction */
  readonly lines?: readonly number[];
  /** A table whose rows are what predictions are compared with. @default rows made from the dictionary of the plan */
  readonly background?: string;
  /** What the files cannot say of themselves, such as their delimiter. */
  readonly hints?: SourceHints;
  readonly told?: (done: number, of: number) => void;
}

/**
 * Says why a model predicts what it predicts of the rows of a table, with the encoders and the layers of the agents.
 *
 * @throws ConsiliumError `USAGE` for a line without a prediction and a table with none or too many; `DATA_INVALID`, `MODEL_INVALID` and as reading throws
 */
export async function explainTable(model: FinishedModel, path: string, options: ExplainOptions = {}): Promise<TableExplanation> {
  const { plan, weights, origin } = model;
  const backend = await loadBackend();
  const compared = options.background === undefined ? undefined : (await rowsOf(options.background, plan, options)).features;
  if (compared?.length === 0)
    throw new ConsiliumError({ code: 'USAGE', message: `${options.background} has no row that the plan does not leave out` });
  const explainer = createExplainer({ plan, weights }, backend, compared);
  try {
    const { lines, features, without } = await rowsOf(path, plan, options, options.lines);
    requireLines(path, { lines, without }, options.lines);
    const missing = plan.document.data.missing.codes;
    let asked = 0;
    const rows = lines.map((line, i): RowExplanation => {
      options.told?.(i, lines.length);
      const row = features.subarray(i * plan.inputWidth, (i + 1) * plan.inputWidth);
      const answer = explainer.explain(row);
      asked = Math.max(asked, answer.asked);
      const { output, base, deltas } = answer;
      const parts = partsOf(plan, row, answer, missing);
      return { row: line, output, base, ...(deltas === undefined ? {} : { deltas }), parts };
    });
    const { quantities, method, background } = explainer;
    return {
      plan: plan.hash,
      model: origin.sha256,
      quantities,
      method,
      asked,
      background,
      rows,
      without,
      global: globalOf(explainer.columns, quantities.length, rows),
    };
  } finally {
    explainer.dispose();
  }
}

interface ReadRows {
  readonly lines: readonly number[];
  /** `rows x inputs` */
  readonly features: Float32Array;
  readonly without: readonly number[];
}

async function rowsOf(
  path: string,
  plan: CompiledPlan,
  { hints = {} }: Pick<ExplainOptions, 'hints'>,
  wanted?: readonly number[],
): Promise<ReadRows> {
  const lines: number[] = [];
  const without: number[] = [];
  const pieces: Float32Array[] = [];
  const width = plan.inputWidth;
  await encodeRows(openSource(await sniffSource(path, hints), ''), plan, (encoded) => {
    for (const [i, line] of encoded.rows.entries()) {
      if (wanted !== undefined && !wanted.includes(line)) continue;
      if (encoded.troubles[i]?.left !== false) without.push(line);
      else {
        lines.push(line);
        pieces.push(encoded.features.slice(i * width, (i + 1) * width));
      }
    }
    if (lines.length > MOST_ROWS)
      throw new ConsiliumError({
        code: 'USAGE',
        message: `${path} has more than ${MOST_ROWS} rows, each of which takes as long as thousands of predictions: name some with --row, or take a smaller table`,
      });
  });
  const features = new Float32Array(pieces.length * width);
  for (const [i, piece] of pieces.entries()) features.set(piece, i * width);
  return { lines, features, without };
}

function requireLines(
  path: string,
  { lines, without }: Pick<ReadRows, 'lines' | 'without'>,
  wanted: readonly number[] = [],
): void {
  const left = wanted.filter((line) => without.includes(line));
  const absent = wanted.filter((line) => !lines.includes(line) && !without.includes(line));
  const problem =
    absent.length > 0
      ? `no row in line ${absent.join(', ')} (the header is line 1)`
      : left.length > 0
        ? `a row in line ${left.join(', ')} that the plan leaves out: "consilium model predict" says why`
        : lines.length === 0
          ? 'no row that the plan does not leave out: "consilium model predict" says why'
          : undefined;
  if (problem !== undefined) throw new ConsiliumError({ code: 'USAGE', message: `${path} has ${problem}` });
}

function partsOf(plan: CompiledPlan, row: Float32Array, answer: Attribution, missing: readonly string[]): readonly Part[] {
  const parts = plan.inputs.map((input, i): Part => {
    const standardErrors = answer.standardErrors?.[i];
    const part = { column: input.name, cell: shownCell(input, row, missing), values: answer.values[i] ?? [] };
    return standardErrors === undefined ? part : { ...part, standardErrors };
  });
  return parts.toSorted(byFirst);
}

function globalOf(columns: readonly string[], quantities: number, rows: readonly RowExplanation[]): TableExplanation['global'] {
  const sums = new Map(columns.map((column) => [column, new Array<number>(quantities).fill(0)]));
  for (const { parts } of rows) {
    for (const { column, values } of parts) {
      const sum = sums.get(column) ?? [];
      for (const [k, value] of values.entries()) sum[k] = (sum[k] ?? 0) + Math.abs(value) / rows.length;
    }
  }
  return [...sums].map(([column, values]) => ({ column, values })).sort(byFirst);
}

function byFirst(a: { readonly values: readonly number[] }, b: { readonly values: readonly number[] }): number {
  return Math.abs(b.values[0] ?? 0) - Math.abs(a.values[0] ?? 0);
}
