import { seededRandom } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { binomialUpperTail } from '../audit/binomial.ts';
import { pooledRows, scoredPatients } from '../testing/scored-patients.ts';
import { encodeScores } from './encode-scores.ts';
import type { ScoredRows } from './scored-rows.ts';
import type { Released } from './observed.ts';
import { decodeThresholds, type ReleasedThreshold, type ReleasedThresholds } from './released-thresholds.ts';
import { type ScoreLayout, scoreLayout } from './score-layout.ts';
import { deriveScoreRelease, noiseScores, type ScoreRelease } from './score-release.ts';

const SEEDS = 200;
const THRESHOLD = 0.4;
const layout = scoreLayout({ target: { kind: 'binary', threshold: THRESHOLD }, metrics: ['auc', 'accuracy'] });
const edges = layout.blocks[0]?.edges ?? [];

function releaseFor(own: ScoreLayout, epsilon: number, sites: readonly number[]): ScoreRelease {
  const target = { epsilon, delta: 1e-3 };
  const largestSite = Math.max(...sites);
  return deriveScoreRelease({ layout: own, target, evaluations: 1, sites: sites.length, honestContributors: 1, largestSite });
}

/** What scores say without bins and noise. */
function exactAt({ outputs, targets }: ScoredRows, threshold: number): Record<keyof ReleasedThreshold, number> {
  const count = (outcome: number, called: boolean): number =>
    targets.filter((target, i) => target === outcome && (outputs[i] as number) >= threshold === called).length;
  const [tp, fp, tn, fn] = [count(1, true), count(0, true), count(0, false), count(1, false)];
  const n = tp + fp + tn + fn;
  return {
    threshold,
    sensitivity: tp / (tp + fn),
    specificity: tn / (tn + fp),
    precision: tp / (tp + fp),
    negativeValue: tn / (tn + fn),
    called: (tp + fp) / n,
    netBenefit: tp / n - ((fp / n) * threshold) / (1 - threshold),
  };
}

function exactAuc({ outputs, targets }: ScoredRows): number {
  let [won, pairs] = [0, 0];
  outputs.forEach((high, i) => {
    if (targets[i] !== 1) return;
    outputs.forEach((low, j) => {
      if (targets[j] !== 0) return;
      pairs++;
      won += high > low ? 1 : high === low ? 0.5 : 0;
    });
  });
  return won / pairs;
}

const holds = ({ low, high }: Released, exact: number): boolean =>
  Number.isNaN(exact) || (exact >= low - 1e-6 && exact <= high + 1e-6);

/** Areas under the stairs through one end of the intervals: from the highest threshold to the lowest, up first or across first. */
function area({ thresholds }: ReleasedThresholds, end: 'low' | 'high' | 'value'): number {
  const corners = [
    { x: 0, y: 0 },
    ...[...thresholds].reverse().map(({ specificity, sensitivity }) => ({ x: 1 - specificity[end], y: sensitivity[end] })),
    { x: 1, y: 1 },
  ];
  return corners.slice(1).reduce((sum, { x, y }, i) => {
    const before = corners[i] as { x: number; y: number };
    const height = end === 'low' ? before.y : end === 'high' ? y : (before.y + y) / 2;
    return sum + Math.max(0, x - before.x) * height;
  }, 0);
}

function decoded(sites: readonly ScoredRows[], release: ScoreRelease, random: ReturnType<typeof seededRandom>) {
  const sum = new Int32Array(layout.dimension);
  for (const site of sites)
    noiseScores(encodeScores(layout, release, site), release, random).forEach(
      (word, i) => (sum[i] = ((sum[i] as number) + word) | 0),
    );
  return decodeThresholds(sum, layout, release, sites.length);
}

describe('thresholds without noise', () => {
  it('are what the scores say, at every edge', () => {
    const release = releaseFor(layout, 8, [400]);
    const rows = scoredPatients({ patients: 400, prevalence: 0.3, separation: 1.5 }, seededRandom('thresholds/exact'));
    const found = decodeThresholds(encodeScores(layout, release, rows), layout, release, 1) as ReleasedThresholds;
    expect(found.chosen).toBe(THRESHOLD);
    expect(found.thresholds.map(({ threshold }) => threshold)).toEqual([...edges]);
    expect(found.prevalence.value).toBeCloseTo(rows.targets.filter((target) => target === 1).length / 400, 9);
    for (const told of found.thresholds) {
      const { threshold, ...figures } = told;
      const exact = exactAt(rows, threshold);
      for (const [name, figure] of Object.entries(figures))
        expect(figure.value, `${name} at ${threshold}`).toBeCloseTo(exact[name as keyof ReleasedThreshold], 9);
    }
  });

  it('weigh 18 of 20 with the outcome and 8 of 80 without it as a decision curve does', () => {
    const own = scoreLayout({ target: { kind: 'binary', threshold: 0.2 }, metrics: ['auc'], bins: 4 });
    const release = releaseFor(own, 8, [100]);
    const at = own.blocks[0]?.edges.indexOf(0.2) ?? -1;
    const words = new Int32Array(own.dimension);
    const unit = release.units[0] as number;
    const add = (outcome: 0 | 1, bin: number, patients: number): number => (words[outcome * 4 + bin] = patients * unit);
    add(1, at + 1, 18);
    add(1, at, 2);
    add(0, at + 1, 8);
    add(0, at, 72);
    const told = decodeThresholds(words, own, release, 1)?.thresholds[at];
    const values = Object.fromEntries(
      Object.entries(told ?? {}).map(([name, of]) => [name, typeof of === 'number' ? of : Number(of.value.toFixed(6))]),
    );
    expect(values).toEqual({
      threshold: 0.2,
      sensitivity: 0.9,
      specificity: 0.9,
      precision: 0.692308,
      negativeValue: 0.972973,
      called: 0.26,
      // 18/100 - 8/100 * 0.2 / 0.8.
      netBenefit: 0.16,
    });
  });
});

