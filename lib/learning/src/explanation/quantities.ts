import { type CompiledPlan, type Model, unscalerOf } from '@consilium/plan';
import type { Precision } from './sampled-shapley.ts';

/** Largest standard error of a share of a probability; that of others is as small a part of what they can be. */
const STANDARD_ERROR = 0.005;
/** Log-odds move by about four times what a probability in the middle does. */
const LOGIT_ERROR = 4 * STANDARD_ERROR;
const MOST_PERMUTATIONS = 4000;

/** What is explained of a model: values that people know, made of what its network gives. */
export interface Quantities {
  /** `probability` and `logit`, a code each, the target in its unit, or no event by the end of an interval, the last first. */
  readonly names: readonly string[];
  /** The network whose outputs they are made of. */
  readonly model: Model;
  /** The quantities of rows, from the outputs of the network. @returns `rows x quantities` */
  read(outputs: Float32Array): ArrayLike<number>;
  /** How fast a quantity moves with each output of the network, where those are `outputs`. */
  slopes(quantity: number, outputs: Float32Array): readonly number[];
  readonly precision: Precision;
}

/** What is explained of the model of a plan. */
export function quantitiesOf(plan: CompiledPlan): Quantities {
  const { model, data } = plan.document;
  const { target } = data;
  const precision = (...standardErrors: number[]): Precision => ({ standardErrors, permutations: MOST_PERMUTATIONS });
  const asTheyAre = {
    model,
    read: (outputs: Float32Array) => outputs,
    slopes: (quantity: number, outputs: Float32Array) => Array.from(outputs, (_, at) => (at === quantity ? 1 : 0)),
  };
  switch (target.kind) {
    case 'binary': {
      const linear = withoutSigmoid(model);
      if (linear === undefined) return { ...asTheyAre, names: ['probability'], precision: precision(STANDARD_ERROR) };
      return {
        names: ['probability', 'logit'],
        model: linear,
        read: (logits) => Float64Array.from({ length: 2 * logits.length }, (_, i) => ofLogit(i % 2, logits[i >> 1] as number)),
        slopes: (quantity, [logit = 0]) => [quantity === 1 ? 1 : sigmoid(logit) * sigmoid(-logit)],
        precision: precision(STANDARD_ERROR, LOGIT_ERROR),
      };
    }
    case 'category':
      return {
        ...asTheyAre,
        names: [...target.codes],
        precision: precision(...target.codes.map(() => STANDARD_ERROR)),
      };
    case 'number': {
      const [low, high] = target.range;
      const inUnit = unscalerOf(target);
      return {
        model,
        names: [target.column],
        read: (outputs) => Float64Array.from(outputs, inUnit),
        slopes: () => [inUnit(1) - inUnit(0)],
        precision: precision(STANDARD_ERROR * (high - low)),
      };
    }
    case 'time-to-event': {
      const { intervals } = target;
      const last = intervals.length - 1;
      return {
        model,
        names: intervals.toReversed().map((end) => `no_event_by_${end}`),
        read: (hazards) =>
          Float64Array.from(hazards, (_, i) =>
            survivedTo(hazards.subarray(i - (i % intervals.length)), last - (i % intervals.length)),
          ),
        // Of a product of (1 - hazard) each factor moves it by minus the others.
        slopes: (quantity, hazards) =>
          Array.from(hazards, (_, at) => (at > last - quantity ? 0 : -survivedTo(hazards, last - quantity, at))),
        precision: precision(...intervals.map(() => STANDARD_ERROR)),
      };
    }
  }
}

/** The probability of no event up to an interval, from the hazards of a row. @param without an interval that is left out of the product */
function survivedTo(hazards: Float32Array, interval: number, without?: number): number {
  let survived = 1;
  for (let at = 0; at <= interval; at++) if (at !== without) survived *= 1 - (hazards[at] as number);
  return survived;
}

function ofLogit(quantity: number, logit: number): number {
  return quantity === 1 ? logit : sigmoid(logit);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** The model up to its last sigmoid, where it ends with one: a probability near 0 or 1 has lost its log-odds to rounding. */
function withoutSigmoid(model: Model): Model | undefined {
  const last = model.layers.at(-1);
  if (last === undefined || !('activation' in last) || last.activation !== 'sigmoid') return undefined;
  return { ...model, layers: [...model.layers.slice(0, -1), { ...last, activation: 'linear' } as typeof last] };
}
