import { testPlan } from '@consilium/testing';
import { describe, expect, it } from 'vitest';
import { surveyPatients } from '../border/patient-survey.ts';
import { csvText } from '../testing/csv-text.ts';
import { assess, type Quality, type Spreads } from './assess.ts';
import { stabilityIndex } from './bins.ts';
import { guarded, guardedShare, guardOf, middleOf } from './guarded.ts';
import { guardedParts } from './bins.ts';

const GUARD = guardOf(11);

const plan = testPlan('dp-fedsgd', {
  data: {
    patientId: 'id',
    target: { kind: 'binary', column: 'ill', positive: ['yes', '1'], negative: ['no'] },
    features: {
      cholesterol: { kind: 'number', unit: 'mg/dL', range: [100, 400] },
      age: { kind: 'number', unit: 'years', range: [18, 90] },
      sbp: { kind: 'number', unit: 'mmHg', range: [60, 250] },
      dbp: { kind: 'number', unit: 'mmHg', range: [30, 150] },
      ward: { kind: 'category', codes: ['a', 'b'] },
    },
  },
});

interface Row {
  readonly [column: string]: string | number;
}
const clean = (i: number): Row => ({
  id: `p${i % 150}`,
  cholesterol: 150 + (i % 100),
  age: 30 + (i % 50),
  sbp: 110 + (i % 40),
  dbp: 60 + (i % 30),
  ward: i % 3 === 0 ? 'a' : 'b',
  ill: i % 4 === 0 ? 'yes' : 'no',
});

async function quality(
  change: (i: number) => Row,
  before?: Spreads,
  rows = 300,
): Promise<Quality & { readonly spreads: Spreads; readonly checks: readonly string[] }> {
  const table = Array.from({ length: rows }, (_, i) => ({ ...clean(i), ...change(i) }));
  const header = Object.keys(table[0] ?? {});
  const text = [header, ...table.map((row) => Object.values(row))].map((cells) => cells.join(',')).join('\n');
  const source = csvText(`${text}\n`);
  const survey = await surveyPatients(source, 'id');
  const found = await assess(source, { patient: 'id', plans: [plan], survey, guard: GUARD, before: () => before });
  return {
    ...found.quality,
    spreads: found.spreads,
    checks: found.quality.findings.map(({ check, column = '' }) => `${check} ${column}`.trim()),
  };
}

