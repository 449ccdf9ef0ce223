import { ConsiliumError, sleep, systemClock } from '@consilium/core';
import { type ScoreName, SCORES, spreadOf } from '../mean-scores.ts';
import type { CostTarget } from './cost-point.ts';
import type { CostPoint, PrivacyCost } from './cost-curve.ts';
import type { CostRunner, CostScores } from './cost-rehearsal.ts';

/** What to compare. */
export interface CostOptions {
  readonly targets: readonly CostTarget[];
  readonly seeds: readonly string[];
  readonly own: number;
  readonly delta: number;
  readonly runner: CostRunner;
  /** After so long, what is not finished is left out. */
  readonly limitMs: number;
  /** Told how many of all rehearsals are done. */
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * Rehearses one plan at several targets and without noise, with several seeds, seed after seed.
 *
 * @throws ConsiliumError `USAGE` when time is up before the first seed is finished; whatever ended a rehearsal early
 */
export async function comparePrivacy(options: CostOptions): Promise<PrivacyCost> {
  const { targets, seeds, own, delta, runner, limitMs, onProgress = () => {} } = options;
  const all = targets.length * seeds.length;
  const finished = new Map<string, Map<CostTarget, CostScores>>(seeds.map((seed) => [seed, new Map()]));
  let done = 0;
  const runs = seeds.flatMap((seed) =>
    targets.map(async (target) => {
      const found = await runner.run({ target, seed });
      finished.get(seed)?.set(target, found);
      onProgress(++done, all);
    }),
  );
  const stopped = new AbortController();
  const everything = Promise.all(runs).then(() => {});
  // When time is up nobody waits for the others, which end with their processes.
  everything.catch(() => {});
  try {
    await Promise.race([everything, sleep(systemClock, limitMs, stopped.signal)]);
  } finally {
    stopped.abort();
  }
  const whole = seeds.flatMap((seed) => {
    const scores = finished.get(seed);
    return scores?.size === targets.length ? [{ seed, scores }] : [];
  });
  if (whole.length === 0)
    throw new ConsiliumError({
      code: 'USAGE',
      message: `time was up with ${done} of ${all} rehearsals, and no seed is finished`,
      advice: 'Give --compare more time with --at-most, or fewer epsilons.',
    });
  return {
    own,
    delta,
    seeds: whole.map(({ seed }) => seed),
    ...(whole.length === seeds.length ? {} : { asked: seeds.length }),
    points: targets.map((target) =>
      pointOf(
        target,
        whole.map(({ scores }) => scores),
      ),
    ),
  };
}

type BySeed = readonly ReadonlyMap<CostTarget, CostScores>[];

function pointOf(target: CostTarget, seeds: BySeed): CostPoint {
  const at = (where: CostTarget, name: ScoreName): readonly (number | undefined)[] =>
    seeds.map((scores) => scores.get(where)?.scores[name]);
  const spreads = (values: (name: ScoreName) => readonly number[]): CostPoint['scores'] =>
    Object.fromEntries(SCORES.flatMap((name) => (values(name).length === 0 ? [] : [[name, spreadOf(values(name))]])));
  const scores = spreads((name) => at(target, name).filter((value) => value !== undefined));
  if (target === 'without noise') return { epsilon: null, noiseMultiplier: null, scores };
  const differences = (name: ScoreName): readonly number[] => {
    const exact = at('without noise', name);
    return at(target, name).flatMap((value, i) => {
      const other = exact[i];
      return value === undefined || other === undefined ? [] : [value - other];
    });
  };
  return {
    epsilon: target.epsilon,
    noiseMultiplier: seeds[0]?.get(target)?.noiseMultiplier ?? null,
    scores,
    cost: spreads(differences),
  };
}
