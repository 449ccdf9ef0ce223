import { readFileSync } from 'node:fs';
import { seededRandom } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { epsilonFor } from '../accounting/epsilon.ts';
import { createDiscreteGaussian } from '../noise/discrete-gaussian.ts';
import { DISCRETISATION_SHARE } from '../release/discretisation.ts';
import { pairScore } from './choose-tree.ts';
import { handOut } from './draw-rows.ts';
import { fitPair, projectCounts } from './fit-counts.ts';
import { groupCounts, groupValues } from './group-values.ts';
import { countPair, countSingle, type SyntheticColumn, type SyntheticRecords } from './records.ts';
import { measure, synthesise } from './synthesise.ts';
import { deriveSynthesis } from './synthesis-terms.ts';
import { totalVariation } from './total-variation.ts';

const columns: readonly SyntheticColumn[] = [{ cells: 3 }, { cells: 9, ordered: 8 }, { cells: 4 }, { cells: 2 }];

/** Rows of columns of which the first three depend on each other. */
function table(rows: number, seed: string, shape = columns): SyntheticRecords {
  const bytes = new Uint8Array(4 * rows);
  seededRandom(seed).fill(bytes);
  const at = (row: number, i: number): number => bytes[4 * row + i] ?? 0;
  const values = shape.map(({ cells }, a) =>
    Uint16Array.from({ length: rows }, (_, row) => (a < 3 ? at(row, 0) + (at(row, a) % 2) : at(row, 3)) % cells),
  );
  return { columns: shape, rows, values };
}

const withRow = ({ values, rows, ...rest }: SyntheticRecords, row: readonly number[]): SyntheticRecords => ({
  ...rest,
  rows: rows + 1,
  values: values.map((column, i) => Uint16Array.from([...column, row[i] ?? 0])),
});

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

describe('one patient more', () => {
  test('moves one count of each table by one, and the score of a pair by at most a patient', () => {
    const random = seededRandom('neighbours');
    const bytes = new Uint8Array(4);
    for (let n = 0; n < 200; n++) {
      const records = table(60, `neighbours ${n}`);
      random.fill(bytes);
      const more = withRow(
        records,
        columns.map(({ cells }, i) => (bytes[i] ?? 0) % cells),
      );
      const noised = columns.map((_, a) => countSingle(records, a).map((count) => count + ((bytes[0] ?? 0) % 7) - 3));
      const grouped = columns.map((column, a) => groupValues(a, column, noised[a] as Float64Array, 4));
      const estimates = grouped.map((one, a) => groupCounts(one, projectCounts(noised[a] as Float64Array, 60)));
      const choice = { grouped, estimates, pairSigma: 5, weight: 1 };
      for (let a = 0; a < 4; a++) {
        const change = countSingle(more, a).map((count, i) => count - (countSingle(records, a)[i] as number));
        expect([...change].sort((x, y) => x - y)).toEqual([...new Array<number>(change.length - 1).fill(0), 1]);
        for (let b = a + 1; b < 4; b++) {
          const [left, right] = [grouped[a], grouped[b]];
          if (left === undefined || right === undefined) throw new Error('a column is missing');
          const pair = countPair(more, left, right).map((count, i) => count - (countPair(records, left, right)[i] as number));
          expect(sum(pair.map(Math.abs))).toBe(1);
          const moved = pairScore(more, choice, a, b) - pairScore(records, choice, a, b);
          expect(Number.isInteger(moved)).toBe(true);
          expect(Math.abs(moved)).toBeLessThanOrEqual(1024);
        }
      }
    }
  });

  test('can be distinguished by what is measured no better than the charge says, on the path that is used', () => {
    const shape = [{ cells: 2 }, { cells: 2 }];
    const terms = deriveSynthesis({ columns: 2, target: { epsilon: 2, delta: 1e-3 } });
    const without = { columns: shape, rows: 0, values: [new Uint16Array(0), new Uint16Array(0)] };
    const runs = 4000;
    // The best direction: the counts that the patient is in, weighted as their noise is.
    const share = (records: SyntheticRecords, seed: string): number => {
      const random = seededRandom(seed);
      let above = 0;
      for (let i = 0; i < runs; i++) {
        const { singles } = measure(records, terms, random);
        if ((singles[0]?.[0] ?? 0) + (singles[1]?.[0] ?? 0) >= 1) above++;
      }
      return above / runs;
    };
    const [present, absent] = [share(withRow(without, [0, 0]), 'present'), share(without, 'absent')];
    expect(present).toBeGreaterThan(absent);
    const slack = 5 / Math.sqrt(runs);
    expect(present - slack).toBeLessThanOrEqual(Math.exp(2) * (absent + slack) + 1e-3);
  });
});

