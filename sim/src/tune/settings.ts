import type { Json } from '@consilium/core';
import { type CompiledPlan, parsePlan } from '@consilium/plan';

/** What of a plan is chosen. */
export interface Settings {
  /** Of the strategy. */
  readonly learningRate: number;
  readonly clip: number;
  readonly rounds: number;
  readonly samplingRate: number;
}

/** The settings of a plan as written. */
export function settingsOf({ document }: CompiledPlan): Settings {
  const { strategy, privacy, rounds, training } = document;
  return {
    learningRate: strategy.learningRate,
    clip: privacy.mechanism === 'none' ? 1 : privacy.clip,
    rounds,
    samplingRate: training.samplingRate ?? 1,
  };
}

/** What else is asked of a plan. */
export interface Changes {
  readonly settings: Settings;
  readonly epsilon?: number;
  /** Public patient numbers are multiplied with this, where there are fewer patients than the plan says. */
  readonly patientsTimes?: number;
}

/** A plan with other settings, compiled like any other. @throws ConsiliumError `PLAN_INVALID` */
export function changedPlan(plan: CompiledPlan, { settings, epsilon, patientsTimes = 1 }: Changes): CompiledPlan {
  const { strategy, privacy, training, sites } = plan.document;
  if (privacy.mechanism === 'none') return plan;
  // A stated multiplier belongs to the settings that are left: it is calibrated again.
  const { noiseMultiplier: _, ...rest } = privacy;
  const changed = {
    ...plan.document,
    strategy: { ...strategy, learningRate: settings.learningRate },
    privacy: { ...rest, clip: settings.clip, target: { ...privacy.target, epsilon: epsilon ?? privacy.target.epsilon } },
    training: { ...training, samplingRate: settings.samplingRate },
    rounds: settings.rounds,
    sites: Object.fromEntries(
      Object.entries(sites).map(([id, site]) => [
        id,
        { ...site, patients: Math.max(1, Math.round((site.patients ?? 1) * patientsTimes)) },
      ]),
    ),
  };
  return parsePlan(JSON.stringify(changed as unknown as Json));
}

const FRACTIONS: Readonly<Record<'plain' | 'adaptive', readonly number[]>> = {
  plain: [0.25, 0.5, 1, 2, 4],
  // Steps of adaptive strategies have a length of their own, whatever the gradients.
  adaptive: [0.01, 0.03, 0.1, 0.3],
};
const CLIPS = [0.25, 0.5, 1, 2];
const ROUNDS = [10, 25, 60];
const RATES = [0.1, 0.3, 1];

/** All settings that are tried, the plan's own first. Their noise has the same price: it is calibrated to the plan's target for each. */
export function settingsGrid(plan: CompiledPlan): readonly Settings[] {
  const own = settingsOf(plan);
  const { kind } = plan.document.strategy;
  const learningRates = FRACTIONS[kind === 'fedavg' || kind === 'fedavgm' ? 'plain' : 'adaptive'];
  const grid = learningRates.flatMap((learningRate) =>
    CLIPS.flatMap((clip) =>
      ROUNDS.flatMap((rounds) => RATES.map((samplingRate): Settings => ({ learningRate, clip, rounds, samplingRate }))),
    ),
  );
  const isOwn = (one: Settings): boolean => settingsKey(one) === settingsKey(own);
  return [own, ...grid.filter((one) => !isOwn(one))];
}

/** Settings as a name. */
export function settingsKey({ learningRate, clip, rounds, samplingRate }: Settings): string {
  return [learningRate, clip, rounds, samplingRate].join('/');
}
