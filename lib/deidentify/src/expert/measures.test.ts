import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classValues, type Scale } from './class-values.ts';
import { equivalenceClasses } from './equivalence-classes.ts';
import { type ExpertTable, exposedRows, measureRisks } from './measures.ts';
import { populationRisks } from './population-model.ts';
import { closeness } from './t.ts';

/** A table of which each row is another patient, from lists of numbers. */
function tableOf(
  quasi: readonly (readonly number[])[],
  sensitive: readonly (readonly number[])[],
  scale: Scale = 'nominal',
): ExpertTable {
  return {
    patientOfRow: Int32Array.from(quasi[0] ?? [], (_, i) => i),
    quasiIdentifiers: quasi.map((values, i) => ({ name: `q${i}`, values: Float32Array.from(values) })),
    sensitive: sensitive.map((values, i) => ({ name: `s${i}`, scale, values: Float32Array.from(values) })),
  };
}

const [HEART, VIRAL, CANCER] = [1, 2, 3];

describe('measures, on cases that were computed by hand', () => {
  it('k, unique records and the risks of classes of 1, 2 and 3 records', () => {
    const measured = measureRisks(tableOf([[5, 7, 7, 9, 9, 9]], []));
    expect(measured).toEqual({
      records: 6,
      classes: 3,
      k: 1,
      uniqueShare: 1 / 6,
      prosecutorMaximum: 1,
      prosecutorAverage: 1 / 2,
      journalistMaximum: 1,
      journalistAverage: 1 / 2,
      marketer: 1 / 2,
      sensitive: [],
    });
  });

  it('the risks of the same records, of whom every second person of the population is one', () => {
    // E[1/F | f] of f = 1, 2, 3 at pi = 1/2: ln 2, 1 - ln 2, ln 2 - 1/2.
    const measured = measureRisks(tableOf([[5, 7, 7, 9, 9, 9]], []), { fraction: 0.5 });
    const [one, two, three] = [Math.LN2, 1 - Math.LN2, Math.LN2 - 0.5] as const;
    expect(measured.prosecutorMaximum).toBe(1);
    expect(measured.journalistMaximum).toBeCloseTo(one, 14);
    expect(measured.marketer).toBeCloseTo((one + 2 * two + 3 * three) / 6, 14);
    expect(measured.journalistAverage).toBe(measured.marketer);
  });

  it('the table of 12 inpatients that is 4-anonymous and not diverse at all (Machanavajjhala et al. 2007, figure 2)', () => {
    const classes = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3];
    const disease = [HEART, HEART, VIRAL, VIRAL, CANCER, HEART, VIRAL, VIRAL, CANCER, CANCER, CANCER, CANCER];
    const measured = measureRisks(tableOf([classes], [disease]));
    expect(measured.k).toBe(4);
    expect(measured.prosecutorMaximum).toBe(1 / 4);
    expect(measured.sensitive).toEqual([expect.objectContaining({ distinct: 1, entropy: 1 })]);
    // Of 3 hearts, 4 infections and 5 cancers the class of cancers has 7/12 too many.
    expect(measured.sensitive[0]?.closeness).toBeCloseTo(7 / 12, 15);
  });

  it('the 3-diverse table of the same patients (figure 3)', () => {
    const classes = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3];
    const disease = [HEART, VIRAL, CANCER, CANCER, CANCER, HEART, VIRAL, VIRAL, HEART, VIRAL, CANCER, CANCER];
    const [{ distinct, entropy } = { distinct: 0, entropy: 0 }] = measureRisks(tableOf([classes], [disease])).sensitive;
    expect(distinct).toBe(3);
    // H(1/4, 1/4, 1/2) = 3/2 bits.
    expect(entropy).toBeCloseTo(2 ** 1.5, 14);
  });

  it('the salaries of nine people in three classes, with ordered distance 0.375 and 0.167 (Li et al. 2007, section 4.2)', () => {
    const classes = [1, 1, 1, 2, 2, 2, 3, 3, 3];
    const salary = [3, 4, 5, 6, 11, 8, 7, 9, 10];
    expect(measureRisks(tableOf([classes], [salary], 'ordered')).sensitive[0]?.closeness).toBeCloseTo(0.375, 14);
    // The class {6, 8, 11} alone against the same nine: the others as one class.
    const two = tableOf([[1, 1, 1, 2, 2, 2, 1, 1, 1]], [salary], 'ordered');
    const found = equivalenceClasses(two.quasiIdentifiers, two.patientOfRow);
    expect(closeness(classValues(two.sensitive[0] as ExpertTable['sensitive'][0], found), 'ordered')).toBeCloseTo(1 / 6, 14);
  });

  it('counts rows of one patient that are alike once, and those that differ in each of their classes', () => {
    const table = { ...tableOf([[1, 1, 1, 2, 2]], []), patientOfRow: Int32Array.of(0, 0, 1, 1, 0) };
    expect(measureRisks(table)).toMatchObject({ records: 4, classes: 2, k: 2, uniqueShare: 0 });
    const one = { ...tableOf([[1, 1, 1]], []), patientOfRow: Int32Array.of(0, 0, 0) };
    expect(measureRisks(one)).toMatchObject({ records: 1, k: 1, uniqueShare: 1 });
  });

  it('takes missing values for alike, and both zeros for one', () => {
    expect(measureRisks(tableOf([[Number.NaN, Number.NaN, 0, -0]], [[0, -0, Number.NaN, 1]]))).toMatchObject({
      classes: 2,
      k: 2,
      sensitive: [{ distinct: 1 }],
    });
  });

  it('says nothing of nobody', () => {
    const nobody = measureRisks(tableOf([[]], [[]], 'ordered'));
    expect(nobody).toMatchObject({ records: 0, classes: 0, k: 0, uniqueShare: 0, prosecutorMaximum: 0, marketer: 0 });
    expect(nobody.sensitive).toEqual([{ name: 's0', distinct: 0, entropy: 0, closeness: 0 }]);
  });

  it('lists those who are found most easily, the smallest classes first', () => {
    expect(exposedRows(tableOf([[5, 7, 7, 9, 9, 9, 6]], []), 3, 3)).toEqual([0, 6, 1]);
  });
});