describe('deriveSynthesis', () => {
  test.each([
    [2, 1, 1e-5],
    [11, 1, 1e-3],
    [40, 3, 1e-6],
  ])('of %d columns at epsilon %d charges the sum of its steps', (count, epsilon, delta) => {
    const terms = deriveSynthesis({ columns: count, target: { epsilon, delta } });
    const { singleSigma, pairSigma, choiceWeight, events } = terms;
    expect(events).toEqual([
      { kind: 'discrete-gaussian', sigma: singleSigma, sensitivity: 1, steps: count },
      { kind: 'zcdp', rho: expect.any(Number), steps: count - 1 },
      { kind: 'discrete-gaussian', sigma: pairSigma, sensitivity: 1, steps: count - 1 },
    ]);
    const rho = count / (2 * singleSigma ** 2) + (count - 1) / (2 * pairSigma ** 2) + ((count - 1) * choiceWeight ** 2) / 2;
    const whole = [{ kind: 'zcdp', rho, steps: 1 }] as const;
    expect(epsilonFor(whole, delta * (1 - DISCRETISATION_SHARE)).epsilon).toBeCloseTo(terms.epsilon, 6);
    expect(terms.epsilon).toBeLessThanOrEqual(epsilon);
    expect(terms.epsilon).toBeGreaterThan(0.999 * epsilon);
  });

  test('of one column has nothing to choose', () => {
    const { events, singleSigma } = deriveSynthesis({ columns: 1, target: { epsilon: 1, delta: 1e-5 } });
    expect(events).toEqual([{ kind: 'discrete-gaussian', sigma: singleSigma, sensitivity: 1, steps: 1 }]);
  });
});

describe('synthesise', () => {
  const terms = deriveSynthesis({ columns: 4, target: { epsilon: 1, delta: 1e-5 } });

  test('noises each count by what the terms say', () => {
    const records = table(500, 'noise');
    const exact = countSingle(records, 1);
    const random = seededRandom('noise');
    const off: number[] = [];
    for (let i = 0; i < 300; i++)
      for (const [cell, count] of (measure(records, terms, random).singles[1] ?? []).entries())
        off.push(count - (exact[cell] as number));
    const variance = sum(off.map((value) => value * value)) / off.length;
    expect(variance / terms.singleSigma ** 2).toBeGreaterThan(0.9);
    expect(variance / terms.singleSigma ** 2).toBeLessThan(1.1);
  });

  test('makes the rows that were asked for, of the declared values, along a tree', () => {
    for (const rows of [1, 7, 1000]) {
      for (const patients of [0, 1, 300]) {
        const { values, edges } = synthesise(table(patients, 'rows'), terms, rows, seededRandom(`rows ${rows} ${patients}`));
        expect(values.map((column) => column.length)).toEqual([rows, rows, rows, rows]);
        for (const [a, column] of values.entries()) expect(Math.max(...column)).toBeLessThan(columns[a]?.cells ?? 0);
        const joined = new Set([0]);
        for (let i = 0; i < 3; i++) for (const { a, b } of edges) if (joined.has(a) || joined.has(b)) joined.add(a).add(b);
        expect([edges.length, joined.size]).toEqual([3, 4]);
      }
    }
  });

  test('keeps what columns say of each other', () => {
    const records = table(3000, 'dependence');
    const { values, edges } = synthesise(records, terms, 3000, seededRandom('dependence'));
    const made = { ...records, values };
    const pair = totalVariation(records, made).pairs.find(({ a, b }) => a === 0 && b === 2)?.distance ?? 1;
    expect(pair).toBeLessThan(0.1);
    expect(edges.filter(({ a, b }) => a !== 3 && b !== 3)).toHaveLength(2);
  });

  test('refuses values beyond the domain, and terms of other columns', () => {
    const records = table(10, 'bad');
    (records.values[0] as Uint16Array)[3] = 3;
    expect(() => synthesise(records, terms, 5, seededRandom(0))).toThrow('values must be');
    expect(() => synthesise(table(10, 'x', [{ cells: 2 }]), terms, 5, seededRandom(0))).toThrow('terms must be');
    expect(() => synthesise(table(10, 'x'), terms, 0, seededRandom(0))).toThrow('rows must be');
  });
});

