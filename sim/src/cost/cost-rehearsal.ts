import { createLogger } from '@consilium/host';
import { parsePlan } from '@consilium/plan';
import { type ScoreName, scoresOf } from '../mean-scores.ts';
import { simulate, type SimulationOptions } from '../simulation.ts';
import { summarise } from '../summarise.ts';
import { type CostTarget, planAt } from './cost-point.ts';

/** What all rehearsals of a curve have in common, in a form that crosses processes. */
export interface CostSetup
  extends Pick<
    SimulationOptions,
    'planPath' | 'dataPath' | 'split' | 'rounds' | 'heldOut' | 'dropout' | 'secure' | 'allowFailingSites' | 'version'
  > {
  readonly planJson: string;
}

/** One rehearsal of a curve. */
export interface CostRun {
  readonly target: CostTarget;
  readonly seed: string;
}

/** What came of it. */
export interface CostScores {
  readonly scores: Readonly<Partial<Record<ScoreName, number>>>;
  /** Standard deviation of the noise over the clip, as agents derived it; null without noise. */
  readonly noiseMultiplier: number | null;
}

/** Runs rehearsals of a curve. */
export interface CostRunner {
  /** @throws ConsiliumError whatever ended the rehearsal early */
  run(run: CostRun): Promise<CostScores>;
  close(): Promise<void>;
}

/**
 * Rehearses a plan at one target: the real coordinator, one real agent for each site. They talk in memory, which gives the bits that TLS gives.
 *
 * @throws ConsiliumError whatever ended the rehearsal early
 */
export async function rehearseAt(setup: CostSetup, { target, seed }: CostRun): Promise<CostScores> {
  const { planJson, ...options } = setup;
  const plan = planAt(parsePlan(planJson), target);
  const result = await simulate({
    ...options,
    plan,
    seed,
    withoutNoise: target === 'without noise',
    transport: 'memory',
    ownModels: false,
    log: createLogger({ component: 'sim', level: 'silent' }),
  });
  const { final, privacy } = summarise(result, '');
  return { scores: scoresOf(final), noiseMultiplier: target === 'without noise' ? null : privacy.noiseMultiplier };
}
