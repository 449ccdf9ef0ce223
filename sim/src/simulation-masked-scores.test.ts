import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { simulate } from './simulation.ts';
import { summarise } from './summarise.ts';
import type { Summary } from './summary.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/heart-disease', import.meta.url));
const SLOW_MS = 240_000;
const folder = mkdtempSync(join(tmpdir(), 'consilium-masked-scores-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The example in few rounds, with this in its section about privacy. */
function planWith(privacy: string): string {
  const path = join(folder, `${privacy.replaceAll(/\W/g, '') || 'plain'}.yaml`);
  writeFileSync(path, readFileSync(join(EXAMPLE, 'study.yaml'), 'utf8').replace('honestContributors: 1', privacy));
  return path;
}

interface Rehearsed {
  readonly words: readonly number[] | undefined;
  readonly summary: Summary;
  readonly perSite: readonly boolean[];
}

async function rehearse(privacy: string, seed = '1'): Promise<Rehearsed> {
  const result = await simulate({
    planPath: planWith(privacy),
    dataPath: EXAMPLE,
    rounds: 2,
    transport: 'memory',
    seed,
    heldOut: 1 / 3,
    version: 'test',
  });
  const last = result.outcome.rounds.at(-1);
  const perSite = (last?.participants ?? []).map(({ released }) => released != null);
  return { words: last?.released?.words ?? undefined, summary: summarise(result, 'm'), perSite };
}

describe('scores of a rehearsal under masks', () => {
  it('are bit for bit the sum of those that leave in the open with the same noise', { timeout: SLOW_MS }, async () => {
    const open = await rehearse('masks: false');
    const masked = await rehearse('masks: true');
    expect(masked.words).toEqual(open.words);
    expect(masked.summary.model.sha256).toBe(open.summary.model.sha256);
    expect(masked.summary.released).toEqual(open.summary.released);
    expect(masked.perSite).toEqual([false, false, false, false]);
    expect(open.perSite).toEqual([true, true, true, true]);
    for (const { released, masked: summed, declined } of masked.summary.sites)
      expect({ released, summed, declined }).toEqual({ released: null, summed: true, declined: undefined });
  });

  it('have the noise of shares, and the ledgers pay for that of the sum', { timeout: SLOW_MS }, async () => {
    const open = await rehearse('masks: false');
    const shared = await rehearse('honestContributors: 3');
    const width = ({ summary }: Rehearsed): number => {
      const patients = summary.released?.scores.patients;
      return (patients?.high ?? Number.NaN) - (patients?.low ?? 0);
    };
    expect(shared.summary.released?.sites).toHaveLength(4);
    // Four shares of a third of the variance, in place of four whole ones.
    expect(width(open) / width(shared)).toBeCloseTo(Math.sqrt(3), 3);
    for (const [i, site] of shared.summary.sites.entries())
      expect(site.parts?.heldOut).toBeCloseTo(open.summary.sites[i]?.parts?.heldOut ?? Number.NaN, 6);
    expect(shared.summary.privacy.trust?.scoresAlone).toBeGreaterThan(1.5);
  });
});