describe('measures, against what their definitions say word for word', () => {
  const values = (most: number): fc.Arbitrary<number> => fc.oneof(fc.integer({ min: -most, max: most }), fc.constant(Number.NaN));
  const row = fc.record({ patient: fc.nat(12), q: fc.tuple(values(1), values(2), values(1)), s: values(4) });

  it('of any rows, classes, k, l and t are those of the definition', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
        // Records of each class, by text, each with its sensitive value.
        const classes = new Map<string, Map<number, number>>();
        for (const { patient, q, s } of rows) {
          const key = q.map((value) => value + 0).join('|');
          const members = classes.get(key) ?? new Map<number, number>();
          if (!members.has(patient)) members.set(patient, s + 0);
          classes.set(key, members);
        }
        const groups = [...classes.values()].map((members) => [...members.values()]);
        const all = groups.flat();
        const order = (a: number, b: number): number => (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b);
        const different = [...new Set(all)].sort(order);
        const shares = (of: readonly number[]): readonly number[] =>
          different.map((value) => of.filter((other) => Object.is(other, value)).length / of.length);
        const q = shares(all);
        const emd = (of: readonly number[], scale: Scale): number => {
          const gaps = shares(of).map((p, i) => p - (q[i] ?? 0));
          if (scale === 'nominal') return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / 2;
          let carried = 0;
          let work = 0;
          for (const gap of gaps) work += Math.abs((carried += gap));
          return different.length < 2 ? 0 : work / (different.length - 1);
        };
        const entropy = (of: readonly number[]): number =>
          Math.exp(-shares(of).reduce((sum, p) => (p === 0 ? sum : sum + p * Math.log(p)), 0));
        for (const scale of ['ordered', 'nominal'] as const) {
          const table: ExpertTable = {
            patientOfRow: Int32Array.from(rows, ({ patient }) => patient),
            quasiIdentifiers: [0, 1, 2].map((i) => ({ name: `q${i}`, values: Float32Array.from(rows, (one) => one.q[i] ?? 0) })),
            sensitive: [{ name: 's', scale, values: Float32Array.from(rows, ({ s }) => s) }],
          };
          const measured = measureRisks(table);
          expect(measured.records).toBe(all.length);
          expect(measured.classes).toBe(groups.length);
          expect(measured.k).toBe(Math.min(...groups.map(({ length }) => length)));
          expect(measured.uniqueShare).toBe(groups.filter(({ length }) => length === 1).length / all.length);
          const [sensitive] = measured.sensitive;
          expect(sensitive?.distinct).toBe(Math.min(...groups.map((of) => new Set(of).size)));
          expect(sensitive?.entropy).toBeCloseTo(Math.min(...groups.map(entropy)), 10);
          expect(sensitive?.closeness).toBeCloseTo(Math.max(...groups.map((of) => emd(of, scale))), 12);
        }
      }),
      { numRuns: 500, seed: 164 },
    );
  });

  it('generalising an attribute never makes k smaller or a risk larger', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(30), fc.nat(3)), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 10 }),
        (rows, width) => {
          const fine = measureRisks(tableOf([rows.map(([a]) => a), rows.map(([, b]) => b)], []));
          const coarse = measureRisks(tableOf([rows.map(([a]) => Math.floor(a / width)), rows.map(([, b]) => b)], []));
          expect(coarse.k).toBeGreaterThanOrEqual(fine.k);
          expect(coarse.prosecutorMaximum).toBeLessThanOrEqual(fine.prosecutorMaximum);
          expect(coarse.prosecutorAverage).toBeLessThanOrEqual(fine.prosecutorAverage);
        },
      ),
      { numRuns: 300, seed: 165 },
    );
  });
});

describe('the model of a population', () => {
  it('is the expectation over all populations, on both of its ways to compute it', () => {
    for (const fraction of [0.03, 0.2, 0.5, 0.500001, 0.7, 0.99]) {
      const risks = populationRisks(fraction, 40);
      for (const f of [1, 2, 3, 10, 40]) {
        // P(F = m) = C(m-1, f-1) pi^f (1-pi)^(m-f), summed until nothing is left.
        let probability = fraction ** f;
        let sum = 0;
        for (let m = f; m < 6000; m++) {
          sum += probability / m;
          probability *= (m / (m - f + 1)) * (1 - fraction);
        }
        expect(Math.abs((risks[f] ?? 0) / sum - 1)).toBeLessThan(1e-10);
      }
    }
  });

  it('falls with the number of people who are alike and with the share that was not asked, and ends at one in f', () => {
    expect([...populationRisks(1, 3)]).toEqual([0, 1, 1 / 2, 1 / 3]);
    for (const fraction of [0.01, 0.5, 0.9]) {
      const risks = populationRisks(fraction, 1000);
      for (let f = 1; f < 1000; f++) {
        expect(risks[f + 1]).toBeLessThan(risks[f] ?? 0);
        // By Jensen no less than one over the expected number, and no more than one over those who are here.
        expect(risks[f]).toBeGreaterThanOrEqual((fraction / f) * (1 - 1e-12));
        expect(risks[f]).toBeLessThanOrEqual(1 / f);
      }
    }
  });
});
