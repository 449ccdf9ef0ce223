import { canonicalJson, ConsiliumError, seededRandom, sha256Hex } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import type { Backend } from '../backend/backend.ts';
import { littleEndianBytes } from '../model-files/little-endian.ts';
import { createPredictor } from '../model-files/predictor.ts';
import type { Attribution } from './attribution.ts';
import { BACKGROUND_ROWS, dictionaryBackground } from './dictionary-background.ts';
import { exactShapley, MOST_EXACT_GROUPS } from './exact-shapley.ts';
import { createInputGradients } from './input-gradients.ts';
import { integratedGradients, PATH_POINTS } from './integrated-gradients.ts';
import { type Quantities, quantitiesOf } from './quantities.ts';
import { sampledShapley } from './sampled-shapley.ts';

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

/** Shapley values by all coalitions, by sampled orders, or integrated gradients. */
export type ExplanationMethod = 'exact' | 'sampled' | 'gradients';

/** Says which part each column has in a prediction. */
export interface Explainer {
  /** Names of the explained values: `probability` and `logit`, a code each, or the target in its unit. */
  readonly quantities: readonly string[];
  /** Names of the columns, in the order of the values of an {@link Attribution}. */
  readonly columns: readonly string[];
  readonly background: Background;
  readonly method: ExplanationMethod;
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
 * Prepares a model for explanations by column, a category and a note being one each: Shapley values of every coalition up to twelve columns, sampled
 * beyond; of a plan with series integrated gradients, which say it for each step.
 *
 * @param rows what to compare with, `rows x inputs` as the network gets them; of gradients their mean. @default made from the dictionary of the plan
 * @throws ConsiliumError `MODEL_INVALID` for weights of another model, and for what cannot be explained: images, series of codes, inputs that each hospital scaled
 */
export function createExplainer(model: ExplainedModel, backend: Backend, rows?: Float32Array): Explainer {
  const { plan } = model;
  requireColumns(plan);
  const background = rows ?? dictionaryBackground(plan, BACKGROUND_ROWS);
  const quantities = quantitiesOf(plan);
  const groups = plan.inputs.map(({ offset, width }) => Array.from({ length: width }, (_, i) => offset + i));
  const facts: Background = {
    kind: rows === undefined ? 'dictionary' : 'rows',
    rows: background.length / plan.inputWidth,
    sha256: sha256Hex(littleEndianBytes(background)),
  };
  const make = plan.series.length > 0 ? byGradients : byCoalitions;
  return {
    quantities: quantities.names,
    columns: plan.inputs.map(({ name }) => name),
    background: facts,
    ...make({ model, backend, quantities, groups, background, facts }),
  };
}

interface Parts {
  readonly model: ExplainedModel;
  readonly backend: Backend;
  readonly quantities: Quantities;
  readonly groups: readonly (readonly number[])[];
  readonly background: Float32Array;
  readonly facts: Background;
}

type Method = Pick<Explainer, 'method' | 'explain' | 'dispose'>;

function byCoalitions({ model: { plan, weights }, backend, quantities, groups, background, facts }: Parts): Method {
  const network = { model: quantities.model, inputShape: [plan.inputWidth], weights };
  const predictor = createPredictor(network, backend, ROWS_AT_ONCE);
  const isExact = groups.length <= MOST_EXACT_GROUPS;
  return {
    method: isExact ? 'exact' : 'sampled',
    explain(row) {
      const of = (features: Float32Array): ArrayLike<number> => quantities.read(predictor.predict(features));
      const question = { of, outputs: quantities.names.length, row, background, groups };
      if (isExact) return exactShapley(question);
      const seed = canonicalJson({ of: sha256Hex(littleEndianBytes(row)), background: facts.sha256, plan: plan.hash });
      return sampledShapley(question, seededRandom(`consilium/explanation/v1/${seed}`), quantities.precision);
    },
    dispose: () => predictor.dispose(),
  };
}

function byGradients({ model: { plan, weights }, backend, quantities, groups, background, facts }: Parts): Method {
  const network = { model: quantities.model, inputShape: [plan.inputWidth], weights };
  const gradients = createInputGradients(network, PATH_POINTS, backend);
  const width = plan.inputWidth;
  const baseline = Float32Array.from({ length: width }, (_, place) => {
    let sum = 0;
    for (let at = place; at < background.length; at += width) sum += background[at] as number;
    return sum / facts.rows;
  });
  return {
    method: 'gradients',
    explain: (row) => integratedGradients({ gradients, quantities, row, baseline, groups }),
    dispose: () => gradients.dispose(),
  };
}

function requireColumns({ series, images, document }: CompiledPlan): void {
  const refuse = (message: string): never => {
    throw new ConsiliumError({ code: 'MODEL_INVALID', message });
  };
  if (images.length > 0)
    refuse(
      'the plan has images, of which parts are explained, not columns: explanations are of numbers, series, categories and notes',
    );
  if (document.data.standardise === 'site')
    refuse(
      'the inputs of this plan were scaled by each hospital for itself (data.standardise: site): no one else can say what they are compared with',
    );
  // Codes go into a table as whole numbers: nothing lies on the way between two of them.
  if (series.length > 0 && document.model.layers.some(({ type }) => type === 'embedding'))
    refuse('the plan has series and an embedding of codes: gradients say nothing of codes');
}
