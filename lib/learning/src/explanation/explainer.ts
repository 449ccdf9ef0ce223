import { canonicalJson, ConsiliumError, seededRandom, sha256Hex } from '@consilium/core';
import { type CompiledPlan, type Model, unscalerOf } from '@consilium/plan';
import type { Backend } from '../backend/backend.ts';
import { littleEndianBytes } from '../model-files/little-endian.ts';
import { createPredictor } from '../model-files/predictor.ts';
import type { Attribution, RowFunction } from './attribution.ts';
import { BACKGROUND_ROWS, dictionaryBackground } from './dictionary-background.ts';
import { exactShapley, MOST_EXACT_GROUPS } from './exact-shapley.ts';
import { type Precision, sampledShapley } from './sampled-shapley.ts';

/** Largest standard error of a share of a probability; that of others is as small a part of what they can be. */
const STANDARD_ERROR = 0.005;
/** Log-odds move by about four times what a probability in the middle does. */
const LOGIT_ERROR = 4 * STANDARD_ERROR;
const MOST_PERMUTATIONS = 4000;
/** A single answer takes thousands of predictions. */
const ROWS_AT_ONCE = 4096;

/** Rows that predictions are compared with. */
export interface Background {
  /** Made of what the plan declares, or of rows that somebody named. */
  readonly kind: 'dictionary' | 'rows';
  readonly rows: number;
  /** SHA-256 of the rows as the network gets them, little-endian float32. */
  readonly sha256: string;
}

/** Says which part each column has in a prediction. */
export interface Explainer {
  /** Names of the explained values: `probability` and `logit`, a code each, or the target in its unit. */
  readonly quantities: readonly string[];
  /** Names of the columns, in the order of the values of an {@link Attribution}. */
  readonly columns: readonly string[];
  readonly background: Background;
  readonly method: 'exact' | 'sampled';
  /** @param row as the network gets it. @returns values by column; the same row has the same answer on every machine but for rounding */
  explain(row: Float32Array): Attribution;
  /** Frees what is native. */
  dispose(): void;
}

/** A model that has been made. */
interface ExplainedModel {
  readonly plan: CompiledPlan;
  /** Flat, in manifest order. */
  readonly weights: Float32Array;
}

/**
 * Prepares a model for explanations: Shapley values of columns, a category and a note being one each; of every coalition up to twelve columns, sampled beyond.
 *
 * @param rows what to compare with, `rows x inputs` as the network gets them. @default made from the dictionary of the plan
 * @throws ConsiliumError `MODEL_INVALID` for weights of another model, and for a plan with series or images, whose parts are no columns
 */
export function createExplainer(model: ExplainedModel, backend: Backend, rows?: Float32Array): Explainer {
  const { plan } = model;
  requireColumns(plan);
  const background = rows ?? dictionaryBackground(plan, BACKGROUND_ROWS);
  const spoken = quantitiesOf(plan);
  const predictor = createPredictor(
    { model: spoken.model, inputShape: [plan.inputWidth], weights: model.weights },
    backend,
    ROWS_AT_ONCE,
  );
  const of: RowFunction = (features) => spoken.read(predictor.predict(features));
  const groups = plan.inputs.map(({ offset, width }) => Array.from({ length: width }, (_, i) => offset + i));
  const isExact = groups.length <= MOST_EXACT_GROUPS;
  const outputs = spoken.names.length;
  const hash = sha256Hex(littleEndianBytes(background));
  return {
    quantities: spoken.names,
    columns: plan.inputs.map(({ name }) => name),
    background: { kind: rows === undefined ? 'dictionary' : 'rows', rows: background.length / plan.inputWidth, sha256: hash },
    method: isExact ? 'exact' : 'sampled',
    explain(row) {
      const question = { of, outputs, row, background, groups };
      if (isExact) return exactShapley(question);
      const seed = canonicalJson({ of: sha256Hex(littleEndianBytes(row)), background: hash, plan: plan.hash });
      return sampledShapley(question, seededRandom(`consilium/explanation/v1/${seed}`), spoken.precision);
    },
    dispose: () => predictor.dispose(),
  };
}

function requireColumns({ series, images, document }: CompiledPlan): void {
  const problem =
    series.length > 0 ? 'series' : images.length > 0 ? 'images' : document.data.standardise === 'site' ? 'own' : undefined;
  if (problem === undefined) return;
  throw new ConsiliumError({
    code: 'MODEL_INVALID',
    message:
      problem === 'own'
        ? 'the inputs of this plan were scaled by each hospital for itself (data.standardise: site): no one else can say what it is compared with'
        : `the plan has ${problem}, of which parts are explained, not columns: explanations are of numbers, categories and notes`,
  });
}

interface Quantities {
  readonly names: readonly string[];
  /** The network whose output they are made of. */
  readonly model: Model;
  read(outputs: Float32Array): ArrayLike<number>;
  readonly precision: Precision;
}

function quantitiesOf(plan: CompiledPlan): Quantities {
  const { model, data } = plan.document;
  const { target } = data;
  const precision = (...standardErrors: number[]): Precision => ({ standardErrors, permutations: MOST_PERMUTATIONS });
  switch (target.kind) {
    case 'binary': {
      const linear = withoutSigmoid(model);
      if (linear === undefined)
        return { names: ['probability'], model, read: (outputs) => outputs, precision: precision(STANDARD_ERROR) };
      return {
        names: ['probability', 'logit'],
        model: linear,
        read: (logits) => Float64Array.from({ length: 2 * logits.length }, (_, i) => halfOf(logits[i >> 1] as number, i)),
        precision: precision(STANDARD_ERROR, LOGIT_ERROR),
      };
    }
    case 'category':
      return {
        names: [...target.codes],
        model,
        read: (outputs) => outputs,
        precision: precision(...target.codes.map(() => STANDARD_ERROR)),
      };
    case 'number': {
      const [low, high] = target.range;
      const inUnit = unscalerOf(target);
      return {
        names: [target.column],
        model,
        read: (outputs) => Float64Array.from(outputs, inUnit),
        precision: precision(STANDARD_ERROR * (high - low)),
      };
    }
  }
}

function halfOf(logit: number, place: number): number {
  return place % 2 === 0 ? 1 / (1 + Math.exp(-logit)) : logit;
}

/** The model up to its last sigmoid, where it ends with one: a probability near 0 or 1 has lost its log-odds to rounding. */
function withoutSigmoid(model: Model): Model | undefined {
  const last = model.layers.at(-1);
  if (last === undefined || !('activation' in last) || last.activation !== 'sigmoid') return undefined;
  return { ...model, layers: [...model.layers.slice(0, -1), { ...last, activation: 'linear' } as typeof last] };
}
