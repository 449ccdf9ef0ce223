import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { simulate } from './simulation.ts';
import { siteScores } from './watch-run.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

/** Splits move the figures by several hundredths, so that only a mean over several of them says something. */
const SEEDS = Array.from({ length: 10 }, (_, i) => String(i + 1));

/** Accuracy of the final model: mean of the centres, and pooled over their held-out patients; averaged over {@link SEEDS}. */
async function accuracies(plan: string): Promise<{ centres: number; pooled: number }> {
  let centres = 0;
  let pooled = 0;
  for (const seed of SEEDS) {
    const { outcome } = await simulate({
      planPath: `${EXAMPLES}fed-heart-disease/${plan}`,
      dataPath: `${EXAMPLES}heart-disease`,
      transport: 'memory',
      seed,
      version: 'test',
    });
    const last = outcome.rounds.at(-1);
    const scores = (last === undefined ? [] : siteScores(last)).map(({ scores: own }) => own);
    expect(scores).toHaveLength(4);
    const rows = scores.reduce((sum, own) => sum + own.rows, 0);
    for (const { accuracy = Number.NaN, rows: own } of scores) {
      centres += accuracy / 4 / SEEDS.length;
      pooled += (accuracy * own) / rows / SEEDS.length;
    }
  }
  return { centres, pooled };
}

/** Published figures of FLamby (arXiv:2210.04620, and the results of its repository), on its own split. */
describe('the recipe of Fed-Heart-Disease', () => {
  it('comes within 0.03 of the published FedAvg', async () => {
    const { centres, pooled } = await accuracies('fedavg.yaml');
    expect(Math.abs(centres - 0.685)).toBeLessThan(0.03);
    expect(Math.abs(pooled - 0.748)).toBeLessThan(0.03);
  });

  it('comes within 0.03 of the published FedYogi', async () => {
    const { centres, pooled } = await accuracies('fedyogi.yaml');
    expect(Math.abs(centres - 0.73)).toBeLessThan(0.03);
    expect(Math.abs(pooled - 0.779)).toBeLessThan(0.03);
  });
});
