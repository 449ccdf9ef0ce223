import { type Randomness, uniform53 } from '@consilium/core';
import { type CompiledPlan, unscalerOf } from '@consilium/plan';
import type { OutcomeRows } from '../outcomes/outcome.ts';

/** What both models are judged by: AUC of a yes-or-no target, mean absolute error of a number, accuracy of classes. */
export type GainMeasure = 'auc' | 'mae' | 'accuracy';

/** The common model beside the hospital's own, on its held-out patients. */
export interface Gain {
  readonly common: number;
  readonly own: number;
  /** How much better the common model is, in the measure; below zero where the own one is better. */
  readonly gain: number;
  /** 95 % interval of the gain, by resampling the held-out patients; absent where most resamples have no measure. */
  readonly interval?: { readonly low: number; readonly high: number };
}

/** What models say of the same rows, and whose these are. */
export interface ComparedRows {
  readonly common: OutcomeRows;
  readonly own: OutcomeRows;
  /** Patient of each row. */
  readonly patients: Int32Array;
}

const RESAMPLES = 400;
/** An interval is given where so many resamples have the measure. */
const NEEDED = 0.9;
const EVEN = 0.5;

/** Of a model: its measure over rows that count so often each; undefined where it has none, as an AUC of one class. */
type Measure = (weights: ArrayLike<number>) => number | undefined;

/** What a plan's models are compared by; undefined for targets for which none is chosen here. */
export function gainMeasureOf({ document }: Pick<CompiledPlan, 'document'>): GainMeasure | undefined {
  switch (document.data.target.kind) {
    case 'binary':
      return 'auc';
    case 'number':
      return 'mae';
    case 'category':
      return 'accuracy';
    default:
      return undefined;
  }
}

/**
 * Compares both models on the same rows. The interval is the percentile bootstrap (Efron 1979, Annals of Statistics 7) of the paired difference,
 * over patients, since rows of one patient are not independent.
 *
 * @returns undefined where a model has no measure on these rows
 */
export function gainOf(
  plan: Pick<CompiledPlan, 'document'>,
  measure: GainMeasure,
  { common, own, patients }: ComparedRows,
  random: Randomness,
): Gain | undefined {
  const [ofCommon, ofOwn] = [measureOf(plan, measure, common), measureOf(plan, measure, own)];
  const better = (a: number, b: number): number => (measure === 'mae' ? b - a : a - b);
  const once = new Float64Array(patients.length).fill(1);
  const [found, alone] = [ofCommon(once), ofOwn(once)];
  if (found === undefined || alone === undefined) return undefined;
  const everybody = [...new Set(patients)];
  const place = new Map(everybody.map((patient, i) => [patient, i]));
  const rows = Int32Array.from(patients, (patient) => place.get(patient) as number);
  const gains: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) {
    const drawn = new Int32Array(everybody.length);
    for (let k = 0; k < drawn.length; k++) {
      const at = Math.floor(uniform53(random) * drawn.length);
      drawn[at] = (drawn[at] as number) + 1;
    }
    const weights = Float64Array.from(rows, (patient) => drawn[patient] as number);
    const [a, b] = [ofCommon(weights), ofOwn(weights)];
    if (a !== undefined && b !== undefined) gains.push(better(a, b));
  }
  const result = { common: found, own: alone, gain: better(found, alone) };
  if (gains.length < NEEDED * RESAMPLES) return result;
  gains.sort((a, b) => a - b);
  const at = (share: number): number => gains[Math.round(share * (gains.length - 1))] as number;
  return { ...result, interval: { low: at(0.025), high: at(0.975) } };
}

function measureOf({ document }: Pick<CompiledPlan, 'document'>, measure: GainMeasure, rows: OutcomeRows): Measure {
  const { outputs, targets } = rows;
  if (!outputs.every(Number.isFinite)) return () => undefined;
  if (measure === 'auc') return aucOf(outputs, targets);
  const width = rows.rows === 0 ? 1 : targets.length / rows.rows;
  const { target } = document.data;
  if (measure === 'mae' && target.kind === 'number') {
    const unscale = unscalerOf(target);
    return meanOf(Float64Array.from(targets, (found, i) => Math.abs(unscale(found) - unscale(outputs[i] as number))));
  }
  const largest = (values: Float32Array, row: number): number => {
    const own = values.subarray(row * width, (row + 1) * width);
    return own.indexOf(Math.max(...own));
  };
  return meanOf(Float64Array.from({ length: rows.rows }, (_, i) => Number(largest(outputs, i) === largest(targets, i))));
}

function meanOf(values: Float64Array): Measure {
  return (weights) => {
    let [sum, all] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      const weight = weights[i] as number;
      sum += weight * (values[i] as number);
      all += weight;
    }
    return all === 0 ? undefined : sum / all;
  };
}

/** Share of pairs, of a row with and one without the outcome, in which the former scores higher; ties count half. */
function aucOf(scores: Float32Array, targets: Float32Array): Measure {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  return (weights) => {
    let [below, above, right] = [0, 0, 0];
    for (let i = 0; i < order.length; ) {
      let [without, having] = [0, 0];
      const score = scores[order[i] as number];
      for (; i < order.length && scores[order[i] as number] === score; i++) {
        const row = order[i] as number;
        if ((targets[row] as number) > EVEN) having += weights[row] as number;
        else without += weights[row] as number;
      }
      right += having * (below + without / 2);
      below += without;
      above += having;
    }
    return below === 0 || above === 0 ? undefined : right / (below * above);
  };
}
