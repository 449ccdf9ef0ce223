import { type Randomness, seededRandom } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { calibrateNoiseMultiplier } from '../accounting/calibrate.ts';
import { decodeSum } from '../encoding/decode-sum.ts';
import { chooseGrid, type GridOptions } from '../encoding/grid.ts';
import { releaseWords } from '../encoding/release-words.ts';
import { auditMechanism } from './mechanism-audit.ts';
import { releaseUnderAudit } from './release-under-audit.ts';

const RUNS = 100_000;
const DELTA = 1e-5;
const CLAIM = 1;
const z = calibrateNoiseMultiplier({
  targetEpsilon: CLAIM,
  delta: DELTA,
  events: (noiseMultiplier) => [{ kind: 'gaussian', noiseMultiplier, steps: 1 }],
}).noiseMultiplier;

const PLAN: GridOptions = {
  clip: 0.7,
  noiseMultiplier: z,
  contributors: 4,
  honestContributors: 1,
  dimension: 12,
  unitsPerContributor: 4,
};

/** One patient turns a whole update round: it moves by two clips. */
const UPDATES: GridOptions = { ...PLAN, noiseMultiplier: 2 * z };

function audit(release: (withRecord: boolean, random: Randomness) => number): number {
  return auditMechanism({ release, runs: RUNS, delta: DELTA }, seededRandom('mechanism audit')).epsilon;
}

describe('the real path at epsilon 1, delta 1e-5', () => {
  test.each([
    ['integer sums of patients, h = 1', { ...PLAN }, 'patients', 1],
    ['integer sums of patients, h = 4', { ...PLAN, honestContributors: 4 }, 'patients', 4],
    ['whole updates, h = 3, weighted', { ...UPDATES, honestContributors: 3, maxWeight: 2 }, 'update', 3],
  ] as const)('%s: the audit comes close to the claim and stays below it', (_, plan, path, honestContributors) => {
    const found = audit(releaseUnderAudit({ grid: chooseGrid(plan), path, honestContributors }, seededRandom('vectors')));
    expect(found).toBeGreaterThanOrEqual(0.8);
    expect(found).toBeLessThanOrEqual(CLAIM);
  });
});

describe('broken mechanisms are reported above the claim', () => {
  test('whole updates whose noise is that of one clip', () => {
    const found = audit(releaseUnderAudit({ grid: chooseGrid(PLAN), path: 'update', honestContributors: 1 }, seededRandom('v')));
    expect(found).toBeGreaterThan(1.8 * CLAIM);
  });

  test('half of the noise', () => {
    const grid = chooseGrid({ ...PLAN, noiseMultiplier: z / 2 });
    expect(audit(releaseUnderAudit({ grid, path: 'patients', honestContributors: 1 }, seededRandom('vectors')))).toBeGreaterThan(
      1.2 * CLAIM,
    );
  });

  test('noise for four honest sites where only one is', () => {
    const grid = chooseGrid({ ...UPDATES, honestContributors: 4 });
    expect(audit(releaseUnderAudit({ grid, path: 'update', honestContributors: 1 }, seededRandom('vectors')))).toBeGreaterThan(
      1.2 * CLAIM,
    );
  });

  test('a training step that forgets to clip', () => {
    const grid = chooseGrid(PLAN);
    const decoded = new Float64Array(12);
    // A record of three clips in a batch of three whose other vectors are zero: the whole sum is plausible, the record is not.
    const unclipped = 3 * grid.clipUnits;
    const found = audit((withRecord, random) => {
      const words = new Int32Array(12);
      if (withRecord) words[0] = unclipped;
      decodeSum(releaseWords(words, grid, { count: 3 }, random), grid, decoded);
      return decoded[0] as number;
    });
    expect(found).toBeGreaterThan(1.2 * CLAIM);
  });

  test('no noise at all: nothing but the number of runs limits the bound', () => {
    expect(audit((withRecord) => (withRecord ? 1 : 0))).toBeGreaterThan(20);
  });
});

describe('auditMechanism', () => {
  test('finds nothing in a release that says nothing, with and without assumptions', () => {
    const result = auditMechanism(
      {
        release: (_, random) => {
          const byte = new Uint8Array(1);
          random.fill(byte);
          return byte[0] as number;
        },
        runs: 4000,
        delta: 1e-5,
        significance: 0.01,
      },
      seededRandom('nothing'),
    );
    expect(result.epsilon).toBe(0);
    expect(result.mu).toBe(0);
    expect(result.epsilonWithoutAssumption).toBe(0);
    expect(result.counted).toBe(3920);
    expect(result.significance).toBe(0.01);
  });

  test('reports rates, and tells how far it is', () => {
    const seen: number[] = [];
    const result = auditMechanism(
      { release: (withRecord) => (withRecord ? 1 : 0), runs: 3000, delta: 1e-5, onProgress: (done) => seen.push(done) },
      seededRandom(0),
    );
    expect(seen).toEqual([1000, 2000, 3000]);
    expect(result).toMatchObject({ falsePositiveRate: 0, falseNegativeRate: 0, threshold: 0.5, counted: 2940 });
    // Without an assumption 1470 runs in each world show at most log(1470 / 3.7).
    expect(result.epsilonWithoutAssumption).toBeCloseTo(Math.log(1470 / -Math.log(0.025)), 1);
  });

  test.each([
    ['runs', { runs: 999 }],
    ['runs', { runs: Number.NaN }],
    ['delta', { delta: 0 }],
    ['delta', { delta: 1 }],
    ['significance', { significance: 0 }],
    ['significance', { significance: 1 }],
  ])('refuses a wrong %s: %o', (field, wrong) => {
    expect(() => auditMechanism({ release: () => 0, runs: 1000, delta: 1e-5, ...wrong }, seededRandom(0))).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field } }),
    );
  });
});

describe('releaseUnderAudit', () => {
  test('the record moves the projection by one clip, of an update by two, however long its vector', () => {
    for (const [path, clips] of [
      ['patients', 1],
      ['update', 2],
    ] as const) {
      // So little noise that one release of each shows the difference.
      const grid = chooseGrid({ ...PLAN, noiseMultiplier: 1e-4 });
      for (const otherPatients of [0, 2]) {
        const release = releaseUnderAudit({ grid, path, honestContributors: 2, otherPatients }, seededRandom('v'));
        expect(release(true, seededRandom('a')) - release(false, seededRandom('b'))).toBeCloseTo(clips, 2);
      }
    }
  });

  test.each([
    ['honestContributors', { honestContributors: 0 }],
    ['otherPatients', { otherPatients: -1 }],
  ])('refuses a wrong %s', (field, wrong) => {
    expect(() =>
      releaseUnderAudit({ grid: chooseGrid(PLAN), path: 'patients', honestContributors: 1, ...wrong }, seededRandom(0)),
    ).toThrow(expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field } }));
  });
});
