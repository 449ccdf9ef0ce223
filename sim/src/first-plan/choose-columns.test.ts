import { ColumnProfiler } from '@consilium/site-agent';
import { describe, expect, it } from 'vitest';
import { chooseFeature, chooseTarget } from './choose-columns.ts';
import { publicRange } from './public-values.ts';

function profile(name: string, cells: readonly (string | number)[]): ReturnType<ColumnProfiler['profile']> {
  const profiler = new ColumnProfiler(name);
  profiler.add(
    { kind: 'text', cells: cells.map(String) },
    { length: cells.length, rows: cells.map((_, i) => i + 2), columns: [] },
  );
  return profiler.profile();
}
const rows = <T>(count: number, cell: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => cell(i));
const lactate = profile(
  'lactate',
  rows(200, (i) => (i % 10 === 3 ? '' : (1 + ((i * 37) % 80) / 10).toFixed(1))),
);

describe('a column of a file that is not public', () => {
  it('is asked about, whatever its cells', () => {
    expect(chooseFeature(lactate)).toEqual({
      open: [
        { column: 'lactate', field: 'unit' },
        { column: 'lactate', field: 'range' },
      ],
    });
    expect(
      chooseFeature(
        profile(
          'sex',
          rows(40, (i) => 'FM'[i % 2] ?? ''),
        ),
      ),
    ).toEqual({ open: [{ column: 'sex', field: 'codes' }] });
    expect(
      chooseTarget(
        profile(
          'died',
          rows(40, (i) => i % 2),
        ),
      ),
    ).toEqual({
      open: [
        { column: 'died', field: 'positive' },
        { column: 'died', field: 'negative' },
      ],
    });
  });

  it('is as it was declared, and the same on a file with one patient more', () => {
    const declared = { unit: 'mmol/L', range: [0, 15] as [number, number] };
    const one = chooseFeature(lactate, declared);
    expect(one).toEqual({ use: { name: 'lactate', kind: 'number', unit: 'mmol/L', range: [0, 15] } });
    expect(chooseFeature(profile('lactate', [...rows(200, (i) => i / 7), 99_999.5]), declared)).toEqual(one);
  });
});

