import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { calibrationOf, expectedCalibrationError } from './calibration.ts';
import {
  averagePrecision,
  concordanceIndex,
  exactAuc,
  histogramAuc,
  histogramAveragePrecision,
  scoreHistogram,
} from './ranking.ts';

const random = seededRandom('ranking');
/** Scores on a coarse grid, so that there are ties. */
const draw = (n: number, levels = 9): Float32Array =>
  Float32Array.from({ length: n }, () => (Math.floor(uniform53(random) * levels) + 0.5) / levels);

describe('AUC and average precision', () => {
  const positive = draw(30);
  const negative = draw(40);
  const histogram = scoreHistogram(positive, negative, 9);

  it('are those of the definitions by pairs and by thresholds', () => {
    let pairs = 0;
    for (const p of positive) for (const n of negative) pairs += p > n ? 1 : p === n ? 0.5 : 0;
    expect(exactAuc(positive, negative)).toBeCloseTo(pairs / 1200, 12);
    let expected = 0;
    let recall = 0;
    for (const threshold of [...new Set([...positive, ...negative])].sort((a, b) => b - a)) {
      const found = positive.filter((s) => s >= threshold).length;
      const wrong = negative.filter((s) => s >= threshold).length;
      expected += (found / 30 - recall) * (found / (found + wrong));
      recall = found / 30;
    }
    expect(averagePrecision(positive, negative)).toBeCloseTo(expected, 12);
  });

  it('are the same from a histogram with a bin for each score', () => {
    expect(histogramAuc(histogram)).toBeCloseTo(exactAuc(positive, negative) ?? Number.NaN, 12);
    expect(histogramAveragePrecision(histogram)).toBeCloseTo(averagePrecision(positive, negative) ?? Number.NaN, 12);
  });

  it('are not defined without both classes', () => {
    const none = new Float32Array(0);
    expect(exactAuc(none, negative)).toBeUndefined();
    expect(histogramAuc({ positive: [0, 0], negative: [1, 2] })).toBeUndefined();
    expect(averagePrecision(none, negative)).toBeUndefined();
    expect(histogramAveragePrecision({ positive: [0, 0], negative: [1, 2] })).toBeUndefined();
  });
});

describe('concordance', () => {
  it('is that of the definition by pairs, with tied times and scores', () => {
    const n = 60;
    const risk = draw(n, 7);
    const time = draw(n, 11);
    const event = Float32Array.from(draw(n, 3), (v) => Number(v > 0.4));
    let pairs = 0;
    let wins = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const first = (time[i] ?? 0) < (time[j] ?? 0) || (time[i] === time[j] && event[j] === 0);
        if (i === j || event[i] !== 1 || !first) continue;
        pairs += 1;
        wins += (risk[i] ?? 0) > (risk[j] ?? 0) ? 1 : risk[i] === risk[j] ? 0.5 : 0;
      }
    }
    expect(pairs).toBeGreaterThan(100);
    expect(concordanceIndex(risk, time, event)).toBeCloseTo(wins / pairs, 12);
  });

  it('is not defined when no pair can be compared', () => {
    expect(concordanceIndex(Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(0, 0))).toBeUndefined();
  });
});

describe('calibration', () => {
  it('error is the weighted distance of predicted and observed frequency', () => {
    const calibration = calibrationOf(Float32Array.of(0.11, 0.15, 0.95, 1), Float32Array.of(0, 1, 1, 0), 10);
    expect(calibration.rows).toEqual([0, 2, 0, 0, 0, 0, 0, 0, 0, 2]);
    expect(expectedCalibrationError(calibration)).toBeCloseTo((Math.abs(0.26 - 1) + Math.abs(1.95 - 1)) / 4, 6);
    expect(expectedCalibrationError(calibrationOf(new Float32Array(0), new Float32Array(0), 4))).toBeUndefined();
  });
});
