import { type Batch, type BatchFold, codedColumn, type ColumnCells, crossBorder } from '@consilium/deidentify';
import { testPlan } from '@consilium/testing';
import type { CompiledPlan } from '@consilium/plan';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declaredColumns } from '../border/declared-columns.ts';
import { knownSplit } from '../testing/splits.ts';
import { DatasetBuilder } from './dataset-builder.ts';
import { RowwiseBuilder } from './testing/rowwise-builder.ts';

const number = { kind: 'number', unit: '1', range: [0, 120], scale: 'range' };
const features = {
  age: number,
  dose: { kind: 'number', unit: 'mg', range: [-1, 1], scale: { mean: 0.1, std: 0.3 } },
  ward: { kind: 'category', codes: ['a', 'b', 'c'] },
  stage: { kind: 'category', codes: ['1', '2', '3'], baseline: '2' },
  smoker: { kind: 'category', codes: ['0', '1'] },
};
const binary = { kind: 'binary', column: 'ill', positive: ['1', 'yes'], negative: ['0', 'no'] };
const missing = { codes: ['', '?', '-9'] };

function plan(target: unknown, rule: string, maxRowsPerPatient: number): CompiledPlan {
  return testPlan('dp-fedsgd', {
    data: { patientId: 'id', target, features, missing: { ...missing, rule }, maxRowsPerPatient, standardise: 'none' },
  });
}

const PLANS = [plan(binary, 'drop-row', 3), plan(binary, 'range-middle', 1)];

const TEXTS = [
  '',
  '?',
  '-9',
  '1',
  '2',
  '2.0',
  '02',
  '3',
  '0',
  'a',
  'b',
  'yes',
  'no',
  '1e400',
  '0.5',
  '-0',
  '121',
  '12,5',
  '123-45-6789',
  'x\u0000',
  ' ',
];
const text = fc.constantFrom(...TEXTS);
const value = fc.constantFrom(Number.NaN, -9, 0, -0, 1, 2, 3, 0.5, 119.99, 121, Number.POSITIVE_INFINITY, 123456789, 2 ** 60);

/** A column of so many rows. */
const column = (length: number): fc.Arbitrary<ColumnCells> =>
  fc.oneof(
    fc.array(text, { minLength: length, maxLength: length }).map((cells) => ({ kind: 'text', cells }) as const),
    fc
      .array(value, { minLength: length, maxLength: length })
      .map((cells) => ({ kind: 'number', cells: Float64Array.from(cells) }) as const),
    fc.array(fc.constantFrom('', '-9', '-9.0', '1', '01', '2.0', '0.50', '121'), { minLength: length, maxLength: length }).map(
      (written): ColumnCells => ({
        kind: 'number',
        cells: Float64Array.from(written, (cell) => (cell === '' ? Number.NaN : Number(cell))),
        written: (at) => written[at] as string,
      }),
    ),
    fc
      .array(fc.nat(TEXTS.length - 1), { minLength: length, maxLength: length })
      .map((places) => codedColumn({ places: Uint8Array.from(places), texts: TEXTS })),
    // As most columns are: nothing in them but what the plan asks for.
    fc
      .array(fc.constantFrom('1', '2', '3'), { minLength: length, maxLength: length })
      .map((cells) => codedColumn({ places: Uint8Array.from(cells, Number), texts: ['no', '1', '2', '3'] })),
    fc
      .array(fc.constantFrom(-0, 0, 0.5, 1), { minLength: length, maxLength: length })
      .map((cells) => ({ kind: 'number', cells: Float64Array.from(cells) }) as const),
  );

/** Cells of which most are as the plan asks. */
const patients = (length: number): fc.Arbitrary<ColumnCells> =>
  fc
    .array(fc.oneof({ weight: 8, arbitrary: fc.nat(5).map((n) => `p${n}`) }, { weight: 1, arbitrary: text }), {
      minLength: length,
      maxLength: length,
    })
    .map((cells) => ({ kind: 'text', cells }) as const);

const batch: fc.Arbitrary<Omit<Batch, 'rows'>> = fc.nat(12).chain((length) =>
  fc.record({
    length: fc.constant(length),
    columns: fc.tuple(patients(length), ...Array.from({ length: 1 + Object.keys(features).length }, () => column(length))),
    problems: fc
      .uniqueArray(fc.nat(Math.max(0, length - 1)), { maxLength: 1 })
      .map((at) => new Map(length === 0 ? [] : at.map((i) => [i, 'is ragged']))),
  }),
);

async function make<T>(batches: readonly Omit<Batch, 'rows'>[], of: CompiledPlan, fold: BatchFold<T>): Promise<T> {
  let before = 1;
  async function* all(): AsyncGenerator<Batch> {
    for (const one of batches) {
      const first = before + 1;
      before += one.length;
      yield await Promise.resolve({ ...one, rows: Array.from({ length: one.length }, (_, i) => first + i) });
    }
  }
  return (await crossBorder(all(), declaredColumns(of), fold)).made;
}

type Built = ReturnType<DatasetBuilder['finish']>;

/** With every label written out. */
function plain({ training, heldOut, ...rest }: Built): unknown {
  const part = ({ patientLabels, ...others }: Built['training']): unknown => ({
    ...others,
    labels: Array.from({ length: patientLabels?.length ?? 0 }, (_, patient) => patientLabels?.at(patient)),
  });
  return { ...rest, training: part(training), heldOut: part(heldOut) };
}

describe('a data set that is built by columns', () => {
  it('is to the bit the one that is built row by row', async () => {
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(batch, { maxLength: 5 }),
        fc.constantFrom(...PLANS),
        fc.constantFrom(0, 0.5),
        async (batches, of, share) => {
          const split = knownSplit(share);
          const byColumns = await make(batches, of, new DatasetBuilder(of, split));
          const byRows = await make(batches, of, new RowwiseBuilder(of, split));
          expect(plain(byColumns)).toEqual(plain(byRows));
          for (const part of ['training', 'heldOut'] as const) {
            kept += byRows[part].rows;
            expect(Buffer.from(byColumns[part].features.buffer).equals(Buffer.from(byRows[part].features.buffer))).toBe(true);
          }
        },
      ),
      { numRuns: 1500, seed: 11 },
    );
    expect(kept).toBeGreaterThan(1000);
  });

  it('lists its first problems by row, and counts all', async () => {
    const length = 300;
    const bad: ColumnCells = { kind: 'text', cells: Array.from({ length }, () => 'bad') };
    const ids: ColumnCells = { kind: 'text', cells: Array.from({ length }, (_, i) => `p${i}`) };
    const batches = [{ length, columns: [ids, ...Array.from({ length: 6 }, () => bad)] }];
    const of = PLANS[0] as CompiledPlan;
    const { report } = await make(batches, of, new DatasetBuilder(of, knownSplit(0)));
    expect(report).toEqual((await make(batches, of, new RowwiseBuilder(of, knownSplit(0)))).report);
    expect(report.problems).toHaveLength(200);
    expect(report.problems.at(-1)?.row).toBe(35);
    expect(report.unreadable['age']).toBe(300);
  });
});
