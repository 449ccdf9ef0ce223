import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { squaredNorm } from '../encoding/quantise.ts';
import { encodeScores } from './encode-scores.ts';
import type { ScoredRows } from './scored-rows.ts';
import { scoreLayout, type ScoreTarget } from './score-layout.ts';
import type { ScoreMetric } from './score-block.ts';
import { deriveScoreRelease } from './score-release.ts';

const random = seededRandom('encode-scores');
const below = (n: number): number => Math.floor(uniform53(random) * n);
const METRICS: Readonly<Record<ScoreTarget['kind'], readonly ScoreMetric[]>> = {
  binary: ['loss', 'accuracy', 'auc', 'average-precision', 'brier', 'calibration'],
  category: ['loss', 'accuracy'],
  number: ['loss', 'mean-absolute-error', 'root-mean-squared-error'],
  'time-to-event': ['loss', 'concordance', 'survival-curve'],
};

/** Any float32 bits, or what crafted weights aim at: one score for all, extremes, numbers that are none. */
function oddFloat(): number {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setUint32(0, below(2 ** 32));
  const odd = [bits.getFloat32(0), 0, 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, -1e38, uniform53(random), uniform53(random)];
  return odd[below(odd.length)] as number;
}

function targetOf(kind: ScoreTarget['kind']): ScoreTarget {
  if (kind === 'binary') return { kind, threshold: 0.001 + 0.998 * uniform53(random) };
  if (kind === 'category') return { kind, classes: 2 + below(5) };
  if (kind === 'time-to-event') return { kind, intervals: 2 + below(6) };
  const counts = below(2) === 0 ? { counts: true as const } : {};
  return { kind, range: [-uniform53(random), uniform53(random) + 1e-3], ...counts };
}

/** Outputs and targets of a row. */
function widthsOf(target: ScoreTarget): readonly [number, number] {
  if (target.kind === 'time-to-event') return [target.intervals, 3];
  return target.kind === 'category' ? [target.classes, target.classes] : [1, 1];
}

/** Rows of the chosen patients of a random data set, in a random order. */
function rowsOf(
  rows: ScoredRows,
  [outputWidth, targetWidth]: readonly [number, number],
  chosen: (patient: number) => boolean,
): ScoredRows {
  const kept = Array.from(rows.patients.keys()).filter((row) => chosen(rows.patients[row] as number));
  const wide = (values: Float32Array, width: number): Float32Array =>
    Float32Array.from(kept.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]));
  return {
    outputs: wide(rows.outputs, outputWidth),
    targets: wide(rows.targets, targetWidth),
    losses: Float32Array.from(kept, (row) => rows.losses[row] as number),
    patients: Int32Array.from(kept, (row) => rows.patients[row] as number),
    groups: rows.groups,
  };
}

describe('sensitivity', () => {
  const cases = Number(process.env['SCORE_CASES'] ?? 1500);
  it.each(['binary', 'category', 'number', 'time-to-event'] as const)(
    'one patient more moves no words further than declared: %s',
    (kind) => {
      let largest = 0;
      for (let i = 0; i < cases; i++) {
        const target = targetOf(kind);
        const asked = METRICS[kind].filter(() => below(3) > 0);
        const labels = below(2) === 0 ? {} : { sex: ['f', 'm', 'missing'], age: ['young', 'old'] };
        const layout = scoreLayout({ target, metrics: asked, bins: 2 * (1 + below(8)), subgroups: labels });
        const release = deriveScoreRelease({
          layout,
          target: { epsilon: 1, delta: 1e-3 },
          evaluations: 1 + below(3),
          sites: 1 + below(5),
          honestContributors: 1,
          largestSite: 1 + below(1000),
        });
        const patients = 1 + below(6);
        const patientOf = Int32Array.from({ length: patients + below(40) }, (_, row) => (row < patients ? row : below(patients)));
        patientOf.sort(() => below(3) - 1);
        const [outputWidth, targetWidth] = widthsOf(target);
        const floats = (length: number): Float32Array => Float32Array.from({ length }, oddFloat);
        const rows: ScoredRows = {
          outputs: floats(patientOf.length * outputWidth),
          targets: floats(patientOf.length * targetWidth),
          losses: floats(patientOf.length),
          patients: patientOf,
          groups: {
            sex: Int32Array.from({ length: patients }, () => below(5) - 1),
            age: Int32Array.from({ length: patients }, () => below(2)),
          },
        };
        const extra = below(patients);
        const difference = encodeScores(layout, release, rows);
        const without = encodeScores(
          layout,
          release,
          rowsOf(rows, [outputWidth, targetWidth], (patient) => patient !== extra),
        );
        without.forEach((word, at) => (difference[at] = ((difference[at] as number) - word) | 0));
        const moved = Math.sqrt(Number(squaredNorm(difference))) / release.grid.clipUnits;
        expect(moved).toBeLessThanOrEqual(1);
        layout.blocks.forEach(({ offset, groups, cells }, b) => {
          const block = difference.subarray(offset, offset + groups * cells);
          expect(block.reduce((sum, word) => sum + Math.abs(word), 0)).toBeLessThanOrEqual(release.units[b] as number);
        });
        largest = Math.max(largest, moved);
      }
      // The bound is no mere bound: noise is not paid for what never happens.
      expect(largest).toBeGreaterThan(0.99);
    },
  );
});

describe('what a row counts as', () => {
  const layout = scoreLayout({ target: { kind: 'binary', threshold: 0.5 }, metrics: ['accuracy'] });
  const release = deriveScoreRelease({
    layout,
    target: { epsilon: 1, delta: 1e-3 },
    evaluations: 1,
    sites: 1,
    honestContributors: 1,
    largestSite: 100,
  });
  const unit = release.units[0] as number;
  const encode = (outputs: readonly number[], targets: readonly number[], patients = outputs.map((_, i) => i)): number[] => [
    ...encodeScores(layout, release, {
      outputs: Float32Array.from(outputs),
      targets: Float32Array.from(targets),
      losses: new Float32Array(outputs.length),
      patients: Int32Array.from(patients),
      groups: {},
    }),
  ];

  it('is a cell of outcome and side of the threshold, which itself counts as called', () => {
    expect(encode([0.49, 0.5, 0.2, 0.9], [0, 0, 1, 1])).toEqual([unit, unit, unit, unit]);
  });

  it('is the worst cell where a score is no number', () => {
    expect(encode([Number.NaN, Number.NaN], [0, 1])).toEqual([0, unit, unit, 0]);
  });

  it('is a share of its patient, who counts once', () => {
    const third = Math.trunc(unit / 3);
    expect(encode([0.1, 0.9, 0.9], [0, 0, 1], [7, 7, 7])).toEqual([third, third, 0, third]);
  });
});
