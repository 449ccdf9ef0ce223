import { type CompiledPlan, type Target, unscalerOf } from '@consilium/plan';

/** What a model predicts, as far as reports need to know. */
export interface TargetFacts {
  readonly kind: Target['kind'];
  /** Column of the data; of a time to an event that of the time. */
  readonly column: string;
  /** Probability from which the answer is yes, of two classes. Absent in summaries of before. */
  readonly threshold?: number;
  /** Unit of the plan (UCUM), of a number or a time; `1` for a pure one. */
  readonly unit?: string;
  /** Present for a number that the model is trained to give as the mean of counts. */
  readonly counts?: true;
  /** Column that says whether the event was seen, and where intervals end; of a time to an event. */
  readonly event?: string;
  readonly intervals?: readonly number[];
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
    case 'time-to-event':
      return { kind, column, unit: target.unit, event: target.event.column, intervals: target.intervals };
  }
}

/** How many units of the plan one unit of the network's output is: what turns an error of the network into one that people can read. */
export function unitsOfOutput({ document: { data } }: Pick<CompiledPlan, 'document'>): number {
  if (data.target.kind !== 'number') return 1;
  const unscale = unscalerOf(data.target);
  return unscale(1) - unscale(0);
}
