import { type CompiledPlan, unscalerOf } from '@consilium/plan';

/** What a model predicts, as far as reports need to know. */
export interface TargetFacts {
  readonly kind: 'binary' | 'category' | 'number';
  /** Column of the data. */
  readonly column: string;
  /** Probability from which the answer is yes, of two classes. Absent in summaries of before. */
  readonly threshold?: number;
  /** Unit of the plan (UCUM), of a number; `1` for a pure one. */
  readonly unit?: string;
  /** Present for a number that the model is trained to give as the mean of counts. */
  readonly counts?: true;
  /** Codes of a category, in the order of the outputs. */
  readonly classes?: readonly string[];
}

/** What a report says of the target of a plan. */
export function targetFacts({ document: { data, training, evaluation } }: Pick<CompiledPlan, 'document'>): TargetFacts {
  const { target } = data;
  const { kind, column } = target;
  switch (target.kind) {
    case 'binary':
      return { kind, column, threshold: evaluation.threshold };
    case 'category':
      return { kind, column, classes: target.codes };
    case 'number':
      return { kind, column, unit: target.unit, ...(training.loss === 'poisson' ? { counts: true } : {}) };
  }
}

/** How many units of the plan one unit of the network's output is: what turns an error of the network into one that people can read. */
export function unitsOfOutput({ document: { data } }: Pick<CompiledPlan, 'document'>): number {
  if (data.target.kind !== 'number') return 1;
  const unscale = unscalerOf(data.target);
  return unscale(1) - unscale(0);
}
