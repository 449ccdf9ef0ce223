import { isConsiliumError, seededRandom } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import type { PreparedStudy } from '@consilium/site-agent';
import { type Spread, spreadOf } from '../mean-scores.ts';
import { type Gain, type GainMeasure, gainMeasureOf, gainOf } from './gain.ts';
import { type AloneOptions, TrainingAlone } from './own-model.ts';

/** The hospital's own model beside the common one, or why there is no comparison. */
export type OwnModel = Gain | { readonly absent: string };

/** All hospitals: whether they gain by the common model. */
export interface OwnModels {
  readonly measure: GainMeasure;
  /** Gain over hospitals, each counted once; a spread over them. Absent where none has both. */
  readonly gain?: Spread;
  /** Hospitals at which the common model is better, and at which the own one is, as far as their held-out patients can tell. */
  readonly better: number;
  readonly worse: number;
  /** Hospitals at which they cannot: the interval contains no difference. */
  readonly unclear: number;
  readonly sites: Readonly<Record<string, OwnModel>>;
}

/** A hospital whose data can be read. */
export interface Alone {
  readonly site: string;
  readonly study: PreparedStudy;
}

/**
 * Trains every hospital's own model and sets it beside the common one.
 *
 * @param common the common model
 * @returns undefined for a target whose models are not compared
 * @throws ConsiliumError what training throws but for a model that cannot be made
 */
export function compareOwnModels(
  plan: CompiledPlan,
  common: Float32Array,
  alone: readonly Alone[],
  options: AloneOptions,
): OwnModels | undefined {
  const measure = gainMeasureOf(plan);
  if (measure === undefined) return undefined;
  const training = new TrainingAlone(plan, options);
  const sites = Object.fromEntries(
    alone.map(({ site, study }): [string, OwnModel] => [site, ownModelOf(plan, measure, { site, study }, common, training)]),
  );
  const gains = Object.values(sites).filter((own) => 'gain' in own);
  const better = gains.filter(({ interval }) => interval !== undefined && interval.low > 0).length;
  const worse = gains.filter(({ interval }) => interval !== undefined && interval.high < 0).length;
  return {
    measure,
    ...(gains.length === 0 ? {} : { gain: spreadOf(gains.map(({ gain }) => gain)) }),
    better,
    worse,
    unclear: gains.length - better - worse,
    sites,
  };
}

function ownModelOf(
  plan: CompiledPlan,
  measure: GainMeasure,
  { site, study }: Alone,
  common: Float32Array,
  training: TrainingAlone,
): OwnModel {
  const { training: learned, heldOut } = study.dataset;
  if (learned.patients === 0) return { absent: 'nobody to train on' };
  if (heldOut.patients === 0) return { absent: 'nobody held out' };
  let weights: Float32Array;
  try {
    weights = training.model(site, study);
  } catch (error) {
    if (!isConsiliumError(error, 'TRAINING_FAILED')) throw error;
    return { absent: 'its numbers are none any more' };
  }
  const [said, alone] = [study.evaluator.predictTogether(common), study.evaluator.predictTogether(weights)];
  // From the plan, so that the same rehearsal has the same intervals.
  const random = seededRandom(`consilium/bootstrap/${plan.hash}`).fork(site);
  const rows = { common: said, own: alone, patients: said.patients };
  return gainOf(plan, measure, rows, random) ?? { absent: measure === 'auc' ? 'one class held out' : 'nothing to compare' };
}
