import { seededRandom, uniform53 } from '@consilium/core';
import type { LossName } from '@consilium/plan';
import { describe, expect, it } from 'vitest';
import { bootstrapIntervals } from './bootstrap.ts';
import { calibrationOf, expectedCalibrationError } from './calibration.ts';
import { cellPatients } from './cell-patients.ts';
import { evaluateRows, type Predictions } from './evaluate-rows.ts';
import type { Evaluation } from './evaluation.ts';
import { poolEvaluations } from './pooling.ts';
import { poolSubgroups } from './pool-subgroups.ts';
import { averagePrecision, concordanceIndex, exactAuc, scoreHistogram } from './ranking.ts';
import { evaluateCell, subgroupTable } from './subgroups.ts';
import { othersThanCommonest } from './outcome-spread.ts';

const random = seededRandom('any bits');
const below = (n: number): number => Math.floor(uniform53(random) * n);
const SUMMARY = { threshold: 0.5, bins: 10, calibrationBins: 5 };

/** Float32 numbers of any bits, among them more of those that trouble makes: NaN, infinities, zeros, equal ones. */
function anyFloats(length: number, odd: number): Float32Array {
  const values = new Float32Array(length);
  random.fill(new Uint8Array(values.buffer));
  const common = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1, 3.4e38];
  return values.map((value) => (uniform53(random) < odd ? (common[below(common.length)] as number) : value));
}

function anyPredictions(loss: LossName): Predictions {
  const rows = below(30);
  const outputWidth = loss === 'categorical-crossentropy' || loss === 'discrete-hazards' ? 3 : 1;
  const targetWidth = loss === 'cox' ? 2 : outputWidth;
  const odd = [0, 0.1, 0.9][below(3)] as number;
  const tame = uniform53(random) < 0.3;
  const numbers = (length: number): Float32Array =>
    tame ? anyFloats(length, 0).map((x) => (Number.isFinite(x) ? Math.abs(x % 1) : 0.5)) : anyFloats(length, odd);
  return {
    loss,
    rows,
    outputWidth,
    targetWidth,
    outputs: numbers(rows * outputWidth),
    targets: below(2) === 0 ? numbers(rows * targetWidth) : new Float32Array(rows * targetWidth).map(() => below(2)),
    losses: numbers(loss === 'cox' ? 0 : rows),
    patients: Int32Array.from({ length: rows }, () => below(12)),
    sourceRows: Int32Array.from({ length: rows }, (_, i) => i),
  };
}

/** JSON writes `null` for each number that is none. */
const hasOnlyNumbers = (value: unknown): boolean => !JSON.stringify([value ?? 0]).includes('null');

describe('an evaluation of numbers of any bits', () => {
  const losses = [
    'binary-crossentropy',
    'categorical-crossentropy',
    'mean-squared-error',
    'poisson',
    'discrete-hazards',
    'cox',
  ] as const;
  it.each(losses)('ends, and gives finite figures or none: %s', (loss) => {
    let withFigures = 0;
    for (let i = 0; i < 400; i++) {
      const predictions = anyPredictions(loss);
      const every = Uint32Array.from({ length: predictions.rows }, (_, row) => row);
      const whole = evaluateRows(predictions, every, SUMMARY);
      const sides = [0, 1].map((side) => every.filter((row) => (predictions.patients[row] as number) % 2 === side));
      const attribute = { labels: ['even', 'odd'], groupOfPatient: new Int32Array(12) };
      const cells = subgroupTable(
        attribute,
        2,
        sides,
        (rows) => rows.length,
        (rows) => (othersThanCommonest(predictions, rows) ?? 2) < 2,
        (rows) => evaluateCell(predictions, rows, SUMMARY, 2),
      );
      const site: Evaluation = { ...whole, subgroups: { parity: cells } };
      const found = {
        site,
        cells: cellPatients(predictions, SUMMARY),
        intervals:
          i % 20 === 0 ? bootstrapIntervals(predictions, every, SUMMARY, { resamples: 20, randomness: random }) : undefined,
        pooled: poolEvaluations([site, site]),
        groups: poolSubgroups([site], { parity: ['even', 'odd'] }),
      };
      expect(found).toSatisfy(hasOnlyNumbers);
      if (whole.loss !== undefined) withFigures++;
    }
    expect(withFigures).toBeGreaterThan(20);
  });

  it('ends for each measure by itself', () => {
    for (let i = 0; i < 2000; i++) {
      const [one, other, third] = [0, 0, 0].map(() => anyFloats(1 + below(12), 0.3)) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const same = anyFloats(one.length, 0.3);
      expect([
        exactAuc(one, other) ?? 0,
        averagePrecision(one, other) ?? 0,
        concordanceIndex(one, same, anyFloats(one.length, 0.3)) ?? 0,
        scoreHistogram(one, third, 7),
        expectedCalibrationError(calibrationOf(one, same, 4)) ?? 0,
      ]).toSatisfy(hasOnlyNumbers);
      expect(calibrationOf(one, same, 4).rows.reduce((a, b) => a + b, 0)).toBe(one.length);
    }
  });

  it('says in words why a model that gives no numbers has no AUC', () => {
    const predictions: Predictions = {
      ...anyPredictions('binary-crossentropy'),
      rows: 2,
      outputs: Float32Array.of(0.5, Number.NaN),
      targets: Float32Array.of(0, 1),
      losses: Float32Array.of(0.7, Number.NaN),
      patients: Int32Array.of(0, 1),
    };
    expect(evaluateRows(predictions, Uint32Array.of(0, 1), SUMMARY)).toEqual({
      patients: 2,
      rows: 2,
      lossFinite: false,
      aucUndefined: 'the model gives scores that are not finite numbers',
    });
  });
});