describe('what follows from measurements', () => {
  test('tables are fitted to their margins, without a negative count', () => {
    const left = Float64Array.of(30, 50, 20);
    const right = Float64Array.of(60, 40);
    const fitted = fitPair({ counts: Float64Array.of(40, -10, 12, 33, 3, 18), left, right, sigma: 2 });
    expect(Math.min(...fitted)).toBeGreaterThanOrEqual(0);
    for (const [r, wanted] of left.entries())
      expect((fitted[2 * r] as number) + (fitted[2 * r + 1] as number)).toBeCloseTo(wanted, 6);
    expect((fitted[0] as number) + (fitted[2] as number) + (fitted[4] as number)).toBeCloseTo(60, 6);
    // What is no more than noise is taken for independence.
    const noise = fitPair({ counts: Float64Array.of(40, -10, 12, 33, 3, 18), left, right, sigma: 200 });
    expect(noise[0]).toBeCloseTo(18, 3);
  });

  test('rare values share a group, neighbours where there is an order', () => {
    const { groups, groupOf } = groupValues(0, { cells: 7, ordered: 5 }, Float64Array.of(1, 20, 30, 1, 2, 40, 3), 4);
    expect([...groupOf]).toEqual([0, 0, 1, 1, 1, 2, 3]);
    expect(groups).toBe(4);
    expect(groupValues(0, { cells: 3, ordered: 3 }, Float64Array.of(0, 1, 0), 9).groups).toBe(1);
  });

  test('rows get values in whole shares', () => {
    const drawn = handOut(10, [1, 2, 2], seededRandom('shares'));
    expect([0, 1, 2].map((value) => drawn.filter((one) => one === value).length)).toEqual([2, 4, 4]);
    expect(handOut(6, [0, 0], seededRandom('none')).filter((one) => one === 0)).toHaveLength(3);
  });
});

describe('heart disease, four hospitals, epsilon 1', () => {
  const bins = 8;
  const dictionary: readonly (readonly [string, readonly [number, number] | readonly string[]])[] = [
    ['num', ['0', '1']],
    ['age', [30, 75]],
    ['sex', ['female', 'male']],
    ['cp', ['typical angina', 'atypical angina', 'non-anginal', 'asymptomatic']],
    ['trestbps', [90, 180]],
    ['chol', [100, 400]],
    ['fbs', ['false', 'true']],
    ['restecg', ['normal', 'st-t abnormality', 'lv hypertrophy']],
    ['thalch', [70, 200]],
    ['exang', ['false', 'true']],
    ['oldpeak', [0, 4]],
  ];

  function records(): SyntheticRecords {
    const cells = ['cleveland', 'hungary', 'switzerland', 'va-long-beach'].flatMap((site) => {
      const lines = readFileSync(new URL(`../../../../examples/heart-disease/${site}.csv`, import.meta.url), 'utf8')
        .trim()
        .split(/\r?\n/u);
      const names = lines[0]?.split(',') ?? [];
      return lines.slice(1).map((line) => new Map(line.split(',').map((text, i) => [names[i] ?? '', text])));
    });
    const code = (name: string, values: readonly [number, number] | readonly string[], text: string): number => {
      if (typeof values[0] === 'number') {
        const [low, high] = values as readonly [number, number];
        return text === '' ? bins : Math.min(bins - 1, Math.max(0, Math.floor(((Number(text) - low) / (high - low)) * bins)));
      }
      const place = (values as readonly string[]).indexOf(name === 'num' && Number(text) > 1 ? '1' : text);
      return place < 0 ? values.length : place;
    };
    return {
      columns: dictionary.map(([, values]) =>
        typeof values[0] === 'number' ? { cells: bins + 1, ordered: bins } : { cells: values.length + 1 },
      ),
      rows: cells.length,
      values: dictionary.map(([name, values]) => Uint16Array.from(cells, (row) => code(name, values, row.get(name) ?? ''))),
    };
  }

  test('pairs are nearer to the records than with independent columns at the same cost, by a tenth', () => {
    const real = records();
    expect(real.rows).toBe(920);
    const count = dictionary.length;
    const terms = deriveSynthesis({ columns: count, target: { epsilon: 1, delta: 1e-5 } });
    // The same rho, all of it for the single columns.
    const rho =
      count / (2 * terms.singleSigma ** 2) + (count - 1) * (1 / (2 * terms.pairSigma ** 2) + terms.choiceWeight ** 2 / 2);
    const noise = createDiscreteGaussian(Math.sqrt(count / (2 * rho)));
    const mean = (values: readonly Uint16Array[]): number => {
      const { pairs } = totalVariation(real, { ...real, values });
      return sum(pairs.map(({ distance }) => distance)) / pairs.length;
    };
    const [ours, independent] = [[] as number[], [] as number[]];
    for (let seed = 0; seed < 5; seed++) {
      ours.push(mean(synthesise(real, terms, real.rows, seededRandom(`heart ${seed}`)).values));
      const random = seededRandom(`independent ${seed}`);
      independent.push(
        mean(
          real.columns.map((_, a) => {
            const counts = countSingle(real, a);
            const drawn = new Float64Array(counts.length);
            noise.fill(drawn, random);
            return handOut(
              real.rows,
              projectCounts(
                drawn.map((value, i) => value + (counts[i] as number)),
                real.rows,
              ),
              random,
            );
          }),
        ),
      );
    }
    expect(sum(ours) / 5).toBeLessThan(0.9 * (sum(independent) / 5));
  });
});
