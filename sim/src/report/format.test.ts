import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDelta,
  formatDuration,
  formatEpsilon,
  formatParameter,
  formatPercent,
  formatRounds,
  formatScore,
  formatSpent,
  formatThreshold,
  plural,
  shorten,
} from './format.ts';

const GAP = '\u00a0';

it.each([
  [0.5, '0.5'],
  [0.0024726231566347743, '0.0025'],
  [0.18242552380635635, '0.18'],
  [0.8175744761936437, '0.82'],
  [0.9975273768433653, '0.9975'],
])('a threshold of %d keeps two digits of its distance from the nearer end', (threshold, text) => {
  expect(formatThreshold(threshold)).toBe(text);
});

describe('formatEpsilon', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [0.43, '0.43'],
    [0.9991, '1'],
    [0.12341, '0.124'],
    [10, '10'],
    [1e-9, '0.001'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('%d is never rounded down', (epsilon, text) => {
    expect(formatEpsilon(epsilon)).toBe(text);
  });
});

describe('formatSpent', () => {
  it('keeps its decimals, and rounds up as well', () => {
    expect(formatSpent(0.9991)).toBe('1.000');
    expect(formatSpent(0.43)).toBe('0.430');
    expect(formatSpent(Number.POSITIVE_INFINITY)).toBe('∞');
  });
});

describe('formatDelta', () => {
  it.each([
    [0, '0'],
    [0.001, '0.001'],
    [0.05, '0.05'],
    [1e-5, '10⁻⁵'],
    [2.5e-12, '2.5 × 10⁻¹²'],
  ])('%d', (delta, text) => {
    expect(formatDelta(delta)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, `0${GAP}ms`],
    [999.4, `999${GAP}ms`],
    [999.6, `1.0${GAP}s`],
    [59_940, `59.9${GAP}s`],
    [59_960, `1${GAP}min 00${GAP}s`],
    [185_000, `3${GAP}min 05${GAP}s`],
    [3_599_600, `1${GAP}h 00${GAP}min`],
    [7_500_000, `2${GAP}h 05${GAP}min`],
  ])('%d', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('other figures', () => {
  it('are written for people', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect(formatPercent(0.7912)).toBe(`79.1${GAP}%`);
    expect(formatScore(0.8567)).toBe('0.857');
    expect(formatScore(123_456)).toBe('1.23e+5');
    expect(formatParameter(4.837_21)).toBe('4.837');
    expect(plural(1, 'site')).toBe('1 site');
    expect(plural(0, 'site')).toBe('0 sites');
    expect(shorten('hospital-12', 8)).toBe('hosp…-12');
    expect(shorten('🏥🏥🏥', 3)).toBe('🏥🏥🏥');
  });

  it('rounds become ranges, whatever their order', () => {
    expect(formatRounds([7, 2, 1, 3, 3])).toBe('1–3, 7');
    expect(formatRounds([])).toBe('');
  });
});