describe('a time to an event', () => {
  /** Rows of a patient each: survived, event, time, and the hazard of both intervals. */
  const made = (rows: readonly (readonly [survived: number, event: number, time: number, hazard: number])[]): Predictions => ({
    loss: 'discrete-hazards',
    rows: rows.length,
    outputWidth: 2,
    targetWidth: 3,
    outputs: Float32Array.from(rows.flatMap(([, , , hazard]) => [hazard, hazard])),
    targets: Float32Array.from(rows.flatMap(([survived, event, time]) => [survived, event, time])),
    losses: new Float32Array(rows.length).fill(0.5),
    patients: Int32Array.from(rows.keys()),
    sourceRows: Int32Array.from(rows.keys()),
  });
  const every = (n: number): Uint32Array => Uint32Array.from({ length: n }, (_, row) => row);
  const four = made([
    [0, 1, 3, 0.9],
    [0, 0, 4, 0.1],
    [1, 1, 12, 0.3],
    [2, 0, 20, 0.4],
  ]);

  it('has the share of comparable pairs in which the higher hazard had the earlier event', () => {
    // The first beats the other three; of the third and fourth the later one had the higher hazard.
    expect(evaluateRows(four, every(4), SUMMARY)).toEqual({
      patients: 4,
      rows: 4,
      lossFinite: true,
      loss: 0.5,
      concordance: 0.75,
    });
    expect(evaluateRows(four, Uint32Array.of(1, 3), SUMMARY).concordance).toBeUndefined();
  });

  it('has outcomes that nearly everybody may share: the event, or none that was seen', () => {
    expect(othersThanCommonest(four, every(4))).toBe(2);
    expect(othersThanCommonest(four, Uint32Array.of(0, 1, 3))).toBe(1);
  });

  it('withholds the C-index of a group of which few had the event, and says so', () => {
    const { concordance, suppressed } = evaluateCell(four, every(4), SUMMARY, 3);
    expect([concordance, suppressed]).toEqual([
      undefined,
      {
        concordance:
          'fewer than 3 patients of the group have one of the outcomes, or are on one side of the pairs that are compared',
      },
    ]);
    expect(evaluateCell(four, every(4), SUMMARY, 2).concordance).toBe(0.75);
  });

  it('withholds it where one patient alone is in all of its pairs, and says the same where there is no pair', () => {
    const [late, lost] = [[1, 1, 10, 0.2] as const, [0, 0, 1, 0.5] as const];
    const withFirst = (time: number): Predictions =>
      made([[0, 1, time, 0.3], late, late, late, late, lost, lost, lost, lost, lost]);
    const cells = [3, 10].map((time) => evaluateCell(withFirst(time), every(10), SUMMARY, 5));
    expect(cells[0]?.concordance).toBeUndefined();
    expect(cells[0]).toEqual(cells[1]);
    expect(cells[0]?.suppressed).toBeDefined();
  });
});

describe('pooling', () => {
  it('gives no figure of counts that are none', () => {
    const broken: Evaluation = {
      patients: 3,
      rows: 3,
      lossFinite: true,
      loss: Number.POSITIVE_INFINITY,
      scoreHistogram: { positive: [Number.POSITIVE_INFINITY, 1], negative: [1, 1] },
    };
    const { loss, auc, averagePrecision: precision } = poolEvaluations([broken]);
    expect([loss, auc, precision]).toEqual([undefined, undefined, undefined]);
  });
});
