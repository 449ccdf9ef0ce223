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
const timed = {
  kind: 'time-to-event',
  column: 'days',
  unit: 'd',
  range: [0, 120],
  event: { column: 'died', positive: ['1', 'yes'], negative: ['0', 'no', '2'] },
  intervals: [0.5, 1, 2.5],
};

function plan(target: unknown, rule: string, maxRowsPerPatient: number): CompiledPlan {
  return testPlan('dp-fedsgd', {
    data: { patientId: 'id', target, features, missing: { ...missing, rule }, maxRowsPerPatient, standardise: 'none' },
  });
}

const PLANS = [plan(binary, 'drop-row', 3), plan(binary, 'range-middle', 1), surviving('drop-row'), surviving('range-middle')];

/** A plan of a target of two columns. */
function surviving(rule: string): CompiledPlan {
  return testPlan('dp-fedsgd', {
    data: { patientId: 'id', target: timed, features, missing: { ...missing, rule }, maxRowsPerPatient: 2, standardise: 'none' },
    layers: [{ type: 'dense', units: 3, activation: 'sigmoid' }],
    training: { loss: 'discrete-hazards', samplingRate: 0.5 },
    evaluation: { metrics: ['loss'] },
  });
}

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
    columns: fc.tuple(patients(length), ...Array.from({ length: 2 + Object.keys(features).length }, () => column(length))),
    problems: fc
      .uniqueArray(fc.nat(Math.max(0, length - 1)), { maxLength: 1 })
      .map((at) => new Map(length === 0 ? [] : at.map((i) => [i, 'is ragged']))),
  }),
);

async function make<T>(batches: readonly Omit<Batch, 'rows'>[], of: CompiledPlan, fold: BatchFold<T>): Promise<T> {
  const read = 1 + declaredColumns(of).length;
  let before = 1;
  async function* all(): AsyncGenerator<Batch> {
    for (const one of batches) {
      const first = before + 1;
      before += one.length;
      yield await Promise.resolve({
        ...one,
        columns: one.columns.slice(0, read),
        rows: Array.from({ length: one.length }, (_, i) => first + i),
      });
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
            expect([...byColumns[part].targets]).toEqual([...byRows[part].targets]);
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

describe('a time to an event', () => {
  const of = surviving('range-middle');
  const cells = (texts: readonly string[]): ColumnCells => ({ kind: 'text', cells: [...texts] });

  /** Rows of a patient each, all of whose inputs are there. */
  async function built(days: readonly string[], died: readonly string[]): Promise<Built> {
    const { length } = days;
    const ids = Array.from({ length }, (_, i) => `p${i}`);
    const inputs = ['60', '0', '0', '1', 'a'].map((cell) => cells(Array.from({ length }, () => cell)));
    return await make(
      [{ length, columns: [cells(ids), cells(days), cells(died), ...inputs] }],
      of,
      new DatasetBuilder(of, knownSplit(0)),
    );
  }

  it('becomes intervals survived, whether the event was seen within them, and the time', async () => {
    const { training, report } = await built(
      ['0', '0.5', '0.6', '2.5', '2.6', '0.2', '0.3', '1.8', '99', '121'],
      Array.from('1111100001'),
    );
    const rows = Array.from({ length: training.rows }, (_, row) => [...training.targets.subarray(3 * row, 3 * row + 3)]);
    expect(rows).toEqual(
      [
        [0, 1, 0],
        [0, 1, 0.5],
        [1, 1, 0.6],
        [2, 1, 2.5],
        // An event beyond the last interval was not seen within them.
        [3, 0, 2.5],
        [0, 0, 0.2],
        [1, 0, 0.3],
        [3, 0, 1.8],
        [3, 0, 2.5],
        [3, 0, 2.5],
      ].map((row) => row.map(Math.fround)),
    );
    expect(report).toMatchObject({ rowsDropped: 0, outOfRange: { days: 1 } });
  });

  it('leaves a row out that lacks one of its columns, under every rule, and says why', async () => {
    const { training, report } = await built(['-1', '', 'soon', '1', '1', '1', '1'], ['1', '1', '0', '', 'maybe', '-9', '2']);
    expect(training.rows).toBe(1);
    expect(report).toMatchObject({
      rowsDropped: 6,
      missing: { days: 1, died: 2 },
      unreadable: { days: 2, died: 1 },
      problems: [
        { row: 2, column: 'days', problem: 'is not a time (expected d from 0 on, with a decimal point)' },
        { row: 4, column: 'days' },
        { row: 6, column: 'died', problem: 'is not one of the codes 1, yes, 0, no, 2' },
      ],
    });
  });
});