describe('the quality of data', () => {
  it('has nothing to say of what is as it should be', async () => {
    const found = await quality(() => ({}));
    expect(found.findings).toEqual([]);
    expect([found.rows, found.patients]).toEqual([300, 150]);
    expect(found.columns.find(({ column }) => column === 'age')).toMatchObject({
      type: 'numbers',
      declared: '18 to 90 years',
      missing: '0 %',
      middle: [32, 77],
    });
    expect(found.columns.find(({ column }) => column === 'ward')).toMatchObject({
      type: 'codes',
      parts: [33, 67],
      labels: ['a', 'b'],
    });
  });

  it.each<[string, (i: number) => Row, string]>([
    ['much is missing', (i) => ({ age: i % 2 === 0 ? '' : 50 }), 'missing age'],
    ['cells cannot be read', (i) => ({ ward: i < 40 ? 'z' : 'a' }), 'unreadable ward'],
    ['numbers lie beyond the range', (i) => ({ age: i < 30 ? 95 : 40 + (i % 20) }), 'out-of-range age'],
    ['numbers are in mmol/L', (i) => ({ cholesterol: ((150 + (i % 100)) / 38.67).toFixed(2) }), 'unit cholesterol'],
    ['ages are in months', (i) => ({ age: 12 * (30 + (i % 50)) }), 'unit age'],
    ['a column never changes', () => ({ ward: 'a' }), 'constant ward'],
    ['-999 was forgotten', (i) => ({ sbp: i % 10 === 0 ? -999 : 110 + (i % 40) }), 'sentinel sbp'],
    ['there is one class, however it is written', (i) => ({ ill: i % 2 === 0 ? 'yes' : '1' }), 'one-class ill'],
    ['pressures are the wrong way round', (i) => ({ dbp: i < 25 ? 149 : 60 + (i % 30) }), 'pair dbp'],
    ['rows are there twice', (i) => clean(i % 250), 'repeated-rows'],
    ['identifiers may be one person', (i) => ({ id: i % 2 === 0 ? `P${i >> 1}` : `p${i >> 1}` }), 'patients'],
    ['every patient has one row', (i) => ({ id: `p${i}` }), 'one-row-a-patient'],
  ])('says so when %s', async (_, change, check) => {
    expect((await quality(change)).checks).toContain(check);
  });

  it('names the unit in which numbers seem to be', async () => {
    const of = async (change: (i: number) => Row): Promise<string> =>
      (await quality(change)).findings.find(({ check }) => check === 'unit')?.says ?? '';
    expect(await of((i) => ({ cholesterol: ((150 + (i % 100)) / 38.67).toFixed(2) }))).toContain('mmol/L of cholesterol');
    expect(await of((i) => ({ age: 12 * (30 + (i % 50)) }))).toContain('numbers in mo would');
  });

  it('says how a column moved since the load before, and no more than that', async () => {
    const { spreads } = await quality(() => ({}));
    expect((await quality(() => ({}), spreads)).columns.find(({ column }) => column === 'age')?.drift).toBe(0);
    const moved = await quality((i) => ({ age: 70 + (i % 15) }), spreads);
    expect(moved.checks).toEqual(['drift age']);
    expect(Object.keys(spreads).sort()).toEqual(['age', 'cholesterol', 'dbp', 'ill', 'sbp', 'ward']);
  });

  it('never counts few, nor all but few', async () => {
    const found = await quality((i) => ({ age: i < 4 ? 95 : 40, ward: i < 3 ? '' : 'a', dbp: i === 0 ? 149 : 60 + (i % 30) }));
    expect(JSON.stringify(found.findings)).toMatch(/fewer than 11/);
    for (const { says } of found.findings) expect(says).not.toMatch(/(^|[^.\d])([1-9]|10|29[0-9])( |$)(rows|cells|numbers)/);
    expect(found.columns.find(({ column }) => column === 'ward')?.missing).toBe('fewer than 11');
    const few = await quality(() => ({}), undefined, 8);
    expect([few.rows, few.patients]).toEqual(['fewer than 11', 'fewer than 11']);
    expect(few.columns.every(({ parts, middle }) => middle === undefined && (parts ?? []).every((part) => part === null))).toBe(
      true,
    );
  });
});

describe('what is shown of counts', () => {
  it('is guarded from both ends', () => {
    expect([0, 1, 10, 11, 289, 290, 299, 300].map((count) => guarded(count, GUARD, 300))).toEqual([
      0,
      'fewer than 11',
      'fewer than 11',
      11,
      289,
      'all but fewer than 11',
      'all but fewer than 11',
      300,
    ]);
    expect(guarded(25, guardOf(30))).toBe('fewer than 30');
    expect(guardedShare(150, 300, GUARD)).toBe('50 %');
  });

  it('hides a second part where one alone would follow from the rest', () => {
    expect(guardedParts([100, 5, 50, 45], GUARD)).toEqual([50, null, 25, null]);
    expect(guardedParts([100, 5, 4, 91], GUARD)).toEqual([50, null, null, 46]);
    expect(guardedParts([3, 3], GUARD)).toEqual([null, null]);
  });

  it('is no end of a range that few lie beyond', () => {
    const sorted = Float64Array.from({ length: 300 }, (_, i) => i);
    expect(middleOf(sorted, 300, GUARD)).toEqual([15, 290]);
    expect(middleOf(sorted.subarray(0, 200), 200, GUARD)).toBeUndefined();
  });

  it('is a stability index as it is defined', () => {
    // (0.5 - 0.4) ln(0.5 / 0.4) + (0.5 - 0.6) ln(0.5 / 0.6)
    expect(stabilityIndex([50, 50], [40, 60])).toBeCloseTo(0.1 * Math.log(1.25) - 0.1 * Math.log(5 / 6), 12);
    expect(stabilityIndex([1, 2], [1, 2, 3])).toBeUndefined();
    expect(stabilityIndex([0, 0], [1, 1])).toBeUndefined();
  });
});