describe('a column of a public file', () => {
  const read = (name: string, cells: readonly (string | number)[]): unknown => chooseFeature(profile(name, cells), {}, true);

  it('gives range and codes, and says where they come from', () => {
    expect(chooseFeature(lactate, {}, true)).toMatchObject({
      use: { unit: '1', comment: expect.stringContaining('UNIT NOT KNOWN') as string },
    });
    expect(
      read(
        'sex',
        rows(40, (i) => 'FM'[i % 2] ?? ''),
      ),
    ).toMatchObject({ use: { kind: 'category', codes: ['F', 'M'] } });
    expect(
      read(
        'visits',
        rows(90, (i) => i % 9),
      ),
    ).toMatchObject({ use: { kind: 'number', range: [0, 8] } });
    expect(
      read(
        'class',
        rows(90, (i) => 1 + (i % 4)),
      ),
    ).toMatchObject({ use: { kind: 'category', codes: ['1', '2', '3', '4'] } });
  });

  it('ends ages at 90', () => {
    expect(
      read(
        'age',
        rows(300, (i) => 20 + (i % 80)),
      ),
    ).toMatchObject({ use: { unit: 'years', range: [20, 90] } });
  });

  it.each<[string, string, readonly (string | number)[], RegExp]>([
    ['dates', 'admitted', rows(60, (i) => `2024-01-${10 + (i % 19)}`), /dates/],
    ['free text', 'remark', rows(80, (i) => `seen ${i} times`), /free text/],
    ['different words in few rows', 'remark', rows(20, (i) => `word${'abcdefghijklmnopqrst'[i] ?? ''}`), /free text/],
    ['numbers of rows', 'nr_in_list', rows(100, (i) => 7 + i), /counts or names/],
    ['nothing', 'x', rows(50, () => ''), /empty/],
    ['one value', 'x', rows(50, () => 'a'), /same value/],
    ['mostly gaps', 'x', rows(50, (i) => (i % 3 === 0 ? i : 'NA')), /more than half/],
    ['a name that identifies', 'zip_code', rows(80, (i) => 10_000 + 3 * (i % 70)), /zip/i],
    ['decimal commas', 'creatinine', rows(300, (i) => (i % 20 === 0 ? '' : `1,${i % 80}`)), /decimal point/],
    ['few decimal commas', 'dose', rows(80, (i) => `${i % 3},5`), /decimal point/],
    ['no name', '', rows(80, (i) => 7 * i), /no plan can name it: names have 1 to 100 characters/],
    ['a name of JavaScript', 'constructor', rows(80, (i) => 'xy'[i % 2] ?? ''), /no field may have this name/],
    ['a name of two lines', 'heart\nrate', rows(80, (i) => 7 * i), /unseen character U\+000A/],
    ['a long name', 'x'.repeat(101), rows(80, (i) => 7 * i), /1 to 100 characters/],
    ['many codes', 'ward', rows(300, (i) => `w${i % 40}`), /more than 20 codes/],
  ])('of %s is left out, with the reason', (_what, name, cells, reason) => {
    expect(read(name, cells)).toEqual({ leaveOut: expect.stringMatching(reason) as string });
  });

  it('loses no measurement to the rule for numbers of rows', () => {
    expect(
      read(
        'sodium',
        rows(100, (i) => 120 + (i % 30)),
      ),
    ).toHaveProperty('use');
    expect(
      read(
        'cells',
        rows(100, (i) => 1000 + 17 * i),
      ),
    ).toHaveProperty('use');
  });

  it('takes the middle of the numbers, without what means missing', () => {
    expect(publicRange(profile('x', [...rows(999, (i) => i % 100), 1e7]))).toEqual([0, 99]);
    expect(
      publicRange(
        profile(
          'x',
          rows(1000, (i) => (i % 20 === 0 ? -999 : i % 100)),
        ),
      ),
    ).toEqual([1, 99]);
    expect(
      publicRange(
        profile(
          'x',
          rows(10, () => 3),
        ),
      ),
    ).toBeUndefined();
  });
});

describe('a target', () => {
  it.each<[readonly (string | number)[], object]>([
    [rows(40, (i) => (i % 2 === 0 ? 'no' : 'yes')), { kind: 'binary', positive: ['yes'], negative: ['no'] }],
    [rows(40, (i) => (i % 2 === 0 ? 'alive' : 'died')), { kind: 'binary', positive: ['died'], negative: ['alive'] }],
    [rows(40, (i) => (i % 2 === 0 ? 'a' : 'b')), { kind: 'binary', positive: ['b'], comment: /CHECK/ }],
    [rows(60, (i) => 'xyz'[i % 3] ?? ''), { kind: 'category', codes: ['x', 'y', 'z'] }],
    [rows(90, (i) => i % 30), { kind: 'number', range: [0, 29] }],
  ])('is of the kind that its values are', (cells, expected) => {
    const { comment, ...rest } = expected as { comment?: RegExp };
    const choice = chooseTarget(profile('outcome', cells), {}, true);
    expect(choice).toMatchObject({ use: rest });
    if (comment !== undefined) expect('use' in choice ? choice.use.comment : '').toMatch(comment);
  });

  it('is refused where there is nothing to tell apart, or it identifies', () => {
    expect(() =>
      chooseTarget(
        profile(
          'x',
          rows(40, () => 1),
        ),
        {},
        true,
      ),
    ).toThrow(/x cannot be the target/);
    expect(() =>
      chooseTarget(
        profile(
          'admitted',
          rows(40, (i) => `2024-01-${10 + (i % 19)}`),
        ),
        {},
        true,
      ),
    ).toThrow(/dates/);
    expect(() =>
      chooseTarget(
        profile(
          'phone',
          rows(40, (i) => i % 2),
        ),
        {},
        true,
      ),
    ).toThrow(expect.objectContaining({ code: 'DEID_REFUSED' }) as Error);
  });
});
