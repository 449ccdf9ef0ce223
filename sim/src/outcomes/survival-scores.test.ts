import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { survivedOf } from '@consilium/plan';
import { describe, expect, it } from 'vitest';
import { type FollowUp, followUpOf, kaplanMeier } from './kaplan-meier.ts';
import { survivalScores, survivalTable } from './survival-scores.ts';

interface Case {
  readonly ends: readonly number[];
  /** Of the event or of its censoring, some beyond the last end. */
  readonly times: readonly number[];
  readonly events: readonly number[];
  readonly hazards: readonly (readonly number[])[];
  readonly expected: Readonly<Record<'survival' | 'low' | 'high', readonly number[]>> &
    Readonly<Record<'concordance' | 'integratedBrier' | 'baselineBrier', number>>;
}
const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'testing/survival-vectors.json'), 'utf8')) as {
  readonly cases: readonly Case[];
};

/** Rows as sites make targets of them. */
function rowsOf({ ends, times, events, hazards }: Omit<Case, 'expected'>): FollowUp {
  const horizon = ends.at(-1) as number;
  const seen = events.map((event, i) => event === 1 && (times[i] as number) <= horizon);
  return {
    intervals: ends.length,
    times: Float32Array.from(times, (time) => Math.min(horizon, time)),
    events: Float32Array.from(seen, Number),
    survived: Float32Array.from(times, (time, i) => survivedOf(ends, time, seen[i] as boolean)),
    hazards: Float32Array.from(hazards.flat()),
  };
}

describe('scores of a time to an event', () => {
  it.each(cases)('are those of lifelines and scikit-survival, case %#', (made) => {
    const { ends, expected } = made;
    const rows = rowsOf(made);
    kaplanMeier(rows, ends).forEach(({ observed, low, high }, k) => {
      expect(observed).toBeCloseTo(expected.survival[k] as number, 10);
      expect(low).toBeCloseTo(expected.low[k] as number, 6);
      expect(high).toBeCloseTo(expected.high[k] as number, 6);
    });
    const scores = survivalScores(rows, ends);
    expect(scores?.concordance).toBeCloseTo(expected.concordance, 10);
    expect(scores?.integratedBrier).toBeCloseTo(expected.integratedBrier, 6);
    expect(scores?.baselineBrier).toBeCloseTo(expected.baselineBrier, 6);
  });

  const ends = [10, 20];
  const four = rowsOf({
    ends,
    times: [4, 9, 12, 30],
    events: [1, 0, 1, 1],
    hazards: [
      [0.6, 0.6],
      [0.1, 0.1],
      [0.3, 0.3],
      [0.2, 0.2],
    ],
  });

  it('have numbers at risk, and bands of a calibration that is seen', () => {
    const table = survivalTable([four], ends);
    expect(table?.events).toBe(2);
    expect(table?.curve.map(({ time, atRisk }) => [time, atRisk])).toEqual([
      [0, 4],
      [10, 2],
      [20, 1],
    ]);
    expect(table?.curve.map(({ observed }) => observed)).toEqual([1, 0.75, 0.375]);
    expect(table?.curve[2]?.predicted).toBeCloseTo((0.16 + 0.81 + 0.49 + 0.64) / 4, 6);
    expect(table?.calibration.map(({ horizon }) => horizon)).toEqual([10, 20]);
    expect(table?.calibration[1]?.bands).toMatchObject([{ rows: 4, observed: 0.625 }]);
    // The one who was lost at 9 had survived the first interval; by exact times nobody knows whether it outlasted the third.
    expect(table?.concordance).toBe(1);
  });

  it('count pairs within sites apart from those of all', () => {
    const reversed = { ...four, hazards: Float32Array.from([0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.9, 0.9]) };
    const table = survivalTable([four, reversed], ends);
    expect(table?.concordanceWithinSites).toBeCloseTo(0.5, 10);
    expect(table?.concordance).not.toBe(table?.concordanceWithinSites);
  });

  it('are absent without rows, without a pair, and where a hazard is no number', () => {
    expect(survivalScores(followUpOf([four], []), ends)).toBeUndefined();
    expect(survivalScores({ ...four, hazards: four.hazards.map((h, i) => (i === 3 ? Number.NaN : h)) }, ends)).toBeUndefined();
    const alone = survivalScores(followUpOf([four], [0]), ends);
    expect(alone).toMatchObject({ rows: 1, events: 1 });
    expect(alone?.concordance).toBeUndefined();
  });
});
