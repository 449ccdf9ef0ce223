import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ExactScores } from './exact-scores.ts';
import { simulate } from './simulation.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

/** A split takes some seconds where nothing else runs; beside other work many times that. */
const BUDGET_MS = 120_000;

/** Splits move the figures by several hundredths, so that only a mean over several of them says something. */
const SEEDS = Array.from({ length: 24 }, (_, i) => String(i + 1));

/** Scores of the final model, by centre. */
async function finalScores(plan: string, seed: string): Promise<readonly ExactScores[]> {
  const { outcome } = await simulate({
    planPath: `${EXAMPLES}fed-heart-disease/${plan}`,
    dataPath: `${EXAMPLES}heart-disease`,
    heldOut: 0.34,
    transport: 'memory',
    seed,
    version: 'test',
  });
  return outcome.exact.get(outcome.rounds.at(-1)?.round ?? 0) ?? [];
}

/** Published figures of FLamby (arXiv:2210.04620, and the results of its repository), on its own split. */
describe.each([
  { name: 'FedAvg', plan: 'fedavg.yaml', published: { centres: 0.685, pooled: 0.748 } },
  { name: 'FedYogi', plan: 'fedyogi.yaml', published: { centres: 0.73, pooled: 0.779 } },
])('the recipe of Fed-Heart-Disease by $name', ({ plan, published }) => {
  const known = new Map<string, ReturnType<typeof finalScores>>();
  /** Each split is computed once, by whichever test comes first. */
  const scoresOf = (seed: string): ReturnType<typeof finalScores> => {
    const scores = known.get(seed) ?? finalScores(plan, seed);
    known.set(seed, scores);
    return scores;
  };

  it.each(SEEDS)('scores at every centre on split %s', { timeout: BUDGET_MS }, async (seed) => {
    expect(await scoresOf(seed)).toHaveLength(4);
  });

  it('comes within 0.03 of the published accuracy, by centre and pooled', { timeout: SEEDS.length * BUDGET_MS }, async () => {
    let centres = 0;
    let pooled = 0;
    for (const seed of SEEDS) {
      const scores = (await scoresOf(seed)).map(({ scores: own }) => own);
      const rows = scores.reduce((sum, own) => sum + own.rows, 0);
      for (const { accuracy = Number.NaN, rows: own } of scores) {
        centres += accuracy / 4 / SEEDS.length;
        pooled += (accuracy * own) / rows / SEEDS.length;
      }
    }
    expect(Math.abs(centres - published.centres)).toBeLessThan(0.03);
    expect(Math.abs(pooled - published.pooled)).toBeLessThan(0.03);
  });
});
