import { canonicalJson, type Json } from '@consilium/core';
import { decodeScores, type Scores as ScorePlan } from '@consilium/privacy';
import { type Scores, type ScoresOfSites, type SummedScores, wordsOfText } from '../rounds/scores.ts';

/** Noised scores and what they say. */
export interface Released {
  /** Counts and sums with their noise, modulo 2^32. */
  readonly words: Int32Array;
  /** Sites that are added up, in alphabetical order. */
  readonly sites: readonly string[];
  /** Metrics with intervals, canonical JSON. */
  readonly metricsJson: string;
}

/** What one site's words say; `undefined` for a site that sent none, or sent them under masks. */
export function releasedOf(plan: ScorePlan, site: string, scores: Scores | undefined): Released | undefined {
  return scores?.t === 'released' ? read(plan, wordsOfText(scores.words), [site]) : undefined;
}

/**
 * What the words of all sites say together: their sum, since a patient at one site and the noise of another are independent.
 * `undefined` where no site sent any.
 *
 * @param summed what came of their sum under masks
 */
export function pooledOf(plan: ScorePlan, scores: ScoresOfSites, summed: SummedScores | undefined): Released | undefined {
  if (summed !== undefined) return summed.t === 'opened' ? read(plan, wordsOfText(summed.words), summed.sites) : undefined;
  const sites = Object.keys(scores)
    .filter((site) => scores[site]?.t === 'released')
    .sort();
  if (sites.length === 0) return undefined;
  const sum = new Int32Array(plan.layout.dimension);
  for (const site of sites) {
    const known = scores[site];
    if (known?.t !== 'released') continue;
    wordsOfText(known.words).forEach((word, i) => {
      sum[i] = ((sum[i] ?? 0) + word) | 0;
    });
  }
  return read(plan, sum, sites);
}

function read({ layout, release }: ScorePlan, words: Int32Array, sites: readonly string[]): Released {
  const metrics = decodeScores(words, layout, release, sites.length);
  return { words, sites, metricsJson: canonicalJson(metrics as unknown as Json) };
}