describe('thresholds under noise', () => {
  const cases = [
    { name: 'four hospitals of 300', sites: [300, 300, 300, 300], prevalence: 0.5, epsilon: 1 },
    { name: 'four hospitals of 75', sites: [75, 75, 75, 75], prevalence: 0.4, epsilon: 4 },
    { name: 'one patient in twenty of 4,000', sites: [2000, 2000], prevalence: 0.05, epsilon: 1 },
  ];
  it.each(cases)(
    'hold together in 95 of 100 runs, and bound the AUC: $name at epsilon $epsilon',
    ({ sites, prevalence, epsilon }) => {
      const release = releaseFor(layout, epsilon, sites);
      let [missed, areas, shown, off] = [0, 0, 0, 0];
      for (let seed = 0; seed < SEEDS; seed++) {
        const random = seededRandom(`thresholds/${seed}`);
        const made = sites.map((patients) => scoredPatients({ patients, prevalence, separation: 1.5 }, random));
        const found = decoded(made, release, random);
        if (found === undefined) continue;
        shown++;
        const rows = pooledRows(made);
        const all = found.thresholds.every(({ threshold, ...figures }) => {
          const exact = exactAt(rows, threshold);
          return Object.entries(figures).every(([name, figure]) => holds(figure, exact[name as keyof ReleasedThreshold]));
        });
        if (!all) missed++;
        // The quadratic count of pairs is slow, and the same for a few as for many.
        if (seed % 10 !== 0) continue;
        const exact = exactAuc(rows);
        if (!(area(found, 'low') <= exact && exact <= area(found, 'high'))) areas++;
        off = Math.max(off, Math.abs(area(found, 'value') - exact));
      }
      expect(shown).toBeGreaterThan(0.9 * SEEDS);
      let most = 0;
      while (binomialUpperTail(most + 1, shown, 0.05) > 1e-3) most++;
      expect(missed).toBeLessThanOrEqual(most);
      expect(areas).toBeLessThanOrEqual(1);
      expect(off).toBeLessThan(0.15);
    },
  );

  it('never turn round: values lie in [0, 1], and go one way with the threshold', () => {
    const sites = [40, 40, 40];
    const release = releaseFor(layout, 2, sites);
    let shown = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const random = seededRandom(`monotone/${seed}`);
      const found = decoded(
        sites.map((patients) => scoredPatients({ patients, prevalence: 0.5, separation: 1.2 }, random)),
        release,
        random,
      );
      if (found === undefined) continue;
      shown++;
      found.thresholds.forEach((told, i) => {
        const before = found.thresholds[i - 1];
        for (const name of ['sensitivity', 'specificity', 'called'] as const) {
          const { value, low, high } = told[name];
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
          expect(low).toBeLessThanOrEqual(value);
          expect(high).toBeGreaterThanOrEqual(value);
        }
        if (before === undefined) return;
        expect(told.sensitivity.value).toBeLessThanOrEqual(before.sensitivity.value + 1e-12);
        expect(told.specificity.value).toBeGreaterThanOrEqual(before.specificity.value - 1e-12);
      });
    }
    expect(shown).toBeGreaterThan(SEEDS / 2);
  });

  it('are not told where there may be nobody with the outcome, nor of other targets', () => {
    const release = releaseFor(layout, 1, [12]);
    const rows = scoredPatients({ patients: 12, prevalence: 0.5, separation: 1 }, seededRandom('few'));
    expect(decodeThresholds(encodeScores(layout, release, rows), layout, release, 1)).toBeUndefined();
    const number = scoreLayout({ target: { kind: 'number', range: [0, 1] }, metrics: ['loss'] });
    const other = releaseFor(number, 1, [12]);
    expect(decodeThresholds(new Int32Array(number.dimension), number, other, 1)).toBeUndefined();
    const plain = scoreLayout({ target: { kind: 'binary', threshold: 0.5 }, metrics: ['accuracy'] });
    expect(decodeThresholds(new Int32Array(plain.dimension), plain, releaseFor(plain, 1, [12]), 1)).toBeUndefined();
  });

  it('are wider for fewer sites than the words are of', () => {
    const release = releaseFor(layout, 1, [2000, 2000]);
    const rows = scoredPatients({ patients: 2000, prevalence: 0.4, separation: 1.5 }, seededRandom('wide'));
    const words = encodeScores(layout, release, rows);
    const width = (sites: number): number => {
      const { thresholds } = decodeThresholds(words, layout, release, sites) as ReleasedThresholds;
      const { high, low } = (thresholds[4] as ReleasedThreshold).sensitivity;
      return high - low;
    };
    expect(width(2)).toBeGreaterThan(width(1) * 1.3);
    expect(() => decodeThresholds(words.slice(1), layout, release, 1)).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID' }),
    );
  });
});
